#!/bin/bash
# From, honestly, on the real binary with another implementation at both ends: dkimpy signs an author's
# posts and verifies the copies; a name server of the check's own publishes the author's DMARC policy.
set -euo pipefail
name=from
smtp=127.0.0.1:2633
here=$(dirname "$0")
# shellcheck source=tests/real/stage.bash
. "$here/stage.bash"
with_dkimpy

configure "$work/data"
cat >>"$work/palabre.toml" <<CONF
[dns]
resolver = ["127.0.0.1:2634"]
[auth]
verify = "on"
CONF
"$python" "$here/author.py" keys "$work"
"$python" "$here/author.py" names "$work" 2634 &
pal list create open@lists.test --name "Open" --preset transparent --language en >/dev/null
pal list create cdp@lists.test --name "Communauté" --language fr >/dev/null
for list in open cdp; do
    pal list set $list@lists.test dkim rsa >/dev/null
    pal member add $list@lists.test "Ann Lee <ann@reject.test>" "Nina <nina@none.test>" "Bob <bob@example.org>" >/dev/null
done
pal dkim ls --json >"$work/keys.json"
serve || fail "the daemon does not start"
"$python" "$here/author.py" post "$work" "$smtp"
# Two authors post to two lists of three members.
arrived() { [ "$(find "$work/mail" -path "*/new/*.L*A*P*" -type f | wc -l)" -ge 12 ]; }
eventually "twelve copies" 60 arrived
"$python" "$here/author.py" look "$work" || fail "a copy says what it should not"
say "From stays where the author's signature holds or nothing is asked, and is rewritten where it must"
