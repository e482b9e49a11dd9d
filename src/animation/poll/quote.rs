//! Whether the words beside an answer may be repeated: only where their author says so, « citez-moi ».

use crate::mail::recognise;

/// What somebody said, without the words by which they let it be quoted; `None`: they did not.
pub fn may_quote(comment: &str) -> Option<String> {
    let agreed = recognise::expressions("poll-value-quote");
    let ends = |c: char| ".!;,:–—\n()".contains(c);
    let mut kept = Vec::new();
    let mut may = false;
    for piece in comment.split_inclusive(ends) {
        if agreed.contains(&recognise::words(piece)) {
            may = true;
        } else {
            kept.push(piece.trim());
        }
    }
    let said = kept.join(" ");
    let said = said.trim_matches(|c: char| c.is_whitespace() || "(),:-–—".contains(c));
    (may && !recognise::words(said).is_empty()).then(|| said.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_agrees_is_quoted() {
        let check = |said: &str, want: Option<&str>| {
            assert_eq!(may_quote(said).as_deref(), want, "{said}");
        };
        check("J'ai essayé le compost. Citez-moi.", Some("J'ai essayé le compost."));
        check("On a changé de cap!\nVous pouvez me citer", Some("On a changé de cap!"));
        check("We tried it (you may quote me)", Some("We tried it"));
        check("Moins de chicanes, citez-moi", Some("Moins de chicanes"));
        check("Du temps, et de l'air – citez moi!", Some("Du temps, et de l'air"));
        check("J'ai essayé le compost.", None);
        check("Ne me citez pas.", None);
        check("Citez-moi", None);
    }
}
