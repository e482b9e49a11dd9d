#!/bin/bash
# A real Exim before and behind Palabre: config/exim.conf, put where it says into Exim's own default
# configuration. Mail for the lists' domain goes to Palabre over LMTP and then over SMTP, copies leave through
# the same Exim. Debian installs one mail server at a time, so Exim is unpacked beside the Postfix that is
# there, and runs in a mount namespace with an /etc of its own. Needs root, swaks and smtp-sink.
set -euo pipefail
name=exim
door=127.0.0.1:2650 lmtp=127.0.0.1:2651 smtp=127.0.0.1:2652 world=127.0.0.1:2653
here=$(dirname "$0")
# shellcheck source=tests/real/stage.bash
. "$here/stage.bash"
# shellcheck source=tests/real/beside.bash
. "$here/beside.bash"
need swaks smtp-sink apt-get dpkg unshare
with_dkimpy
logs="$logs $work/log/main.log $work/log/panic.log"

# 1. Exim, unpacked.
chmod 755 "$work"
mkdir "$work/debs" "$work/exim" "$work/spool" "$work/log"
(cd "$work/debs" && apt-get download -qq exim4-daemon-light exim4-base >/dev/null 2>&1) || fail "Exim cannot be had"
for deb in "$work"/debs/*.deb; do dpkg -x "$deb" "$work/exim"; done
exim=$work/exim/usr/sbin/exim4
missing=$(ldd "$exim" | grep 'not found') && fail "Exim lacks $missing"

# 2. Its default configuration with our lines in it; what differs is where it listens and writes, and that
#    the world is the sink.
part() { # NUMBER
    awk -v n="$1," '/^# Part / { on = $3 == n; next } on' "$here/../../config/exim.conf" |
        sed "s/lists\.example\.org/lists.test/; s/2424/${lmtp#*:}/" >"$work/part$1"
    grep -q . "$work/part$1" || fail "config/exim.conf has no part $1"
}
for n in 1 2 3 4; do part $n; done
cat >"$work/here" <<CONF
primary_hostname = mx.lists.test
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${door#*:}
spool_directory = $work/spool
log_file_path = $work/log/%s.log
pid_file_path = $work/exim.pid
exim_path = $exim
keep_environment =
host_lookup =
CONF
cat >"$work/sunk" <<CONF
  driver = manualroute
  route_list = * 127.0.0.1::${world#*:}
  self = send
CONF
sed -e '/^host_lookup =/d' -e "/^primary_hostname/d" \
    -e "/^domainlist relay_to_domains =/{r $work/part1
        d}" \
    -e "/^  accept  hosts         = +relay_from_hosts/{e cat $work/part2
        }" \
    -e "/^begin routers/r $work/part3" -e "/^begin transports/r $work/part4" \
    -e '/^  ignore_target_hosts = 0\.0\.0\.0/d' \
    -e "/^  driver = dnslookup/{r $work/sunk
        d}" \
    "$work/exim/usr/share/doc/exim4-base/examples/example.conf" >"$work/body"
for n in 1 2 3 4; do
    grep -qF "$(grep -v '^ *#' "$work/part$n" | grep . | tail -n 1)" "$work/body" || fail "part $n has no place in Exim's default configuration"
done
cp -a /etc "$work/etc"
mkdir -p "$work/etc/exim4"
id Debian-exim >/dev/null 2>&1 || {
    echo 'Debian-exim:x:9025:9025::/nonexistent:/usr/sbin/nologin' >>"$work/etc/passwd"
    echo 'Debian-exim:x:9025:' >>"$work/etc/group"
}
in_its_etc() { # OPTION…: for Exim
    exec unshare -m bash -c 'mount --bind "$0/etc" /etc && exec "$@"' "$work" "$exim" "$@" >>"$work/exim.out" 2>&1
}
run_exim() { # starts it, with the lines there are
    cat "$work/here" "$work/body" >"$work/etc/exim4/exim4.conf"
    chown -R "$(sed -n 's/^Debian-exim:x:\([0-9]*:[0-9]*\):.*/\1/p' "$work/etc/passwd")" "$work/spool" "$work/log"
    rm -f "$work/exim.pid"
    in_its_etc -bdf -q15s &
    daemon=$!
    eventually "Exim" 15 test -s "$work/exim.pid"
    eventually "Exim's greeting" 15 bash -c "exec 3<>/dev/tcp/${door/://}"
}
run_exim
the_world
configure_behind "$work/data"
serve || fail "the daemon does not start"

in_and_out
say "in by LMTP, out by the same Exim: two copies, each with a reverse-path of its own"

kill $daemon; wait $daemon || true
sed -i -e '/^  protocol = lmtp/d' -e "s/^  port = ${lmtp#*:}/  port = ${smtp#*:}/" "$work/body"
run_exim
in_its_thread
say "in by SMTP: the reply stands in its thread"

signatures_hold 4
say "DKIM signatures hold behind Exim"
a_bounce
say "a bounce is no post"

nobody_is_refused
try_again() { (in_its_etc -qff); }
away_and_back try_again
say "nobody@ is refused at RCPT, and what comes while Palabre is away waits"
