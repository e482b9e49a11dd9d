#!/bin/bash
# Signing in on the real binary: a link asked for in Chromium, mailed through SMTP, opened in another browser;
# private pages read, then signed out of, with nothing left behind the way back. In French and English, light
# and dark, desk and phone, axe on each page; and in lynx and w3m.
set -euo pipefail
name=signin
here=$(dirname "$0")
smtp=127.0.0.1:2675
http=127.0.0.1:2676
sink=127.0.0.1:2677
# shellcheck source=tests/real/stage.bash
. "$here/stage.bash"
need chromium lynx w3m node npm python3 swaks
configure "$work/data" "route = \"relay\"
relay = \"smtp://$sink\""
sed -i "s|^listen = \[\]|listen = \"$http\"\nbase_url = \"http://$http\"|" "$work/palabre.toml"
mkdir "$work/mails"
python3 "$here/sink.py" "$sink" "$work/seen" "$work/mails" &
people=(desk phone night lynx w3m)
pal list create prive@lists.test --name "Cercle secret" --language fr --visibility private >/dev/null
pal list create cdp@lists.test --name "Communauté ouverte" --language fr --visibility public >/dev/null
for who in "${people[@]}"; do pal member add prive@lists.test "$who@example.org" --delivery none >/dev/null; done
pal member set prive@lists.test phone@example.org language en >/dev/null
pal member add prive@lists.test ann@example.org --delivery none >/dev/null
serve || fail "the daemon does not start"
echo "canari du fichier" >"$work/plan.txt"
swaks --silent 2 --server "$smtp" --from ann@example.org --to prive@lists.test --header 'Subject: Semis secrets' \
    --body 'canari du texte' --attach "@$work/plan.txt"
page="$work/data/private/fr/c/prive/f/1/index.html"
eventually "the private page" 30 test -f "$page"

tools=${CARGO_TARGET_DIR:-$PWD/target}/pages-tools
[ -d "$tools/node_modules/axe-core" ] && [ -d "$tools/node_modules/playwright-core" ] ||
    npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$tools" \
        axe-core@4.14.1 playwright-core@1.65.1 lighthouse@12.8.2
NODE_PATH="$tools/node_modules" node "$here/signin.mjs" "http://$http" "$work/mails"

# Readers in a terminal: their own forms and cookies. lynx keeps none from one dump to the next; that the page
# it is led to is for who bears the cookie shows that it took it.
mailed() { # WHO: the link in the last mail to them
    local mail
    mail=$(find "$work/mails" -name "*-$1@example.org.eml" | sort | tail -n 1 | grep .) || return 1
    # Quoted-printable (RFC 2045 §6.7) breaks the line.
    python3 -c 'import re, sys; t = open(sys.argv[1]).read(); print(re.search("http://[^ ]*/entrer/[a-z0-9]+", re.sub("=\\r?\\n", "", t)).group())' "$mail"
}
reads() { # WHO PAGE: what it must hold
    grep -q 'Semis secrets' "$2" || fail "$1 does not read the private page: $(cat "$2")"
}
jar=$work/lynx.cookies
: >"$jar"
lynx_() { lynx -accept_all_cookies -cookie_file="$jar" -cookie_save_file="$jar" -dump -nolist -display_charset=utf-8 "$@"; }
printf 'address=lynx%%40example.org' | lynx_ -post_data "http://$http/fr/entrer/" >"$work/page"
grep -q 'Regardez vos courriels' "$work/page" || fail "lynx: $(cat "$work/page")"
eventually "lynx's mail" 30 mailed lynx
lynx_ "$(mailed lynx)" | grep -q 'Vous lirez sous le nom de' || fail "lynx sees no button"
printf 'x=y' | lynx_ -post_data "$(mailed lynx)" >"$work/page"
grep -q 'Cercle secret' "$work/page" || fail "lynx is not let in: $(cat "$work/page")"

export HOME=$work
w3m_() { w3m -cookie -o accept_cookie=1 -o use_cookie=1 -dump -cols 100 -I utf-8 -O utf-8 "$@"; }
printf 'address=w3m%%40example.org' >"$work/form"
w3m_ -post "$work/form" "http://$http/fr/entrer/" >"$work/page"
grep -q 'Regardez vos courriels' "$work/page" || fail "w3m: $(cat "$work/page")"
eventually "w3m's mail" 30 mailed w3m
printf 'x=y' >"$work/form"
w3m_ -post "$work/form" "$(mailed w3m)" >"$work/page"
grep -q 'Cercle secret' "$work/page" || fail "w3m is not let in: $(cat "$work/page")"
w3m_ "http://$http/fr/c/prive/" >"$work/page"
reads w3m "$work/page"
say "signed in, read, signed out, and nothing stayed behind"
