"""Fills a freshly provisioned LAB.TEST: people, groups, policy.

Runs inside the controller's tree, before the daemon starts:
    python3 people.py /srv/ad people.env
"""
import sys

import ldb
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

root, env_file = sys.argv[1:3]
env = dict(line.strip().split("=", 1) for line in open(env_file) if "=" in line and line[0] != "#")
lp = LoadParm()
lp.load(root + "/etc/smb.conf")
db = SamDB(url=root + "/private/sam.ldb", session_info=system_session(), lp=lp)
BASE = "DC=lab,DC=test"
DAY = -864000000000  # AD counts spans in negative 100 ns


def modify(dn, **values):
    msg = ldb.Message(ldb.Dn(db, dn))
    for key, value in values.items():
        msg[key] = ldb.MessageElement([value], ldb.FLAG_MOD_REPLACE, key)
    db.modify(msg)


def dn(name):
    found = db.search(BASE, ldb.SCOPE_SUBTREE, "(sAMAccountName=%s)" % name, ["dn"])
    return str(found[0].dn)


# Locked after 5 tries, for a day (so that t-locked stays locked). Passwords
# live 999 days: the cached tree does not age. Minimum age 0: tests may change
# a password at once; "too young" needs its own setting.
modify(BASE, lockoutThreshold="5", lockoutDuration=str(DAY), lockOutObservationWindow=str(DAY),
       maxPwdAge=str(999 * DAY), minPwdAge="0")

for person, first, last, key in [
    ("giselle", "Giselle", "Martin", "GISELLE_PASSWORD"),
    ("paul", "Paul", "Lefèvre", "PAUL_PASSWORD"),
    ("ada", "Ada", "Berger", "ADA_PASSWORD"),
    ("svc-unidash", None, None, "SVC_UNIDASH_PASSWORD"),
    ("t-disabled", "Test", "Disabled", "T_PASSWORD"),
    ("t-locked", "Test", "Locked", "T_PASSWORD"),
    ("t-expired", "Test", "Expired", "T_PASSWORD"),
    ("t-pwdexpired", "Test", "Pwdexpired", "T_PASSWORD"),
    ("t-mustchange", "Test", "Mustchange", "T_PASSWORD"),
    ("t-hours", "Test", "Hours", "T_PASSWORD"),
    ("t-workstation", "Test", "Workstation", "T_PASSWORD"),
]:
    # None: the DN carries the full name, as the company's own tools make it
    db.newuser(person, env[key], givenname=first, surname=last, useusernameascn=None,
               mailaddress=None if person == "svc-unidash" else person + "@lab.test")

for group in ("Compta", "Equipe-Compta", "Ventes", "Cloud-Admins"):
    db.newgroup(group)
for group, member in [("Equipe-Compta", "giselle"), ("Compta", "Equipe-Compta"),
                      ("Ventes", "paul"), ("Cloud-Admins", "ada")]:
    db.add_remove_group_members(group, [member])

db.disable_account("(sAMAccountName=t-disabled)")  # 533
modify(dn("t-expired"), accountExpires="116444736000000000")  # 701
db.setpassword("(sAMAccountName=t-mustchange)", env["T_PASSWORD"], force_change_at_next_login=True)  # 773
modify(dn("t-hours"), logonHours=b"\0" * 21)  # 530
modify(dn("t-workstation"), userWorkstations="NOWHERE")  # 531
# 775, t-locked: `dc up` types wrong passwords, a lock belongs to its moment.

# 532: pwdLastSet takes only 0 and -1 through the front door, so write the
# partition's own file.
expired = dn("t-pwdexpired")
del db
raw = ldb.Ldb(root + "/private/sam.ldb.d/DC=LAB,DC=TEST.ldb", options=["modules:"])
message = ldb.Message(ldb.Dn(raw, expired))
message["pwdLastSet"] = ldb.MessageElement(["132223104000000000"], ldb.FLAG_MOD_REPLACE, "pwdLastSet")
raw.modify(message)
