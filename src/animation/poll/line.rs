//! The heads of lines: `- `, `1.`, `b)`, « Fin : ». Not what they mean.

/// What a line begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head<'a> {
    /// `-`, `*`, `•`: and the rest.
    Bullet(&'a str),
    /// `1.`, `2)`, `3 -`: the number and the rest.
    Number(usize, &'a str),
    /// `a.`, `b)`: and the rest.
    Letter(&'a str),
    /// Something else.
    None,
}

/// Reads the head of a line.
pub fn head(line: &str) -> Head<'_> {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix(['-', '*', '•', '–', '·']) {
        // `-- ` begins a signature, `---` is a rule.
        let rest = rest.trim();
        let empty = rest.is_empty() || rest.starts_with(['-', '*', '–']);
        return if empty { Head::None } else { Head::Bullet(rest) };
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if let Some((number, rest)) = line.split_at_checked(digits)
        && (1..=2).contains(&digits)
        && let Ok(number) = number.parse()
        && let Some(rest) = after_mark(rest)
    {
        return Head::Number(number, rest);
    }
    let mut characters = line.chars();
    match (characters.next(), after_mark(characters.as_str())) {
        (Some(c), Some(rest)) if c.is_ascii_alphabetic() => Head::Letter(rest),
        _ => Head::None,
    }
}

/// What follows `.`, `)`, or `:` and a blank; a time or a date is no head.
fn after_mark(rest: &str) -> Option<&str> {
    let spaced = rest.trim_start();
    let after = spaced.strip_prefix(['.', ')', ':'])?;
    let tight = after.starts_with(char::is_whitespace) || after.is_empty();
    (tight || spaced.starts_with(')')).then(|| after.trim())
}

/// A line without the marks of quotation before it: a form comes back quoted by some programs.
pub fn unquoted(line: &str) -> &str {
    let mut line = line.trim();
    while let Some(rest) = line.strip_prefix('>') {
        line = rest.trim_start();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        for (line, want) in [
            ("- mardi midi", Head::Bullet("mardi midi")),
            ("• mardi", Head::Bullet("mardi")),
            ("1. mardi", Head::Number(1, "mardi")),
            ("12) jeudi", Head::Number(12, "jeudi")),
            ("2 : oui", Head::Number(2, "oui")),
            ("b) oui", Head::Letter("oui")),
            ("1.5 heure", Head::None),
            ("14:30 mardi", Head::None),
            ("-- ", Head::None),
            ("-----", Head::None),
            ("Il y a trois salles.", Head::None),
            ("2019. Une année", Head::None),
        ] {
            assert_eq!(head(line), want, "{line}");
        }
        assert_eq!(unquoted("> > 1. Oui"), "1. Oui");
    }
}
