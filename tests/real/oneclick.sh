#!/bin/bash
# One click (RFC 8058) over HTTP on the real binary, with curl in the mailbox provider's place: looking
# changes nothing however often, one POST acts, another takes it back.
set -euo pipefail
name=oneclick
smtp=127.0.0.1:2635
# shellcheck source=tests/real/stage.bash
. "$(dirname "$0")/stage.bash"
need curl python3 swaks
http=127.0.0.1:2636
configure "$work/data"
sed -i "s|^listen = \[\]|listen = \"$http\"\nbase_url = \"https://lists.test\"|" "$work/palabre.toml"
pal list create cdp@lists.test --name "Communauté" --language fr >/dev/null
pal list set cdp@lists.test dkim ed25519 >/dev/null
pal member add cdp@lists.test ann@example.org bob@example.net --delivery each >/dev/null
serve || fail "the daemon does not start"
swaks --silent 2 --server "$smtp" --from ann@example.org --to cdp@lists.test --header 'Subject: Semis' --body 'Bonjour'
copy() { find "$work/mail" -path '*bob@example.net/new/*' -type f | head -n 1 | grep .; }
eventually "a copy" 30 copy
link=$(python3 - "$(copy)" <<'PY'
import email, email.policy, re, sys
copy = email.message_from_file(open(sys.argv[1]), policy=email.policy.default)
assert copy["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", copy.items()
covered = re.sub(r"\s", "", copy["DKIM-Signature"]).lower().split("h=")[1].split(";")[0].split(":")
assert {"list-unsubscribe", "list-unsubscribe-post"} <= set(covered), covered
found = re.findall(r"<https://lists\.test(/[^>]+)>", copy["List-Unsubscribe"])
assert len(found) == 1, copy["List-Unsubscribe"]
print(found[0])
PY
)
url=http://$http$link
members() { pal member ls cdp@lists.test --json | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))'; }
ask() { curl --silent --show-error --max-time 10 --output "$work/answer" --dump-header "$work/head" --write-out '%{http_code}' "$@"; }
for _ in $(seq 20); do
    [ "$(ask "$url")" = 200 ] || fail "GET"
    [ "$(ask --head "$url")" = 200 ] || fail "HEAD"
done
ask "$url" >/dev/null
grep -q '<button name="List-Unsubscribe" value="One-Click">Quitter la communauté</button>' "$work/answer" || fail "no button"
[ "$(ask --data '' "$url")" = 400 ] || fail "an empty POST is taken"
[ "$(ask --data List-Unsubscribe=One-Click "${url}0")" = 404 ] || fail "a mangled address is taken"
[ "$(members)" = 2 ] || fail "looking made somebody leave"
for _ in 1 2; do
    [ "$(ask --data List-Unsubscribe=One-Click "$url")" = 200 ] || fail "the click"
    if grep -qi '^\(location\|set-cookie\):' "$work/head"; then fail "a redirect or a cookie"; fi
    [ "$(members)" = 1 ] || fail "the click did not act"
done
[ "$(ask --form List-Unsubscribe=Undo "$url")" = 200 ] || fail "taking it back"
[ "$(members)" = 2 ] || fail "it was not taken back"
[ "$(ask --form List-Unsubscribe=One-Click "$url")" = 200 ] || fail "multipart/form-data"
[ "$(members)" = 1 ] || fail "the click in another form did not act"
say "looks change nothing, a POST acts at once and again, and what it did can be undone"
