"""The company's DNS for one domain and every name below it: wildcard.py ADDRESS PORT FILE

FILE holds the IPv4 addresses, one per line; it is read at every question. Other types than A get an
empty answer without error, as a real DNS gives for a wildcard (dnsmasq's "address=" says NXDOMAIN to
AAAA, which musl takes for "no such name at all").
"""

import socket
import struct
import sys

address, port, file = sys.argv[1], int(sys.argv[2]), sys.argv[3]
door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
door.bind((address, port))
while True:
    question, asker = door.recvfrom(4096)
    try:
        end = question.index(b"\0", 12) + 5
        kind = struct.unpack(">H", question[end - 4 : end - 2])[0]
        found = open(file, encoding="ascii").read().split() if kind == 1 else []
    except (ValueError, struct.error, OSError):
        continue
    answers = b"".join(struct.pack(">HHHIH", 0xC00C, 1, 1, 5, 4) + socket.inet_aton(ip) for ip in found)
    head = question[:2] + struct.pack(">HHHHH", 0x8580, 1, len(found), 0, 0)
    door.sendto(head + question[12:end] + answers, asker)
