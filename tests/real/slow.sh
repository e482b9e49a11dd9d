#!/bin/bash
# Visitors who send their request a letter at a time take every seat there is, over TCP and at a Unix
# socket (threat 32): who asks whole is answered all the same, by the real binary. So is a request at the
# socket, as a web server in front of us would send it.
set -euo pipefail
name=slow
smtp=127.0.0.1:2641
# shellcheck source=tests/real/stage.bash
. "$(dirname "$0")/stage.bash"
need curl python3
http=127.0.0.1:2642
configure "$work/data"
sed -i "s|^listen = \[\]|listen = [\"$http\", \"unix:$work/http.sock\"]|" "$work/palabre.toml"
pal list create cdp@lists.test --name "Communauté" --language fr --visibility public >/dev/null
serve || fail "the daemon does not start"
front() { curl --silent --fail --max-time 30 --output /dev/null "$@" "http://$http/fr/c/cdp/"; }
eventually "the pages" 30 front
front --unix-socket "$work/http.sock" || fail "no page at the socket"
[ "$(stat -c %a "$work/http.sock")" = 660 ] || fail "the socket is open to all"
python3 - "$http" "$work/http.sock" "$server" <<'PY'
import os, socket, sys, time

host, port = sys.argv[1].split(":")
places = [(socket.AF_INET, (host, int(port))), (socket.AF_UNIX, sys.argv[2])]

def connect(place):
    s = socket.socket(place[0])
    s.settimeout(60)
    s.connect(place[1])
    return s

def letter(s, which):
    try:
        s.send(which)
    except OSError:
        pass  # it lost its seat

def lost(s):
    try:
        return s.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True

def seated():  # sockets that the daemon holds
    folder = f"/proc/{sys.argv[3]}/fd"
    links = []
    for fd in os.listdir(folder):
        try:
            links.append(os.readlink(f"{folder}/{fd}"))
        except OSError:
            pass
    return sum(link.startswith("socket:") for link in links)

def crowd(place, slow, empty):
    """600 of them at the door, those who lost their seat too; until 500 sit."""
    deadline = time.monotonic() + 60
    while True:
        for i, s in enumerate(slow):
            if lost(s):
                s.close()
                slow[i] = connect(place)
                letter(slow[i], b"G")
        now = seated() - empty
        if now >= 500:
            return now
        assert time.monotonic() < deadline, f"{now} slow visitors sit, not 500"
        time.sleep(0.05)

empty = seated()
for place in places:
    while seated() > empty + 2:  # those of the place before get up
        time.sleep(0.05)
    # More than the seats there are: the last of them stand in the queue.
    slow = [connect(place) for _ in range(600)]
    least = 600
    for which in (b"G", b"E", b"T"):
        for s in slow:
            letter(s, which)
        for _ in range(20):
            least = min(least, crowd(place, slow, empty))
            visitor = connect(place)
            visitor.sendall(b"GET /fr/c/cdp/ HTTP/1.1\r\nHost: lists.test\r\nConnection: close\r\n\r\n")
            answer = b""
            while piece := visitor.recv(65536):
                answer += piece
            visitor.close()
            assert answer.startswith(b"HTTP/1.1 200 ") and answer.endswith(b"</html>"), answer[:200]
    for s in slow:
        s.close()
    print(f"slow.sh: at least {least} slow visitors sat there each time that one of 60 others was answered ({place[0].name})")
PY
