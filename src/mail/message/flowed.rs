//! Text that was wrapped to be unwrapped (RFC 3676 format=flowed), and text inside a PGP frame
//! (RFC 9580 §7). Both give back the lines that the author typed.

/// Joins flowed lines (RFC 3676 §4.2). `delete_space` is the parameter `delsp=yes`.
pub(super) fn unwrap(text: &str, delete_space: DelSp) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.split('\n').map(|l| l.strip_suffix('\r').unwrap_or(l)) {
        let depth = line.bytes().take_while(|b| *b == b'>').count();
        let rest = line.get(depth..).unwrap_or_default();
        // §4.4: one blank was stuffed before a blank, a mark or “From”.
        let content = rest.strip_prefix(' ').unwrap_or(rest);
        let signature = content == "-- ";
        match open.take() {
            // §4.5: a change of depth ends a paragraph whatever its last blank says.
            Some(same) if same == depth && !signature => {}
            Some(_) => end_line(&mut out, depth),
            None => start_line(&mut out, depth),
        }
        out.push_str(content);
        if content.ends_with(' ') && !signature {
            if delete_space == DelSp::Yes {
                out.pop();
            }
            open = Some(depth);
        } else {
            out.push('\n');
        }
    }
    // `split` saw an empty line after the last line end.
    out.pop();
    out
}

/// The parameter of RFC 3676 §4.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum DelSp {
    /// The blank at a soft break belongs to the text.
    No,
    /// It was added with the break.
    Yes,
}

fn start_line(out: &mut String, depth: usize) {
    out.extend(std::iter::repeat_n('>', depth));
    if depth > 0 {
        out.push(' ');
    }
}

fn end_line(out: &mut String, depth: usize) {
    out.push('\n');
    start_line(out, depth);
}

/// The clear text of a PGP-signed text, dashes unescaped (RFC 9580 §7.1); what is outside stays.
pub(super) fn without_pgp_frame(text: &str) -> Option<String> {
    let (before, rest) = text.split_once("-----BEGIN PGP SIGNED MESSAGE-----")?;
    // Armour headers up to an empty line.
    let at = rest.find("\n\n").map(|i| i + 2).or(rest.find("\n\r\n").map(|i| i + 3))?;
    let signed = rest.get(at..)?;
    let (clear, after) = signed.split_once("-----BEGIN PGP SIGNATURE-----")?;
    let after = after.split_once("-----END PGP SIGNATURE-----").map_or("", |(_, a)| a);
    let mut out = before.to_owned();
    for line in clear.split_inclusive('\n') {
        out.push_str(line.strip_prefix("- ").unwrap_or(line));
    }
    out.push_str(after.trim_start_matches(['\r', '\n']));
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, want: &str) {
        assert_eq!(unwrap(input, DelSp::No), want, "{input:?}");
    }

    #[test]
    fn flowed() {
        check("Bonjour à \ntoutes.\nFin\n", "Bonjour à toutes.\nFin\n");
        check("> Qui \n> vient?\nMoi \n> x\n", "> Qui vient?\nMoi \n> x\n");
        check(" From here\n >x\n", "From here\n>x\n");
        check("Oui \n-- \nAnn\n", "Oui \n-- \nAnn\n");
        check("a \n", "a ");
        check("", "");
        assert_eq!(unwrap("日本 \n語\n", DelSp::Yes), "日本語\n");
    }

    #[test]
    fn pgp() {
        let text = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nOui.\n- -- \nAnn\n\
            -----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\npied\n";
        assert_eq!(without_pgp_frame(text).unwrap(), "Oui.\n-- \nAnn\npied\n");
        assert_eq!(without_pgp_frame("rien"), None);
    }
}
