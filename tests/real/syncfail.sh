#!/bin/bash
# A disk that cannot keep what it is given: strace lets the Nth fsync or fdatasync of the daemon fail with
# EIO. From that moment on nobody is told 250, the daemon ends with status 74, and when it is started again
# everything that was acknowledged before is there. Needs strace.
set -euo pipefail
cd "$(dirname "$0")"
name=syncfail smtp=127.0.0.1:2632
. ./stage.bash
need strace python3

configure "$work/data"
pal list create cdp@lists.test
pal member add cdp@lists.test ann@example.org --delivery none
touch "$work/acked"
for at in ${FAIL_AT:-1 2 3 5 8 13 21 34 55}; do
    # The syncs of the start count: an early N refuses to start, which is as right.
    if serve strace -f -qq -o "$work/trace" -e trace=fsync,fdatasync \
        -e "inject=fsync,fdatasync:error=EIO:when=$at"; then
        python3 load.py "$smtp" cdp@lists.test "$work/acked" 400 4
        eventually "the end of the daemon after sync $at failed" 20 bash -c "! kill -0 $server"
        status=0; wait $server || status=$?
        [ "$status" -eq 74 ] || fail "sync $at failed and the daemon ended with $status, not 74"
        say "sync $at failed: status 74, $(wc -l <"$work/acked") acknowledged so far"
    else
        status=0; wait $server || status=$?
        [ "$status" -ne 0 ] || fail "sync $at failed and the start succeeded"
        say "sync $at failed: no start, status $status"
    fi
    archived "$work/acked" || fail "something acknowledged before sync $at failed is gone"
done
say "all well"
