"""Verifies every signature of every mail in a Maildir tree with dkimpy, an implementation of RFC 6376
and RFC 8463 that shares nothing with ours. The public keys come from the records that the program
prints; no name server is asked.

signatures.py KEYS.json FOLDER COUNT: COUNT mails at least, two signatures each, and changed ones refused.
"""

import json
import pathlib
import re
import sys

import dkim

keys = {name: key["record"] for key in json.load(open(sys.argv[1])) for name in key["names"]}
asked = set()


def texts(name, timeout=5):
    name = name.decode().rstrip(".")
    asked.add(name)
    return keys.get(name, "").encode()


def verified(message, at):
    try:
        return dkim.DKIM(message).verify(at, dnsfunc=texts)
    except dkim.DKIMException:
        return False


mails = sorted(pathlib.Path(sys.argv[2]).glob("*/new/*"))
assert len(mails) >= int(sys.argv[3]), f"{len(mails)} mails"
for path in mails:
    message = path.read_bytes()
    if b"\r\n" not in message:
        message = message.replace(b"\n", b"\r\n")
    fields = re.findall(rb"(?im)^dkim-signature:(?:.*\r\n[ \t])*.*\r\n", message)
    assert len(fields) == 2, f"{path}: {len(fields)} signatures"
    kinds = sorted(re.search(rb"a=([a-z0-9-]+);", field).group(1) for field in fields)
    assert kinds == [b"ed25519-sha256", b"rsa-sha256"], kinds
    assert b" l=" not in b"".join(fields)
    covered = re.search(rb"h=([^;]*);", fields[0]).group(1).lower().split(b":")
    covered = [name.strip() for name in covered]
    for name in (b"from", b"subject", b"reply-to", b"list-id", b"list-unsubscribe", b"list-unsubscribe-post"):
        assert name in covered, f"{path}: {name} is not covered"
    for at in range(2):
        assert verified(message, at), f"{path}: signature {at} does not hold:\n{message.decode(errors='replace')}"
        for changed in (
            re.sub(rb"(?im)^subject:", b"Subject: other\r\nSubject:", message, count=1),
            re.sub(rb"(?im)^list-unsubscribe: <", b"List-Unsubscribe: <mailto:eve@example.org>, <", message, count=1),
            message + b"more\r\n",
        ):
            # An answer of the robot has no way out to change.
            assert changed == message or not verified(changed, at), f"{path}: a change goes unnoticed"
assert asked == set(keys), f"asked for {asked}, published {set(keys)}"
print(f"signatures.py: {len(mails)} mails, {2 * len(mails)} signatures hold, changed ones do not")
