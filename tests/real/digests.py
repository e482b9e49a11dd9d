#!/usr/bin/env python3
"""Holds the digests that members got, in their Maildirs, against the posts that were acknowledged: each
post in exactly one of a member's digests, their numbers from 1 without a gap, one mail a number.

digests.py MAILDIRS ACKED MEMBERS
"""
import collections
import email
import email.policy
import pathlib
import re
import sys

folder, acked, members = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
acked = {line.strip() for line in open(acked)}
wrong, digests = [], 0
for n in range(1, members + 1):
    who = f"m{n}@example.org"
    issues = collections.defaultdict(dict)
    for path in (folder / who).glob("*/*"):
        if not path.is_file():
            continue
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        text = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
        number = int(re.search(r"Résumé n°\s(\d+)", text.get_content()).group(1))
        inner = [part for part in mail.walk() if part.get_content_type() == "message/rfc822"]
        posts = [part.get_payload(0)["Message-ID"].strip("<>") for part in inner]
        issues[number][mail["Message-ID"]] = posts
    digests += len(issues)
    numbers = sorted(issues)
    if numbers != list(range(1, len(numbers) + 1)):
        wrong.append(f"{who}: numbers {numbers}")
    twice = [number for number, mails in issues.items() if len(mails) > 1]
    if twice:
        wrong.append(f"{who}: several mails for {twice}")
    told = collections.Counter(p for mails in issues.values() for posts in mails.values() for p in posts)
    lost, again = acked - set(told), [p for p, times in told.items() if times > 1]
    if lost or again:
        wrong.append(f"{who}: {len(lost)} posts in no digest, {len(again)} in two")
print(f"  {len(acked)} posts acknowledged, {digests} digests of {members} members, {len(wrong)} faults")
print("\n".join(wrong[:10]))
sys.exit(bool(wrong))
