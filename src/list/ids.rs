//! The numbers things are known by. Small, stable, never reused; not secrets.

use serde::{Deserialize, Serialize};

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.trim().parse().map(Self)
            }
        }
    };
}

number!(
    /// One community's list, from 1 in order of creation.
    ListId
);
number!(
    /// One person, whatever the number of lists they belong to, from 1.
    PersonId
);
number!(
    /// One post of one list, from 1 in order of arrival: `/c/cdp/m/12`.
    ArticleNo
);
number!(
    /// One conversation of one list, from 1 in order of opening: `/c/cdp/f/4`.
    ThreadNo
);
number!(
    /// One message that waits for a human's word, from 1 in each list.
    HeldNo
);
number!(
    /// One question put to one person for them to confirm, from 1 in each list.
    AskNo
);
number!(
    /// One poll, from 1 in each list.
    PollNo
);
number!(
    /// One note, from 1 in each list: `/c/cdp/n/12/`.
    NoteNo
);
number!(
    /// One notebook, from 1 in each list: `/c/cdp/carnets/3/`.
    NotebookNo
);
