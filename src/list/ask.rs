//! Questions that one person answers with one word: what was asked, of whom, until when. Not the words
//! of the question, nor what the answer does.

use serde::{Deserialize, Serialize};

use super::ids::{ArticleNo, AskNo, HeldNo, ListId, NoteNo, PersonId, PollNo};
use super::settings::Language;
use crate::clock::Timestamp;
use crate::mail::address::Address;

/// What somebody says of themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portrait {
    /// Their first name, or as they call themselves.
    pub name: String,
    /// Where they come from, if they say so.
    pub organisation: Option<String>,
    /// A sentence or two.
    pub text: String,
}

/// What is quieter than somebody's rhythm. It was said in the question, so the answer does that, whatever
/// their rhythm is by then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quieter {
    /// A digest once a month.
    #[default]
    Monthly,
    /// Calls to everyone, nothing else.
    Notices,
}

impl Quieter {
    /// Its word in the catalogues.
    pub fn word(self) -> &'static str {
        match self {
            Self::Monthly => "monthly",
            Self::Notices => "notices",
        }
    }
}

/// What is asked. A reply to the question means yes, unless it says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// "Do you want to join?"
    Join {
        /// As they call themselves.
        name: Option<String>,
        /// The language they asked in.
        language: Option<Language>,
    },
    /// "May this person join?", of an animator.
    Admit {
        /// Who wants to.
        address: Address,
        /// As they call themselves.
        name: Option<String>,
        /// The language they asked in.
        #[serde(default)]
        language: Option<Language>,
    },
    /// "Do you want to join?", of somebody who did not ask.
    Invite {
        /// As whoever invites calls them.
        name: Option<String>,
        /// Who invites.
        by: PersonId,
    },
    /// "Who are you, in two sentences?", in the welcome.
    Introduce,
    /// "Shall the others read this of you?", of somebody new.
    Introduction {
        /// What they would read.
        portrait: Portrait,
    },
    /// "They will; take it back?", of somebody new.
    Introduced,
    /// "What brings you?", of somebody new.
    Brings,
    /// "Is this the right pace?", of somebody new.
    Pace,
    /// "Is all well as it is?", of somebody quiet.
    Quiet {
        /// Whether the answer is about all their communities.
        everywhere: bool,
        /// What was offered as quieter.
        #[serde(default)]
        quieter: Quieter,
    },
    /// "Did you send this?"
    Sent(HeldNo),
    /// "Shall this message go out?", of an animator.
    Moderate(HeldNo),
    /// "Shall this call go to everyone?", of its author.
    Call(HeldNo),
    /// "Which of these did you name?", of a post's author.
    Mention {
        /// The post.
        article: ArticleNo,
        /// Those who bear the name.
        people: Vec<PersonId>,
    },
    /// "It goes out in a while; take it back?", of its author.
    Unsend(HeldNo),
    /// "It goes out later; take it back, or choose another moment?", of its author.
    Scheduled(HeldNo),
    /// What a brief asks of who animates, by its number.
    Brief(u32),
    /// "Who takes over the briefs of this person?", of the others who animate.
    Relief(PersonId),
    /// "Is this address yours, and shall it be your new one?"
    Address(Address),
    /// "Shall your data go?"
    Erase,
    /// "Shall this poll go out?", of its author.
    Poll(PollNo),
    /// "It is under way; close it now?", of its author.
    PollRuns(PollNo),
    /// "Which of the days that came out alike?", of its author.
    PollDay(PollNo),
    /// "Shall this survey be asked again, a year later?", of who animates.
    PollAgain(PollNo),
    /// "Was this your vote?", of the one whose ballot it would be.
    Vote {
        /// The poll.
        poll: PollNo,
        /// The vote, as somebody would write it.
        said: String,
    },
    /// "Does our mail reach you?", of somebody whose mail came back.
    Probe,
    /// "Do you want our mail still?", of somebody who reported it as unwanted.
    Complaint,
    /// "Shall this note be published?", of who drafted it.
    Note {
        /// The note.
        note: NoteNo,
        /// Its draft.
        draft: u32,
    },
    /// "May this note be published?", of an animator.
    NoteTeam {
        /// The note.
        note: NoteNo,
        /// Its draft.
        draft: u32,
    },
    /// "May this public note quote you?", of who wrote what it quotes.
    NoteQuote {
        /// The note.
        note: NoteNo,
        /// Its draft.
        draft: u32,
    },
    /// "Did you ask this?", of somebody whose mail proved nothing: the command as they wrote it.
    Command(String),
}

/// One question put to one mailbox. Its token proves that the mailbox was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The list it is about.
    pub list: ListId,
    /// Its number there.
    pub no: AskNo,
    /// The mailbox it was sent to.
    pub to: Address,
    /// Whose it is, when we know them.
    pub person: Option<PersonId>,
    /// What is asked.
    pub what: What,
    /// When it was asked.
    pub asked: Timestamp,
    /// The last moment an answer counts.
    pub until: Timestamp,
    /// When it was answered; it counts once.
    #[serde(default)]
    pub answered: Option<Timestamp>,
}

impl Ask {
    /// Whether an answer counts now. A used, an expired and an unknown question look alike to who
    /// answers (threat 10).
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.answered.is_none() && now <= self.until
    }
}
