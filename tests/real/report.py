"""Generates a community, lives in it, and recomputes its monthly report from what came out.

report.py people | history | live HOST:PORT | gestures HOST:PORT | check DAY | asked HOST:PORT
(each with a FOLDER after the verb)
"""

import collections
import csv
import datetime
import email
import email.policy
import email.utils
import io
import json
import mailbox
import math
import pathlib
import random
import re
import smtplib
import sys
import time

verb, folder, *rest = sys.argv[1:]
folder = pathlib.Path(folder)
UTC = datetime.timezone.utc
DAY = datetime.timedelta(days=1)
PEOPLE = [f"m{n:02}" for n in range(24)]
TEAM = ["m00", "m01"]
SILENT = ["m22", "m23"]
VOTERS = PEOPLE[3:12]
LIST = "cdp@lists.test"
NEW = "m24"
# A thread put on top, a word, two polls sent, and closed; of a brief a decision, a nudge, a welcome.
ACTIONS = 6 + 3
# What each says the community changed, and in which words; those of two may be told.
VALUES = {"m04": "3", "m05": "3", "m06": "2 Un contact à Rimouski. Citez-moi.", "m07": "5", "m08": "0",
          "m09": "4 Entre nous: enfin un budget.", "m10": "2", "m11": "1 Moins de chicanes, citez-moi"}
QUOTED, KEPT = ["Un contact à Rimouski", "Moins de chicanes"], "enfin un budget"
# Nobody answers it; who wrote of the same is asked by a brief.
QUESTION = "Qui connaît la permaculture sauvage et les keylines?"


def address(nick):
    return f"{nick}@example.org"


def people():
    print("address,name,delivery,language,role")
    for nick in PEOPLE:
        role = "owner" if nick == "m00" else "animator" if nick in TEAM else "member"
        print(f"{address(nick)},Personne {nick},{'none' if nick == 'm21' else 'each'},fr,{role}")


def history():
    """Fourteen weeks, the same each day it is run: threads of one to six, some without an answer."""
    dice = random.Random(20190604)
    midnight = datetime.datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    out, number = [], 0

    def letter(at, who, subject, parent=None, text=None):
        nonlocal number
        number += 1
        name = f"{number}@history.test"
        text = text or f"Un message, le numéro {number}."
        answers = f"In-Reply-To: <{parent}>\nReferences: <{parent}>\n" if parent else ""
        out.append((at, f"From: Personne {who} <{address(who)}>\nTo: {LIST}\nSubject: {subject}\n"
                        f"Message-ID: <{name}>\nDate: {email.utils.format_datetime(at)}\n{answers}"
                        f"Content-Type: text/plain; charset=utf-8\n\n{text}\n"))
        return name

    letter(midnight - 40 * DAY, "m04", "Un livre", text="La permaculture sauvage et les keylines, c'est mon livre.")
    letter(midnight - 4 * DAY, "m05", QUESTION, text=QUESTION)

    for day in range(98, 1, -1):
        while dice.random() < 0.45:
            # Whoever is late in the list writes later: newcomers, all the way.
            known = 6 + (98 - day) * 14 // 98
            group = PEOPLE[:known]
            at = midnight - day * DAY + datetime.timedelta(minutes=dice.randrange(60, 1300))
            opener = dice.choice(group)
            subject = f"Sujet {number + 1}"
            chain = [(letter(at, opener, subject), opener)]
            for _ in range(dice.choice([0, 0, 1, 1, 2, 3, 5])):
                parent, of = dice.choice(chain[-2:])
                at += datetime.timedelta(minutes=dice.choice([40, 200, 900, 2000, 4000, 9000]))
                who = dice.choice([one for one in group if one != of])
                if at < midnight - DAY:
                    chain.append((letter(at, who, "Re: " + subject, parent), who))
    out.sort(key=lambda one: one[0])
    for at, text in out:
        print(f"From x@history.test {at.strftime('%a %b %e %H:%M:%S %Y')}\n{text}")


# Living in it.

def boxes(nick):
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in sorted((folder / "mail" / address(nick) / "new").glob("*"))]


def came(nick, words, seconds=30):
    for _ in range(seconds * 10):
        for mail in reversed(boxes(nick)):
            if words in " ".join(str(mail["Subject"]).split()):
                return mail
        time.sleep(0.1)
    sys.exit(f"nothing like “{words}” came to {nick}: {[str(m['Subject']) for m in boxes(nick)]}")


def send(nick, to, subject, text, parent=None):
    answers = f"In-Reply-To: {parent}\nReferences: {parent}\n" if parent else ""
    now = email.utils.format_datetime(datetime.datetime.now(UTC))
    raw = (f"From: Personne {nick} <{address(nick)}>\nTo: {to}\nSubject: {subject}\nDate: {now}\n"
           f"Message-ID: {email.utils.make_msgid(domain='live.test')}\n{answers}"
           f"Content-Type: text/plain; charset=utf-8\n\n{text}\n")
    hand_in(nick, to, raw)


def hand_in(nick, to, raw):
    host, port = rest[0].split(":")
    with smtplib.SMTP(host, int(port)) as server:
        server.sendmail(address(nick), [to], raw.replace("\n", "\r\n").encode())


def words(mail):
    text = mail.get_body(("plain",)).get_content()
    return text.replace("\r\n", "\n").replace("\u00a0", " ")


def waited(what, found, seconds=30):
    for _ in range(seconds * 10):
        if found():
            return
        time.sleep(0.1)
    sys.exit(f"waited for {what}")


def reply(nick, mail, text):
    send(nick, email.utils.parseaddr(str(mail["Reply-To"]))[1], "Re: " + str(mail["Subject"]), text,
         str(mail["Message-ID"]))


def live():
    send("m02", LIST, "Vivant", "Un fil du jour.")
    mail = came("m03", "Vivant")
    send("m03", LIST, "Re: Vivant", "Une réponse.", str(mail["Message-ID"]))
    send("m00", "cdp-request@lists.test", "épingler 1", "")
    came("m00", "Fil épinglé")
    send("m00", "cdp-request@lists.test", "mot : Bienvenue.", "")
    send("m00", "cdp-sondage@lists.test", "Quand?", "- mardi\n- jeudi")
    reply("m00", came("m00", "À confirmer"), "oui")
    for nick in VOTERS:
        reply(nick, came(nick, "Quand?"), "2")
    close("Quand?", VOTERS)
    send("m20", "cdp-request@lists.test", "quitter", "")
    came("m20", "")
    valued()
    noted()
    # What a brief finds waiting: a stranger's message and somebody new, beside the question of the history.
    send(NEW, "cdp-request@lists.test", "rejoindre", "")
    reply(NEW, came(NEW, ""), "oui")
    waited("a welcome", lambda: len(boxes(NEW)) > 1)
    send("passant", LIST, "Une brouette", "Qui veut ma brouette?")
    came("m00", "Une brouette")


def close(title, voters):
    """Once every ballot is in the box, who asks closes it."""
    for nick in voters:
        waited(f"{nick}'s receipt", lambda: sum(title in str(m["Subject"]) for m in boxes(nick)) >= 2)
    mails = [m for m in boxes("m00") if title in str(m["Subject"]) and "fermer" in words(m)]
    if not mails:
        sys.exit("nothing says how the poll is closed")
    reply("m00", mails[-1], "fermer")
    waited("the result", lambda: any("Résultat" in str(m["Subject"]) and title in str(m["Subject"])
                                     for m in boxes("m00")))


def valued():
    """What the report says can be asked is asked by a reply to it."""
    title = "Qu'est-ce que la communauté a changé"
    send("m00", "cdp-request@lists.test", "bilan", "")
    report = came("m00", "Bilan de Jardins partagés")
    if "répondez « valeur »" not in words(report):
        sys.exit(f"the report does not say how to ask what changed:\n{words(report)}")
    reply("m00", report, "Valeur")
    reply("m00", came("m00", "À confirmer : le sondage « Qu'est"), "oui")
    for nick, said in VALUES.items():
        reply(nick, came(nick, title), said)
    close(title, VALUES)


def noted():
    """Two notes, one of them made of a thread; one changes."""
    note = "cdp-note@lists.test"
    send("m03", note, "Un guide", "Commencer par les besoins.\n\nPuis en parler.")
    reply("m03", came("m03", "À confirmer : la note"), "oui")
    came("m03", "Publiée : la note")
    send("m03", "cdp-request@lists.test", "modifier 1", "")
    waited("the text of note 1", lambda: any("Voici la note 1" in words(m) for m in boxes("m03")))
    text = next(m for m in boxes("m03") if "Voici la note 1" in words(m))
    reply("m03", text, "\n".join(f"> {line}" for line in words(text).replace("les besoins", "les rêves").split("\n")))
    waited("what changed", lambda: any("+ Commencer par les rêves." in words(m) for m in boxes("m03")))
    reply("m03", next(m for m in boxes("m03") if "+ Commencer par les rêves." in words(m)), "oui")
    waited("version 2", lambda: any("version 2" in words(m) for m in boxes("m03")))
    whole = came("m04", "Vivant")
    raw = (f"From: {address('m04')}\nTo: {note}\nSubject: Fwd: Vivant\nMIME-Version: 1.0\n"
           f"Message-ID: {email.utils.make_msgid(domain='live.test')}\n"
           "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
           f"--b\nContent-Type: message/rfc822\n\n{whole.as_string()}\n--b--\n")
    hand_in("m04", note, raw)
    reply("m04", came("m04", "À confirmer : la note"), "oui")
    came("m04", "Publiée : la note")


def gestures():
    """Three of a brief's actions, by one reply from a phone."""
    brief = came("m00", "Pense-bête")
    all_of_it = words(brief)
    places = {what: re.search(rf"^(\d)\. {what}", all_of_it, re.M)
              for what in ("Décider du message", "Trouver une réponse", "Accueillir")}
    if not all(places.values()):
        sys.exit(f"not what waits: {all_of_it}")
    decide, ask, greet = (places[what][1] for what in places)
    quoted = "".join(f"> {line}\n" for line in all_of_it.splitlines())
    reply("m00", brief, f"{decide} oui\n{ask} relencer\n{greet} accueillir\n\nEnvoyé de mon iPhone\n\n"
                        f"> Le lundi, à 07:15, Jardins a écrit :\n>\n{quoted}")
    done = words(came("m00", "c'est noté"))
    for said in ("C'est publié", "reçoit un mot privé", "C'est envoyé en privé"):
        if said not in done:
            sys.exit(f"“{said}” is not in:\n{done}")
    came("m04", "On a pensé à vous")
    came("m03", "Une brouette")
    came(NEW, "Un mot de")


# Recomputing.

class Post:
    def __init__(self, raw):
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        self.id = str(mail["Message-ID"]).strip()
        self.who = email.utils.parseaddr(str(mail["From"]))[1].lower()
        self.at = email.utils.parsedate_to_datetime(str(mail["Date"])).astimezone(UTC)
        self.parent = str(mail["In-Reply-To"] or "").strip()


def posts():
    box = mailbox.mbox(folder / "out" / "list.mbox")
    found = [Post(bytes(message)) for message in box]
    by_id = {post.id: post for post in found}
    for post in found:
        root = post
        while root.parent in by_id:
            root = by_id[root.parent]
        post.thread = root.id
        post.answers = by_id[post.parent].who if post.parent in by_id else None
    return sorted(found, key=lambda post: post.at)


def share(part, whole):
    value = "" if whole < 5 else f"{math.floor(part / whole * 1000 + 0.5) / 10:.1f}"
    return value, part, whole


class Window:
    """The figures of the 28 days before a moment."""

    def __init__(self, end, everything, members, team):
        self.end, self.team = end, team
        self.all = [post for post in everything if post.at < end]
        self.members = members
        self.threads = collections.defaultdict(list)
        self.firsts = {}
        for post in self.all:
            self.threads[post.thread].append(post)
            self.firsts.setdefault(post.who, post)

    def ago(self, days):
        return self.end - days * DAY

    def within(self, first, last, source=None):
        return [p for p in (self.all if source is None else source)
                if self.ago(first) <= p.at < self.ago(last)]

    def reply(self, post):
        later = [p for p in self.threads[post.thread] if p.at >= post.at and p.who != post.who]
        return later[0].at - post.at if later else None

    def belong(self, at):
        return {who for who, (joined, left) in self.members.items()
                if joined < at and (left is None or left >= at)}

    def bands(self, shift):
        weeks = collections.defaultdict(set)
        for week in range(4):
            for post in self.within(shift + 28 - 7 * week, shift + 21 - 7 * week):
                weeks[post.who].add(week)
        band = lambda who: 0 if not weeks[who] else 1 if len(weeks[who]) < 3 else 2
        return {who: band(who) for who in self.belong(self.ago(shift))}

    def figures(self):
        own = self.within(28, 0)
        counts = collections.Counter(p.who for p in own)
        here = self.belong(self.end)
        out = {
            "members": len(here), "messages": len(own), "authors": len(counts),
            "threads": len({p.thread for p in own}),
        }
        openers = self.within(35, 7, [posts[0] for posts in self.threads.values()])
        waits = [self.reply(p) for p in openers]
        hours = sorted(w.total_seconds() / 3600 if w is not None and w <= 7 * DAY else math.inf for w in waits)
        answered = sum(h < math.inf for h in hours)
        out["answered_7_days"] = share(answered, len(hours))

        def rank(q):
            if len(hours) < 5:
                return "", answered, len(hours)
            h = hours[math.ceil(q * len(hours)) - 1]
            return (">168" if h == math.inf else f"{h:.1f}"), answered, len(hours)

        out["first_reply_median"], out["first_reply_p90"] = rank(0.5), rank(0.9)
        firsts = self.within(30, 2, self.firsts.values())
        soon = [self.reply(p) for p in firsts]
        out["first_posts_answered_48_hours"] = share(sum(w is not None and w <= 2 * DAY for w in soon), len(firsts))
        newcomers = self.within(56, 28, self.firsts.values())
        again = sum(any(p.who == f.who and p is not f and f.at <= p.at <= f.at + 28 * DAY for p in self.all)
                    for f in newcomers)
        out["back_within_28_days"] = share(again, len(newcomers))
        total = sum(counts.values())
        entropy = -sum(n / total * math.log(n / total) for n in counts.values())
        out["voices"] = f"{math.exp(entropy) if total else 0:.2f}"
        out["messages_by_team"] = share(sum(p.who in self.team for p in own), total)
        out["messages_by_top_3"] = share(sum(n for _, n in counts.most_common(3)), total)
        now, before = self.bands(0), self.bands(28)
        both = now.keys() & before.keys()
        out["changed_band"] = share(sum(now[who] != before[who] for who in both), len(both))
        out["joined"] = sum(self.ago(28) <= joined < self.end for joined, _ in self.members.values())
        out["left"] = sum(left is not None and self.ago(28) <= left < self.end for _, left in self.members.values())
        wrote = {p.who for p in self.within(90, 0)}
        out["reading_90_days"] = sum(self.members[who][0] < self.ago(90) and who not in wrote for who in here)
        for name, band in (("core", 2), ("active", 1), ("periphery", 0)):
            out[name] = sum(b == band for b in now.values())
        out["participation"] = share(len(here & counts.keys()), len(here))
        arrows = {(p.who, p.answers) for p in own if p.answers and p.answers != p.who}
        pairs = {frozenset(arrow) for arrow in arrows}
        out["reciprocity"] = share(sum((a, b) in arrows and (b, a) in arrows for a, b in map(tuple, pairs)), len(pairs))
        touched = [self.threads[t] for t in {p.thread for p in own}]
        sizes = sorted(len(t) for t in touched)
        middle = (sizes[(len(sizes) - 1) // 2] + sizes[len(sizes) // 2]) / 2 if sizes else None
        out["messages_per_thread"] = "" if middle is None else f"{middle:.1f}"
        out["threads_of_3_people"] = share(sum(len({p.who for p in t}) >= 3 for t in touched), len(touched))
        return out


def wilson(part, whole):
    z = 1.6448536269514722
    p, n = part / whole, whole
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return middle - half, middle + half


def trend(now, before, rises=True):
    if now[2] < 5 or before[2] < 5:
        return ""
    (low, high), (was_low, was_high) = wilson(*now[1:]), wilson(*before[1:])
    if low > was_high:
        return "better" if rises else "worse"
    if high < was_low:
        return "worse" if rises else "better"
    return "stable"


def level(value, green, amber):
    _, part, whole = value
    if whole == 0:
        return "nothing"
    if whole < 5:
        return "few"
    return "green" if part * 100 >= green * whole else "amber" if part * 100 >= amber * whole else "red"


def lights(now, before):
    voices, team = float(now["voices"]), now["messages_by_team"]
    good = (voices >= 5) + (team[1] * 100 <= 40 * team[2])
    moved = now["changed_band"]
    still = now["messages"] == before["messages"] == now["joined"] == 0
    return {
        "light_answers": level(now["answered_7_days"], 80, 50),
        "trend_answers": trend(now["answered_7_days"], before["answered_7_days"]),
        "light_welcomes": level(now["first_posts_answered_48_hours"], 90, 50),
        "trend_welcomes": trend(now["first_posts_answered_48_hours"], before["first_posts_answered_48_hours"]),
        "light_voices": "nothing" if team[2] == 0 else "few" if team[2] < 5 else ["red", "amber", "green"][good],
        "trend_voices": trend(team, before["messages_by_team"], rises=False),
        "light_renews": "nothing" if still else "few" if moved[2] < 5 else "green" if moved[1] else "amber",
        "trend_renews": trend(moved, before["changed_band"]),
    }


def notes_of(end):
    """What the notes' own files say of 28 days; each further version of one was made in them."""
    within = lambda at: end - 28 * DAY <= datetime.datetime.fromisoformat(at[:19] + "+00:00") < end
    created = revised = threads = 0
    for path in (folder / "out" / "notes").glob("*.md"):
        head = dict(line.split(": ", 1) for line in path.read_text().split("---\n")[1].splitlines())
        new = within(head["published"])
        created += new
        threads += new and "source_thread" in head
        if int(head["version"]) > 1 and within(head["modified"]):
            revised += int(head["version"]) - 1
    return {"notes_created": created, "notes_revised": revised, "threads_turned_into_notes": threads}


def value_of():
    levels = collections.Counter(int(said[0]) for said in VALUES.values())
    return {"value_answers": len(VALUES)} | {f"value_{level}": levels[level] for level in range(6)}


def check():
    end = datetime.datetime.fromisoformat(rest[0]).replace(tzinfo=UTC)
    people = json.loads((folder / "members.json").read_text())
    moment = lambda text: datetime.datetime.fromisoformat(text[:19] + "+00:00")
    members = {one["address"]: (moment(one["joined"]), None) for one in people
               if one["delivery"] != "none" and one["suspended"] is None}
    # Who left is told by no export: when they came and went, this program saw itself.
    joined = min(at for at, _ in members.values())
    members[address("m20")] = (joined, datetime.datetime.now(UTC))
    team = {one["address"] for one in people if one["role"] != "member"}
    everything = posts()
    # Who came with the community, on its first day here, belongs since its first post.
    began = min(joined, everything[0].at)
    members = {who: (began if at.date() == joined.date() else at, left) for who, (at, left) in members.items()}
    now = Window(end, everything, members, team).figures()
    before = Window(end - 28 * DAY, everything, members, team).figures()
    # Both polls asked all but who wants no mail: the second, after one had left.
    asked = (len(PEOPLE) - 1) + (len(PEOPLE) - 2)
    arrived = sum(len(list(box.glob("new/*"))) for box in (folder / "mail").iterdir())
    minutes = 2 * ACTIONS
    active = now["core"] + now["active"]
    now |= lights(now, before) | {
        "voting": share(len(VOTERS) + len(VALUES), asked), "mail_accepted": share(arrived, arrived), "complaints": 0,
        "animation_minutes": minutes, "animation_actions": ACTIONS,
        "cost_per_active_person": f"{minutes * 30 / 60 / active:.2f}",
    }
    before |= {
        "voting": share(0, 0), "mail_accepted": share(0, 0), "complaints": 0, "animation_minutes": 0,
        "animation_actions": 0,
        "cost_per_active_person": "0.00" if before["core"] + before["active"] else "",
    }
    report = json.loads((folder / "report.json").read_text())
    wrong = []
    for name, mine, theirs in (("now", now, report["figures"]), ("before", before, report["before"])):
        got = {one["key"]: one for one in theirs}
        ends = end if name == "now" else end - 28 * DAY
        mine |= notes_of(ends) | (value_of() if name == "now" else {key: "" for key in value_of()})
        if set(got) != set(mine):
            wrong.append(f"{name}: not the same figures: {set(got) ^ set(mine)}")
        for key, value in mine.items():
            parts = value if isinstance(value, tuple) else (value, None, None)
            said = got.get(key, {})
            found = (said.get("value"), said.get("numerator"), said.get("denominator"))
            if (str(parts[0]), *parts[1:]) != found:
                wrong.append(f"{name} {key}: {found}, not {parts}")
    wrong += sheet(report)
    print(f"report.py: {len(now) + len(before)} figures, {len(everything)} messages")
    if wrong:
        sys.exit("\n".join(wrong))


def sheet(report):
    """The sheet beside the mail says the same; the mail is small, and fetches nothing."""
    raw = (folder / "report.eml").read_bytes()
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    attached = next(part for part in mail.iter_attachments())
    rows = list(csv.DictReader(io.StringIO(attached.get_content())))
    want = [{key: "" if value is None else str(value) for key, value in one.items()}
            for one in report["figures"] + report["before"]]
    wrong = [] if rows == want else ["the sheet and the figures differ"]
    if len(raw) > 25 * 1024:
        wrong.append(f"the mail has {len(raw)} octets")
    html = mail.get_body(("html",)).get_content()
    wrong += [f"“{said}” is not told" for said in QUOTED if said not in words(mail)]
    wrong += [f"“{KEPT}” is told"] * (KEPT in words(mail))
    wrong += [f"{never} in the HTML" for never in ("http", "<img", "src=") if never in html]
    return wrong


def asked():
    send("m01", "cdp-request@lists.test", "bilan", "")
    mail = came("m01", "Bilan de Jardins partagés")
    reply("m01", mail, "temps 35 min")
    came("m01", "Votre temps")
    send("m01", "cdp-request@lists.test", "health", "")
    for _ in range(300):
        texts = [m.get_body(("plain",)).get_content() for m in boxes("m01") if "Bilan" in str(m["Subject"])]
        if any("déclaré\u00a0: 35\u00a0min" in text for text in texts):
            return
        time.sleep(0.1)
    sys.exit("the minutes that were declared are in no report")


globals()[verb]()
