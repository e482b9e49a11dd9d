"""Two authors, whose domains ask for refusal (reject.test) and for nothing (none.test): their keys, their
name server, their posts, and what the copies of these say.

author.py keys FOLDER | names FOLDER PORT | post FOLDER HOST:PORT | look FOLDER
"""

import base64
import email
import email.policy
import json
import pathlib
import smtplib
import socket
import sys

import dkim
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import nacl.signing

verb, folder = sys.argv[1], pathlib.Path(sys.argv[2])
AUTHORS = {"reject.test": "Ann Lee <ann@reject.test>", "none.test": "Nina <nina@none.test>"}


def records():
    public = (folder / "public").read_text()
    found = {f"s1._domainkey.{domain}": f"v=DKIM1; k=ed25519; p={public}" for domain in AUTHORS}
    found |= {"_dmarc.reject.test": "v=DMARC1; p=reject", "_dmarc.none.test": "v=DMARC1; p=none"}
    for key in json.loads((folder / "keys.json").read_text()) if (folder / "keys.json").exists() else []:
        found |= {name: key["record"] for name in key["names"]}
    return found


def keys():
    key = nacl.signing.SigningKey.generate()
    (folder / "private").write_bytes(base64.b64encode(bytes(key)))
    (folder / "public").write_text(base64.b64encode(bytes(key.verify_key)).decode())


def names(port):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", int(port)))
    while True:
        packet, peer = server.recvfrom(2048)
        query = dns.message.from_wire(packet)
        answer = dns.message.make_response(query, recursion_available=True)
        asked = query.question[0]
        text = records().get(asked.name.to_text(omit_final_dot=True).lower())
        if text is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif asked.rdtype == dns.rdatatype.TXT:
            pieces = " ".join(f'"{text[at:at + 255]}"' for at in range(0, len(text), 255))
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", "TXT", pieces))
        server.sendto(answer.to_wire(), peer)


def post(where):
    host, port = where.split(":")
    private = (folder / "private").read_bytes()
    for domain, author in AUTHORS.items():
        for to in ("open@lists.test", "cdp@lists.test"):
            raw = (
                f"From: {author}\r\nTo: {to}\r\nSubject: =?utf-8?q?=C3=89t=C3=A9?=\r\nMessage-ID: <{to[:3]}@{domain}>\r\n"
                "Date: Mon, 27 May 2019 08:00:00 -0400\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                "Content-Transfer-Encoding: 8bit\r\n\r\nÀ bientôt \r\n\r\nZoé\r\n"
            ).encode()
            covered = [b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type"]
            field = dkim.sign(
                raw, b"s1", domain.encode(), private, canonicalize=(b"relaxed", b"relaxed"),
                signature_algorithm=b"ed25519-sha256", include_headers=covered,
            )
            with smtplib.SMTP(host, int(port)) as smtp:
                smtp.sendmail(author.split("<")[1][:-1], [to], field + raw, ["BODY=8BITMIME"])


def look():
    published = records()

    def texts(name, timeout=5):
        return published.get(name.decode().rstrip("."), "").encode()

    # Copies by their names: what the robot writes to newcomers is not asked here.
    copies = sorted(folder.glob("mail/*/new/*.L*A*P*"))
    for path in copies:
        raw = path.read_bytes()
        raw = raw if b"\r\n" in raw else raw.replace(b"\n", b"\r\n")
        copy = email.message_from_bytes(raw, policy=email.policy.SMTP)
        domain = copy["Message-ID"].split("@")[1].rstrip(">")
        is_open, author = copy["List-Id"].startswith("Open"), AUTHORS[domain]
        rewritten = domain == "reject.test" and not is_open
        signers = []
        for at in range(len(copy.get_all("DKIM-Signature"))):
            checked = dkim.DKIM(raw)
            assert checked.verify(at, dnsfunc=texts), f"{path}: signature {at}"
            signers.append(checked.domain.decode())
        want = ["lists.test", domain] if is_open else ["lists.test"]
        assert sorted(signers) == sorted(want), f"{path}: signed by {signers}"
        if rewritten:
            sender = copy["From"].addresses[0]
            assert sender.display_name == "Ann Lee via Communauté", copy["From"]
            assert sender.addr_spec == "cdp@lists.test", copy["From"]
            answered = [a.addr_spec for a in copy["Reply-To"].addresses]
            assert answered == ["cdp@lists.test", "ann@reject.test"], answered
            assert copy["X-Original-From"] == author
        else:
            assert str(copy["From"]) == author, copy["From"]
    print(f"author.py: {len(copies)} copies, every signature on them holds")


{"keys": keys, "names": names, "post": post, "look": look}[verb](*sys.argv[3:])
