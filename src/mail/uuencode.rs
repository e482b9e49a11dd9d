//! Files inside a text, as mail carried them before MIME: `begin 644 plan.txt` … `end` (POSIX uuencode),
//! and `begin-base64`. Not MIME parts; yEnc and BinHex are recognised, and left as they are.

/// Files of one text that are looked for; what is beyond stays text.
const MAX_FILES: usize = 100;

/// A file that stood in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// As its sender called it; hostile until cleaned.
    pub name: String,
    /// Its octets.
    pub bytes: Vec<u8>,
}

/// Whether a file stands in the text in a form that is not read here: yEnc (Usenet) or BinHex (old Macs).
pub fn holds_undecoded(text: &str) -> bool {
    let begins = |line: &str| {
        (line.starts_with("=ybegin ") && line.contains(" name="))
            || line.starts_with("(This file must be converted with BinHex")
    };
    (text.contains("=ybegin ") || text.contains("BinHex")) && text.lines().any(begins)
}

/// Takes the files out of a text. `None`: there are none.
pub fn split(text: &str) -> Option<(String, Vec<File>)> {
    if !text.contains("begin") {
        return None;
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (mut rest, mut files, mut at) = (String::with_capacity(text.len()), Vec::new(), 0);
    while let Some(line) = lines.get(at) {
        let after = lines.get(at + 1..).unwrap_or_default();
        let found = (files.len() < MAX_FILES).then(|| file(line, after)).flatten();
        if let Some((file, length)) = found {
            files.push(file);
            at += 1 + length;
        } else {
            rest.push_str(line);
            at += 1;
        }
    }
    (!files.is_empty()).then_some((rest, files))
}

/// The file that begins at a line, and how many of the following lines are its.
fn file(line: &str, after: &[&str]) -> Option<(File, usize)> {
    let mut words = line.trim_end().splitn(3, ' ');
    let (word, mode, name) = (words.next()?, words.next()?, words.next()?);
    let is_mode = (3..=4).contains(&mode.len()) && mode.bytes().all(|b| (b'0'..=b'7').contains(&b));
    if !is_mode || name.trim().is_empty() {
        return None;
    }
    let (bytes, length) = match word {
        "begin" => plain(after)?,
        "begin-base64" => base64(after)?,
        _ => return None,
    };
    Some((File { name: name.trim().to_owned(), bytes }, length))
}

/// Lines of up to 45 octets, each led by its length. A file cut short before its `end` is worth what it has.
fn plain(lines: &[&str]) -> Option<(Vec<u8>, usize)> {
    let mut bytes = Vec::new();
    let mut read = 0;
    for line in lines {
        let line = line.trim_end_matches(['\r', '\n']);
        if line == "end" && read > 0 {
            return Some((bytes, read + 1));
        }
        // Some programs end with an empty line where others write a grave accent or a blank.
        if !line.trim_end().is_empty() {
            let Some(octets) = octets(line) else { break };
            bytes.extend(octets);
        }
        read += 1;
    }
    (bytes.len() > 45).then_some((bytes, read))
}

/// The octets of a line, or nothing where it is none of uuencode's.
fn octets(line: &str) -> Option<Vec<u8>> {
    // The grave accent stands for a blank, which mail loses at the end of a line.
    let six = |b: u8| (b' '..=b'`').contains(&b).then(|| b.wrapping_sub(b' ') & 0x3F);
    let (first, data) = line.as_bytes().split_first()?;
    let length = usize::from(six(*first)?);
    let wanted = length.div_ceil(3) * 4;
    // One check character may follow, and blanks may be lost at the end: all those of a full line.
    if data.len() > wanted + 1 || (data.len() + 4 < wanted && length != 45) {
        return None;
    }
    let mut sixes = Vec::with_capacity(wanted);
    for at in 0..wanted {
        sixes.push(six(data.get(at).copied().unwrap_or(b' '))?);
    }
    let mut out = Vec::with_capacity(length + 2);
    for four in sixes.as_chunks::<4>().0 {
        let [a, b, c, d] = *four;
        out.extend([a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
    }
    out.truncate(length);
    Some(out)
}

fn base64(lines: &[&str]) -> Option<(Vec<u8>, usize)> {
    let end = lines.iter().position(|l| l.trim_end() == "====")?;
    let text: String = lines.get(..end)?.iter().map(|l| l.trim_end()).collect();
    let bytes = data_encoding::BASE64.decode(text.as_bytes()).ok()?;
    Some((bytes, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_a_text() {
        // "Cat" is the example of everybody; two lines, blanks lost, CR LF.
        let text = "Voici :\nbegin 644 chat.txt\n#0V%T\n`\nend\nÀ bientôt\n";
        let (rest, files) = split(text).unwrap();
        assert_eq!(rest, "Voici :\nÀ bientôt\n");
        assert_eq!(files, [File { name: "chat.txt".into(), bytes: b"Cat".to_vec() }]);
        let (rest, files) = split("begin-base64 644 a b.bin\nQ2F0\n====\n").unwrap();
        assert_eq!((rest.as_str(), files[0].bytes.as_slice()), ("", &b"Cat"[..]));
        assert_eq!(files[0].name, "a b.bin");
        let lost = "begin 600 zeros\n\"``\n\nend\n";
        assert_eq!(split(lost).unwrap().1[0].bytes, [0, 0]);
    }

    #[test]
    fn cut_short_it_is_worth_what_it_has() {
        let line = format!("M{}\n", "86)C".repeat(15));
        let text = format!("begin 644 long\n{}Et puis rien.\n", line.repeat(3));
        let (rest, files) = split(&text).unwrap();
        assert_eq!((rest.as_str(), files[0].bytes.len()), ("Et puis rien.\n", 135));
        assert!(files[0].bytes.starts_with(b"abcabc"));
    }

    #[test]
    fn words_are_no_file() {
        for text in [
            "begin 644\n",
            "begin 644 est un nombre\nend\n",
            "begin at nine\nend\n",
            "begin 644 with me\nBonjour tout le monde\nend\n",
            "begin 999 x\n#0V%T\nend\n",
            "begin 644 x\n",
            "",
            "begin-base64 644 x\n!!\n====\n",
        ] {
            assert_eq!(split(text), None, "{text}");
        }
    }
}
