//! Who may post: facts in, a decision out. It sees no mail and no store, and says nothing in SMTP.

use serde::{Deserialize, Serialize};

use super::member::Role;
use super::settings::{Posting, Unproven, choice};

choice!(
    /// Why a post waits for a human's word.
    HoldReason {
        /// Its author is no member.
        Stranger = "not a member",
        /// Every post of this list waits.
        Moderated = "every post waits here",
        /// Its MIME structure is beyond what we take apart.
        TooComplex = "too complex to read",
        /// It answers a digest sent to somebody else.
        OthersDigest = "answers another member's digest",
        /// It bears a member's name and nothing proves that they sent it.
        Unproven = "its author has not confirmed it",
        /// Its author may still take it back.
        Window = "its author may still take it back",
        /// Its author wants it posted later.
        Scheduled = "for later",
        /// A call to all that its author has not confirmed.
        Call = "a call to all, not confirmed yet",
        /// It names more people than one post may.
        Mentions = "names many people",
        /// Its thread was closed.
        Closed = "its thread is closed",
        /// Its author is new here.
        FirstPosts = "one of its author's first posts",
        /// It is larger than the list likes.
        Size = "large",
        /// It bears files of a kind that waits here.
        Files = "files of a kind that waits here",
        /// It names many recipients beside the list.
        Recipients = "many recipients",
        /// It seems to be a command.
        Command = "seems to be a command",
    }
);

impl HoldReason {
    /// Whether those who animate decide about it; otherwise its author does, or time.
    pub fn is_for_team(self) -> bool {
        match self {
            Self::Stranger
            | Self::Moderated
            | Self::TooComplex
            | Self::OthersDigest
            | Self::Mentions
            | Self::Closed
            | Self::FirstPosts
            | Self::Size
            | Self::Files
            | Self::Recipients
            | Self::Command => true,
            Self::Unproven | Self::Window | Self::Scheduled | Self::Call => false,
        }
    }

    /// The key of its words in the catalogues.
    pub fn key(self) -> &'static str {
        match self {
            Self::Stranger => "why-stranger",
            Self::Moderated => "why-moderated",
            Self::TooComplex => "why-too-complex",
            Self::OthersDigest => "why-others-digest",
            Self::Unproven => "why-unproven",
            Self::Window => "why-window",
            Self::Scheduled => "why-scheduled",
            Self::Call => "why-call",
            Self::Mentions => "why-mentions",
            Self::Closed => "why-closed",
            Self::FirstPosts => "why-first-posts",
            Self::Size => "why-size",
            Self::Files => "why-files",
            Self::Recipients => "why-recipients",
            Self::Command => "why-command",
        }
    }
}

/// Why mail is refused in the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No single author (RFC 5322 §3.6.2).
    Author,
    /// It claims to come from the list itself.
    FromList,
    /// It has been through this list already.
    Loop,
    /// It is another list's mail, and nobody declared that list a parent.
    OtherList,
    /// Only those who animate write here.
    AnnouncementsOnly,
    /// Too many messages wait already.
    HeldFull,
}

/// What a message is, as far as admission cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Somebody wrote it.
    Human,
    /// A machine answered, reported or announced (RFC 3834): never a post, never answered.
    Automatic,
    /// It bears our own traces.
    Loop,
    /// Another list sent it (threat 6).
    OtherList,
}

/// Whether the author is who From says (threat 13). Not asked of strangers: they claim nothing here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Their domain vouches for it, or they confirmed it, or nobody doubts what this machine writes.
    Proved,
    /// Their domain says nothing about its mail.
    Unpublished,
    /// Their domain says how its mail is known, and this is not.
    Missing,
}

/// What a decision rests on.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// What the message is.
    pub nature: Nature,
    /// Whether it claims the list's own address as author.
    pub from_list: bool,
    /// What the author is in this list; `None`: a stranger.
    pub role: Option<Role>,
    /// Whether it is really theirs.
    pub proof: Proof,
    /// The list's rule.
    pub posting: Posting,
    /// The list's rule for what nothing proves.
    pub unproven: Unproven,
    /// Whether its structure can be read in whole.
    pub readable: bool,
    /// How many messages wait for the list's animators.
    pub held: usize,
}

/// What shall become of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It goes out.
    Post,
    /// It waits.
    Hold(HoldReason),
    /// It is refused in the session; nobody gets a bounce from us.
    Refuse(Refusal),
    /// It is taken and dropped: refusing it would make a machine write to somebody.
    Drop,
}

/// Messages that may wait for one list; beyond it strangers are refused, or a spammer fills the disk.
pub const HELD_LIMIT: usize = 500;

/// Decides about one post for one list.
pub fn decide(facts: Facts) -> Decision {
    match facts.nature {
        Nature::Loop => return Decision::Refuse(Refusal::Loop),
        Nature::OtherList => return Decision::Refuse(Refusal::OtherList),
        Nature::Automatic => return Decision::Drop,
        Nature::Human => {}
    }
    if facts.from_list {
        return Decision::Refuse(Refusal::FromList);
    }
    let animates = matches!(facts.role, Some(Role::Animator | Role::Owner));
    let doubted = match facts.proof {
        Proof::Proved => false,
        Proof::Unpublished => facts.unproven == Unproven::Ask,
        Proof::Missing => true,
    };
    let reason = match (facts.posting, facts.role) {
        (Posting::Animators, _) if !animates => {
            return Decision::Refuse(Refusal::AnnouncementsOnly);
        }
        (_, Some(_)) if doubted => Some(HoldReason::Unproven),
        _ if !facts.readable => Some(HoldReason::TooComplex),
        _ if animates => None,
        (Posting::Held, _) => Some(HoldReason::Moderated),
        (Posting::Members, None) => Some(HoldReason::Stranger),
        (Posting::Members, Some(_)) | (Posting::Anyone | Posting::Animators, _) => None,
    };
    // A forger of members' names is a stranger too.
    let strange = facts.role.is_none() || reason == Some(HoldReason::Unproven);
    match reason {
        Some(_) if strange && facts.held >= HELD_LIMIT => Decision::Refuse(Refusal::HeldFull),
        Some(reason) => Decision::Hold(reason),
        None => Decision::Post,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(posting: Posting, role: Option<Role>, want: Decision) {
        let facts = Facts {
            nature: Nature::Human,
            from_list: false,
            role,
            proof: Proof::Proved,
            posting,
            unproven: Unproven::Accept,
            readable: true,
            held: 0,
        };
        assert_eq!(decide(facts), want);
        assert_eq!(decide(Facts { nature: Nature::Automatic, ..facts }), Decision::Drop);
        assert_eq!(
            decide(Facts { nature: Nature::Loop, ..facts }),
            Decision::Refuse(Refusal::Loop)
        );
        assert_eq!(decide(Facts { from_list: true, ..facts }), Decision::Refuse(Refusal::FromList));
    }

    #[test]
    fn who_may_post() {
        use Decision::{Hold, Post, Refuse};
        let (member, animator) = (Some(Role::Member), Some(Role::Animator));
        check(Posting::Members, member, Post);
        check(Posting::Members, None, Hold(HoldReason::Stranger));
        check(Posting::Held, member, Hold(HoldReason::Moderated));
        check(Posting::Held, animator, Post);
        check(Posting::Animators, member, Refuse(Refusal::AnnouncementsOnly));
        check(Posting::Animators, animator, Post);
        check(Posting::Anyone, None, Post);
    }

    #[test]
    fn strangers_cannot_fill_the_disk_and_members_always_can_wait() {
        let facts = Facts {
            nature: Nature::Human,
            from_list: false,
            role: None,
            proof: Proof::Missing,
            posting: Posting::Members,
            unproven: Unproven::Accept,
            readable: true,
            held: HELD_LIMIT,
        };
        assert_eq!(decide(facts), Decision::Refuse(Refusal::HeldFull));
        let proof = Proof::Proved;
        let held = Facts { role: Some(Role::Member), posting: Posting::Held, proof, ..facts };
        assert_eq!(decide(held), Decision::Hold(HoldReason::Moderated));
        let forged = Facts { proof: Proof::Missing, ..held };
        assert_eq!(decide(forged), Decision::Refuse(Refusal::HeldFull));
    }

    #[test]
    fn a_members_name_is_no_proof() {
        use Decision::{Hold, Post};
        use Proof::{Missing, Proved, Unpublished};
        let check = |role, proof, unproven, want| {
            let (nature, posting) = (Nature::Human, Posting::Members);
            let facts = Facts {
                nature,
                from_list: false,
                role,
                proof,
                posting,
                unproven,
                readable: true,
                held: 0,
            };
            assert_eq!(decide(facts), want, "{role:?} {proof:?} {unproven}");
        };
        let waits = Hold(HoldReason::Unproven);
        for role in [Some(Role::Member), Some(Role::Animator), Some(Role::Owner)] {
            check(role, Proved, Unproven::Ask, Post);
            check(role, Unpublished, Unproven::Accept, Post);
            check(role, Unpublished, Unproven::Ask, waits);
            check(role, Missing, Unproven::Accept, waits);
        }
        check(None, Missing, Unproven::Ask, Hold(HoldReason::Stranger));
    }
}
