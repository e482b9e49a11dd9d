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
python3 - "$http" "$work/http.sock" <<'PY'
import socket, sys

host, port = sys.argv[1].split(":")
places = [(socket.AF_INET, (host, int(port))), (socket.AF_UNIX, sys.argv[2])]

def connect(place):
    s = socket.socket(place[0])
    s.settimeout(60)
    s.connect(place[1])
    return s

for place in places:
    # More than the seats there are: the last of them stand in the queue.
    slow = [connect(place) for _ in range(600)]
    for letter in (b"G", b"E", b"T"):
        for s in slow:
            try:
                s.send(letter)
            except OSError:
                pass  # it lost its seat
        for _ in range(20):
            visitor = connect(place)
            visitor.sendall(b"GET /fr/c/cdp/ HTTP/1.1\r\nHost: lists.test\r\nConnection: close\r\n\r\n")
            answer = b""
            while piece := visitor.recv(65536):
                answer += piece
            assert answer.startswith(b"HTTP/1.1 200 ") and answer.endswith(b"</html>"), answer[:200]
    for s in slow:
        s.close()
    print(f"slow.sh: {len(slow)} slow visitors, 60 others answered beside them ({place[0].name})")
PY
