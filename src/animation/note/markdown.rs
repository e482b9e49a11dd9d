//! A note as a Markdown file with front matter (YAML 1.2), for any other tool to read. Its text stands as
//! it was written.

use super::Form;
use crate::clock::Timestamp;
use crate::list::NoteNo;

/// What is known of a note besides what it says.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// Its number.
    pub no: NoteNo,
    /// Its community's address.
    pub list: &'a str,
    /// Who added it.
    pub by: &'a str,
    /// Who wrote it.
    pub authors: &'a [String],
    /// When it was added.
    pub added: Timestamp,
    /// When it was first published.
    pub published: Option<Timestamp>,
    /// When it last changed.
    pub modified: Option<Timestamp>,
    /// Its version.
    pub version: u32,
    /// Where it stands on the web, when it does.
    pub url: Option<String>,
    /// The thread it comes from, where that stands.
    pub thread: Option<String>,
}

/// The file's name: number and title, of letters that every file system takes.
pub fn file_name(no: NoteNo, title: &str) -> String {
    let words = crate::mail::recognise::words(title);
    let plain = |w: &&String| w.bytes().all(|b| b.is_ascii_alphanumeric());
    let slug: String = words.iter().filter(plain).take(8).cloned().collect::<Vec<_>>().join("-");
    let slug: String = slug.chars().take(60).collect();
    let dash = if slug.is_empty() { "" } else { "-" };
    format!("{:04}{dash}{slug}.md", no.0)
}

/// The whole file.
pub fn file(form: &Form, facts: &Facts<'_>) -> String {
    let mut out = String::from("---\n");
    let mut field = |name: &str, value: String| {
        out.push_str(name);
        out.push_str(": ");
        out.push_str(&value);
        out.push('\n');
    };
    field("note", facts.no.to_string());
    field("title", quoted(&form.title));
    field("community", quoted(facts.list));
    field("authors", all(facts.authors));
    field("added_by", quoted(facts.by));
    field("added", facts.added.to_string());
    let moments = [("published", facts.published), ("modified", facts.modified)];
    for (name, at) in moments.into_iter().filter_map(|(name, at)| Some((name, at?))) {
        field(name, at.to_string());
    }
    field("version", facts.version.to_string());
    field("notebooks", all(&form.notebooks));
    field("categories", all(&form.categories));
    field("licence", form.licence.word().to_owned());
    field("visibility", form.sight.word().to_owned());
    let links = [("url", &facts.url), ("source_thread", &facts.thread)];
    for (name, url) in links.into_iter().filter_map(|(name, url)| Some((name, url.as_ref()?))) {
        field(name, quoted(url));
    }
    if let Some(twin) = form.twin {
        field("translation_of", twin.to_string());
    }
    out.push_str("---\n\n# ");
    out.push_str(&form.title);
    out.push_str("\n\n");
    out.push_str(&form.body);
    out.push('\n');
    out
}

fn all(names: &[String]) -> String {
    format!("[{}]", names.iter().map(|n| quoted(n)).collect::<Vec<_>>().join(", "))
}

/// YAML 1.2 takes JSON's strings (§1.3).
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::animation::note::Sight;

    #[test]
    fn a_file() {
        let form = Form {
            title: "Un \"guide\": début".into(),
            body: "Texte.".into(),
            notebooks: vec!["Guides".into()],
            ..Form::empty(Sight::Public)
        };
        let facts = Facts {
            no: NoteNo(12),
            list: "cdp@example.org",
            by: "Zoé",
            authors: &["Ann".to_owned()],
            added: Timestamp::UNIX_EPOCH,
            published: Some(Timestamp::UNIX_EPOCH),
            modified: None,
            version: 2,
            url: None,
            thread: None,
        };
        assert_eq!(
            file(&form, &facts),
            "---\nnote: 12\ntitle: \"Un \\\"guide\\\": début\"\ncommunity: \"cdp@example.org\"\n\
             authors: [\"Ann\"]\nadded_by: \"Zoé\"\nadded: 1970-01-01T00:00:00Z\n\
             published: 1970-01-01T00:00:00Z\nversion: 2\nnotebooks: [\"Guides\"]\ncategories: []\n\
             licence: cc-by-sa-4.0\nvisibility: public\n---\n\n# Un \"guide\": début\n\nTexte.\n"
        );
        assert_eq!(file_name(NoteNo(12), "../Été: le guide!"), "0012-ete-le-guide.md");
        assert_eq!(file_name(NoteNo(7), "会議"), "0007.md");
    }
}
