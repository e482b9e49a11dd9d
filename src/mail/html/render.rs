//! Turns a stream of tags and characters into lines. No tree, no recursion: what matters of the
//! nesting (quotations, lists, what is hidden) is a small stack with a bound.

use std::cell::RefCell;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{EndTag, StartTag, Tag, Token, TokenSink, TokenSinkResult};

use super::table::Table;

/// Open elements kept; deeper ones have no effect of their own.
const MAX_OPEN: usize = 100;
/// Quotations deeper than this are marked as if they were this deep.
const MAX_DEPTH: usize = 20;
/// Programmes draw a rule so when they write text.
const RULE: &str = "________________________________";

/// Receives tokens.
#[derive(Default)]
pub(super) struct Sink {
    page: RefCell<Page>,
}

impl Sink {
    /// The text, each line ended by LF; empty when nothing shows.
    pub(super) fn finish(self) -> String {
        let mut page = self.page.into_inner();
        page.end_line(Break::IfAny);
        page.out
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.page.borrow_mut();
        match token {
            Token::CharacterTokens(text) => page.text(&text),
            Token::TagToken(tag) if tag.kind == StartTag => return page.start(&tag),
            Token::TagToken(tag) if tag.kind == EndTag => page.end(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// What an open element does to the text in it.
#[derive(Clone, Copy, PartialEq)]
enum Effect {
    Quote,
    Indent,
    Bullets,
    Numbers(i64),
    Preformatted,
    /// Not shown; elements of the same name opened inside.
    Hidden(usize),
}

#[derive(Clone, Copy, PartialEq)]
enum Break {
    /// End the line if there is one.
    IfAny,
    /// End it, empty or not: `<br>`.
    Always,
}

/// Marks of the last line, and whether it was empty.
type Last = Option<(usize, bool)>;

#[derive(Default)]
struct Page {
    out: String,
    line: String,
    /// A blank is due before the next word.
    space: bool,
    /// An empty line is due before the next line.
    margin: bool,
    /// Marks of the last line, and whether it was empty.
    last: Last,
    /// What stands before the next word: a bullet.
    bullet: Option<String>,
    open: Vec<(String, Effect)>,
    /// The link we are in: its address and its text so far.
    link: Option<(String, String)>,
    /// The innermost table, and what was written before it: how much, and how it ended.
    table: Option<(Table, usize, Last)>,
}

impl Page {
    fn depth(&self) -> usize {
        self.open.iter().filter(|(_, e)| *e == Effect::Quote).count().min(MAX_DEPTH)
    }

    fn is(&self, wanted: impl Fn(&Effect) -> bool) -> bool {
        self.open.iter().any(|(_, e)| wanted(e))
    }

    fn is_hidden(&self) -> bool {
        self.is(|e| matches!(e, Effect::Hidden(_)))
    }

    fn text(&mut self, text: &str) {
        if self.is_hidden() {
            return;
        }
        let preformatted = self.is(|e| *e == Effect::Preformatted);
        for c in text.chars() {
            match c {
                '\n' if preformatted => self.end_line(Break::Always),
                ' ' | '\t' if preformatted => self.word_char(c),
                ' ' | '\t' | '\n' | '\r' | '\u{C}' => self.space = true,
                c if c.is_control() => {}
                c => {
                    if std::mem::take(&mut self.space) && !self.line.is_empty() {
                        self.word_char(' ');
                    }
                    self.word_char(c);
                }
            }
        }
    }

    fn word_char(&mut self, c: char) {
        if self.line.is_empty()
            && let Some(bullet) = self.bullet.take()
        {
            self.line.push_str(&bullet);
        }
        self.line.push(c);
        if let Some((table, ..)) = &mut self.table {
            table.push(c);
        }
        if let Some((_, text)) = &mut self.link {
            text.push(c);
        }
    }

    fn end_line(&mut self, kind: Break) {
        let dashes = self.line.trim_end() == "--" && (self.space || self.line.len() > 2);
        self.space = false;
        self.line.truncate(self.line.trim_end().len());
        if dashes {
            self.line.push(' '); // RFC 3676 §4.3: the signature's delimiter ends in a blank
        }
        if self.line.is_empty() && kind == Break::IfAny {
            return;
        }
        let depth = self.depth();
        let after_empty = self.last.is_none_or(|(_, empty)| empty);
        if std::mem::take(&mut self.margin) && !after_empty && !self.line.is_empty() {
            let shallow = self.last.map_or(0, |(d, _)| d).min(depth);
            self.write(shallow, "");
        }
        let line = std::mem::take(&mut self.line);
        // Nothing above the first line, and never two empty ones.
        if !line.is_empty() || (self.last.is_some() && !after_empty) {
            self.write(depth, &line);
        }
    }

    fn write(&mut self, depth: usize, line: &str) {
        self.out.extend(std::iter::repeat_n('>', depth));
        if depth > 0 && !line.is_empty() {
            self.out.push(' ');
        }
        self.out.push_str(line);
        self.out.push('\n');
        self.last = Some((depth, line.is_empty()));
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        if let Some((_, Effect::Hidden(count))) = self.open.last_mut().filter(|(n, _)| n == name) {
            *count += 1;
        }
        if self.is_hidden() {
            return raw(name);
        }
        if attribute(tag, "style").is_some_and(is_hidden_style) && !is_void(name) {
            self.push(name, Effect::Hidden(0));
            return raw(name);
        }
        if let Some((table, ..)) = &mut self.table
            && (is_block(name) || matches!(name, "br" | "hr" | "li" | "td" | "th"))
        {
            table.begin(name);
        }
        match name {
            "br" => self.end_line(Break::Always),
            "hr" => self.rule(),
            "img" => self.picture(attribute(tag, "alt").unwrap_or_default()),
            "a" => self.start_link(attribute(tag, "href").unwrap_or_default()),
            "td" | "th" => self.space = true,
            "li" => self.item(),
            "script" | "title" | "template" | "svg" | "math" | "object" | "select" | "style" => {
                self.push(name, Effect::Hidden(0));
            }
            _ => self.block(name, tag),
        }
        raw(name)
    }

    fn block(&mut self, name: &str, tag: &Tag) {
        if !is_block(name) {
            return;
        }
        self.end_line(Break::IfAny);
        self.margin = self.margin || has_margin(name, &self.open);
        let number = attribute(tag, "start").and_then(|s| s.parse().ok()).unwrap_or(1);
        match name {
            "blockquote" if is_indentation(tag) => self.push(name, Effect::Indent),
            "blockquote" => self.push(name, Effect::Quote),
            "ul" => self.push(name, Effect::Bullets),
            "ol" => self.push(name, Effect::Numbers(number)),
            "pre" => self.push(name, Effect::Preformatted),
            "table" => self.table = Some((Table::default(), self.out.len(), self.last)),
            _ => {}
        }
    }

    fn push(&mut self, name: &str, effect: Effect) {
        if self.open.len() < MAX_OPEN {
            self.open.push((name.to_owned(), effect));
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((_, Effect::Hidden(count))) = self.open.last_mut().filter(|(n, _)| n == name)
            && *count > 0
        {
            *count -= 1;
            return;
        }
        if self.is_hidden() && self.open.last().is_none_or(|(n, _)| n != name) {
            return;
        }
        if name == "a" {
            self.end_link();
        }
        if is_block(name) || name == "li" {
            self.end_line(Break::IfAny);
            self.margin = self.margin || has_margin(name, self.open.get(1..).unwrap_or_default());
        }
        if name == "table" {
            self.end_table();
        }
        if let Some(at) = self.open.iter().rposition(|(n, _)| n == name) {
            self.open.truncate(at);
        }
    }

    /// Draws a table of words and figures in the place of its running text.
    fn end_table(&mut self) {
        let Some((table, from, last)) = self.table.take() else { return };
        let Some(lines) = table.drawn() else { return };
        self.out.truncate(from);
        self.last = last;
        self.margin = true;
        for line in lines {
            self.line = line;
            self.end_line(Break::IfAny);
        }
        self.margin = true;
    }

    fn rule(&mut self) {
        self.end_line(Break::IfAny);
        self.line.push_str(RULE);
        self.end_line(Break::IfAny);
    }

    /// A picture shows its text only when that is itself a picture: 👍.
    fn picture(&mut self, alt: &str) {
        let short = !alt.is_empty() && alt.chars().count() <= 8;
        if short && !alt.chars().any(|c| c.is_alphanumeric() || c.is_whitespace()) {
            self.text(alt);
        }
    }

    fn item(&mut self) {
        self.end_line(Break::IfAny);
        let level = self
            .open
            .iter()
            .filter(|(_, e)| matches!(e, Effect::Bullets | Effect::Numbers(_)))
            .count();
        let indent = "  ".repeat(level.saturating_sub(1).min(10));
        let list = self
            .open
            .iter_mut()
            .rev()
            .find(|(_, e)| matches!(e, Effect::Bullets | Effect::Numbers(_)));
        let mark = match list {
            Some((_, Effect::Numbers(n))) => {
                *n = n.saturating_add(1);
                format!("{}.", n.saturating_sub(1))
            }
            _ => "*".to_owned(),
        };
        self.bullet = Some(format!("{indent}{mark} "));
    }

    fn start_link(&mut self, href: &str) {
        self.end_link();
        self.link = Some((href.trim().to_owned(), String::new()));
    }

    fn end_link(&mut self) {
        let Some((href, text)) = self.link.take() else { return };
        let shows = |address: &str| bare(&text).contains(&bare(address));
        let address = href.strip_prefix("mailto:").map(|a| a.split('?').next().unwrap_or(a));
        let web = href.starts_with("http://") || href.starts_with("https://");
        let more = match address {
            Some(address) if !shows(address) => address,
            None if web && !shows(&href) => href.as_str(),
            _ => return,
        };
        if !text.trim().is_empty() && more.chars().all(|c| !c.is_control() && !c.is_whitespace()) {
            self.line.push_str(&format!(" <{more}>"));
            // Where a link leads is not lost in a column.
            self.table = None;
        }
    }
}

/// How a link's address and its text are compared.
fn bare(address: &str) -> String {
    let low = address.trim().to_lowercase();
    let low = low.strip_prefix("https://").or(low.strip_prefix("http://")).unwrap_or(&low);
    low.strip_prefix("www.").unwrap_or(low).trim_end_matches('/').to_owned()
}

fn raw(name: &str) -> TokenSinkResult<()> {
    match name {
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
            TokenSinkResult::RawData(RawKind::Rawtext)
        }
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        _ => TokenSinkResult::Continue,
    }
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| &*a.value)
}

fn is_hidden_style(style: &str) -> bool {
    let tight: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    tight.to_ascii_lowercase().contains("display:none")
}

/// Gmail's and Apple's “indent” buttons write blockquotes around the author's own words.
fn is_indentation(tag: &Tag) -> bool {
    let cite = attribute(tag, "type").is_some_and(|t| t.eq_ignore_ascii_case("cite"));
    let class = attribute(tag, "class").unwrap_or_default();
    let style: String =
        attribute(tag, "style").unwrap_or_default().chars().filter(|c| *c != ' ').collect();
    !cite
        && !class.contains("quote")
        && (class.contains("indent") || style.contains("border:none") || style.contains("border:0"))
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "blockquote"
            | "pre"
            | "table"
            | "tr"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "aside"
            | "dl"
            | "dt"
            | "dd"
            | "form"
            | "address"
            | "center"
            | "fieldset"
            | "figure"
            | "figcaption"
            | "details"
            | "summary"
            | "body"
            | "caption"
    )
}

/// Blocks with an empty line around them; lists only where they are not inside another.
fn has_margin(name: &str, open: &[(String, Effect)]) -> bool {
    let in_list = open.iter().any(|(_, e)| matches!(e, Effect::Bullets | Effect::Numbers(_)));
    match name {
        "ul" | "ol" => !in_list,
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "pre" | "dl" | "figure" => {
            true
        }
        _ => false,
    }
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "img" | "hr" | "meta" | "link" | "input" | "area" | "base" | "col" | "wbr" | "embed"
    )
}
