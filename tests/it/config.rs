//! The configuration as a host meets it: the example is the defaults, and each mistake is answered
//! with file, line, key and the way out.

use std::path::Path;

use palabre::config::Config;

const EXAMPLE: &str = include_str!("../../config/palabre.toml");

fn parse(text: &str) -> Result<Config, String> {
    Config::parse(Path::new("palabre.toml"), text, Path::new("/data")).map_err(|e| e.to_string())
}

/// The example with its keys, not its prose, made real: `#key = …` but `# words`.
fn uncommented() -> String {
    let lines = EXAMPLE.lines().map(|line| match line.strip_prefix('#') {
        Some(key) if !key.starts_with(' ') && !key.is_empty() => key,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_example_is_the_defaults() {
    let defaults = Config::defaults(Path::new("/data"));
    assert_eq!(parse(EXAMPLE).unwrap(), defaults);
    assert_eq!(parse(&uncommented()).unwrap(), defaults);
}

#[test]
fn the_example_shows_every_key_once() {
    let (mut section, mut shown) = (String::new(), Vec::new());
    for line in uncommented().lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            section = name.to_owned();
        } else if let Some((key, _)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
            shown.push(format!("{section}.{key}"));
        }
    }
    let mut keys = Config::keys().unwrap();
    keys.sort();
    shown.sort();
    assert_eq!(shown, keys);
}

#[track_caller]
fn refused(text: &str, want: &[&str]) {
    let sentence = parse(text).expect_err(text);
    for piece in want {
        assert!(sentence.contains(piece), "“{piece}” is not in: {sentence}");
    }
}

#[test]
fn each_mistake_names_key_line_and_way_out() {
    refused("[site]\n\nhostnam = \"x\"\n", &["palabre.toml, line 3", "site.hostnam", "“hostname”"]);
    refused("[smtpp]\n", &["line 1", "[smtpp]", "did you mean [smtp]"]);
    refused("hostname = \"x\"\n", &["line 1", "outside any section"]);
    refused("site = 1\n", &["line 1", "[site]"]);
    refused("[site]\nhostname = 1\n", &["line 2", "site.hostname", "text in quotes"]);
    refused("[site]\nlanguage = \"xx\"\n", &["line 2", "site.language", "en, fr"]);
    refused("[site]\ntimezone = \"Mars\"\n", &["line 2", "site.timezone", "America/Toronto"]);
    refused("[smtp]\nlisten = [\"25\"]\n", &["line 2", "smtp.listen", "127.0.0.1:2525"]);
    refused("[smtp]\nlisten = 25\n", &["line 2", "smtp.listen", "not integer"]);
    refused("[smtp]\ntls_key = \"k\"\n", &["[smtp]", "tls_certificate"]);
    refused("[lmtp]\nlisten = \"unix:lmtp\"\n", &["lmtp.listen", "whole path"]);
    refused("[http]\nbase_url = \"lists.example.org\"\n", &["http.base_url", "https://"]);
    refused("[delivery]\nroute = \"mx\"\n", &["delivery.route", "maildir, relay, direct"]);
    refused("[delivery]\nrelay = \"mail\"\n", &["delivery.relay", "smtp://"]);
    refused("[delivery]\nconcurrency = 0\n", &["delivery.concurrency", "from 1 to 1000"]);
    refused("[delivery]\npassword_file = \"/nowhere\"\n", &["delivery.password_file", "/nowhere"]);
    refused("[dns]\nresolver = [\"dns\"]\n", &["dns.resolver", "9.9.9.9"]);
    refused("[site\n", &["line 1"]);
}

#[test]
fn a_design_example_reads_as_written() {
    let config = parse(
        "[site]\nhostname = \"lists.example.org\"\n[lmtp]\nlisten = [\"127.0.0.1:2424\", \
         \"unix:/run/palabre/lmtp.sock\"]\n[http]\nlisten = \"127.0.0.1:8080\"\n[delivery]\n\
         route = \"relay\"\nrelay = \"smtp://127.0.0.1:2500\"\n[archive]\npublic = \"/srv/www\"\n",
    )
    .unwrap();
    assert_eq!(config.site.hostname, "lists.example.org");
    assert_eq!(config.lmtp.len(), 2);
    assert_eq!(config.delivery.relay.port, 2500);
    assert_eq!(config.delivery.maildir, Path::new("/data/outbox"));
    assert_eq!(config.public, Path::new("/srv/www"));
}

#[test]
fn links_lead_to_where_pages_are_served_unless_said_otherwise() {
    let base = |text: &str| parse(text).unwrap().base_url;
    assert_eq!(base(""), "http://127.0.0.1:8080");
    assert_eq!(base("[http]\nlisten = \"127.0.0.1:8625\"\n"), "http://127.0.0.1:8625");
    let said = "[http]\nlisten = \"127.0.0.1:8625\"\nbase_url = \"https://lists.example.org\"\n";
    assert_eq!(base(said), "https://lists.example.org");
}

#[test]
fn a_password_never_shows() {
    let config = parse("[delivery]\nrelay = \"smtps://ann:hush@mail.example.org\"\n").unwrap();
    assert_eq!(config.delivery.relay.password.as_deref(), Some("hush"));
    assert!(!format!("{config:?}").contains("hush"));
}
