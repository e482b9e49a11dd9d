#!/bin/bash
# The same archive made by Palabre, public-inbox and MHonArc, in one run: processor seconds of the whole
# processes for SIZE messages (import, index and pages), and for one message more. Where wrk is installed,
# pages that Palabre serves of it. Nothing is installed for it: what is missing is left out.
#
#   benches/peers.sh [SIZE]                  # 10,000 by default; Debian: public-inbox mhonarc wrk time
#
# What each does differs: public-inbox makes its pages when they are asked for and has a search of its own,
# MHonArc makes pages alone, Palabre pages in two languages, feeds, and its search beside them.
set -euo pipefail
cd "$(dirname "$0")/.."
size=${1:-10000} port=18090
work=$(mktemp -d -p "${BENCH_DIR:-/var/tmp}")
server=
trap '[ -z "$server" ] || kill $server; rm -rf "$work"' EXIT
target=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
cargo build --release --quiet
cargo bench --quiet --bench archive -- mbox "$work" "$size"
export HOME=$work/home PI_CONFIG=$work/pi/config PI_DIR=$work/pi
mkdir -p "$work/pi" "$work/palabre" "$work/mhonarc" "$HOME"

have() { command -v "$1" >/dev/null || { echo "$1 is not installed: left out"; return 1; }; }
# took NAME COMMAND…: its user and system seconds, children with it.
took() {
    local name=$1
    shift
    times >"$work/before"
    "$@" >"$work/said" 2>&1 || { cat "$work/said"; return 1; }
    times >"$work/after"
    awk -v name="$name" '
        function s(t) { split(t, p, /[ms]/); return p[1] * 60 + p[2] }
        FNR == 2 { spent[FILENAME] = s($1) + s($2); last = FILENAME; first = first ? first : FILENAME }
        END { printf "%-34s %8.2f s\n", name, spent[last] - spent[first] }' "$work/before" "$work/after"
}

pal() { "$target/release/palabre" --config "$work/palabre.toml" --data "$work/palabre" "$@"; }
cat >"$work/palabre.toml" <<END
[site]
hostname = "lists.example.org"
[smtp]
listen = ["127.0.0.1:18025"]
[http]
listen = ["127.0.0.1:$port"]
[delivery]
route = "maildir"
END
palabre() { pal import mbox cdp "$1" && pal archive build; }
pal list create cdp@lists.example.org --visibility public >/dev/null
took "palabre, $size messages" palabre "$work/all.mbox"
took "palabre, one more" palabre "$work/one.mbox"

if have mhonarc; then
    took "mhonarc, $size messages" mhonarc -quiet -outdir "$work/mhonarc" "$work/all.mbox"
    took "mhonarc, one more" mhonarc -quiet -add -outdir "$work/mhonarc" "$work/one.mbox"
fi

inbox() {
    perl -MPublicInbox::Config -MPublicInbox::V2Writable -MPublicInbox::MboxReader -MPublicInbox::Eml -e '
        my $inbox = PublicInbox::Config->new->lookup_name("cdp");
        my $writer = PublicInbox::V2Writable->new($inbox, {nproc => 2});
        $writer->init_inbox(0);
        open my $from, "<", $ARGV[0] or die $!;
        PublicInbox::MboxReader->mboxo($from, sub { $writer->add($_[0]) });
        $writer->done' "$1"
}
if have public-inbox-init; then
    export GIT_COMMITTER_NAME=bench GIT_COMMITTER_EMAIL=bench@example.org
    public-inbox-init -V2 -L full cdp "$PI_DIR/cdp" http://127.0.0.1/cdp cdp@lists.example.org >/dev/null 2>&1
    took "public-inbox, $size messages" inbox "$work/all.mbox"
    took "public-inbox, one more" inbox "$work/one.mbox"
fi

if have wrk; then
    "$target/release/palabre" --config "$work/palabre.toml" --data "$work/palabre" serve >"$work/log" 2>&1 &
    server=$!
    for _ in $(seq 100); do
        curl -fs -o /dev/null "http://127.0.0.1:$port/fr/c/cdp/f/1/" && break
        sleep 0.1
    done
    threads=$((size / 4 < 2000 ? size / 4 : 2000))
    cat >"$work/pages.lua" <<END
local n = 0
request = function()
    n = n % $threads + 1
    return wrk.format("GET", "/fr/c/cdp/f/" .. n .. "/", { ["Accept-Encoding"] = "gzip" })
end
END
    spent() { awk '{ print $14 + $15 }' "/proc/$server/stat"; }
    before=$(spent)
    wrk -t1 -c32 -d10s -s "$work/pages.lua" "http://127.0.0.1:$port" >"$work/wrk"
    awk -v ticks=$(($(spent) - before)) '
        /requests in/ { pages = $1 }
        /Non-2xx/ { bad = $NF }
        END { printf "%d thread pages served in 10 s, %.0f us of the server each; %d not found\n",
              pages, ticks * 10000 / pages, bad }' "$work/wrk"
fi
