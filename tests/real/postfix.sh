#!/bin/bash
# A real Postfix before and behind Palabre, set up by the README's own lines: mail for the lists' domain goes
# to Palabre over LMTP and then over SMTP, copies leave through the same Postfix, which hands them to a sink
# in the world's place. Needs root, postfix and swaks; everything is private and on loopback.
set -euo pipefail
name=postfix
door=127.0.0.1:2610 lmtp=127.0.0.1:2611 smtp=127.0.0.1:2612 world=127.0.0.1:2613
here=$(dirname "$0")
# shellcheck source=tests/real/stage.bash
. "$here/stage.bash"
# shellcheck source=tests/real/beside.bash
. "$here/beside.bash"
need postfix swaks smtp-sink
with_dkimpy
pf=$work/postfix
logs="$logs $work/mail.log"
chmod 755 "$work"

mkdir -p "$pf/queue" "$pf/data"
chown postfix "$pf/data"
for_us transport_maps >"$work/readme.cf"
cat >"$pf/main.cf" - "$work/readme.cf" <<CONF
compatibility_level = 3.6
queue_directory = $pf/queue
data_directory = $pf/data
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = mx.lists.test
mydestination =
# The world's place.
relayhost = [${world%:*}]:${world#*:}
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtpd_peername_lookup = no
biff = no
append_dot_mydomain = no
maillog_file_prefixes = $work
maillog_file = $work/mail.log
CONF
{
    echo "$door inet n - n - - smtpd"
    for service in bounce:0 defer:0 trace:0 verify:1 tlsmgr:1 scache:1 anvil:1 rewrite:- \
        proxymap:- smtp:- relay:- lmtp:- error:- retry:- discard:-; do
        service_name=${service%%:*} limit=${service##*:} program=${service%%:*}
        case $service_name in defer | trace) program=bounce ;; rewrite) program=trivial-rewrite ;; relay) program=smtp ;; retry) program=error ;; esac
        echo "$service_name unix - - n - $limit $program"
    done
    echo "cleanup unix n - n - 0 cleanup"
    echo "showq unix n - n - - showq"
    echo "pickup unix n - n 60 1 pickup"
    echo "qmgr unix n - n 300 1 qmgr"
    echo "flush unix n - n 1000? 0 flush"
    echo "postlog unix-dgram n - n - 1 postlogd"
} >"$pf/master.cf"
: >"$work/mail.log"; chown postfix "$work/mail.log"
stop_postfix() { postfix -c "$pf" stop >/dev/null 2>&1; }
cleanups+=(stop_postfix)
postfix -c "$pf" start 2>/dev/null
the_world
configure_behind "$work/data"
serve || fail "the daemon does not start"

in_and_out
say "in by LMTP, out by the same Postfix: two copies, each with a reverse-path of its own"
postconf -c "$pf" -e "transport_maps = inline:{lists.test=smtp:[${smtp%:*}]:${smtp#*:}}"
postfix -c "$pf" reload 2>/dev/null
in_its_thread
say "in by SMTP: the reply stands in its thread"
signatures_hold 4
say "DKIM signatures hold behind Postfix"
a_bounce
say "a bounce is no post"
nobody_is_refused
away_and_back postqueue -c "$pf" -f
say "nobody@ is refused at RCPT, and what comes while Palabre is away waits"
