#!/bin/bash
# A power cut, ten times: the store lies on a file system of its own (a loop-mounted image) that loses
# everything it had not made durable, in the middle of a load of posts. Afterwards each message that was
# answered 250 before the cut must be there. Then the map is deleted, and filled with rubbish: it must
# come back whole. Needs root and e2fsprogs.
#
# What is answered after the cut is not owed: a machine without power answers nothing, but this one goes
# on for some milliseconds, in which the kernel still says of some syncs that they were done. (A program
# of twenty lines that only appends and syncs saw one such in 47 of 300 cuts, each after the cut.)
set -euo pipefail
cd "$(dirname "$0")"
palabre=${PALABRE:?the palabre binary}
cuts=${CUTS:-10}
for tool in mkfs.ext4 e2fsck python3; do
    command -v "$tool" >/dev/null || { echo "powercut.sh: $tool is missing" >&2; exit 1; }
done
work=$(mktemp -d)
cleanup() {
    status=$?
    [ $status -eq 0 ] || tail -n 20 "$work/serve.log" >&2 || true
    kill -9 $(jobs -p) 2>/dev/null || true
    wait 2>/dev/null || true
    umount "$work/disk" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
fail() { echo "powercut.sh: $*" >&2; exit 1; }

mkdir "$work/disk"
truncate -s 512M "$work/image"
mkfs.ext4 -qF "$work/image"
mount -o loop "$work/image" "$work/disk"
cat >"$work/palabre.toml" <<CONF
[site]
hostname = "lists.test"
[smtp]
listen = ["127.0.0.1:2620"]
[http]
listen = []
[delivery]
maildir = "$work/mail"
CONF
pal() { "$palabre" --config "$work/palabre.toml" --data "$work/disk/data" "$@"; }
pal list create cdp@lists.test
pal member add cdp@lists.test ann@example.org --delivery none
sync -f "$work/disk"
touch "$work/acked" "$work/owed"

serve() {
    : >"$work/serve.log"
    RUST_LOG=info "$palabre" --config "$work/palabre.toml" --data "$work/disk/data" serve \
        2>>"$work/serve.log" &
    server=$!
    for _ in $(seq 300); do
        grep -q "ready smtp=" "$work/serve.log" && return 0
        kill -0 $server 2>/dev/null || fail "the daemon does not start"
        sleep 0.1
    done
    fail "the daemon is not ready after 30 s"
}
complete() { # every acknowledged message is there, once
    pal thread ls cdp@lists.test --json >"$work/threads.json"
    python3 - "$work/threads.json" "$work/acked" "$work/owed" <<'PY' || fail "$1"
import collections, json, sys
threads = json.load(open(sys.argv[1]))
there = collections.Counter(m["message_id"].strip("<>") for t in threads for m in t["messages"])
acked = [line.strip() for line in open(sys.argv[2])]
owed = [line.strip() for line in open(sys.argv[3])]
lost = [a for a in owed if there[a] == 0]
late = sum(1 for a in acked if there[a] == 0) - len(lost)
twice = [a for a, n in there.items() if n > 1]
print(f"  {len(acked)} acknowledged, {sum(there.values())} there, {len(lost)} lost, {late} answered after a cut, {len(twice)} twice")
sys.exit(bool(lost or twice))
PY
}

for cut in $(seq "$cuts"); do
    serve
    python3 load.py 127.0.0.1:2620 cdp@lists.test "$work/acked" &
    loader=$!
    # Not before the load has begun, or the cut would prove nothing.
    before=$(wc -l <"$work/acked")
    until [ "$(wc -l <"$work/acked")" -gt "$before" ]; do
        kill -0 $loader 2>/dev/null || fail "the load ended before the cut"
        sleep 0.02
    done
    sleep "0.$((RANDOM % 9))"
    # FS_IOC_SHUTDOWN, without flushing the log: what was not durable is gone.
    python3 -c "
import fcntl, os, struct
disk = os.open('$work/disk', os.O_RDONLY)
new = open('$work/acked').readlines()[$before:]
open('$work/owed', 'a').writelines(new)
fcntl.ioctl(disk, 0x8004587D, struct.pack('I', 2))"
    kill -9 $server; wait $server 2>/dev/null || true
    wait $loader || true
    umount "$work/disk"
    e2fsck -p "$work/image" >/dev/null || [ $? -le 1 ] || fail "the file system does not recover"
    mount -o loop "$work/image" "$work/disk"
    echo "cut $cut"
    complete "a power cut lost acknowledged mail"
done

echo "the map deleted"
rm -rf "$work/disk/data/map"
complete "the map was not rebuilt from the journal"
echo "the map filled with rubbish"
find "$work/disk/data/map" -type f -exec sh -c 'head -c 4096 /dev/urandom >"$1"' _ {} \;
complete "a map of rubbish was not rebuilt"
echo "powercut.sh: all well"
