# What the fault checks share: a work folder that is cleaned up, a configuration, a daemon that is waited
# for. Sourced, with `name` and `smtp` (host:port) set; not a check of its own.
palabre=${PALABRE:?the palabre binary}
work=$(mktemp -d)
logs=$work/serve.log
cleanups=()
cleanup() {
    status=$?
    # shellcheck disable=SC2086 # a list of files
    [ $status -eq 0 ] || tail -n 25 $logs >&2 2>/dev/null || true
    # shellcheck disable=SC2046 # a list of numbers
    kill -9 $(jobs -p) 2>/dev/null || true
    wait 2>/dev/null || true
    for undo in "${cleanups[@]:-}"; do $undo || true; done
    rm -rf "$work"
}
trap cleanup EXIT
say() { echo "$name.sh: $*"; }
fail() { echo "$name.sh: $*" >&2; exit 1; }
need() {
    for tool in "$@"; do command -v "$tool" >/dev/null || fail "$tool is missing"; done
}
eventually() { # WHAT SECONDS COMMAND…
    local what=$1 seconds=$2; shift 2
    for _ in $(seq $((seconds * 5))); do
        if "$@" >/dev/null 2>&1; then return 0; fi
        sleep 0.2
    done
    fail "waited $seconds s for $what"
}
with_dkimpy() { # sets python to one that has it
    need python3
    python3 -m venv "$work/venv" || fail "python3-venv is missing"
    python=$work/venv/bin/python
    "$python" -m pip install --quiet --disable-pip-version-check "dkimpy[ed25519]==1.1.8" || fail "dkimpy cannot be had"
}
snippet() { # WORD: the fenced lines of the README that hold it
    local found
    found=$(awk -v word="$1" '/^```/ { if (on && index(text, word)) printf "%s", text; on = !on; text = ""; next } on { text = text $0 "\n" }' \
        "$here/../../README.md")
    [ -n "$found" ] || fail "the README has no lines with $1"
    echo "$found"
}
configure() { # DATA [lines for [delivery]]
    data=$1
    local delivery="maildir = \"$work/mail\""
    cat >"$work/palabre.toml" <<CONF
[site]
hostname = "lists.test"
[smtp]
listen = ["$smtp"]
[http]
listen = []
[delivery]
${2:-$delivery}
CONF
}
pal() { "$palabre" --config "$work/palabre.toml" --data "$data" "$@"; }
serve() { # [COMMAND… to run it under]; sets $server, a process that ends as the daemon ends
    : >"$work/serve.log"
    RUST_LOG=info "$@" "$palabre" --config "$work/palabre.toml" --data "$data" serve 2>>"$work/serve.log" &
    server=$!
    for _ in $(seq 300); do
        grep -q "ready smtp=" "$work/serve.log" && return 0
        kill -0 $server 2>/dev/null || return 1
        sleep 0.1
    done
    fail "the daemon is not ready after 30 s"
}
# Every acknowledged message of FILE is in the archive, once; what was not acknowledged at most once.
archived() { # ACKED
    pal thread ls cdp@lists.test --json >"$work/threads.json"
    python3 - "$work/threads.json" "$1" <<'PY'
import collections, json, sys
threads = json.load(open(sys.argv[1]))
there = collections.Counter(m["message_id"].strip("<>") for t in threads for m in t["messages"])
acked = [line.strip() for line in open(sys.argv[2])]
lost = [a for a in acked if there[a] == 0]
twice = [a for a, n in there.items() if n > 1]
print(f"  {len(acked)} acknowledged, {sum(there.values())} there, {len(lost)} lost, {len(twice)} twice")
sys.exit(bool(lost or twice))
PY
}
