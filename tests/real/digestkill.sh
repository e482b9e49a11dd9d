#!/bin/bash
# Digests while posts arrive and the daemon is killed at random points, the job run twice at once, by hand
# and at its hour. Afterwards each member's digests are numbered without a gap, each number was one mail,
# and each acknowledged post stands in exactly one of them. Needs nothing but python3.
set -euo pipefail
cd "$(dirname "$0")"
name=digestkill smtp=127.0.0.1:2640
kills=${KILLS:-30} members=${MEMBERS:-40}
. ./stage.bash
need python3

configure "$work/data"
pal list create cdp@lists.test
pal member add cdp@lists.test ann@example.org --delivery none
# shellcheck disable=SC2046 # a list of addresses
pal member add cdp@lists.test $(seq -f 'm%g@example.org' "$members") --delivery daily
# Their hour comes while the daemon is killed and started.
soon=$(TZ=America/Toronto date -d '+1 minute' +%H:%M)
for n in $(seq "$members"); do
    # Whole messages: their identifiers say which post stands where.
    pal member set cdp@lists.test "m$n@example.org" form mime >/dev/null
    pal member set cdp@lists.test "m$n@example.org" digest-at "$soon" >/dev/null
done
touch "$work/acked"
killed=0 within=0
# Most kills fall beside a run, which takes some milliseconds: until enough fell within one.
while [ "$killed" -lt "$kills" ] || { [ "$within" -lt 5 ] && [ "$killed" -lt $((kills * 6)) ]; }; do
    killed=$((killed + 1))
    serve || fail "the daemon does not start after a kill"
    python3 load.py "$smtp" cdp@lists.test "$work/acked" 8 2 &
    jobs=$! runs=
    for _ in 1 2; do
        pal digest send cdp@lists.test >/dev/null 2>&1 &
        runs="$runs $!"
    done
    sleep "0.$((RANDOM % (killed % 2 ? 10 : 2)))$((RANDOM % 10))"
    kill -9 $server
    # shellcheck disable=SC2086 # a list of processes
    wait $server $jobs 2>/dev/null || true
    # A run that had sent some of its digests, and did not come to its end.
    cut=
    for run in $runs; do wait "$run" 2>/dev/null || cut=x; done
    # shellcheck disable=SC2154 # set by stage.bash
    if [ -n "$cut" ] && grep -q 'event="digest"' "$logs"; then within=$((within + 1)); fi
done
say "killed $killed times, $within of them within a run"
[ "$within" -ge 5 ] || fail "too few kills fell within a run: nothing is proved"
[ "$(wc -l <"$work/acked")" -ge "$kills" ] || fail "the load was too small to prove anything"

serve || fail "the daemon does not start"
pal digest send cdp@lists.test >/dev/null
pal digest send cdp@lists.test >/dev/null
empty() { [ "$(pal queue ls --json | tr -d '[:space:]')" = "[]" ]; }
eventually "every digest" 90 empty
kill -TERM $server
wait $server || fail "the daemon did not stop cleanly"
python3 digests.py "$work/mail" "$work/acked" "$members" || fail "a post is in no digest, or in two, or a number is missing"
say "all well"
