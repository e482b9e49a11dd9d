#!/usr/bin/env bash
# A poll about days and a survey that leaves the list, lived by mail with the real daemon: the calendar file is
# read by the icalendar library, the sheet by Python's csv; who is outside gets one mail, and a « non » ends it.
# Needs $PALABRE, python3 with venv. Run by .ci/run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
name=polls
smtp=127.0.0.1:${PALABRE_SMTP_PORT:-2701}
# shellcheck source=tests/real/stage.bash
. "$here/stage.bash"
need python3
python3 -m venv "$work/venv" || fail "python3-venv is missing"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check "icalendar==6.3.1" || fail "icalendar cannot be had"

configure "$work/data"
sed -i 's/^\[site\]/[site]\ntimezone = "America\/Toronto"/' "$work/palabre.toml"
pal list create cdp@lists.test --name 'Cercle' --language fr >/dev/null
pal member add cdp@lists.test zoe@example.org --role owner --delivery each >/dev/null
pal member add cdp@lists.test {ann,bob,eve}@example.org --delivery each >/dev/null
serve || fail "the daemon does not start"
"$work/venv/bin/python" "$here/polls.py" "$work" "$smtp" || fail "the polls went otherwise"
pal export cdp@lists.test "$work/out" >/dev/null
grep -q 'option,' "$work/out/polls/1.csv" && fail "a sheet of three answers is split"
[ "$(pal member ls cdp@lists.test --json | grep -c 'example.net')" = 0 ] || fail "somebody from outside became a member"
say "days chosen, calendar read, people outside asked once"
