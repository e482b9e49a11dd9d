#!/bin/bash
# Search on the real binary: a post is found within a second, by page and by mail; a stranger finds nothing
# private; an index that is damaged, lost or cut off by a kill is made again and is never in the way of mail.
set -euo pipefail
name=search
smtp=127.0.0.1:2645
# shellcheck source=tests/real/stage.bash
. "$(dirname "$0")/stage.bash"
need curl python3 swaks
http=127.0.0.1:2646
configure "$work/data"
sed -i "s|^listen = \[\]|listen = \"$http\"\nbase_url = \"http://$http\"|" "$work/palabre.toml"
pal list create cdp@lists.test --name "Communauté" --visibility public >/dev/null
pal list create club@lists.test --name "Cercle" --visibility private >/dev/null
for list in cdp club; do
    pal list set $list@lists.test undo 0 >/dev/null
    pal member add $list@lists.test "Ann Lee <ann@example.org>" "Zoé Roy <zoe@example.net>" --delivery weekly >/dev/null
done
serve || fail "the daemon does not start"
write() { # FROM TO SUBJECT BODY
    swaks --silent 2 --server "$smtp" --from "$1" --to "$2" --header "Subject: $3" \
        --header 'MIME-Version: 1.0' --header 'Content-Type: text/plain; charset=utf-8' --body "$4"
}
ask() { curl --silent --show-error --fail --max-time 10 --get --data-urlencode "q=$1" "http://$http/fr/recherche/"; }
found() { ask "$1" | grep -q '<li>'; }
soon() { # WORDS: found within a second
    for _ in $(seq 20); do
        if found "$1"; then return 0; fi
        sleep 0.05
    done
    return 1
}
write ann@example.org cdp@lists.test "L'évaluation" "Une grille pour évaluer les semis."
soon evaluation || soon evaluation || fail "not found within two seconds"
ask "grille semis" | grep -q '<mark>grille</mark>' || fail "nothing is marked"
write ann@example.org club@lists.test "Canari" "Un canari entre nous."
# The index keeps stems, and follows the log within a second: whoever asks sooner is answered without it.
eventually "the members' index" 20 grep -rqi canar "$work/data/search/members"
write zoe@example.net club-request@lists.test "chercher canari" " "
answered() {
    python3 - "$work/mail/zoe@example.net/new" <<'PY'
import email, email.policy, pathlib, sys
for path in pathlib.Path(sys.argv[1]).iterdir():
    letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    text = letter.get_body(("plain",)).get_content()
    if "[1] Canari" in text and "Un canari entre nous." in text and "club+f" in text:
        sys.exit(0)
sys.exit(1)
PY
}
eventually "an answer by mail" 20 answered
for words in canari "canari*" "entre nous" Cercle; do
    if found "$words"; then fail "a stranger finds “$words”"; fi
done
[ "$(curl --silent --output /dev/null --write-out '%{http_code}' "http://$http/fr/recherche/?q=a&c=club")" = 404 ] || fail "a private list is named"
if grep -rqi canar "$work/data/search/public"; then fail "private words stand in the public index"; fi
[ "$(stat -c %a "$work/data/search")" = 700 ] || fail "others may look into the index"
# Whatever is asked.
for words in '"' "$(printf 'x%.0s' $(seq 5000))" '***' "' OR 1=1 --" 'NEAR(a b)'; do
    ask "$words" >/dev/null || fail "no answer to ${words:0:20}"
done
# Damaged while nobody looks: mail goes on, and the words come back.
kill -9 $server; wait $server 2>/dev/null || true
for file in "$work"/data/search/*/*/*.db; do head -c 5000 /dev/urandom >"$file"; done
checked() { pal check >"$work/check" || true; grep -q "^search *$1" "$work/check"; }
checked 'advice .*is damaged' || fail "check does not say it is damaged"
serve || fail "a damaged index stops the daemon"
write zoe@example.net cdp@lists.test "Récolte" "Des topinambours."
eventually "what was posted before" 20 found evaluation
eventually "what is posted now" 20 found topinambour
pal search build | grep -q 'is made' || fail "it is not made when asked"
found topinambour || fail "not found in the new one"
rm -rf "$work/data/search"
pal search build >/dev/null
found evaluation || fail "not found after all was lost"
checked ok || fail "check does not say it is well"
say "found within moments by page and by mail, nothing private; damaged, lost and cut off, it came back"
