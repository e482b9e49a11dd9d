# What must hold before and behind a mail server, whichever it is: mail for the lists' domain comes from it,
# copies leave through it, and a sink stands in the world's place. Sourced after stage.bash, with `door`
# (the server), `lmtp`, `smtp` (Palabre's) and `world` (the sink's) as host:port; not a check of its own.

for_us() { # WORD: the README's lines with it, for this check's domain and ports
    snippet "$1" | sed "s/lists\.example\.org/lists.test/; s/127\.0\.0\.1:2424/$lmtp/; s/127\.0\.0\.1:25\"/$door\"/"
}
# The README's configuration for Palabre behind a server; besides LMTP, SMTP, and no pages.
configure_behind() { # DATA
    data=$1
    for_us 'relay = "smtp://127.0.0.1:25"' |
        sed "s/^listen = \[\]/listen = [\"$smtp\"]/; s/^\[http\]/[http]\nlisten = []/" >"$work/palabre.toml"
    pal list create cdp@lists.test --language fr >/dev/null
    pal list set cdp@lists.test dkim both >/dev/null
    pal member add cdp@lists.test "Ann <ann@example.org>" "Bob <bob@example.org>" --delivery each >/dev/null
}
the_world() {
    mkdir -p "$work/sink/new"
    smtp-sink -u root -d "$work/sink/new/m." "$world" 64 &
}
# All of it is read by whoever looks: a reader that leaves early would fail the one who writes.
sunk() { cat "$work"/sink/new/m.* 2>/dev/null; }
copies() { [ "$(sunk | grep -c "^Subject: $1")" -ge "$2" ]; }
write() { # FROM TO [OPTION…]
    local from=$1 to=$2; shift 2
    swaks --silent 2 --server "$door" --from "$from" --to "$to" "$@"
}
posts_are() { # COUNT
    [ "$(pal thread ls cdp@lists.test --json | python3 -c 'import json,sys; print(sum(len(t["messages"]) for t in json.load(sys.stdin)))')" -eq "$1" ]
}

in_and_out() { # a post
    write ann@example.org cdp@lists.test --header 'Subject: Semis de mai' --header 'Message-Id: <un@example.org>' \
        --body 'Qui a des semis de tomates?'
    eventually "two copies" 30 copies 'Semis de mai' 2
    sunk | grep -c '^List-Id: .*<cdp.lists.test>' >/dev/null || fail "no List-Id in the copies"
    [ "$(sunk | grep -c '^X-Mail-Args: <cdp-bounces+b')" -ge 2 ] || fail "no signed reverse-path of each member's own"
    [ "$(sunk | grep '^X-Mail-Args: <cdp-bounces+b' | sort -u | wc -l)" -eq 2 ] || fail "two members share a reverse-path"
    sunk | grep -c '^X-Rcpt-Args: <bob@example.org>' >/dev/null || fail "bob got no copy"
}
in_its_thread() { # an answer to it
    write bob@example.org cdp@lists.test --header 'Subject: Re: Semis de mai' --header 'Message-Id: <deux@example.org>' \
        --header 'In-Reply-To: <un@example.org>' --body 'Moi, il m en reste vingt.'
    eventually "two copies of the reply" 30 copies 'Re: Semis de mai' 2
    pal thread ls cdp@lists.test --json | python3 -c '
import json, sys
threads = json.load(sys.stdin)
assert len(threads) == 1, threads
one, two = threads[0]["messages"]
assert two["parent"] == one["id"], threads' || fail "the reply is not in its thread"
}
signatures_hold() { # COUNT: of so many copies, as they leave the server
    pal dkim ls --json >"$work/keys.json"
    "$python" "$here/signatures.py" "$work/keys.json" "$work" "$1" || fail "signatures do not hold behind the server"
}
verp() { sunk | sed -n 's/^X-Mail-Args: <\(cdp-bounces+b[^>]*\)>.*/\1/p' | head -n 1; }
a_bounce() { # of a copy, as a real server brings it
    write '<>' "$(verp)" --header 'Subject: Undelivered Mail Returned to Sender' --body 'The recipient is unknown.'
    eventually "the bounce" 30 grep -q 'event="\?bounce' "$work/serve.log"
    posts_are 2 || fail "a bounce became a post"
}
# Unknown addresses are refused while the sender is there, so that nobody gets a bounce for them.
refused() { # TO
    local out
    out=$(write eve@example.org "$1" --silent 0 --header 'Subject: Personne' --body 'Il y a quelqu un?' 2>&1) && fail "$1 was taken"
    grep -q '^<\*\* 550' <<<"$out" || fail "$1: no 550 at RCPT: $out"
}
nobody_is_refused() {
    refused nobody@lists.test
    refused cdp-leave+u1nonsense@lists.test
}
away_and_back() { # COMMAND…: by which the server tries again now, not in a quarter of an hour
    kill $server; wait $server || true
    write ann@example.org cdp@lists.test --header 'Subject: Attente' --header 'Message-Id: <trois@example.org>' --body 'Bonjour.'
    serve || fail "the daemon does not start again"
    "$@"
    eventually "what came while Palabre was away" 30 copies 'Attente' 2
    posts_are 3 || fail "not three posts"
}
