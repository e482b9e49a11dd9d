#!/bin/bash
# Palabre alone, set up as the README says, on direct MX in a network of its own: a name server that knows
# good and broken domains (threat 34, F6), a sink at port 25, and a cable to pull (F7). Needs root, iproute2,
# swaks, openssl; what happens in these network namespaces stays there.
set -euo pipefail
name=direct
smtp=127.0.0.1:25
here=$(dirname "$0")
# shellcheck source=tests/real/stage.bash
. "$here/stage.bash"
logs="$logs $work/why"
need ip swaks python3 openssl

# 1. Two namespaces and a cable: ours, and the world with its name server and its sink.
ours=palabre-ours-$$ world=palabre-world-$$
undo_network() {
    ip netns del "$ours" 2>/dev/null
    ip netns del "$world" 2>/dev/null
    rm -rf "/etc/netns/$ours"
}
cleanups+=(undo_network)
ip netns add "$ours" && ip netns add "$world" || fail "no network namespace can be made here"
ip link add v0 netns "$ours" type veth peer name v0 netns "$world"
for side in "$ours 10.99.0.1" "$world 10.99.0.2"; do
    set -- $side
    ip -n "$1" link set lo up
    ip -n "$1" addr add "$2/16" dev v0
    ip -n "$1" link set v0 up
done
for more in 10.99.1.1 10.99.1.9 10.99.1.53; do ip -n "$world" addr add $more/16 dev v0; done
mkdir -p "/etc/netns/$ours"
echo "nameserver 10.99.1.53" >"/etc/netns/$ours/resolv.conf"

# 2. The world. At .1 somebody listens, at .9 nobody does.
zones() { # [CHANGE…], in Python
    python3 - "$work/zones.json" "$@" <<'PY'
import json, os, sys
good, bad = "10.99.1.1", "10.99.1.9"
many = lambda taker: [[n, "up.sim" if n == taker else "down.sim"] for n in range(1, 101)]
z = {
    "": {}, "sim": {},
    "lists.sim": {"mx": [[10, "lists.sim"]], "a": ["10.99.0.1"], "txt": ["v=spf1 mx -all"]},
    "_dmarc.lists.sim": {"txt": ["v=DMARC1; p=none"]},
    "1.0.99.10.in-addr.arpa": {"ptr": "lists.sim"},
    "up.sim": {"a": [good]}, "down.sim": {"a": [bad]}, "alias.sim": {"cname": "up.sim"},
    "two.sim": {"mx": [[10, "down.sim"], [20, "up.sim"]]},
    "aonly.sim": {"a": [good]},
    "addresses.sim": {"a": [bad, good]},
    "cname.sim": {"mx": [[10, "alias.sim"]]},
    "slow.sim": {"mx": [[10, "up.sim"]], "slow": 2},
    "tcp.sim": {"mx": [[10, "up.sim"]], "truncated": True},
    "hundred.sim": {"mx": many(7)},
    "hidden.sim": {"mx": many(100)},
    "null.sim": {"mx": [[0, "."]]},
    "loop.sim": {"mx": [[10, "a.loop.sim"]]}, "a.loop.sim": {"cname": "b.loop.sim"}, "b.loop.sim": {"cname": "a.loop.sim"},
    "self.sim": {"cname": "self.sim"},
    "empty.sim": {},
    "nohost.sim": {"mx": [[10, "nowhere.sim"]]},
    "servfail.sim": {"code": 2}, "refused.sim": {"code": 5},
    "silent.sim": {"silent": True}, "forged.sim": {"wrong_id": True, "mx": [[10, "up.sim"]]},
    "closed.sim": {"mx": [[10, "down.sim"]]},
}
for change in sys.argv[2:]:
    exec(change)
with open(sys.argv[1] + ".new", "w") as out:
    json.dump(z, out)
os.replace(sys.argv[1] + ".new", sys.argv[1])
PY
}
zones
name_server() { ip netns exec "$world" python3 "$here/names.py" 10.99.1.53:53 "$work/zones.json" & names=$!; }
name_server
ip netns exec "$world" python3 "$here/sink.py" 10.99.1.1:25 "$work/copies" &
eventually "the sink" 15 ip netns exec "$world" bash -c 'exec 3<>/dev/tcp/10.99.1.1/25'

# 3. Palabre, as the README says for standing alone.
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=lists.sim -days 2 -keyout "$work/key.pem" -out "$work/chain.pem" 2>/dev/null
snippet 'route = "direct"' | sed "s/lists\.example\.org/lists.sim/g; s|\"/etc[^\"]*fullchain.pem|\"$work/chain.pem|; s|\"/etc[^\"]*privkey.pem|\"$work/key.pem|" >"$work/palabre.toml"
data=$work/data
pal list create cdp@lists.sim --language fr >/dev/null
arrive="two aonly addresses cname slow tcp hundred"
wait_on="hidden loop self empty nohost servfail refused silent forged closed"
never="null gone"
for domain in $arrive $wait_on $never; do echo "m@$domain.sim"; done >"$work/members"
echo x550@two.sim >>"$work/members"
pal member import cdp@lists.sim "$work/members" >/dev/null 2>&1
pal member add cdp@lists.sim ann@aonly.sim --delivery none >/dev/null
serve ip netns exec "$ours" || fail "the daemon does not start"

post() { # N [OPTION…]
    local n=$1; shift
    ip netns exec "$ours" swaks --silent 2 --timeout 20 --server $smtp --from ann@aonly.sim --to cdp@lists.sim \
        --header "Subject: Post $n" --header "Message-Id: <p$n@aonly.sim>" --body "Bonjour $n" "$@" || fail "post $n was not taken"
}
have() { # N DOMAIN…: exactly one copy of post N for each
    local n=$1; shift
    for domain in "$@"; do [ "$(grep -c "^m@$domain.sim p$n@" "$work/copies")" -eq 1 ] || return 1; done
}
waiting() { # all that waits knows why, and this is where it goes
    pal queue ls --json | python3 -c '
import json, sys
rows = json.load(sys.stdin)
assert all(row["last"] for row in rows), rows
got = {row["to"] for row in rows}
want = {f"{name}.sim" for name in sys.argv[1:]}
assert got == want, (got - want, want - got)' "$@" 2>"$work/why"
}
counted() { # [MEMBER…]: whose mail counts as returned since the daemon's start, and nobody else's
    pal member ls cdp@lists.sim --json >"$work/members.json"
    python3 - "$work/members.json" "$work/serve.log" "$@" <<'PY'
import json, re, sys
known = {str(m["id"]): m["address"] for m in json.load(open(sys.argv[1]))}
got = {known[p] for p in re.findall(r'bounce-day".*?person=(\d+)', open(sys.argv[2]).read())}
assert got == set(sys.argv[3:]), (got, sys.argv[3:])
PY
}

post 1
eventually "copies wherever a server can be found" 40 have 1 $arrive
post 2
eventually "the other domains' turn" 60 waiting $wait_on
have 2 $arrive || eventually "the next post" 30 have 2 $arrive
counted m@null.sim m@gone.sim x550@two.sim || fail "mail counts as returned that did not, or the reverse"
grep -q "^m@\(${wait_on// /\\|}\|null\|gone\).sim" "$work/copies" && fail "a copy went where nobody could be found"
say "seven kinds of good domains have their copies, two that take no mail count, ten in trouble wait and do not"

# What `check` says, with a name server and without one.
check() { # [LEVEL], the levels of what is said of the DNS
    pal check --json >"$work/check.json" || true
    python3 -c '
import json, sys
dns = [f for f in json.load(open(sys.argv[1]))["findings"] if f["area"] == "dns"]
print("\n".join(f["level"] + " " + f["what"] for f in dns))' "$work/check.json" | sort
}
check >"$work/said"
grep -q "^fine mail for lists.sim comes to lists.sim" "$work/said" && ! grep -qv "^fine" "$work/said" || fail "check: $(cat "$work/said")"
zones 'z["1.0.99.10.in-addr.arpa"] = {"ptr": "other.sim"}; z["lists.sim"]["mx"] = [[10, "up.sim"]]'
check >"$work/said"
for said in "problem 10.99.0.1 points back to other.sim, not to lists.sim" "advice mail for lists.sim goes to up.sim, not to lists.sim"; do
    grep -q "^$said" "$work/said" || fail "check does not say “$said”: $(cat "$work/said")"
done
zones
kill $names; wait $names 2>/dev/null || true
check >"$work/said"
grep -q "^unknown" "$work/said" && ! grep -qv "^unknown" "$work/said" || fail "check: a name server that is down proves nothing: $(cat "$work/said")"
say "check tells good records, wrong ones, and that nobody could tell"

# Without any name server mail is taken all the same; with one again, and mended domains, it leaves.
post 3
name_server
zones 'for n in ("servfail", "refused", "silent", "forged", "closed"): z[n + ".sim"] = {"mx": [[10, "up.sim"]]}'
mended="servfail refused silent forged closed"
again() { # a new start looks at all destinations anew
    kill $server; wait $server || true
    serve ip netns exec "$ours" || fail "the daemon does not start again"
    pal queue retry >/dev/null
}
again
later() { have 3 $arrive $mended && have 1 $mended; }
eventually "what waited, now that the domains are mended" 60 later
counted || fail "an outage of names counts"
say "taken while no name server answered, and sent once there was one"

# The cable is pulled in the middle of a message.
pal member add cdp@lists.sim xpause@aonly.sim >/dev/null
python3 -c 'print("\n".join("Une ligne de plus, la %d, pour que le message soit long." % n for n in range(40000)))' >"$work/long"
post 4 --body "@$work/long"
eventually "the middle of a message" 30 test -e "$work/copies.paused"
ip -n "$ours" link set v0 down
touch "$work/copies.go"
sleep 2
ip -n "$ours" link set v0 up
eventually "the rest of it" 60 grep -q "^xpause@aonly.sim p4@" "$work/copies"
again
eventually "what met no name server meanwhile" 60 have 4 $arrive
[ "$(grep -c "^xpause@aonly.sim p4@" "$work/copies")" -eq 1 ] || fail "a copy came twice"
sort "$work/copies" | uniq -d | grep . && fail "copies came twice"
say "a cable pulled in the middle of a message: each copy once"
