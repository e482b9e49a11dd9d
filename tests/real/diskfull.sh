#!/bin/bash
# A disk that fills up under load: mail is put off with 452 (or 451), never answered 250 and lost; the
# daemon goes on, and takes mail again when there is room, without a restart. Needs root (a tmpfs).
set -euo pipefail
cd "$(dirname "$0")"
name=diskfull smtp=127.0.0.1:2633
. ./stage.bash
need mount python3

mkdir "$work/disk"
mount -t tmpfs -o size=96M,nr_inodes=20k tmpfs "$work/disk"
cleanups+=("umount -l $work/disk")
configure "$work/disk/data"
pal list create cdp@lists.test
pal member add cdp@lists.test ann@example.org --delivery none
touch "$work/acked"
answer() { # what one mail is answered
    python3 - "$smtp" <<'PY'
import smtplib, sys
host, port = sys.argv[1].split(":")
smtp = smtplib.SMTP(host, int(port), timeout=20)
smtp.ehlo()
smtp.mail("ann@example.org")
code, _ = smtp.rcpt("cdp@lists.test")
if code == 250:
    code, _ = smtp.data("From: ann@example.org\r\nTo: cdp@lists.test\r\nSubject: essai\r\n\r\n" + "mot\r\n" * 500)
print(code)
PY
}
answers() { case "$(answer)" in $1) true ;; *) false ;; esac; }

for round in 1 2 3; do
    if [ $round -eq 1 ]; then serve || fail "the daemon does not start"; fi
    python3 load.py "$smtp" cdp@lists.test "$work/acked" 400 4 &
    loader=$!
    sleep 0.5
    dd if=/dev/zero of="$work/disk/filler" bs=64k 2>/dev/null || true
    wait $loader || true
    kill -0 $server || fail "the daemon ended when the disk was full"
    got=$(answer)
    case $got in
        45[12]) say "full: mail is answered $got" ;;
        *) fail "the disk is full and mail is answered $got" ;;
    esac
    pal list ls >/dev/null || fail "the daemon does not answer while the disk is full"
    rm "$work/disk/filler"
    eventually "mail to be taken again" 20 answers 250
    kill -0 $server || fail "the daemon ended when there was room again"
    archived "$work/acked" || fail "something acknowledged is gone"
done
kill -TERM $server
wait $server || fail "the daemon did not stop cleanly"

say "no files left"
serve || fail "the daemon does not start"
i=0
while : 2>/dev/null >"$work/disk/data/f$i"; do i=$((i + 1)); [ $i -lt 30000 ] || break; done 2>/dev/null
answers '45[12]' || fail "no files are left and mail is answered otherwise than 45x"
rm -f "$work"/disk/data/f[0-9]*
eventually "mail to be taken again" 20 answers 250
kill -TERM $server
wait $server || fail "the daemon did not stop cleanly"
archived "$work/acked" || fail "something acknowledged is gone"
say "all well"
