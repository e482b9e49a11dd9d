"""Lives two polls by SMTP against a running daemon whose mail lands in Maildirs. polls.py FOLDER HOST:PORT"""

import csv
import datetime
import email
import email.policy
import email.utils
import io
import pathlib
import smtplib
import sys
import time
import zoneinfo

import icalendar

folder, where = pathlib.Path(sys.argv[1]), sys.argv[2]
ZONE = zoneinfo.ZoneInfo("America/Toronto")
POLL = "cdp-sondage@lists.test"


def boxes(who):
    new = sorted((folder / "mail" / who / "new").glob("*"), key=lambda path: path.stat().st_mtime_ns)
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in new]


def came(who, words, seconds=30):
    for _ in range(seconds * 10):
        for mail in reversed(boxes(who)):
            if words in " ".join(str(mail["Subject"]).replace("\u00a0", " ").split()):
                return mail
        time.sleep(0.1)
    sys.exit(f"nothing like “{words}” came to {who}: {[str(m['Subject']) for m in boxes(who)]}")


def send(who, to, subject, text):
    now = email.utils.format_datetime(datetime.datetime.now(datetime.timezone.utc))
    host, port = where.split(":")
    raw = (f"From: {who}\nTo: {to}\nSubject: {subject}\nDate: {now}\n"
           f"Message-ID: {email.utils.make_msgid(domain='live.test')}\n"
           f"Content-Type: text/plain; charset=utf-8\n\n{text}\n")
    with smtplib.SMTP(host, int(port)) as server:
        server.sendmail(who, [to], raw.replace("\n", "\r\n").encode())


def text(mail):
    words = mail.get_body(("plain",)).get_content()
    return words.replace("\r\n", "\n").replace("\u00a0", " ")


def reply(who, mail, words):
    quoted = "".join(f"> {line}\n" for line in text(mail).splitlines())
    send(who, email.utils.parseaddr(str(mail["Reply-To"]))[1], f"Re: {mail['Subject']}", f"{words}\n\n{quoted}")


def holds(mail, words):
    if words not in text(mail):
        sys.exit(f"“{words}” is not in:\n{text(mail)}")


def attached(mail, kind):
    return next(part for part in mail.iter_attachments() if part.get_content_type() == kind)


def days():
    day = datetime.datetime.now(ZONE).date() + datetime.timedelta(days=20)
    later = day + datetime.timedelta(days=1)
    send("zoe@example.org", POLL, "On se voit?",
         f"- {day.isoformat()} 14 h à 16 h, chez Ann; à l'étage\n- {later.isoformat()}\nChoix : dates")
    draft = came("zoe@example.org", "À confirmer")
    holds(draft, f"{day.year}, 14 h à 16 h – chez Ann; à l'étage")
    reply("zoe@example.org", draft, "oui")
    opened = came("zoe@example.org", "C'est parti")
    for who in ("ann", "bob", "eve"):
        asked = came(f"{who}@example.org", "Sondage – Cercle")
        reply(f"{who}@example.org", asked, "1" if who != "eve" else "1, 2")
        came(f"{who}@example.org", "Noté")
    reply("zoe@example.org", opened, "fermer")
    result = came("ann@example.org", "Résultat")
    part = attached(result, "text/calendar")
    if (part.get_filename(), part["Content-Type"].params["method"]) != ("rencontre.ics", "PUBLISH"):
        sys.exit(f"{part['Content-Type']} {part.get_filename()}")
    raw = part.get_payload(decode=True)
    lines = raw.split(b"\r\n")
    if lines[-1] != b"" or b"\n" in b"".join(lines) or max(map(len, lines)) > 75:
        sys.exit(f"the file's lines are not as RFC 5545 wants them: {raw!r}")
    calendar = icalendar.Calendar.from_ical(raw)
    (event,) = calendar.walk("VEVENT")
    want = datetime.datetime.combine(day, datetime.time(14), ZONE)
    found = (event.decoded("dtstart"), event.decoded("dtend"), str(event["summary"]), calendar["method"])
    if found != (want, want + datetime.timedelta(hours=2), "Cercle – On se voit?", "PUBLISH"):
        sys.exit(f"the event is {found}")
    if "chez Ann; à l'étage" not in str(event["description"]):
        sys.exit(f"described as {event['description']}")
    sheet = attached(came("zoe@example.org", "Résultat"), "text/csv").get_content().lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    if [(row["kind"], row["count"], row["of"]) for row in rows] != [("ballots", "3", "4")]:
        sys.exit(f"the sheet holds {rows}")


def outside():
    send("zoe@example.org", POLL, "besoins", "")
    draft = came("zoe@example.org", "« Vos besoins, vos idées »")
    changed = text(draft).replace("Fin :", "Personnes : Ida <ida@example.net>, jo@example.net\nFin :", 1)
    send("zoe@example.org", email.utils.parseaddr(str(draft["Reply-To"]))[1], "Re: brouillon", changed)
    for _ in range(100):
        again = came("zoe@example.org", "« Vos besoins, vos idées »")
        if "2 personnes hors du groupe" in text(again):
            break
        time.sleep(0.1)
    reply("zoe@example.org", again, "oui")
    ida, jo = (came(f"{who}@example.net", "Quelques questions") for who in ("ida", "jo"))
    holds(ida, "Répondre est votre choix")
    reply("ida@example.net", ida, "1: a\n2: des jardins\n7: oui")
    came("ida@example.net", "Noté")
    reply("jo@example.net", jo, "Non")
    came("jo@example.net", "C'est noté")
    if [len(boxes(f"{who}@example.net")) for who in ("ida", "jo")] != [2, 2]:
        sys.exit("more mail went outside than one question and one answer")


days()
outside()
