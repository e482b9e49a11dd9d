//! HTML into text. Not a sanitiser: pages get theirs from [`crate::archive`].

/// HTML over this size is cut before it is read (html2text is quadratic in depth, crates.md §6).
const MAX_SIZE: usize = 1024 * 1024;
/// Tags nested deeper than this make the reader give up and strip tags instead.
const MAX_DEPTH: usize = 512;

/// The text of an HTML part: blocks on lines of their own, links in brackets where they say more
/// than their text, no styles, no scripts.
pub fn to_text(html: &str) -> String {
    let cut = html
        .char_indices()
        .take_while(|(i, _)| *i < MAX_SIZE)
        .last()
        .map_or(0, |(i, c)| i + c.len_utf8());
    let html = html.get(..cut).unwrap_or_default();
    if depth(html) > MAX_DEPTH {
        return strip_tags(html);
    }
    let config = html2text::config::plain().raw_mode(true).no_table_borders().link_footnotes(false);
    config.string_from_read(html.as_bytes(), 10_000).unwrap_or_else(|_| strip_tags(html))
}

/// An upper bound of the nesting depth, by counting.
fn depth(html: &str) -> usize {
    let (mut now, mut most) = (0usize, 0usize);
    for piece in html.split('<').skip(1) {
        if piece.starts_with('/') {
            now = now.saturating_sub(1);
        } else if piece.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_void(piece) {
            now += 1;
            most = most.max(now);
        }
    }
    most
}

fn is_void(piece: &str) -> bool {
    let name: String = piece.chars().take_while(char::is_ascii_alphanumeric).collect();
    let void = [
        "br", "img", "hr", "meta", "link", "input", "area", "base", "col", "wbr", "p", "li", "td",
        "tr",
    ];
    void.contains(&name.to_lowercase().as_str())
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

    #[test]
    fn blocks_and_lists() {
        let text = to_text("<p>Ordre du jour</p><p>Bonjour</p><ul><li>un</li><li>deux</li></ul>");
        assert_eq!(text.trim(), "Ordre du jour\n\nBonjour\n* un\n* deux");
    }

    #[test]
    fn a_bomb_of_nesting_is_only_stripped() {
        let bomb = format!("{}mot{}", "<div>".repeat(50_000), "</div>".repeat(50_000));
        assert_eq!(to_text(&bomb).trim(), "mot");
    }
}
