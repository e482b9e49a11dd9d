#!/usr/bin/env python3
"""Holds what the sink got against what was acknowledged: every member got every post, nobody else got
anything, and no more copies came twice than EXTRAS.

account.py ACKED COPIES MEMBERS EXTRAS [say]
"""
import collections
import sys

acked = {line.strip() for line in open(sys.argv[1])}
copies = collections.Counter(tuple(line.split()) for line in open(sys.argv[2]))
members = {f"m{n}@example.org" for n in range(1, int(sys.argv[3]) + 1)}
allowed = int(sys.argv[4])
missing = [(who, post) for post in acked for who in members if copies[who, post] == 0]
strangers = {who for who, _ in copies} - members
extras = sum(n - 1 for n in copies.values())
if len(sys.argv) > 5:
    print(
        f"  {len(acked)} posts to {len(members)} members: {len(copies)} copies, {len(missing)} missing, "
        f"{extras} extra (at most {allowed}), {len(strangers)} to strangers"
    )
sys.exit(bool(missing or strangers or extras > allowed))
