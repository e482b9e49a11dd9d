#!/bin/bash
# Signatures verified by another implementation: every kind of mail goes through the real binary into
# Maildirs, and dkimpy (PyPI) reads what came out with the keys the program says to publish.
set -euo pipefail
name=dkim
smtp=127.0.0.1:2631
here=$(dirname "$0")
# shellcheck source=tests/real/stage.bash
. "$here/stage.bash"
with_dkimpy

configure "$work/data"
pal list create cdp@lists.test --name "Communauté" --language fr >/dev/null
pal list create tech@lists.test --preset transparent --language en >/dev/null
for list in cdp tech; do
    pal list set $list@lists.test dkim both >"$work/$list.txt"
    pal member add $list@lists.test "Ann <ann@example.org>" "Bob <bob@example.org>" --delivery each >/dev/null
done
grep -q 'palabre-rsa-1._domainkey.lists.test. TXT "v=DKIM1; k=rsa; p=' "$work/cdp.txt" || fail "no record to publish"
pal member add cdp@lists.test zoe@example.org --delivery weekly >/dev/null
pal member set cdp@lists.test bob@example.org language en >/dev/null
[ "$(stat -c %a "$work/data/keys" "$work/data"/keys/*.pem | sort -u | tr '\n' ' ')" = "600 700 " ] || fail "keys that others can read"
serve || fail "the daemon does not start"

"$python" - "$smtp" <<'PY'
import smtplib, sys
from email import policy
from email.message import EmailMessage
from email.mime.text import MIMEText

host, port = sys.argv[1].split(":")
head = "From: Ann <ann@example.org>\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{n}@example.org>\r\nMIME-Version: 1.0\r\n"
bodies = [
    ("Texte", 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nÀ bientôt  \r\n.\r\n..\r\n \r\n\r\n'),
    ("=?utf-8?q?=C3=89t=C3=A9?=\r\n =?utf-8?q?_venu?=", 'Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<html><body><p>É</p></body></html>\r\n'),
    ("Flowed", 'Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\nContent-Transfer-Encoding: 8bit\r\n\r\nÀ \r\nbientôt \r\n\r\n'),
    ("Long", 'Content-Type: text/plain; charset=us-ascii\r\n\r\n' + "long " * 400 + '\r\n'),
    ("Latin", 'Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C9t=E9\r\n'),
    ("Calendar", 'Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\nContent-Transfer-Encoding: 8bit\r\n\r\nBEGIN:VCALENDAR\r\nSUMMARY:Été\r\nEND:VCALENDAR\r\n'),
    ("Signed", 'Content-Type: multipart/signed; boundary=s; micalg=pgp-sha256;\r\n\tprotocol="application/pgp-signature"\r\n\r\n--s\r\nContent-Type: text/plain\r\n\r\nHello\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\nAAAA\r\n--s--\r\n'),
    ("Empty", '\r\n'),
]
mixed = EmailMessage(policy=policy.SMTP)
mixed["From"], mixed["Subject"], mixed["Message-ID"] = "Ann <ann@example.org>", "Réunion", "<mixed@example.org>"
mixed.set_content("Bonjour à toutes et tous\n")
mixed.add_alternative("<p>Bonjour</p>", subtype="html")
mixed.add_attachment(bytes(range(256)), maintype="application", subtype="octet-stream", filename="été.bin")
with smtplib.SMTP(host, int(port)) as smtp:
    for to in ("cdp@lists.test", "tech@lists.test"):
        for n, (subject, body) in enumerate(bodies):
            raw = head.format(to=to, subject=subject, n=f"{n}-{to[:3]}") + body
            smtp.sendmail("ann@example.org", [to], raw.encode(), ["BODY=8BITMIME"])
        smtp.sendmail("ann@example.org", [to], mixed.as_bytes(), ["BODY=8BITMIME"])
    ask = "From: ann@example.org\r\nSubject: aide\r\nMessage-ID: <q@example.org>\r\n\r\n"
    smtp.sendmail("ann@example.org", ["cdp-request@lists.test"], ask)
PY
# Nine posts to two members of two lists, and the robot's answer; what else it writes is signed too.
arrived() { [ "$(find "$work/mail" -path "*/new/*$1" -type f | wc -l)" -ge "$2" ]; }
eventually "36 copies" 60 arrived '.L*A*P*' 36
eventually "the answer" 30 grep -rlq 'In-Reply-To: <q@example.org>' "$work/mail"
pal digest send --member zoe@example.org >/dev/null
eventually "the digest" 30 grep -rlq '^List-Unsubscribe: .*cdp-leave' "$work/mail/zoe@example.org"
pal dkim ls --json >"$work/keys.json"
"$python" "$here/signatures.py" "$work/keys.json" "$work/mail" 38 || fail "dkimpy disagrees"
say "dkimpy verifies all that left: copies in two languages, a digest, an answer; RSA and Ed25519"
