//! The command line as scripts use it: the real binary, its words, its exit statuses, alone and beside
//! a daemon.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use palabre::store::aside::{self, Broken};
use palabre::store::{StoreError, Tx};
use serde_json::Value;
use tempfile::TempDir;

use crate::harness::DEADLINE;
use crate::harness::dns::Dns;

/// A folder with a configuration on free ports and, maybe, a daemon.
struct Host {
    folder: TempDir,
    daemon: Option<Child>,
}

impl Drop for Host {
    fn drop(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }
}

#[track_caller]
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

impl Host {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = "[site]\nhostname = \"lists.example.org\"\n[smtp]\nlisten = [\"127.0.0.1:0\"]\n\
                      [http]\nlisten = [\"127.0.0.1:0\"]\n";
        std::fs::write(folder.path().join("palabre.toml"), config).unwrap();
        Self { folder, daemon: None }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_palabre"));
        command.current_dir(self.folder.path()).args(["--config", "palabre.toml"]).args(words);
        command.env_remove("RUST_LOG").stdin(Stdio::null());
        command
    }

    /// Runs a verb; its exit status must be `status`.
    #[track_caller]
    fn run(&self, status: i32, words: &[&str]) -> Output {
        let output = self.command(words).output().unwrap();
        let said = format!("{words:?}: {}{}", text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(status), "{said}");
        output
    }

    /// Runs a verb that must do what it is asked; what it answers.
    #[track_caller]
    fn ok(&self, words: &[&str]) -> String {
        text(&self.run(0, words).stdout).to_owned()
    }

    #[track_caller]
    fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.ok(words)).unwrap_or_else(|e| panic!("{words:?}: {e}"))
    }

    /// Runs a verb that must fail with this status, and say each piece.
    #[track_caller]
    fn fails(&self, status: i32, words: &[&str], pieces: &[&str]) {
        let output = self.run(status, words);
        for piece in pieces {
            let said = text(&output.stderr);
            assert!(said.contains(piece), "“{piece}” is not in: {said}");
        }
    }

    /// Starts the daemon and waits for its line; the line.
    fn serve(&mut self) -> String {
        let mut daemon = self.command(&["serve"]).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(daemon.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("ready smtp=") {
            line.clear();
            assert!(log.read_line(&mut line).unwrap() > 0, "the daemon ended");
        }
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        self.daemon = Some(daemon);
        line
    }

    /// Asks the daemon to stop; how long it took.
    fn stop(&mut self) -> Duration {
        let mut daemon = self.daemon.take().unwrap();
        let began = Instant::now();
        let id = daemon.id().to_string();
        assert!(Command::new("kill").arg(&id).status().unwrap().success());
        assert!(daemon.wait().unwrap().success());
        began.elapsed()
    }
}

const LIST: &str = "cdp@lists.example.org";

#[test]
fn a_list_from_its_creation_to_its_end() {
    let host = Host::new();
    host.fails(1, &["list", "ls"], &["no Palabre data", "list create"]);
    host.ok(&["list", "create", LIST, "--name", "Communauté de pratique"]);
    host.fails(1, &["list", "create", LIST], &["already a list"]);
    host.fails(1, &["list", "create", "cdp@lists.example.com"], &["short name “cdp”"]);
    host.fails(1, &["list", "create", "cdp-owner@lists.example.org"], &["service address"]);
    host.fails(1, &["list", "create", "c+d@lists.example.org"], &["letters a to z"]);
    let long = format!("{}@lists.example.org", "a".repeat(40));
    host.fails(1, &["list", "create", &long], &["at most 31"]);
    host.fails(2, &["list", "create", "nobody"], &["name@domain"]);
    host.fails(2, &["list", "create", "x@y.org", "--visibility", "publik"], &["public"]);
    for (key, value) in
        [("copies", "grouped"), ("dkim", "rsa"), ("posting", "anyone"), ("undo", "5m")]
    {
        host.ok(&["list", "set", LIST, key, value]);
    }
    host.ok(&["list", "set", LIST, "visibility", "public"]);
    host.fails(2, &["list", "set", LIST, "copys", "grouped"], &["copies"]);
    host.fails(1, &["list", "set", LIST, "copies", "many"], &["personal, grouped"]);
    let shown = host.json(&["list", "show", "cdp", "--json"]);
    assert_eq!(shown["address"], LIST);
    assert_eq!((&shown["copies"], &shown["undo"]), (&"grouped".into(), &300.into()));
    assert_eq!(host.json(&["list", "ls", "--json"]).as_array().unwrap().len(), 1);
    host.fails(1, &["list", "show", "cdq"], &["did you mean cdp?"]);
    host.ok(&["list", "rm", LIST]);
    host.fails(1, &["list", "show", LIST], &["there is no list"]);
}

#[test]
fn members_one_by_one_and_by_file() {
    let host = Host::new();
    host.ok(&["list", "create", LIST]);
    host.ok(&["member", "add", "cdp", "Zoé Roy <zoe@example.org>", "--delivery", "weekly"]);
    host.fails(2, &["member", "add", "cdp", "zoe"], &["name@domain"]);
    host.fails(1, &["member", "add", "cdp", LIST], &["it cannot be a member"]);
    let zoe = host.json(&["member", "show", "cdp", "ZOE@example.org", "--json"]);
    assert_eq!((&zoe["name"], &zoe["delivery"]), (&"Zoé Roy".into(), &"weekly".into()));
    host.ok(&["member", "set", "cdp", "zoe@example.org", "digest-at", "lundi 8 h 15"]);
    host.ok(&["member", "set", "cdp", "zoe@example.org", "address", "zoe.roy@example.org"]);
    host.fails(1, &["member", "show", "cdp", "zoe@example.org"], &["not a member"]);
    let zoe = host.json(&["member", "show", "cdp", "zoe.roy@example.org", "--json"]);
    assert_eq!(zoe["digest_at"], "monday 8:15");
    let csv = "Courriel;Nom;Envoi\nann@example.org;Ann Lee;daily\nnobody;;\nbob@example.org;;\n";
    std::fs::write(host.path("members.csv"), csv).unwrap();
    let output = host.run(1, &["member", "import", "cdp", "members.csv"]);
    assert!(text(&output.stderr).contains("members.csv, line 3"), "{output:?}");
    assert!(text(&output.stdout).contains("2 members added"), "{output:?}");
    assert_eq!(host.json(&["member", "ls", "cdp", "--json"]).as_array().unwrap().len(), 3);
    host.ok(&["member", "rm", "cdp", "ann@example.org"]);
    host.fails(1, &["member", "rm", "cdp", "ann@example.org"], &["not a member"]);
}

#[test]
fn ten_thousand_members_at_once() {
    let host = Host::new();
    host.ok(&["list", "create", LIST]);
    let lines: String = (0..10_000).map(|n| format!("m{n}@example.org\n")).collect();
    std::fs::write(host.path("many"), lines).unwrap();
    assert!(host.ok(&["member", "import", "cdp", "many"]).contains("10000 members added"));
    assert!(host.ok(&["member", "import", "cdp", "many"]).contains("10000 already there"));
}

/// Two posts of one conversation, the reply first, and a stranger.
const MBOX: &str = "From ann@example.org Mon May 20 20:51:00 2019\n\
    From: Ann Lee <ann@example.org>\nSubject: Re: Une routine?\nMessage-ID: <b@example.org>\n\
    In-Reply-To: <a@example.org>\nDate: Tue, 21 May 2019 10:00:00 +0000\n\nOui!\n\n\
    From zoe@example.org Mon May 20 20:51:00 2019\n\
    From: Zoé <zoe@example.org>\nSubject: Une routine?\nMessage-ID: <a@example.org>\n\
    Date: Mon, 20 May 2019 10:00:00 +0000\n\nQui en a une?\n";

#[test]
fn history_comes_in_once_and_goes_out_whole() {
    let host = Host::new();
    host.ok(&["list", "create", LIST, "--visibility", "public"]);
    std::fs::write(host.path("old.mbox"), MBOX).unwrap();
    assert!(host.ok(&["import", "mbox", LIST, "old.mbox"]).contains("2 posts imported"));
    let again = host.ok(&["import", "mbox", LIST, "old.mbox"]);
    assert!(again.contains("0 posts imported; the file was read to its end before"), "{again}");
    host.fails(1, &["import", "mbox", LIST, "nowhere"], &["nowhere"]);
    host.fails(1, &["import", "mbox", LIST, "."], &["import maildir"]);
    host.fails(1, &["import", "maildir", LIST, "old.mbox"], &["import mbox"]);
    host.fails(1, &["import", "maildir", LIST, "."], &["no Maildir"]);
    host.fails(1, &["import", "mbox", "./old.mbox", LIST], &["the list comes first"]);
    let threads = host.json(&["thread", "ls", LIST, "--json"]);
    let threads = threads.as_array().unwrap();
    assert_eq!(threads.len(), 1);
    let messages = threads[0]["messages"].as_array().unwrap();
    assert_eq!(
        (&messages[0]["message_id"], &messages[0]["parent"]),
        (&"a@example.org".into(), &Value::Null)
    );
    assert_eq!(messages[1]["parent"], messages[0]["id"]);
    assert!(host.ok(&["thread", "show", LIST, "1"]).contains("Oui!"));
    host.ok(&["archive", "build"]);
    assert!(host.path("data/www/fr/c/cdp/f/1/index.html").is_file());
    host.ok(&["export", LIST, "out"]);
    host.ok(&["list", "create", "copie@lists.example.org"]);
    assert!(host.ok(&["import", "mbox", "copie", "out/list.mbox"]).contains("2 posts imported"));
    let stats = host.json(&["stats", LIST, "--month", "2019-05", "--json"]);
    assert_eq!(stats["numbers"]["posts"], 2);
    assert_eq!(stats["numbers"]["answered"], 1);
    host.fails(2, &["stats", LIST, "--month", "mai"], &["2019-05"]);
}

#[test]
fn one_message_is_understood_without_any_data() {
    let host = Host::new();
    let mut child = host
        .command(&["--data", "/nowhere", "inspect", "-", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let raw = "From: Zoé <zoe@example.org>\r\nSubject: Re: x\r\n\r\nOui!\r\n\r\n> Non?\r\n";
    child.stdin.take().unwrap().write_all(raw.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&found["kind"], &found["reply"]), (&"post".into(), &"Oui!".into()));
    assert_eq!(found["from"]["address"], "zoe@example.org");
}

#[test]
fn a_verb_does_the_same_beside_a_daemon() {
    let mut host = Host::new();
    host.ok(&["list", "create", LIST]);
    let line = host.serve();
    assert!(line.contains("lmtp=") && line.contains("http=127.0.0.1:"), "{line}");
    assert!(host.path("data/control.sock").exists());
    host.ok(&["member", "add", "cdp", "Ann <ann@example.org>"]);
    std::fs::write(host.path("more"), "bob@example.org\nnobody\n").unwrap();
    host.fails(1, &["member", "import", "cdp", "more"], &["more, line 2"]);
    std::fs::write(host.path("old.mbox"), MBOX).unwrap();
    assert!(host.ok(&["import", "mbox", LIST, "old.mbox"]).contains("2 posts imported"));
    assert_eq!(host.json(&["member", "ls", "cdp", "--json"]).as_array().unwrap().len(), 2);
    assert_eq!(host.json(&["check", "--json"])["ok"], true);
    host.fails(1, &["check", "--repair"], &["stop the daemon"]);
    host.ok(&["backup", "copy"]);
    assert!(host.stop() < Duration::from_secs(5));
    assert!(!host.path("data/control.sock").exists());
    host.ok(&["--data", "new", "restore", "copy"]);
    host.fails(1, &["--data", "new", "restore", "copy"], &["new"]);
    let before = host.json(&["thread", "ls", LIST, "--json"]);
    assert_eq!(host.json(&["--data", "new", "thread", "ls", LIST, "--json"]), before);
    assert_eq!(host.json(&["--data", "new", "check", "--json"])["ok"], true);
}

#[test]
fn keys_are_made_shown_replaced_and_backed_up() {
    let mut host = Host::new();
    host.ok(&["list", "create", LIST]);
    host.serve();
    let said = host.ok(&["list", "set", "cdp", "dkim", "both"]);
    let name = "palabre-rsa-1._domainkey.";
    assert!(said.contains(&format!("{name}lists.example.org. TXT \"v=DKIM1; k=rsa; p=")), "{said}");
    assert!(host.ok(&["check"]).contains(name));
    assert!(
        !host.ok(&["list", "set", "cdp", "dkim", "rsa"]).contains("publish"),
        "no key is missing"
    );
    host.ok(&["dkim", "make", "ed25519"]);
    let states = |host: &Host| {
        let keys = host.json(&["dkim", "ls", "--json"]);
        let keys = keys.as_array().unwrap().iter();
        let state = |k: &Value| (k["selector"].as_str().unwrap().to_owned(), k["signs"] == true);
        keys.map(state).collect::<Vec<_>>()
    };
    let (one, two, rsa) = ("palabre-ed25519-1", "palabre-ed25519-2", "palabre-rsa-1");
    let want = [(one, true), (rsa, true), (two, false)].map(|(s, b)| (s.to_owned(), b));
    assert_eq!(states(&host), want);
    host.ok(&["dkim", "rm", one]);
    host.fails(1, &["dkim", "rm", one], &["no key", "dkim ls"]);
    host.fails(2, &["dkim", "make", "dsa"], &["ed25519", "rsa"]);
    assert_eq!(states(&host), [(rsa.to_owned(), true), (two.to_owned(), true)]);
    host.ok(&["backup", "copy"]);
    host.stop();
    host.ok(&["--data", "new", "restore", "copy"]);
    let before = host.json(&["dkim", "ls", "--json"]);
    assert_eq!(host.json(&["--data", "new", "dkim", "ls", "--json"]), before);
}

/// A domain that a name server of the test's own knows; behind a relay, whose records count all the same.
#[tokio::test(flavor = "multi_thread")]
async fn check_looks_for_what_is_to_be_published() {
    let (host, dns) = (Host::new(), Dns::start().await);
    let config = format!(
        "[site]\nhostname = \"lists.lierre.ca\"\n[smtp]\nlisten = [\"127.0.0.1:0\"]\n[http]\nlisten = []\n\
         [delivery]\nroute = \"relay\"\nrelay = \"smtp://mx.lierre.ca\"\n[dns]\nresolver = [\"{}\"]\n",
        dns.address()
    );
    std::fs::write(host.path("palabre.toml"), config).unwrap();
    host.ok(&["list", "create", "cdp@lists.lierre.ca"]);
    let found = |status| text(&host.run(status, &["check"]).stdout).to_owned();
    let said = found(0);
    assert!(said.contains("cdp@lists.lierre.ca are not signed"), "{said}");
    assert!(said.contains("lists.lierre.ca. TXT \"v=spf1 mx a:mx.lierre.ca -all\""), "{said}");
    assert!(said.contains("_dmarc.lists.lierre.ca. TXT \"v=DMARC1; p=none\""), "{said}");
    host.ok(&["list", "set", "cdp", "dkim", "rsa"]);
    let key = host.json(&["dkim", "ls", "--json"]).as_array().unwrap()[0].clone();
    let (name, record) = (key["names"][0].as_str().unwrap(), key["record"].as_str().unwrap());
    let said = found(1);
    assert!(said.contains(&format!("{name} is not published")), "{said}");
    assert!(said.contains(&format!("{name}. TXT {}", key["zone"].as_str().unwrap())), "{said}");
    dns.txt(name, "v=DKIM1; k=rsa; p=AAAA");
    assert!(found(1).contains("holds another key"));
    dns.txt(name, record);
    assert!(found(0).contains(&format!("{name} is published")));
    host.ok(&["dkim", "rm", "palabre-rsa-1"]);
    assert!(found(1).contains("a key that is not there"));
}

#[test]
fn a_port_that_is_taken_is_named_with_its_key() {
    let mut host = Host::new();
    let line = host.serve();
    let http = line.split("http=").nth(1).unwrap().trim().to_owned();
    let config = format!("[smtp]\nlisten = []\n[http]\nlisten = \"{http}\"\n");
    std::fs::write(host.path("second.toml"), config).unwrap();
    let second = ["--config", "second.toml", "--data", "second", "serve"];
    host.fails(2, &second, &["http.listen", &http]);
    host.fails(1, &["serve"], &["another palabre process"]);
}

#[test]
fn mistakes_are_answered_with_the_way_out() {
    let host = Host::new();
    host.fails(2, &["lst"], &["list"]);
    host.fails(2, &["--config", "nowhere.toml", "list", "create", LIST], &["nowhere.toml"]);
    std::fs::write(host.path("bad.toml"), "[site]\nhostnam = \"x\"\n").unwrap();
    let bad = ["--config", "bad.toml", "list", "create", LIST];
    host.fails(2, &bad, &["bad.toml, line 2", "did you mean “hostname”?"]);
    host.ok(&["help"]);
    host.ok(&["--version"]);
}

/// Asks for a page, with a deadline.
fn get(http: &str, path: &str) -> String {
    let mut stream = std::net::TcpStream::connect(http).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {http}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn post(http: &str, path: &str, form: &str) -> String {
    let mut stream = std::net::TcpStream::connect(http).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    let length = form.len();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {http}\r\nConnection: close\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// What stands in `href="…"` after `start`.
fn links<'p>(page: &'p str, start: &str) -> Vec<&'p str> {
    let pieces = page.split("href=\"").skip(1).filter_map(|p| p.split('"').next());
    pieces.filter(|p| p.starts_with(start)).collect()
}

#[test]
fn the_demo_s_digest_is_answered_and_the_answer_lands() {
    let mut host = Host::new();
    let data = host.path("demo");
    let words = ["demo", "--smtp", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data"];
    let words: Vec<&str> = words.into_iter().chain(data.to_str()).collect();
    let mut demo = host.command(&words).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(demo.stdout.take().unwrap());
    host.daemon = Some(demo);
    let mut all = String::new();
    for _ in 0..5 {
        assert!(said.read_line(&mut all).unwrap() > 0, "the demo ended: {all}");
    }
    assert!(all.contains("swaks --server"), "{all}");
    let http = all.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let began = Instant::now();
    // The digest is on its way into the mailbox when the demo speaks.
    let mut mailbox = get(&http, "/demo/fr/zoe/");
    while links(&mailbox, "1/").is_empty() {
        assert!(began.elapsed() < DEADLINE, "{mailbox}");
        std::thread::sleep(Duration::from_millis(50));
        mailbox = get(&http, "/demo/fr/zoe/");
    }
    let digest = get(&http, "/demo/fr/zoe/1/");
    let item = links(&digest, "/demo/fr/zoe/1/?to=jardins%2Bf")[0];
    let to = item.split("to=").nth(1).unwrap().split(['#', '&']).next().unwrap();
    let sent =
        post(&http, "/demo/fr/zoe/1/", &format!("to={to}&text=Une+cl%C3%A9+%C3%A0+molette."));
    assert!(sent.contains("a pris place"), "{sent}");
    let permalink = links(&sent, "http://")[0].split(&http).nth(1).unwrap();
    let moved = get(&http, permalink);
    let page = moved.lines().find_map(|l| l.strip_prefix("location: ")).unwrap();
    let page = page.trim_start_matches("../").trim_start_matches("..").split('#').next().unwrap();
    let page = format!("/{}", page.trim_start_matches('/'));
    while !get(&http, &page).contains("molette") {
        assert!(began.elapsed() < DEADLINE, "{page} never showed the answer");
        std::thread::sleep(Duration::from_millis(50));
    }
    let refused = post(&http, "/demo/fr/zoe/1/", "to=nobody%40listes.lierre.example&text=x");
    assert!(refused.contains("550 5.1.1"), "{refused}");
    assert!(get(&http, "/demo/fr/nobody/").starts_with("HTTP/1.1 404"));
    let framed = get(&http, "/demo/en/zoe/1/html");
    assert!(framed.contains("sandbox allow-top-navigation-by-user-activation"), "{framed}");
    assert!(Path::new(&data).join("control.sock").exists());
    host.stop();
    assert!(data.join("FORMAT").exists(), "a named folder stays");
}

/// Hands in a post by SMTP; it is taken.
fn hand_in(smtp: &str, raw: &str) {
    let mut stream = std::net::TcpStream::connect(smtp).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    let mut replies = BufReader::new(stream.try_clone().unwrap());
    let mut said = |line: &str| {
        stream.write_all(format!("{line}\r\n").as_bytes()).unwrap();
        let mut reply = String::new();
        replies.read_line(&mut reply).unwrap();
        reply
    };
    let (from, to) = ("MAIL FROM:<ann@example.org>", format!("RCPT TO:<{LIST}>"));
    let all = ["HELO client.example.org", from, &to, "DATA", &format!("{raw}\r\n.")];
    let heard: Vec<String> = all.into_iter().map(&mut said).collect();
    // One behind: the greeting was first.
    assert!(heard[4].starts_with("354"), "{heard:?}");
    assert!(said("QUIT").starts_with("250"));
}

#[test]
fn the_queue_in_a_hosts_hands() {
    let mut host = Host::new();
    let config = std::fs::read_to_string(host.path("palabre.toml")).unwrap();
    let nowhere = "[delivery]\nroute = \"relay\"\nrelay = \"smtp://127.0.0.1:1\"\n";
    std::fs::write(host.path("palabre.toml"), format!("{config}{nowhere}")).unwrap();
    host.ok(&["list", "create", LIST, "--language", "en"]);
    host.ok(&["member", "add", LIST, "ann@example.org", "b@example.org"]);
    assert_eq!(host.ok(&["queue", "ls"]), "the queue is empty\n");
    assert_eq!(host.ok(&["queue", "retry"]), "the queue is empty\n");
    let ready = host.serve();
    let smtp = ready.split("smtp=").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    hand_in(&smtp, "From: ann@example.org\r\nMessage-ID: <q1@example.org>\r\nSubject: Q\r\n\r\nHi");
    let rows = |host: &Host| host.json(&["queue", "ls", "--json"]).as_array().unwrap().clone();
    let began = Instant::now();
    let tried = |row: &Value| row["what"] == "2 copies of cdp/1" && row["last"] != "";
    while !rows(&host).iter().any(tried) {
        assert!(began.elapsed() < DEADLINE, "{:?}", rows(&host));
        host.ok(&["queue", "retry"]);
    }
    host.fails(1, &["queue", "retry", "4711"], &["not in the queue (any more): 4711"]);
    host.fails(2, &["queue", "retry", "seven"], &["the number of a row", "queue ls"]);
    host.fails(2, &["queue", "drop"], &["<ID>"]);
    host.stop();
    // A last try may have given the copies another number.
    let row = rows(&host).into_iter().find(|row| row["what"] == "2 copies of cdp/1").unwrap();
    let id = row["id"].to_string();
    assert!(row["last"].as_str().unwrap().contains("refused"), "{row}");
    let said = host.ok(&["queue", "drop", &id]);
    let want = format!("{id} dropped: 2 copies of cdp/1, to example.org, will not go out\n");
    assert_eq!(said, want);
    host.fails(1, &["queue", "drop", &id], &["not in the queue (any more)", &id]);
    assert_eq!(host.ok(&["queue", "failed"]), "nothing failed for good\n");
    assert_eq!(host.json(&["queue", "failed", LIST, "--json"]), serde_json::json!([]));
    host.fails(1, &["queue", "failed", "cpd"], &["no list cpd", "did you mean cdp"]);
}

#[test]
fn what_was_set_aside_is_named_until_it_was_seen() {
    let host = Host::new();
    host.ok(&["list", "create", LIST]);
    let data = host.path("data");
    let mut config = palabre::config::Config::defaults(&data);
    config.site.hostname = "lists.example.org".to_owned();
    let clock = palabre::clock::Clock::System;
    let site = palabre::daemon::Site::open(&config, &data, clock, &mut |_, _| {}).unwrap();
    let what = "brief 1/2".to_owned();
    let broken = Broken { what, times: 3, at: site.clock.now(), aside: true };
    let put = |tx: &mut Tx<'_>| {
        aside::put(tx, &broken);
        Ok::<_, StoreError>(())
    };
    site.store.write(put).unwrap();
    drop(site);
    let named = |words: &[&str]| host.ok(words).contains("brief 1/2 broke 3 times");
    assert!(named(&["check"]) && named(&["check"]), "it stays");
    assert!(host.ok(&["check"]).contains("palabre check --seen"));
    assert!(named(&["check", "--seen"]), "for the last time");
    assert!(!named(&["check"]));
    host.fails(2, &["check", "--seen", "--repair"], &["--repair"]);
}
