//! Links between pages, relative to the page they stand on: pages work under any host name, path
//! prefix, or, where the copy stands alone, from a folder. What must be absolute (canonical, feeds) asks
//! [`Urls`] itself.

use super::Form;
use crate::list::member::Order;
use crate::list::urls::Urls;
use crate::list::{ArticleNo, PollNo, ThreadNo};

/// Links as seen from one page.
#[derive(Clone, Debug)]
pub struct Links {
    from: String,
    lang: &'static str,
    paths: Urls,
    form: Form,
}

impl Links {
    /// Links from the page at `path` (`/fr/c/cdp/`), to pages of the same language.
    pub fn from(path: &str, lang: &'static str, form: Form) -> Self {
        Self { from: path.to_owned(), lang, paths: Urls::new(""), form }
    }

    /// Whether somebody answers for what is no file.
    pub fn form(&self) -> Form {
        self.form
    }

    /// To any path of the site.
    pub fn to(&self, path: &str) -> String {
        match self.form {
            Form::Served => relative(&self.from, path),
            // A file system opens no folder's page by itself.
            Form::Alone if path.ends_with('/') => {
                relative(&self.from, &format!("{path}index.html"))
            }
            Form::Alone => relative(&self.from, path),
        }
    }

    /// To the front page.
    pub fn front(&self) -> String {
        self.to(&self.paths.front(self.lang))
    }

    /// To a page of the whole site, by its folder.
    pub fn of_site(&self, folder: &str) -> String {
        self.to(&self.paths.of_site(self.lang, folder))
    }

    /// To a community.
    pub fn list(&self, slug: &str) -> String {
        self.to(&self.paths.list(self.lang, slug))
    }

    /// To a community's feed.
    pub fn feed(&self, slug: &str) -> String {
        self.to(&self.paths.feed(self.lang, slug))
    }

    /// To one page of a community's threads in this order.
    pub fn threads(&self, slug: &str, order: Order, page: usize) -> String {
        self.to(&self.paths.threads(self.lang, slug, order, page))
    }

    /// To a thread.
    pub fn thread(&self, slug: &str, no: ThreadNo, page: usize) -> String {
        self.to(&self.paths.thread(self.lang, slug, no, page))
    }

    /// To one page of a thread as a tree.
    pub fn tree(&self, slug: &str, no: ThreadNo, page: usize) -> String {
        self.to(&self.paths.tree(self.lang, slug, no, page))
    }

    /// To the open questions.
    pub fn unanswered(&self, slug: &str) -> String {
        self.to(&self.paths.unanswered(self.lang, slug))
    }

    /// To the list of months.
    pub fn months(&self, slug: &str) -> String {
        self.to(&self.paths.months(self.lang, slug))
    }

    /// To one page of a month.
    pub fn month(&self, slug: &str, ym: (i16, i8), order: Order, page: usize) -> String {
        self.to(&self.paths.month_page((self.lang, slug), ym, order, page))
    }

    /// To the list of weeks.
    pub fn weeks(&self, slug: &str) -> String {
        self.to(&self.paths.weeks(self.lang, slug))
    }

    /// To a week.
    pub fn week(&self, slug: &str, week: (i16, i8)) -> String {
        self.to(&self.paths.week(self.lang, slug, week))
    }

    /// To what polls came to.
    pub fn polls(&self, slug: &str) -> String {
        self.to(&self.paths.polls(self.lang, slug))
    }

    /// To what one poll came to.
    pub fn poll(&self, slug: &str, no: PollNo) -> String {
        self.to(&self.paths.poll(self.lang, slug, no))
    }

    /// To the public numbers.
    pub fn numbers(&self, slug: &str) -> String {
        self.to(&self.paths.numbers(self.lang, slug))
    }

    /// To the search, in one community.
    pub fn search(&self, slug: &str) -> String {
        self.to(&self.paths.search_in(self.lang, slug))
    }

    /// To a message's permanent address.
    pub fn message(&self, slug: &str, no: ArticleNo) -> String {
        let path = self.paths.message(slug, no);
        self.to(&if self.form == Form::Alone { path + "/" } else { path })
    }

    /// To a message as it came, for members.
    pub fn source(&self, slug: &str, no: ArticleNo) -> String {
        self.to(&self.paths.source(slug, no))
    }

    /// To what members take away: their own, or a list's.
    pub fn export(&self, slug: Option<&str>, name: &str) -> String {
        self.to(&self.paths.export(slug, name))
    }

    /// To a file of a post; `None`: nobody is there to give it.
    pub fn file(&self, slug: &str, no: ArticleNo, (part, name): (usize, &str)) -> Option<String> {
        let path = self.paths.public_file(slug, (no, part), name);
        (self.form == Form::Served).then(|| self.to(&path))
    }

    /// To a conversation's file to take away.
    pub fn thread_file(&self, slug: &str, no: ThreadNo, kind: &str) -> String {
        self.to(&self.paths.thread_file(slug, no, kind))
    }

    /// To a month's file to take away.
    pub fn month_file(&self, slug: &str, ym: (i16, i8)) -> String {
        self.to(&self.paths.month_file(slug, ym))
    }
}

/// The shortest relative reference from one path to another (RFC 3986 §4.2). Both start with a
/// slash; a folder's path ends with one.
fn relative(from: &str, to: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let here: Vec<&str> = folder.split('/').skip(1).collect();
    let there: Vec<&str> = to.split('/').skip(1).collect();
    let dirs = there.len().saturating_sub(1);
    let same = here.iter().zip(there.iter().take(dirs)).take_while(|(a, b)| a == b).count();
    let mut out = "../".repeat(here.len() - same);
    out.push_str(&there.get(same..).unwrap_or_default().join("/"));
    if out.is_empty() { "./".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_stands_alone_names_its_files() {
        let links = Links::from("/fr/c/cdp/f/4/", "fr", Form::Alone);
        assert_eq!(links.list("cdp"), "../../index.html");
        assert_eq!(links.message("cdp", ArticleNo(2)), "../../../../../c/cdp/m/2/index.html");
        assert_eq!(links.thread_file("cdp", ThreadNo(4), "xml"), "../../../../../c/cdp/f/4.xml");
    }

    #[track_caller]
    fn check(from: &str, to: &str, want: &str) {
        assert_eq!(relative(from, to), want);
    }

    #[test]
    fn relative_references() {
        check("/fr/c/cdp/", "/fr/c/cdp/f/4/", "f/4/");
        check("/fr/c/cdp/f/4/", "/fr/c/cdp/", "../../");
        check("/fr/c/cdp/f/4/", "/fr/c/cdp/f/4/", "./");
        check("/fr/c/cdp/f/4/", "/fr/c/cdp/f/4/2/", "2/");
        check("/fr/c/cdp/f/4/", "/c/cdp/m/12", "../../../../../c/cdp/m/12");
        check("/fr/", "/en/", "../en/");
        check("/fr/c/cdp/atom.xml", "/fr/c/cdp/", "./");
        check("/404.html", "/fr/", "fr/");
    }
}
