#!/usr/bin/env bash
# Every figure of the monthly report, recomputed by a program that shares nothing with Palabre: from the mbox
# and notes that `export` writes, the members as `member ls` tells them, and the mail that arrived. A generated
# community of fourteen weeks comes by `import`; then the real daemon lives two polls (one of them what the report
# says can be asked), notes, commands, posts, somebody who leaves and somebody who comes, and a brief that is answered.
# Needs $PALABRE, python3. Run by .ci/run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
name=report
smtp=127.0.0.1:${PALABRE_SMTP_PORT:-2699}
# shellcheck source=tests/real/stage.bash
. "$here/stage.bash"
need python3

configure "$work/data"
# The recomputing program knows no zones: what a day is there is tested in tests/it/report.
sed -i 's/^\[site\]/[site]\ntimezone = "UTC"/' "$work/palabre.toml"
reckon() { python3 "$here/report.py" "$1" "$work" "${@:2}"; }

reckon people >"$work/people.csv"
reckon history >"$work/history.mbox"
pal list create cdp@lists.test --name 'Jardins partagés' --language fr >/dev/null
pal list set cdp@lists.test rate 30 >/dev/null
pal member import cdp@lists.test "$work/people.csv" >/dev/null 2>&1
pal import mbox cdp@lists.test "$work/history.mbox" >/dev/null 2>&1
say "a community of $(($(wc -l <"$work/people.csv") - 1)) and $(grep -c '^From ' "$work/history.mbox") messages"

serve || fail "the daemon does not start"
reckon live "$smtp"
quiet() { [ "$(pal queue ls 2>/dev/null | wc -l)" -le 1 ]; }
eventually "an empty queue" 30 quiet
[ "$(pal brief send cdp@lists.test --member m00@example.org)" = "1 brief sent" ] || fail "no brief was sent"
reckon gestures "$smtp"
eventually "an empty queue" 30 quiet

tomorrow=$(date -u -d tomorrow +%F)
pal export cdp@lists.test "$work/out" >/dev/null
pal member ls cdp@lists.test --json >"$work/members.json"
pal report preview cdp@lists.test --at "$tomorrow" --json >"$work/report.json"
pal report preview cdp@lists.test --at "$tomorrow" --raw >"$work/report.eml"
reckon check "$tomorrow" || fail "the report's figures are not those of the mbox"

# Sent by hand, to those two who animate, once; and asked for by mail.
[ "$(pal report send cdp@lists.test --at "$tomorrow")" = "2 reports sent" ] || fail "not two reports were sent"
[ "$(pal report send cdp@lists.test --at "$tomorrow")" = "0 reports sent" ] || fail "reports were sent twice"
reckon asked "$smtp"
say "all figures are those of the mbox"
