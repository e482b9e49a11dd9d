#!/bin/bash
# A real Postfix before and behind Palabre, set up as the README says: mail for the lists' domain goes
# to Palabre over LMTP and then over SMTP, copies leave through the same Postfix, which hands them to a
# sink in the world's place. Needs root, postfix and swaks; everything is private and on loopback.
set -euo pipefail
palabre=${PALABRE:?the palabre binary}
for tool in postfix swaks smtp-sink python3; do
    command -v "$tool" >/dev/null || { echo "postfix.sh: $tool is missing" >&2; exit 1; }
done
work=$(mktemp -d)
pf=$work/postfix
chmod 755 "$work"
cleanup() {
    status=$?
    postfix -c "$pf" stop >/dev/null 2>&1 || true
    kill $(jobs -p) 2>/dev/null || true
    if [ $status -ne 0 ]; then
        echo "postfix.sh: FAILED; logs:" >&2
        tail -n 40 "$work/mail.log" "$work/serve.log" >&2 2>/dev/null || true
    fi
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
say() { echo "postfix.sh: $*"; }
fail() { echo "postfix.sh: $*" >&2; exit 1; }
eventually() { # WHAT COMMAND…: tries for 30 s
    local what=$1; shift
    for _ in $(seq 150); do if "$@" >/dev/null 2>&1; then return 0; fi; sleep 0.2; done
    fail "waited 30 s for $what"
}

mkdir -p "$pf/queue" "$pf/data" "$work/sink"
chown postfix "$pf/data"
cat >"$pf/main.cf" <<CONF
compatibility_level = 3.6
queue_directory = $pf/queue
data_directory = $pf/data
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = mx.lists.test
mydestination =
# The README's lines: the lists' domain is relayed to Palabre.
relay_domains = lists.test
transport_maps = inline:{lists.test=lmtp:inet:127.0.0.1:2611}
# The world's place.
relayhost = [127.0.0.1]:2613
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtpd_peername_lookup = no
smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination
biff = no
append_dot_mydomain = no
maillog_file_prefixes = $work
maillog_file = $work/mail.log
CONF
{
    echo "127.0.0.1:2610 inet n - n - - smtpd"
    for service in bounce:0 defer:0 trace:0 verify:1 tlsmgr:1 scache:1 anvil:1 rewrite:- \
        proxymap:- smtp:- relay:- lmtp:- error:- retry:- discard:-; do
        name=${service%%:*} limit=${service##*:} program=${service%%:*}
        case $name in defer | trace) program=bounce ;; rewrite) program=trivial-rewrite ;; relay) program=smtp ;; retry) program=error ;; esac
        echo "$name unix - - n - $limit $program"
    done
    echo "cleanup unix n - n - 0 cleanup"
    echo "showq unix n - n - - showq"
    echo "pickup unix n - n 60 1 pickup"
    echo "qmgr unix n - n 300 1 qmgr"
    echo "flush unix n - n 1000? 0 flush"
    echo "postlog unix-dgram n - n - 1 postlogd"
} >"$pf/master.cf"
: >"$work/mail.log"; chown postfix "$work/mail.log"
postfix -c "$pf" start 2>/dev/null
smtp-sink -u root -d "$work/sink/m." 127.0.0.1:2613 64 &

cat >"$work/palabre.toml" <<CONF
[site]
hostname = "lists.test"
[smtp]
listen = ["127.0.0.1:2612"]
[lmtp]
listen = ["127.0.0.1:2611"]
[http]
listen = []
[delivery]
route = "relay"
relay = "smtp://127.0.0.1:2610"
CONF
pal() { "$palabre" --config "$work/palabre.toml" --data "$work/data" "$@"; }
pal list create cdp@lists.test --language fr
pal member add cdp@lists.test "Ann <ann@example.org>" "Bob <bob@example.org>" --delivery each
RUST_LOG=info "$palabre" --config "$work/palabre.toml" --data "$work/data" serve 2>"$work/serve.log" &
eventually "the daemon" grep -q "ready smtp=" "$work/serve.log"

copies() { [ "$(cat "$work"/sink/m.* 2>/dev/null | grep -c "^Subject: $1")" -ge "$2" ]; }

swaks --silent 2 --server 127.0.0.1:2610 --from ann@example.org --to cdp@lists.test \
    --header 'Subject: Semis de mai' --header 'Message-Id: <un@example.org>' --body 'Qui a des semis de tomates?'
eventually "two copies through LMTP and back" copies 'Semis de mai' 2
grep -hq '^List-Id: .*<cdp.lists.test>' "$work"/sink/m.* || fail "no List-Id in the copies"
[ "$(cat "$work"/sink/m.* | grep -c '^X-Mail-Args: <cdp-bounces+b')" -ge 2 ] || fail "no signed reverse-path of each member's own"
[ "$(cat "$work"/sink/m.* | grep '^X-Mail-Args: <cdp-bounces+b' | sort -u | wc -l)" -eq 2 ] || fail "two members share a reverse-path"
grep -hq '^X-Rcpt-Args: <bob@example.org>' "$work"/sink/m.* || fail "bob got no copy"
say "in by LMTP, out by the same Postfix: two copies, each with a reverse-path of its own"

postconf -c "$pf" -e 'transport_maps = inline:{lists.test=smtp:[127.0.0.1]:2612}'
postfix -c "$pf" reload
swaks --silent 2 --server 127.0.0.1:2610 --from bob@example.org --to cdp@lists.test \
    --header 'Subject: Re: Semis de mai' --header 'Message-Id: <deux@example.org>' \
    --header 'In-Reply-To: <un@example.org>' --body 'Moi, il m en reste vingt.'
eventually "two copies of the reply" copies 'Re: Semis de mai' 2
pal thread ls cdp@lists.test --json | python3 -c '
import json, sys
threads = json.load(sys.stdin)
assert len(threads) == 1, threads
one, two = threads[0]["messages"]
assert two["parent"] == one["id"], threads' || fail "the reply is not in its thread"
say "in by SMTP: the reply stands in its thread"

# A bounce of a copy, and mail for nobody, come back as a real server brings them.
verp=$(cat "$work"/sink/m.* | sed -n 's/^X-Mail-Args: <\(cdp-bounces+b[^>]*\)>.*/\1/p' | head -n 1)
swaks --silent 2 --server 127.0.0.1:2610 --from '<>' --to "$verp" \
    --header 'Subject: Undelivered Mail Returned to Sender' --body 'The recipient is unknown.'
swaks --silent 2 --server 127.0.0.1:2610 --from eve@example.org --to nobody@lists.test \
    --header 'Subject: Personne' --body 'Il y a quelqu un?'
eventually "Postfix's own notice about nobody@" grep -hq 'nobody@lists.test' "$work/mail.log"
eventually "550 5.1.1 in Postfix's log" grep -q '5.1.1' "$work/mail.log"
[ "$(pal thread ls cdp@lists.test --json | python3 -c 'import json,sys; print(sum(len(t["messages"]) for t in json.load(sys.stdin)))')" -eq 2 ] ||
    fail "a bounce became a post"
say "a bounce is no post, and nobody@ is refused at RCPT"
