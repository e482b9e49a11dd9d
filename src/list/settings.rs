//! What a community has chosen. Values only; the rules that read them are beside this file.

use serde::{Deserialize, Serialize};

use crate::mail::address::Address;

/// A closed choice whose words are the same on the command line, in files and in JSON.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every word, in the order of the documentation.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word this value goes by.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text.trim().to_lowercase().as_str() {
                    $($word => Ok(Self::$variant),)+
                    other => Err(format!("“{other}” is not one of: {}", Self::WORDS.join(", "))),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}
pub(crate) use choice;

choice!(
    /// Who may read the archive.
    Visibility {
        /// Members only; never written under the public root.
        Private = "private",
        /// Everyone.
        Public = "public",
    }
);
choice!(
    /// How copies look (product.md §0).
    Preset {
        /// Footer where safe, Reply-To to the list.
        Community = "community",
        /// Headers only: body and Reply-To untouched.
        Transparent = "transparent",
    }
);
choice!(
    /// Whose posts go out at once; the others wait for an animator.
    Posting {
        /// Members' posts.
        Members = "members",
        /// Nobody's: every post waits.
        Held = "held",
        /// Animators' and owners' only: an announcement list.
        Animators = "animators",
        /// Everyone's.
        Anyone = "anyone",
    }
);
choice!(
    /// What becomes of a member's post that nothing proves, when the author's domain publishes no
    /// DMARC record: half of the small domains do not.
    Unproven {
        /// It is taken at its word.
        Accept = "accept",
        /// It waits, and the member is asked whether they sent it.
        Ask = "ask",
    }
);
choice!(
    /// How people become members by mail; always after their address has answered.
    Joining {
        /// At once.
        Open = "open",
        /// When one of those who animate says yes.
        Request = "request",
        /// Not at all, but by an invitation; the host makes members too.
        Closed = "closed",
    }
);
choice!(
    /// Whether each copy is one person's own.
    Copies {
        /// One transaction a member: own reverse-path, own leave link.
        Personal = "personal",
        /// One transaction a destination, no personal headers.
        Grouped = "grouped",
    }
);
choice!(
    /// Which DKIM signature copies get.
    Dkim {
        /// None.
        None = "none",
        /// Ed25519 (RFC 8463).
        Ed25519 = "ed25519",
        /// RSA-2048.
        Rsa = "rsa",
        /// One of each, side by side (RFC 8463 §3).
        Both = "both",
    }
);

choice!(
    /// Who makes polls.
    Polls {
        /// Those who animate.
        Animators = "animators",
        /// Every member.
        Members = "members",
    }
);
choice!(
    /// Whether something is done.
    Switch {
        /// No.
        Off = "off",
        /// Yes.
        On = "on",
    }
);

/// A language tag as in `templates/locale/`: `fr-CA`, `en-CA`. Short forms find their folder by
/// [`crate::locale`]'s fallback.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(pub String);

impl Language {
    /// From `fr`, `fr-CA`, `en`…; any well-formed tag is kept, the locale falls back.
    pub fn new(tag: &str) -> Self {
        Self(tag.trim().to_owned())
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One community's list. Stored self-describing, so that fields may be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Where posts go; its local part is the community's short name (`cdp`).
    pub address: Address,
    /// What people call it: « Communauté de pratique ».
    pub name: String,
    /// One or two sentences for its page, plain text.
    pub description: String,
    /// Language of its own words when the reader's is unknown.
    pub language: Language,
    /// Who may read the archive.
    pub visibility: Visibility,
    /// Whether search engines may keep a public archive.
    pub indexing: Switch,
    /// Whether a public archive tells how many wrote, answered, and how soon.
    pub numbers: Switch,
    /// How copies look.
    pub preset: Preset,
    /// Whose posts go out at once.
    pub posting: Posting,
    /// What becomes of a member's post that nothing proves.
    pub unproven: Unproven,
    /// How people become members by mail.
    pub joining: Joining,
    /// Who makes polls.
    pub polls: Polls,
    /// How many first posts of a member wait; 0 is none.
    pub first_posts: u32,
    /// Octets over which a post waits; 0 is off.
    pub max_size: u32,
    /// Posts with files whose names end so wait; lower case, no dot.
    pub hold_files: Vec<String>,
    /// People in To and Cc over which a post waits; 0 is off.
    pub max_recipients: u32,
    /// Octets over which a file is kept and linked in copies instead of sent; 0 is off. Only in the
    /// community preset: a transparent list changes no body.
    pub link_over: u32,
    /// What stands before the subjects of copies, in square brackets; empty: nothing. Only in the
    /// community preset.
    pub subject_prefix: String,
    /// Personal or grouped copies.
    pub copies: Copies,
    /// Signature of copies.
    pub dkim: Dkim,
    /// Seconds a post waits before it goes out; 0 is off.
    pub undo: u32,
    /// IANA time zone of its dates; empty: the site's.
    pub timezone: String,
    /// What an hour of those who animate is worth, in hundredths; 0 is not said.
    pub rate: u32,
}

impl Default for Settings {
    /// Only a base for fields that an older record lacks; `list create` names a real address.
    fn default() -> Self {
        Self {
            address: Address::default_for_records(),
            name: String::new(),
            description: String::new(),
            language: Language::new("fr"),
            visibility: Visibility::Private,
            indexing: Switch::Off,
            numbers: Switch::Off,
            preset: Preset::Community,
            posting: Posting::Members,
            unproven: Unproven::Accept,
            joining: Joining::Open,
            polls: Polls::Animators,
            first_posts: 0,
            max_size: 0,
            hold_files: Vec::new(),
            max_recipients: 20,
            link_over: 1_000_000,
            subject_prefix: String::new(),
            copies: Copies::Personal,
            dkim: Dkim::None,
            undo: 0,
            timezone: String::new(),
            rate: 0,
        }
    }
}

impl Settings {
    /// A new community at `address`, named after its local part until someone says better.
    pub fn new(address: Address) -> Self {
        Self { name: address.local().to_owned(), address, ..Self::default() }
    }

    /// The short name used in addresses and page paths: the local part, lower case.
    pub fn slug(&self) -> String {
        self.address.local().to_lowercase()
    }

    /// RFC 2919 §2 list identifier: `cdp.listes.example.org`, lower case.
    pub fn list_id(&self) -> String {
        format!("{}.{}", self.slug(), self.address.domain())
    }
}
