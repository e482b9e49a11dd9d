//! What visitors, search engines and attackers find on public pages: how much they weigh, what may be kept,
//! and that nothing anybody wrote becomes more than text (threats 20, 23, 25, 26).

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, StartTag, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use palabre::archive::languages;
use palabre::list::settings::{Settings, Switch, Visibility};
use palabre::mail::address::Address;

use crate::archive::{Pages, files, sample};

fn packed(bytes: &[u8]) -> usize {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// The budgets of the site's map: octets compressed, and nothing to fetch beside the page.
#[test]
fn pages_are_light() {
    let pages = Pages::new();
    sample::fill(&pages);
    pages.build();
    // One flight of TCP, with the answer's own header.
    const FLIGHT: usize = 14_600;
    for (path, most) in [
        ("/LANG/", 10_000),
        ("/LANG/noms/", 10_000),
        ("/LANG/aide/", 10_000),
        ("/LANG/confidentialite/", 10_000),
        ("/LANG/accessibilite/", 10_000),
        ("/LANG/c/cdp/", 14_000),
        ("/LANG/c/cdp/p/2/", 14_000),
        ("/LANG/c/cdp/ouverts/", 14_000),
        ("/LANG/c/cdp/f/1/", 14_000),
        ("/LANG/c/cdp/f/1/arbre/", 14_000),
        ("/LANG/c/cdp/f/8/", 14_000),
        ("/LANG/c/cdp/f/8/2/", 14_000),
        ("/LANG/c/cdp/2019-06/", 14_000),
        ("/LANG/c/cdp/sans-reponse/", 10_000),
        ("/LANG/c/cdp/resumes/2019-S21/", 20_000),
        ("/LANG/c/cdp/sondages/1/", 8_000),
        ("/LANG/c/cdp/bilan/", 8_000),
    ] {
        for t in languages() {
            let path = path.replace("LANG", t.code());
            let page = pages.page(&path);
            let octets = packed(page.as_bytes());
            assert!(octets <= most.min(FLIGHT), "{path}: {octets} octets");
            let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
            assert!(style.len() <= 4096, "{path}: {} octets of style", style.len());
            for fetched in ["<img", "<link rel=\"stylesheet", "src=", "url(", "@import"] {
                let own = page.replace(style, "");
                let text = own.replace("&#60;img src=", "");
                assert!(!text.contains(fetched) && !style.contains(fetched), "{path}: {fetched}");
            }
        }
    }
}

/// A list that wants to be found is, a day later; nothing of another is.
#[test]
fn search_engines_keep_what_they_may() {
    let pages = Pages::new();
    sample::fill(&pages);
    pages.build();
    let kept = |path: &str| !pages.page(path).contains("name=\"robots\" content=\"noindex\"");
    for path in ["/fr/", "/en/aide/", "/fr/c/cdp/", "/fr/c/cdp/f/1/", "/en/c/cdp/f/1/"] {
        assert!(kept(path), "{path}");
    }
    // Too young, another order, a tree, another list, what is not there.
    for path in [
        "/fr/c/cdp/f/8/",
        "/fr/c/cdp/ouverts/",
        "/fr/noms/",
        "/fr/c/cdp/f/1/arbre/",
        "/en/c/tools/",
        "/en/c/tools/f/1/",
        "/404.html",
    ] {
        assert!(!kept(path), "{path}");
    }
    let map = pages.page("/sitemap/cdp/2019-05.xml");
    assert!(map.contains("/fr/c/cdp/f/1/</loc>") && map.contains("/en/c/cdp/f/1/</loc>"), "{map}");
    assert!(!pages.page("/sitemap/cdp/2019-06.xml").contains("/f/8/"));
    assert!(pages.page("/sitemap/cdp/index.xml").contains("/sitemap/cdp/2019-05.xml"));
    let robots = pages.page("/robots.txt");
    assert!(robots.contains("Sitemap: https://listes.example.org/sitemap/cdp/index.xml"));
    for page in [robots, pages.page("/sitemap.xml")] {
        assert!(!page.contains("tools") && !page.contains("prive"), "{page}");
    }
    assert!(!pages.archive.public.join("sitemap/tools").exists());
    // The next day, with one rewritten page in each language.
    let after = palabre::store::articles::last_event(&pages.store).unwrap();
    let list = palabre::store::lists::all(&pages.store).unwrap()[0].0;
    pages.ripen(list, 200);
    pages.update(after);
    assert!(!pages.page("/fr/c/cdp/f/8/").contains("content=\"noindex\""));
    assert!(pages.page("/sitemap/cdp/2019-06.xml").contains("/f/8/2/"));
    // It changes its mind: nothing is left to be found.
    let (_, settings) = palabre::store::lists::all(&pages.store).unwrap().remove(0);
    pages
        .store
        .write(|tx| {
            palabre::store::lists::put(tx, list, &Settings { indexing: Switch::Off, ..settings });
            Ok::<_, palabre::store::StoreError>(())
        })
        .unwrap();
    pages.update(after);
    assert!(pages.page("/fr/c/cdp/f/1/").contains("content=\"noindex\""));
    assert!(pages.page("/robots.txt").contains("Disallow: /\n"));
    assert!(!pages.archive.public.join("sitemap/cdp").exists());
}

/// What an attacker does with markup, each with a call that a browser would show.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<SCRIPT SRC=//x.example/a.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img/src=`x`onerror=alert(1)>",
    "\"><img src=x onerror=alert(1)>",
    "'><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "<svg onload=alert(1)>",
    "<svg><script>alert&#40;1)</script>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=data:text/html,<script>alert(1)</script>>x</a>",
    "<base href=//x.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//x.example/a.css>",
    "<style>@import '//x.example/a.css';body{background:url(//x.example/a)}</style>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<form action=javascript:alert(1)><button>x",
    "<video><source onerror=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<!--<img src=--><img src=x onerror=alert(1)//>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "]]><script>alert(1)</script>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "javascript:alert(1)",
    "JaVaScRiPt://x.example/%0aalert(1)",
    "https://x.example/\"onmouseover=\"alert(1)",
    "https://x.example/'><script>alert(1)</script>",
    "http://x.example/?q=<script>alert(1)</script>&y=\"",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u{202E}<script>alert(1)</script>\u{202C}",
    "<\u{0}script>alert(1)</script>",
    "\u{FF1C}script\u{FF1E}alert(1)",
    "<xss style=\"x:expression(alert(1))\" onclick=alert(1)>",
];

/// Each attack plain, and dressed as texts are.
fn inputs() -> Vec<String> {
    let dresses: [fn(&str) -> String; 6] = [
        |a| a.to_owned(),
        |a| format!("> {a}\r\n\r\n{a}"),
        |a| format!("- {a}\r\n- b"),
        |a| format!("    {a}"),
        |a| format!("Bonjour,\r\n\r\n{a}{a}\r\n\r\n-- \r\n{a}"),
        |a| format!("https://x.example/{a} (<{a}>) \"{a}\""),
    ];
    ATTACKS.iter().flat_map(|attack| dresses.iter().map(move |dress| dress(attack))).collect()
}

fn encoded(text: &str) -> String {
    let one = text.replace(['\r', '\n'], " ");
    format!("=?utf-8?b?{}?=", data_encoding::BASE64.encode(one.as_bytes()))
}

/// A message that says the same in its name, subject, words, HTML and file name.
fn hostile(n: usize, text: &str) -> Vec<u8> {
    let (day, hour, minute) = (1 + n / 1440 % 28, n / 60 % 24, n % 60);
    let coded = encoded(text);
    // Half of them in one conversation, so that its pages and its tree are full of them.
    let subject = if n.is_multiple_of(2) { coded.clone() } else { "Re: Attaques".to_owned() };
    format!(
        "From: {coded} <mallory{n}@example.org>\r\nSubject: {subject}\r\nMessage-ID: <x{n}@example.org>\r\n\
         Date: {day:02} Jun 2019 {hour:02}:{minute:02}:00 -0400\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
         Content-Type: text/{}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n--b\r\n\
         Content-Type: text/html; name=\"{coded}\"\r\nContent-Disposition: attachment; filename=\"{coded}\"\r\n\r\n\
         x\r\n--b--\r\n",
        if n.is_multiple_of(5) { "html" } else { "plain" },
    )
    .into_bytes()
}

/// Elements that our templates write, and no other.
const OURS: &[&str] = &[
    "html",
    "head",
    "meta",
    "title",
    "link",
    "style",
    "script",
    "body",
    "a",
    "nav",
    "main",
    "h1",
    "h2",
    "p",
    "bdi",
    "span",
    "article",
    "time",
    "div",
    "ul",
    "ol",
    "li",
    "br",
    "pre",
    "blockquote",
    "details",
    "summary",
    "q",
    "footer",
    "section",
    "dl",
    "dt",
    "dd",
    "meter",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
];

#[derive(Default)]
struct Faults {
    found: RefCell<Vec<String>>,
    data: RefCell<Vec<String>>,
    in_script: RefCell<bool>,
    in_style: RefCell<bool>,
}

impl Faults {
    fn look(&self, tag: &Tag) {
        let name: &str = &tag.name;
        let fault = |what: String| self.found.borrow_mut().push(what);
        if !OURS.contains(&name) {
            fault(format!("<{name}>"));
        }
        let refreshes = tag.attrs.iter().any(|a| a.value.eq_ignore_ascii_case("refresh"));
        for attribute in &tag.attrs {
            let (key, value) = (&*attribute.name.local, &*attribute.value);
            let address =
                matches!(key, "href" | "src" | "action" | "data" | "srcdoc" | "formaction");
            let scheme = value.trim().split([':', '/', '?', '#', '&', '.']).next().unwrap_or("");
            let known = ["", "https", "http", "mailto"].contains(&scheme) || !value.contains(':');
            let away = address && value.trim().starts_with("//");
            let refresh = refreshes && key == "content" && value.contains(':');
            if away
                || refresh
                || key.starts_with("on")
                || key == "style"
                || (address && (key != "href" || !known))
            {
                fault(format!("{name} {key}={value}"));
            }
        }
        let ld = tag.attrs.iter().any(|a| &*a.value == "application/ld+json");
        if name == "script" && !ld {
            fault("<script>".to_owned());
        }
    }
}

impl TokenSink for Faults {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) if tag.kind == StartTag => {
                self.look(&tag);
                *self.in_script.borrow_mut() = &*tag.name == "script";
                *self.in_style.borrow_mut() = &*tag.name == "style";
                return match &*tag.name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" => TokenSinkResult::RawData(RawKind::Rawtext),
                    "title" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            Token::TagToken(_) => {
                *self.in_script.borrow_mut() = false;
                *self.in_style.borrow_mut() = false;
            }
            Token::CharacterTokens(text)
                if *self.in_style.borrow()
                    && ["@import", "url(", "expression"].iter().any(|bad| text.contains(bad)) =>
            {
                self.found.borrow_mut().push(format!("<style>{text}"));
            }
            Token::CharacterTokens(text) if *self.in_script.borrow() => {
                self.data.borrow_mut().push(text.to_string());
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// What a browser's tokeniser makes of a page that our templates did not write; and its data.
fn faults(html: &str) -> (Vec<String>, Vec<String>) {
    let tokenizer = Tokenizer::new(Faults::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    (tokenizer.sink.found.take(), tokenizer.sink.data.take())
}

/// The HTML within a feed's entries.
fn entries(xml: &str) -> Vec<String> {
    let unescape = |t: &str| {
        let names =
            [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
        names.iter().fold(t.to_owned(), |text, (code, c)| text.replace(code, c))
    };
    let starts = xml.split("<content type=\"html\"").skip(1);
    starts
        .map(|s| unescape(s.split_once('>').unwrap().1.split("</content>").next().unwrap()))
        .collect()
}

#[test]
fn nothing_that_is_written_becomes_more_than_text() {
    let pages = Pages::new();
    let inputs = inputs();
    assert!(inputs.len() > 300, "{}", inputs.len());
    let address = Address::parse("attaques@listes.example.org").unwrap();
    let list = pages.put_list(&Settings {
        name: "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>".to_owned(),
        description: ATTACKS.join("\n"),
        visibility: Visibility::Public,
        indexing: Switch::On,
        numbers: Switch::On,
        ..Settings::new(address)
    });
    for (n, text) in inputs.iter().enumerate() {
        pages.post(list, &hostile(n, text));
    }
    pages.end_week(list, 201_923);
    pages.build();
    // Where `tests/real/pages.sh` finds it, for a browser's own judgment.
    let shown = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    let _ = fs::remove_dir_all(&shown);
    let (mut seen, mut data) = (0, 0);
    for (path, bytes) in files(&pages.archive.public) {
        fs::create_dir_all(shown.join(&path).parent().unwrap()).unwrap();
        fs::write(shown.join(&path), &bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let kind = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        // Threat 26: nothing that turns text around, or hides in it.
        assert!(!text.contains(['\u{202E}', '\u{202C}', '\0']), "{}", path.display());
        let parts = if kind == "xml" { entries(&text) } else { vec![text] };
        for html in parts.iter().filter(|_| matches!(kind, "html" | "xml")) {
            let (found, json) = faults(html);
            assert_eq!(found, Vec::<String>::new(), "{}", path.display());
            if !json.is_empty() {
                let known: serde_json::Value = serde_json::from_str(&json.concat()).unwrap();
                assert_eq!(known["@context"], "https://schema.org", "{}", path.display());
                data += 1;
            }
            seen += 1;
        }
    }
    assert!(seen > 400 && data > 300, "{seen} pages and entries, {data} with data");
    // What a search finds of them, and what is sought.
    let page = pages.searched("fr", "alert <img/src=x/onerror=alert(1)>");
    assert!(page.contains("<mark>alert</mark>"), "{page}");
    let tags = ["<script", "<img", "<svg", "<iframe", "<a/", "<b"];
    let ours = page.replace("<bdi>", "").replace("<button>", "").replace("<body>", "");
    assert!(tags.iter().all(|tag| !ours.to_lowercase().contains(tag)), "{page}");
    fs::create_dir_all(shown.join("fr/recherche")).unwrap();
    fs::write(shown.join("fr/recherche/index.html"), page).unwrap();
}

#[test]
fn the_judge_sees_what_it_should() {
    for bad in ATTACKS.iter().filter(|a| a.starts_with('<') && !a.contains(['\0', '!'])) {
        assert_ne!(faults(bad).0, Vec::<String>::new(), "{bad}");
    }
    let good = "<p><a href=\"mailto:a\">x</a> <a href=\"../f/1/#m2\">y</a></p>";
    assert_eq!(faults(good).0, Vec::<String>::new());
}
