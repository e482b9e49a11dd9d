#!/bin/bash
# Killed at random points, under load, again and again. Afterwards each message that was answered 250 is
# in the archive once, and each member got each of them at least once; what they got twice is no more than
# what was on its way at the kills. Needs nothing but python3.
set -euo pipefail
cd "$(dirname "$0")"
name=kill smtp=127.0.0.1:2630 sink=127.0.0.1:2631
kills=${KILLS:-20} members=12 concurrency=5
. ./stage.bash
need python3

configure "$work/data" "route = \"relay\"
relay = \"smtp://$sink\"
concurrency = $concurrency"
pal list create cdp@lists.test
# The one who writes gets no copies: then every copy is one that must be there.
pal member add cdp@lists.test ann@example.org --delivery none
# shellcheck disable=SC2046 # a list of addresses
pal member add cdp@lists.test $(seq -f 'm%g@example.org' $members) --delivery each
touch "$work/acked" "$work/copies"
python3 sink.py "$sink" "$work/copies" &
slowest=0
for _ in $(seq "$kills"); do
    begun=$(date +%s%N)
    serve || fail "the daemon does not start after a kill"
    took=$((($(date +%s%N) - begun) / 1000000))
    [ $took -le $slowest ] || slowest=$took
    python3 load.py "$smtp" cdp@lists.test "$work/acked" 12 4 &
    loader=$!
    sleep "0.$((RANDOM % 10))$((RANDOM % 10))"
    kill -9 $server
    wait $server $loader 2>/dev/null || true
done
say "killed $kills times; the slowest of the starts took $slowest ms"
[ "$(wc -l <"$work/acked")" -ge "$kills" ] || fail "the load was too small to prove anything"

serve || fail "the daemon does not start"
empty() { [ "$(pal queue ls --json | tr -d '[:space:]')" = "[]" ]; }
settled() {
    empty && python3 account.py "$work/acked" "$work/copies" $members $((kills * concurrency))
}
eventually "every copy" 90 settled
kill -TERM $server
wait $server || fail "the daemon did not stop cleanly"
archived "$work/acked" || fail "an acknowledged message is not in the archive once"
python3 account.py "$work/acked" "$work/copies" $members $((kills * concurrency)) say \
    || fail "a copy is missing, or there are too many"
say "all well"
