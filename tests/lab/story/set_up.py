"""The set-up through its API, for benches and for looking: what the browser's pages do, without them.

    set_up.py ADDRESS CODE DOMAIN CHIEF PASSWORD DIRECTORY.json

ADDRESS is a server's; its certificate is not known yet, so it is not checked (a person compares it).
Prints what the directory's test found, and the fingerprint of the cloud's own authority.
"""

import json
import ssl
import sys
import urllib.error
import urllib.request

address, code, domain, chief, password, directory = sys.argv[1:]
unknown = ssl.create_default_context()
unknown.check_hostname, unknown.verify_mode = False, ssl.CERT_NONE
token = None


def ask(method, path, body):
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    if token:
        headers["Authorization"] = f"Setup {token}"
    request = urllib.request.Request(f"https://{address}/api/v1/setup{path}", json.dumps(body).encode(), headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60, context=unknown) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        sys.exit(f"{method} /setup{path}: {error.code} {error.read().decode('utf-8', 'replace')}")


token = ask("POST", "/sessions", {"code": code})["token"]
ask("PUT", "/language", {"language": "en", "company": "Lab & Söhne"})
check = ask("POST", "/domain-checks", {"domain": domain})
assert check["usable"], check
ask("PUT", "/domain", {"domain": domain})
state = ask("PUT", "/certificate", {"kind": "own"})
print("own authority:", state["root_fingerprint"])
ask("PUT", "/admin", {"username": chief, "name": "The Chief", "password": password})
settings = json.load(open(directory))
found = ask("POST", "/directory-tests", settings)
if found["certificate"] and not found["works"]:
    settings["confirmed_fingerprint"] = found["certificate"]["fingerprint"]
    found = ask("POST", "/directory-tests", settings)
for finding in found["findings"]:
    print(f"{finding['level']}: {finding['sentence']}")
assert found["works"], "the directory does not work"
ask("PUT", "/directory", settings)
done = ask("POST", "/completions", {})
assert done["done"], done
