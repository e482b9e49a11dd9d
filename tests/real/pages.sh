#!/bin/sh
# The archive's pages in real browsers: Chromium with axe (every page type, both languages, light and
# dark, phone, desktop, 200 %), with Lighthouse and under attack; lynx and w3m. Needs chromium, lynx, w3m,
# node and npm; fails without them.
set -eu
cd "$(dirname "$0")/../.."
for tool in chromium lynx w3m node npm; do
    command -v "$tool" >/dev/null || { echo "pages.sh: $tool is missing" >&2; exit 1; }
done

# The sample site, as the tests write it.
target=${CARGO_TARGET_DIR:-$PWD/target}
cargo test --quiet --test it archive::the_sample_site_is_written
cargo test --quiet --test it visitors::nothing_that_is_written_becomes_more_than_text
pages=$target/tmp/pages
[ -f "$pages/fr/c/cdp/index.html" ] || { echo "pages.sh: no pages in $pages" >&2; exit 1; }

# Exact versions: a new axe may know new rules, and then somebody should read them.
tools=$target/pages-tools
[ -d "$tools/node_modules/axe-core" ] && [ -d "$tools/node_modules/lighthouse" ] ||
    npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$tools" \
        axe-core@4.14.1 playwright-core@1.65.1 lighthouse@12.8.2
export NODE_PATH="$tools/node_modules"
node tests/real/pages.mjs "$pages"
node tests/real/pages_look.mjs "$pages"
node tests/real/pages_hostile.mjs "$target/tmp/hostile"
node tests/real/pages_score.mjs "$pages"

# What a reader without any style meets.
says() {
    lynx -dump -nolist -force_html -width=200 -display_charset=utf-8 "$pages/$1" >"$target/tmp/lynx.txt"
    w3m -dump -T text/html -cols 200 -I utf-8 -O utf-8 "$pages/$1" >"$target/tmp/w3m.txt"
    for reader in lynx w3m; do
        # One keeps the blanks that do not break, the other does not.
        sed 's/\xC2\xA0/ /g' "$target/tmp/$reader.txt" | grep -cF "${2//$'\u00a0'/ }" >/dev/null || { echo "$reader, $1: “$2” is missing" >&2; exit 1; }
    done
}
says fr/index.html 'Communauté de pratique'
says fr/c/cdp/index.html 'Comment animer quand on a déjà un autre métier?'
says fr/c/cdp/f/1/index.html 'Message 3, Zoé Lévesque, 21 mai 2019, 14 h 21'
says fr/c/cdp/f/1/index.html 'en réponse à Benoît'
says en/c/cdp/f/1/index.html 'Message 3, Zoé Lévesque, May 21, 2019, 2:21 p.m.'
says fr/c/cdp/mois/index.html 'juin'
says fr/c/cdp/f/1/arbre/index.html 'Zoé Lévesque, 21 mai 2019, 14 h 21'
says fr/c/cdp/sondages/1/index.html '4 (57'
says fr/c/cdp/index.html 'cdp-owner@listes.example.org'
says fr/aide/index.html 'résumé, ou « résumé mardi 18 h »'
says fr/recherche/rien/index.html 'Rien pour « zibeline ».'
says en/recherche/animer/index.html 'Comment animer quand on a déjà un autre métier?'
says 404.html 'Page not found'
echo "pages.sh: all well"
