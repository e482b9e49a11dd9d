//! The address scheme: what each address of a list means, and the addresses we hand out. Tokens are
//! keyed (HMAC-SHA-256), bound to list, kind and object, lower-case-safe, compared in constant time.
//! A token says *where*, never *who*: rights come from the author (threats 8, 10).

use ring::hmac;

use super::ids::{ArticleNo, AskNo, PersonId, PollNo, ThreadNo};
use crate::mail::address::Address;

/// The site's secret, from which every token is keyed. Never printed.
#[derive(Clone)]
pub struct Secret(hmac::Key);

impl Secret {
    /// From 32 octets of the system's generator, kept in the data folder.
    pub fn new(octets: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, octets))
    }

    /// A code over these parts, for what is no address; the first part says what it is for.
    pub fn seal(&self, parts: &[&[u8]]) -> Vec<u8> {
        self.mac(parts).as_ref().to_vec()
    }

    fn mac(&self, parts: &[&[u8]]) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            // Lengths keep ("ab","c") and ("a","bc") apart.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        context.sign()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What a token is about. The letter stands in the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A thread: `cdp+f…@`.
    Thread,
    /// The digest router of one person: `cdp+r…@`.
    Router,
    /// The reverse-path of one member: `cdp-bounces+b…@`.
    Bounce,
    /// Leaving, for one member: `cdp-leave+u…@`.
    Leave,
    /// The answer to a question: `cdp+c…@`.
    Confirm,
    /// The reverse-path of a question that asks whether mail still arrives: `cdp-bounces+p…@`.
    Probe,
    /// The ballot box of one poll for one person: `cdp+s…@`.
    Ballot,
    /// The ballot box of one survey for somebody from outside: `cdp+g…@`.
    Guest,
    /// Where the one mail to somebody from outside comes back to, if it does: `cdp-bounces+e…@`.
    Unreached,
    /// A way to one person that names no address: `cdp+a…@`.
    Relay,
}

impl Kind {
    fn letter(self) -> char {
        match self {
            Self::Thread => 'f',
            Self::Router => 'r',
            Self::Bounce => 'b',
            Self::Leave => 'u',
            Self::Confirm => 'c',
            Self::Probe => 'p',
            Self::Ballot => 's',
            Self::Guest => 'g',
            Self::Unreached => 'e',
            Self::Relay => 'a',
        }
    }

    fn of(letter: char) -> Option<Self> {
        let member = [Self::Router, Self::Bounce, Self::Leave, Self::Confirm, Self::Probe];
        [Self::Thread, Self::Ballot, Self::Guest, Self::Unreached, Self::Relay]
            .into_iter()
            .chain(member)
            .find(|k| k.letter() == letter.to_ascii_lowercase())
    }

    /// Whether it names a poll and who answers it.
    fn is_box(self) -> bool {
        matches!(self, Self::Ballot | Self::Guest)
    }

    /// Characters of the code: 50 bits place a post in a thread or lead to somebody; 80 bits guard what
    /// acts for a person.
    fn mac_length(self) -> usize {
        match self {
            Self::Thread | Self::Relay => 10,
            Self::Router
            | Self::Bounce
            | Self::Leave
            | Self::Confirm
            | Self::Probe
            | Self::Ballot
            | Self::Guest
            | Self::Unreached => 16,
        }
    }
}

/// What an address of a list asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The list itself: a new post.
    Post,
    /// A reply in this thread.
    Thread(ThreadNo),
    /// A reply to the digest, or to our question about one, of this person.
    Router(PersonId),
    /// A bounce of what this member was sent; `None`: the token is not ours.
    Bounce(Option<PersonId>),
    /// A bounce of a question that asked whether mail still arrives.
    Probe(AskNo),
    /// A bounce of a survey that somebody from outside was sent, by their number among those asked.
    Unreached(PollNo, u16),
    /// Leaving by the personal link.
    LeaveBy(PersonId),
    /// Leaving, asked by whoever writes.
    Leave,
    /// The answer to a question of ours.
    Confirm(AskNo),
    /// Hearing of every post of a thread.
    Follow(ThreadNo),
    /// Hearing of a thread no more.
    Mute(ThreadNo),
    /// Joining.
    Join,
    /// A command, or a question about them.
    Request,
    /// A call to all.
    Call,
    /// A new poll.
    Poll,
    /// One person's answer to a poll.
    Ballot(PollNo, PersonId),
    /// The answer of somebody from outside to a survey, by their number among those asked.
    Guest(PollNo, u16),
    /// A new note.
    Note,
    /// A private word to somebody.
    Relay(PersonId),
    /// The humans who animate.
    Owner,
}

impl Route {
    /// Whether it only takes what comes back.
    pub fn takes_returns(self) -> bool {
        matches!(self, Self::Bounce(_) | Self::Probe(_) | Self::Unreached(..))
    }
}

/// The suffix words of each fixed address; the first is the one we hand out.
const WORDS: &[(Route, &[&str])] = &[
    (Route::Request, &["request", "commandes", "aide"]),
    (Route::Join, &["join", "subscribe", "abonnement"]),
    (Route::Leave, &["leave", "unsubscribe", "desabonnement"]),
    (Route::Owner, &["owner", "animation"]),
    (Route::Call, &["call", "appel"]),
    (Route::Poll, &["poll", "sondage"]),
    (Route::Note, &["note", "notes", "carnet", "carnets", "notebook"]),
    (Route::Bounce(None), &["bounces"]),
];

type ForThread = fn(ThreadNo) -> Route;

/// What may follow a thread's token.
const WISHES: &[(&str, ForThread)] = &[
    ("follow", Route::Follow),
    ("suivre", Route::Follow),
    ("mute", Route::Mute),
    ("muet", Route::Mute),
    ("sourdine", Route::Mute),
];

/// A poll and who is asked from outside are one number that a reverse-path has room for: a survey names
/// fifty people at most.
const GUEST_BITS: u32 = 6;
const GUEST_MASK: u64 = (1 << GUEST_BITS) - 1;

/// Characters of the code in a link to a file: 100 bits.
const FILE_CODE: usize = 20;

/// The addresses of one list.
#[derive(Clone, Debug)]
pub struct Addresses<'a> {
    /// The list's own address.
    pub list: &'a Address,
    /// The site's secret.
    pub secret: &'a Secret,
}

impl Addresses<'_> {
    /// `cdp-request@`, `cdp-leave@`…: the fixed address of a route. [`Route::Post`] and routes that
    /// need a token answer the list's own address.
    pub fn fixed(&self, route: Route) -> Address {
        fixed(self.list, route)
    }

    /// Reply in a thread.
    pub fn thread(&self, thread: ThreadNo) -> Address {
        self.with_suffix(&format!("+{}", self.token(Kind::Thread, u64::from(thread.0))))
    }

    /// Reply to a digest or to a question about one.
    pub fn router(&self, person: PersonId) -> Address {
        self.with_suffix(&format!("+{}", self.token(Kind::Router, u64::from(person.0))))
    }

    /// A member's reverse-path: stable for the member and list, or greylisting would delay every
    /// post (wire.md, VERP).
    pub fn bounce(&self, person: PersonId) -> Address {
        self.with_suffix(&format!("-bounces+{}", self.token(Kind::Bounce, u64::from(person.0))))
    }

    /// The reverse-path of a question that asks whether mail still arrives: known to that mailbox
    /// alone, and only once.
    pub fn probe(&self, ask: AskNo) -> Address {
        self.with_suffix(&format!("-bounces+{}", self.token(Kind::Probe, u64::from(ask.0))))
    }

    /// A member's own way out.
    pub fn leave(&self, person: PersonId) -> Address {
        self.with_suffix(&format!("-leave+{}", self.leave_token(person)))
    }

    /// What stands after the `+` of a member's own way out.
    pub fn leave_token(&self, person: PersonId) -> String {
        self.token(Kind::Leave, u64::from(person.0))
    }

    /// The answer to a question.
    pub fn confirm(&self, ask: AskNo) -> Address {
        self.with_suffix(&format!("+{}", self.token(Kind::Confirm, u64::from(ask.0))))
    }

    /// The ballot box of one poll for one person. Nobody can tell from it how they voted.
    pub fn ballot(&self, poll: PollNo, person: PersonId) -> Address {
        let id = (u64::from(poll.0) << 32) | u64::from(person.0);
        self.with_suffix(&format!("+{}", self.token(Kind::Ballot, id)))
    }

    /// The ballot box of one survey for somebody from outside.
    pub fn guest(&self, poll: PollNo, guest: u16) -> Address {
        let id = (u64::from(poll.0) << 32) | u64::from(guest);
        self.with_suffix(&format!("+{}", self.token(Kind::Guest, id)))
    }

    /// The reverse-path of the one mail that somebody from outside is sent.
    pub fn unreached(&self, poll: PollNo, guest: u16) -> Address {
        let id = (u64::from(poll.0) << GUEST_BITS) | (u64::from(guest) & GUEST_MASK);
        self.with_suffix(&format!("-bounces+{}", self.token(Kind::Unreached, id)))
    }

    /// A way to somebody that names no address of theirs.
    pub fn relay(&self, person: PersonId) -> Address {
        self.with_suffix(&format!("+{}", self.token(Kind::Relay, u64::from(person.0))))
    }

    /// Hearing of every post of a thread, in the words of a language.
    pub fn follow(&self, thread: ThreadNo, language: &str) -> Address {
        self.wish(thread, if language == "fr" { "suivre" } else { "follow" })
    }

    /// Hearing of a thread no more, in the words of a language.
    pub fn mute(&self, thread: ThreadNo, language: &str) -> Address {
        self.wish(thread, if language == "fr" { "muet" } else { "mute" })
    }

    fn wish(&self, thread: ThreadNo, word: &str) -> Address {
        self.with_suffix(&format!("+{}-{word}", self.token(Kind::Thread, u64::from(thread.0))))
    }

    /// The code of a link to a post's file: no address, but keyed like one.
    pub fn file_code(&self, article: ArticleNo, part: u32) -> String {
        let (list, article, part) = (self.list.key(), article.0.to_be_bytes(), part.to_be_bytes());
        let tag = self.secret.mac(&[list.as_bytes(), b"file", &article, &part]);
        let mut code = data_encoding::BASE32_DNSSEC.encode(tag.as_ref());
        code.truncate(FILE_CODE);
        code
    }

    /// Whether a link to a post's file is ours; no early exit on the first wrong character.
    pub fn is_file_code(&self, article: ArticleNo, part: u32, code: &str) -> bool {
        let want = self.file_code(article, part);
        want.len() == code.len()
            && want.bytes().zip(code.bytes()).fold(0, |d, (a, b)| d | (a ^ b)) == 0
    }

    /// What the local part asks for, once it is known to start with this list's own; `suffix` is
    /// what follows, delimiter and all. `None`: no such address (550 5.1.1).
    pub fn route(&self, suffix: &str) -> Option<Route> {
        if suffix.is_empty() {
            return Some(Route::Post);
        }
        let rest = suffix.strip_prefix(['+', '-'])?;
        let (word, token) = rest.split_once(['+', '-']).unwrap_or((rest, ""));
        let named =
            WORDS.iter().find(|(_, words)| words.iter().any(|w| w.eq_ignore_ascii_case(word)));
        match (named.map(|(route, _)| *route), token) {
            (Some(Route::Bounce(_)), token) => Some(match self.read(token) {
                Some(Token { kind: Kind::Bounce, id, .. }) => Route::Bounce(Some(PersonId(id))),
                Some(Token { kind: Kind::Probe, id, .. }) => Route::Probe(AskNo(id)),
                Some(Token { kind: Kind::Unreached, id, .. }) => {
                    let guest = u16::try_from(u64::from(id) & GUEST_MASK).unwrap_or_default();
                    Route::Unreached(PollNo(id >> GUEST_BITS), guest)
                }
                _ => Route::Bounce(None),
            }),
            (Some(Route::Leave), token) if !token.is_empty() => {
                let Token { kind, id, .. } = self.read(token)?;
                (kind == Kind::Leave).then_some(Route::LeaveBy(PersonId(id)))
            }
            (Some(route), "") => Some(route),
            (Some(_), _) => None,
            (None, "") => match self.read(word)? {
                Token { kind: Kind::Thread, id, .. } => Some(Route::Thread(ThreadNo(id))),
                Token { kind: Kind::Router, id, .. } => Some(Route::Router(PersonId(id))),
                Token { kind: Kind::Confirm, id, .. } => Some(Route::Confirm(AskNo(id))),
                Token { kind: Kind::Ballot, of, id } => {
                    Some(Route::Ballot(PollNo(of), PersonId(id)))
                }
                Token { kind: Kind::Guest, of, id } => {
                    Some(Route::Guest(PollNo(of), u16::try_from(id).ok()?))
                }
                Token { kind: Kind::Relay, id, .. } => Some(Route::Relay(PersonId(id))),
                Token {
                    kind: Kind::Bounce | Kind::Leave | Kind::Probe | Kind::Unreached, ..
                } => None,
            },
            (None, wish) => {
                let Token { kind, id, .. } = self.read(word)?;
                let (_, route) = WISHES.iter().find(|(w, _)| w.eq_ignore_ascii_case(wish))?;
                (kind == Kind::Thread).then(|| route(ThreadNo(id)))
            }
        }
    }

    fn with_suffix(&self, suffix: &str) -> Address {
        with_suffix(self.list, suffix)
    }

    fn token(&self, kind: Kind, id: u64) -> String {
        let number = encode_number(id);
        format!("{}{number}{}", kind.letter(), self.code(kind, id))
    }

    fn code(&self, kind: Kind, id: u64) -> String {
        let list = self.list.key();
        let letter = [u8::try_from(kind.letter()).unwrap_or_default()];
        let id = id.to_be_bytes();
        // A ballot box's number is a poll's and a person's.
        let id = if kind.is_box() { &id[..] } else { id.get(4..).unwrap_or_default() };
        let tag = self.secret.mac(&[list.as_bytes(), &letter, id]);
        let mut code = data_encoding::BASE32_DNSSEC.encode(tag.as_ref());
        code.truncate(kind.mac_length());
        code
    }

    fn read(&self, token: &str) -> Option<Token> {
        let token = token.to_ascii_lowercase();
        let kind = Kind::of(token.chars().next()?)?;
        let body = token.get(1..)?;
        let at = body.len().checked_sub(kind.mac_length())?;
        let (number, code) = (body.get(..at)?, body.get(at..)?);
        let whole = decode_number(number)?;
        let (of, id) = (u32::try_from(whole >> 32).ok()?, u32::try_from(whole & 0xffff_ffff).ok()?);
        if (of == 0) == kind.is_box() {
            return None;
        }
        let want = self.code(kind, whole);
        // One spelling for each number, and no early exit on the code's first wrong character.
        let same = encode_number(whole) == number
            && want.len() == code.len()
            && want.bytes().zip(code.bytes()).fold(0, |d, (a, b)| d | (a ^ b)) == 0;
        same.then_some(Token { kind, of, id })
    }
}

/// A token that is ours.
struct Token {
    kind: Kind,
    /// Of a ballot box, the poll.
    of: u32,
    id: u32,
}

/// [`Addresses::fixed`], for who holds no secret: these addresses need none.
pub fn fixed(list: &Address, route: Route) -> Address {
    let word = WORDS.iter().find(|(r, _)| *r == route).and_then(|(_, words)| words.first());
    match word {
        Some(word) => with_suffix(list, &format!("-{word}")),
        None => list.clone(),
    }
}

fn with_suffix(list: &Address, suffix: &str) -> Address {
    let text = format!("{}{suffix}@{}", list.local(), list.domain());
    // `list create` leaves room for the longest suffix in RFC 5321's 64 octets.
    Address::parse(&text).unwrap_or_else(|_| list.clone())
}

/// Splits a local part into the longest list name that `known` recognises and its suffix.
pub fn split<T>(local: &str, mut known: impl FnMut(&str) -> Option<T>) -> Option<(T, &str)> {
    if let Some(list) = known(local) {
        return Some((list, ""));
    }
    let cuts = local.char_indices().rev().filter(|(_, c)| matches!(c, '+' | '-'));
    for (at, _) in cuts {
        if let Some(list) = local.get(..at).and_then(&mut known) {
            return Some((list, local.get(at..).unwrap_or_default()));
        }
    }
    None
}

/// Room that suffixes need in a local part: `-bounces+b` and a number of 7 and a code of 16; a ballot
/// box, `+s`, a number of 13 and a code of 16, needs less.
pub const SUFFIX_ROOM: usize = 9 + 1 + 7 + 16;

/// Crockford-like digits without letters that look like digits; lower case.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

fn encode_number(mut id: u64) -> String {
    let mut out = Vec::new();
    loop {
        out.push(DIGITS.get((id & 31) as usize).copied().map_or('0', char::from));
        id >>= 5;
        if id == 0 {
            break;
        }
    }
    out.iter().rev().collect()
}

fn decode_number(text: &str) -> Option<u64> {
    if text.is_empty() || text.len() > 13 {
        return None;
    }
    text.bytes().try_fold(0u64, |id, b| {
        let digit = DIGITS.iter().position(|d| *d == b)?;
        id.checked_mul(32)?.checked_add(u64::try_from(digit).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<T>(list: &str, test: impl FnOnce(Addresses<'_>) -> T) -> T {
        let (list, secret) = (Address::parse(list).unwrap(), Secret::new(&[7; 32]));
        test(Addresses { list: &list, secret: &secret })
    }

    #[track_caller]
    fn check(suffix: &str, want: Option<Route>) {
        with("cdp@listes.example.org", |a| assert_eq!(a.route(suffix), want, "{suffix}"));
    }

    #[test]
    fn words() {
        check("", Some(Route::Post));
        check("-request", Some(Route::Request));
        check("+aide", Some(Route::Request));
        check("-Desabonnement", Some(Route::Leave));
        check("-owner", Some(Route::Owner));
        check("-carnet", Some(Route::Note));
        check("-bounces", Some(Route::Bounce(None)));
        check("-bounces+bogus", Some(Route::Bounce(None)));
        check("-request+x", None);
        check("-nonsense", None);
        check("+f4aaaaaaaaaa", None);
        check("+", None);
    }

    #[test]
    fn tokens_come_back_in_either_spelling_and_case() {
        with("cdp@listes.example.org", |a| {
            let local = |address: Address| address.local().strip_prefix("cdp").unwrap().to_owned();
            for id in [1, 31, 32, 4127, u32::MAX] {
                let thread = local(a.thread(ThreadNo(id)));
                assert_eq!(a.route(&thread), Some(Route::Thread(ThreadNo(id))));
                assert_eq!(a.route(&thread.to_uppercase()), Some(Route::Thread(ThreadNo(id))));
                assert_eq!(a.route(&thread.replace('+', "-")), Some(Route::Thread(ThreadNo(id))));
                let person = PersonId(id);
                assert_eq!(a.route(&local(a.bounce(person))), Some(Route::Bounce(Some(person))));
                let poll = PollNo(id >> 6);
                assert_eq!(
                    a.route(&local(a.unreached(poll, 50))),
                    Some(Route::Unreached(poll, 50))
                );
                assert_eq!(a.route(&local(a.leave(person))), Some(Route::LeaveBy(person)));
                assert_eq!(a.route(&local(a.router(person))), Some(Route::Router(person)));
                assert!(a.bounce(person).local().len() <= 64);
                assert_eq!(a.route(&local(a.probe(AskNo(id)))), Some(Route::Probe(AskNo(id))));
                assert_eq!(a.route(&local(a.relay(person))), Some(Route::Relay(person)));
                let ask = local(a.confirm(AskNo(id)));
                assert_eq!(a.route(&ask), Some(Route::Confirm(AskNo(id))));
                let (follow, mute) =
                    (local(a.follow(ThreadNo(id), "fr")), local(a.mute(ThreadNo(id), "en")));
                assert_eq!(a.route(&follow), Some(Route::Follow(ThreadNo(id))));
                assert_eq!(a.route(&mute.to_uppercase()), Some(Route::Mute(ThreadNo(id))));
                assert_eq!(a.route(&format!("{thread}-Sourdine")), Some(Route::Mute(ThreadNo(id))));
                assert_eq!(a.route(&format!("{ask}-mute")), None);
                let ballot = local(a.ballot(PollNo(id), PersonId(7)));
                assert_eq!(a.route(&ballot), Some(Route::Ballot(PollNo(id), PersonId(7))));
                assert!(ballot.len() <= SUFFIX_ROOM);
            }
        });
    }

    #[test]
    fn a_token_is_bound_to_its_list_its_kind_and_its_number() {
        let token = with("cdp@listes.example.org", |a| a.thread(ThreadNo(4)));
        let suffix = token.local().strip_prefix("cdp").unwrap();
        with("cdp@listes.example.com", |a| assert_eq!(a.route(suffix), None));
        check(&suffix.replacen("+f", "+r", 1), None);
        check(&suffix.replacen("+f4", "+f5", 1), None);
        check(&suffix.replacen("+f4", "+f04", 1), None);
    }

    /// T-token (threat 10): no two alike among a quarter of a million, and no character likelier than
    /// another.
    #[test]
    fn tokens_tell_nothing_of_each_other() {
        const TOKENS: u32 = 250_000;
        with("cdp@example.org", |addresses| {
            let mut seen = std::collections::HashSet::new();
            let mut counts = std::collections::BTreeMap::<char, f64>::new();
            for no in 0..TOKENS {
                let code = addresses.code(Kind::Confirm, u64::from(no));
                code.chars().for_each(|c| *counts.entry(c).or_default() += 1.0);
                assert!(seen.insert(code));
            }
            let expected = counts.values().sum::<f64>() / 32.0;
            let chi_square: f64 = counts.values().map(|n| (n - expected).powi(2) / expected).sum();
            // 31 degrees of freedom: more than 79 in one of a hundred thousand secrets.
            assert!(counts.len() == 32 && chi_square < 79.0, "{chi_square} {counts:?}");
        });
    }

    #[test]
    fn the_longest_list_name_wins() {
        let known = |name: &str| ["cdp", "cdp-nord"].contains(&name).then(|| name.to_owned());
        let check = |local: &str| split(local, known).map(|(l, s)| (l, s.to_owned()));
        assert_eq!(check("cdp-nord"), Some(("cdp-nord".into(), String::new())));
        assert_eq!(check("cdp-nord-owner"), Some(("cdp-nord".into(), "-owner".into())));
        assert_eq!(check("cdp-owner"), Some(("cdp".into(), "-owner".into())));
        assert_eq!(check("autre-owner"), None);
    }
}
