#!/bin/bash
# Behind nginx and behind Caddy with TLS, by the README's very lines (their port apart): pages compressed, kept
# by tag, in pieces; somebody signs in, with a cookie bound to this host and to HTTPS; at the root, below a path,
# and through a Unix socket.
set -euo pipefail
name=proxy
here=$(dirname "$0")
smtp=127.0.0.1:2691
http=127.0.0.1:2692
tls=2693
# shellcheck source=tests/real/stage.bash
. "$here/stage.bash"
need nginx caddy openssl curl swaks python3
host=lists.example.org
configure "$work/data"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 2 \
    -subj "/CN=$host" -addext "subjectAltName=DNS:$host" 2>/dev/null
mkdir -p "$work/nginx" "$work/home"
pal list create prive@lists.test --name "Cercle secret" --language fr --visibility private >/dev/null
pal list create cdp@lists.test --name "Communauté" --language fr --visibility public >/dev/null
for list in prive cdp; do pal member add $list@lists.test ann@example.org bob@example.org --delivery none >/dev/null; done

listens() { # BASE WHERE: the daemon, anew
    sed -i '/^\[http\]/,/^\[delivery\]/{/^listen/d;/^base_url/d}' "$work/palabre.toml"
    sed -i "s|^\[http\]|[http]\nlisten = [\"$2\"]\nbase_url = \"$1\"|" "$work/palabre.toml"
    if [ -n "${server:-}" ]; then kill "$server"; wait "$server" || true; fi
    serve || fail "the daemon does not start"
}
proxied() { # LINES: nginx, with them in the server of its name
    cat >"$work/nginx.conf" <<CONF
daemon off;
pid $work/nginx/pid;
error_log $work/nginx/error.log;
events { }
http {
    access_log off;
    client_body_temp_path $work/nginx/body;
    proxy_temp_path $work/nginx/proxy;
    fastcgi_temp_path $work/nginx/fastcgi;
    uwsgi_temp_path $work/nginx/uwsgi;
    scgi_temp_path $work/nginx/scgi;
    server {
        listen 127.0.0.1:$tls ssl;
        server_name $host;
        ssl_certificate $work/cert.pem;
        ssl_certificate_key $work/key.pem;
$1
    }
}
CONF
    chmod 755 "$work"
    ended
    nginx -p "$work/nginx" -c "$work/nginx.conf" -g "user root;" 2>"$work/nginx/said" &
    proxy=$!
    eventually "nginx" 20 get /fr/aide/
}
ended() { # whatever stands in front
    if [ -n "${proxy:-}" ]; then kill "$proxy"; wait "$proxy" || true; proxy=; fi
}
prefix=
get() { # PATH [curl's OPTIONS…]
    local path=$1; shift
    curl --silent --fail --max-time 30 --cacert "${authority:-$work/cert.pem}" --resolve "$host:$tls:127.0.0.1" "$@" "https://$host:$tls$prefix$path"
}
holds() { grep -qiE "$1" "$2" || fail "$where: no $1 in $(cat "$2")"; }

checks() { # WHERE WHO: all of it; a mailbox gets three links an hour
    where=$1 who=$2
    local head=$work/head body=$work/body jar=$work/jar
    rm -f "$jar"
    get / -o /dev/null -D "$head"
    holds "^location: fr/" "$head"
    get /fr/c/cdp/ -o "$body" -D "$head" -H 'Accept-Encoding: gzip'
    holds "^content-encoding: gzip" "$head"
    gunzip -c "$body" | grep -q "Communauté" || fail "$where: no page"
    holds "^cache-control: public, no-cache" "$head"
    local tag
    tag=$(sed -n 's/^etag: \(.*\)\r$/\1/ip' "$head")
    [ -n "$tag" ] || fail "$where: no tag: $(cat "$head")"
    local code
    code=$(get /fr/c/cdp/ -o /dev/null -w '%{http_code}' -H "If-None-Match: $tag")
    [ "$code" = 304 ] || fail "$where: $code for a page that is the same"
    get /fr/c/cdp/ -o "$body" -D "$head" -r 0-14
    holds "^HTTP/[0-9.]* 206" "$head"
    [ "$(cat "$body")" = "<!doctype html>" ] || fail "$where: another piece: $(cat "$body")"
    # Every link within a page leads on under the same path.
    get /fr/c/cdp/ -o "$body"
    holds "\"https://$host:$tls$prefix/fr/c/cdp/\"" "$body"
    local links link
    links=$(python3 -c 'import re, sys; from urllib.parse import urljoin; print(*{urljoin(sys.argv[2], h) for h in re.findall("<a[^>]* href=\"([^\":#]*)\"", open(sys.argv[1]).read())})' \
        "$body" "https://$host:$tls$prefix/fr/c/cdp/")
    [ "$(wc -w <<<"$links")" -gt 8 ] || fail "$where: only $links"
    for link in $links; do
        case $link in "https://$host:$tls$prefix/"*) ;; *) fail "$where: a link leads to $link" ;; esac
        get "${link#"https://$host:$tls$prefix"}" -o /dev/null || fail "$where: nothing at $link"
    done
    # Signing in: what a browser does.
    rm -rf "$work/mail"
    get /fr/entrer/ -o "$body" -H "Origin: https://$host:$tls" -d "address=$who%40example.org"
    grep -q 'Regardez vos courriels' "$body" || fail "$where: $(cat "$body")"
    eventually "the mail with the link" 30 mailed
    link=$(mailed)
    case $link in "https://$host:$tls$prefix/fr/entrer/"*) ;; *) fail "$where: the link leads to $link" ;; esac
    link=${link#"https://$host:$tls$prefix"}
    get "$link" -o "$body"
    grep -q '<button' "$body" || fail "$where: no button"
    get "$link" -o /dev/null -D "$head" -c "$jar" -H "Origin: https://$host:$tls" -d ''
    holds "^HTTP/[0-9.]* 303" "$head"
    holds "^location: \.\./" "$head"
    holds "^set-cookie: __Host-palabre=[a-z0-9]{56}; Path=/; Max-Age=[0-9]+; HttpOnly; SameSite=Lax; Secure" "$head"
    get /fr/c/prive/ -o "$body" -D "$head" -b "$jar"
    grep -q 'Cercle secret' "$body" || fail "$where: the private page does not open"
    holds "^cache-control: private, no-store" "$head"
    code=$(curl --silent -o /dev/null -w '%{http_code}' --cacert "${authority:-$work/cert.pem}" --resolve "$host:$tls:127.0.0.1" "https://$host:$tls$prefix/fr/c/prive/")
    [ "$code" = 404 ] || fail "$where: $code for a stranger"
    say "$where: gzip, tags, pieces, and a sign-in whose cookie is __Host- and Secure"
}
mailed() { # the link in the mail to them
    local mail
    mail=$(find "$work/mail" -path "*$who@example.org*" -type f 2>/dev/null | sort | tail -n 1 | grep .) || return 1
    python3 -c 'import re, sys; t = open(sys.argv[1]).read(); print(re.search("https://[^ ]*/entrer/[a-z0-9]+", re.sub("=\\r?\\n", "", t)).group())' "$mail"
}
ours() { sed "s/127\.0\.0\.1:8080/$http/"; } # the README's lines with our port

listens "https://$host:$tls" "$http"
location=$(snippet proxy_pass)
forwarded=$(grep -o 'proxy_set_header X-Forwarded-For [^`]*;' "$here/../../README.md") || fail "the README does not say who asks"
lines=$(echo "$location" | ours)
proxied "${lines%\}}$forwarded }"
checks "nginx" ann

below=$(grep -o 'location /listes/ {[^}]*}' "$here/../../README.md") || fail "the README has no path before"
listens "https://$host:$tls/listes" "$http"
prefix=/listes
proxied "$(echo "$below" | ours)"
checks "nginx, below a path" ann
prefix=

socket=$work/http.sock
listens "https://$host:$tls" "unix:$socket"
other=$(echo "$location" | grep -o 'http://unix:[^ ;]*') || fail "the README names no socket"
proxied "$(echo "$location" | sed "s|proxy_pass http://[^;]*;|proxy_pass ${other/\/run\/palabre\/http.sock/$socket};|")"
checks "nginx, through a Unix socket" ann
ended

listens "https://$host:$tls" "$http"
caddy=$(grep -o 'lists.example.org { reverse_proxy [^}]*}' "$here/../../README.md") || fail "the README has no line for Caddy"
{
    printf '{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\thttp_port 2694\n\thttps_port %s\n}\n' "$tls"
    echo "$caddy" | ours | sed 's/ *{ */ {\n\t/; s/ *} *$/\n}/'
} >"$work/Caddyfile"
export HOME=$work/home XDG_DATA_HOME=$work/home/data XDG_CONFIG_HOME=$work/home/config
caddy run --config "$work/Caddyfile" --adapter caddyfile >"$work/caddy.log" 2>&1 &
proxy=$!
authority=$work/home/data/caddy/pki/authorities/local/root.crt
eventually "Caddy" 30 get /fr/aide/
checks "Caddy" bob
ended
