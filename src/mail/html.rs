//! HTML into text. Not a sanitiser: pages get theirs from [`crate::archive`].
//!
//! Only html5ever's tokeniser is used: a tree would cost time quadratic in depth (crates.md §6), and
//! text needs none.

mod render;
mod table;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tokenizer, TokenizerOpts};

/// HTML over this size is cut before it is read.
const MAX_SIZE: usize = 1024 * 1024;
/// Attributes in one tag beyond this make us strip tags instead: the tokeniser compares each with all
/// before it.
const MAX_ATTRIBUTES: usize = 1000;

/// The text of an HTML part: blocks on lines of their own, quotations marked `> `, addresses of links
/// after their text where they say more, tables of words and figures in columns, no styles, no scripts, nothing hidden.
pub fn to_text(html: &str) -> String {
    let html = cut(html);
    if has_monstrous_tag(html) {
        return strip_tags(html);
    }
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(render::Sink::default(), TokenizerOpts::default());
    // Scripts would pause it; ours never asks for one.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.finish()
}

fn cut(html: &str) -> &str {
    if html.len() <= MAX_SIZE {
        return html;
    }
    let end = (0..=MAX_SIZE).rev().find(|i| html.is_char_boundary(*i)).unwrap_or(0);
    html.get(..end).unwrap_or_default()
}

/// Whether one tag has more attributes than any programme writes.
fn has_monstrous_tag(html: &str) -> bool {
    let (mut count, mut quote, mut in_tag) = (0usize, None, false);
    for byte in html.bytes() {
        match (in_tag, quote, byte) {
            (false, _, b'<') => (in_tag, count) = (true, 0),
            (true, Some(q), b) if b == q => quote = None,
            (true, None, b'"' | b'\'') => quote = Some(byte),
            (true, None, b'>') => in_tag = false,
            (true, None, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'=') => count += 1,
            _ => {}
        }
        if count > 3 * MAX_ATTRIBUTES {
            return true;
        }
    }
    false
}

fn strip_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    for piece in html.split('<') {
        out.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, want: &str) {
        assert_eq!(to_text(html), want, "{html}");
    }

    #[test]
    fn blocks_and_lists() {
        check(
            "<p>Ordre du jour</p><p>Bonjour</p><ul><li>un</li><li>deux</li></ul>",
            "Ordre du jour\n\nBonjour\n\n* un\n* deux\n",
        );
        check("<ol start=3><li>a<li>b<ul><li>c</ul></ol>", "3. a\n4. b\n  * c\n");
        check("<div>un</div><div><br></div><div>deux</div>", "un\n\ndeux\n");
        check("un<br>deux<br><br>trois", "un\ndeux\n\ntrois\n");
        check("<table><tr><td>A1</td><td>B1</td></tr><tr><td>A2</td></tr></table>", "A1 B1\nA2\n");
        check("un\n  deux <b>trois</b>&nbsp;!", "un deux trois\u{a0}!\n");
        check("<pre>a\n  b</pre>", "a\n  b\n");
        check("<title>x</title><style>p{}</style><script>1<2</script>Oui", "Oui\n");
        check("<div style='display: none'>caché<div>x</div></div>vu", "vu\n");
        check("a &lt; b &amp;&#233;&eacute;", "a < b &éé\n");
        check("<!--[if mso]>x<![endif]-->y<o:p></o:p>", "y\n");
    }

    #[test]
    fn tables_of_figures_stay_tables() {
        check(
            "Voici :<table><tr><th>Mois<th>Lus<tr><td>mai<td>60<tr><td><p>juin</p><p>&nbsp;</p><td>7</table>Fin",
            "Voici :\n\n| Mois | Lus |\n|------|-----|\n| mai  | 60  |\n| juin | 7   |\n\nFin\n",
        );
        check(
            "<blockquote>a<table><tr><td>b<td>c<tr><td>d<td></table></blockquote>e",
            "> a\n> b c\n> d\n\ne\n",
        );
        check(
            "<blockquote>a<table><tr><td>b<td>c<tr><td>d<td>e</table></blockquote>",
            "> a\n>\n> | b | c |\n> | d | e |\n",
        );
        // What only lays a page out is read as a page.
        check(
            "<table><tr><td>un<br>deux<td>trois<tr><td>quatre<td>cinq</table>",
            "un\ndeux trois\nquatre cinq\n",
        );
        let page = "<table><tr><td>Menu<td><table><tr><td>a<td>1<tr><td>b<td>2</table></table>";
        check(page, "Menu\n\n| a | 1 |\n| b | 2 |\n");
        let long = "mot ".repeat(20);
        let prose = format!("<table><tr><td>{long}<td>a<tr><td>b<td>c</table>");
        check(&prose, &format!("{} a\nb c\n", long.trim()));
        let tall = format!("<table>{}</table>", "<tr><td>a<td>b".repeat(201));
        assert!(to_text(&tall).starts_with("a b\n"));
        let wide = format!("<table>{}</table>", "<tr>".to_owned() + &"<td>a".repeat(20_000));
        assert!(to_text(&wide).starts_with("a a"));
    }

    #[test]
    fn links_and_pictures() {
        check("<a href='https://example.org/a'>ici</a>", "ici <https://example.org/a>\n");
        check("<a href='https://www.example.org/'>example.org</a>", "example.org\n");
        check(
            "&lt;<a href='mailto:zoe@example.org'>zoe@example.org</a>&gt;",
            "<zoe@example.org>\n",
        );
        check("<a href='javascript:x'>ici</a>", "ici\n");
        check("Bravo <img alt='👍' src=x><img alt='logo' src=y>", "Bravo 👍\n");
    }

    #[test]
    fn quotations_are_marked() {
        check(
            "<div>Oui.</div><div class=gmail_quote><div class=gmail_attr>Zoé a écrit :<br></div>\
             <blockquote class=gmail_quote>Qui vient?<br><br>Zoé<blockquote type=cite>Réunion</blockquote></blockquote></div>",
            "Oui.\nZoé a écrit :\n\n> Qui vient?\n>\n> Zoé\n>\n>> Réunion\n",
        );
        check(
            "<blockquote style='margin:0 0 0 40px;border:none;padding:0px'>en retrait</blockquote>fin",
            "en retrait\n\nfin\n",
        );
        check("Oui<br><div>-- <br></div>Ann", "Oui\n-- \nAnn\n");
    }

    #[test]
    fn bombs_are_read_in_their_time() {
        let deep = format!("{}mot{}", "<div>".repeat(20_000), "</div>".repeat(20_000));
        assert_eq!(to_text(&deep), "mot\n");
        assert!(to_text(&format!("{}mot", "<blockquote>".repeat(20_000))).len() < 1000);
        let attributes: String = (0..100_000).map(|i| format!(" a{i}")).collect();
        assert_eq!(to_text(&format!("<p{attributes}>mot")), "mot");
        let _ = to_text(&"<a href=x>".repeat(20_000));
        let _ = to_text(&"<ul><li>".repeat(20_000));
        let _ = to_text(&"<".repeat(200_000));
        let _ = to_text(&"<p style='display:none'>".repeat(20_000));
        let _ = to_text(&"mot ".repeat(300_000));
    }
}
