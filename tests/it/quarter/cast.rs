//! Who lives in the quarter: two communities, 84 members of the first, in every mode, three zones and
//! two languages. Those with a name of their own are read one by one; the others fill the room.

use palabre::clock::Timestamp;
use palabre::daemon::briefs;
use palabre::daemon::import;
use palabre::daemon::members::{self, Newcomer};
use palabre::list::ListId;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Language;
use palabre::mail::address::{Address, Mailbox};
use palabre::store::briefs::{Pace, Rhythm};
use palabre::store::people;

use crate::harness::world::World;

/// The community.
pub const CDP: &str = "jardins@lists.example.org";
/// Another one, in English.
pub const SEEDS: &str = "seeds@lists.example.org";
/// Members of the first.
pub const MEMBERS: usize = 84;

/// Somebody whose mail is kept to be read.
pub struct Kind {
    /// The part before the @ of their address.
    pub nick: &'static str,
    /// Their name.
    pub name: &'static str,
    /// How posts reach them at first.
    pub delivery: Delivery,
    /// Their zone.
    pub zone: &'static str,
    /// The file that holds what they got.
    pub file: &'static str,
}

const TORONTO: &str = "America/Toronto";
const VANCOUVER: &str = "America/Vancouver";
const PARIS: &str = "Europe/Paris";

const fn kind(
    nick: &'static str,
    name: &'static str,
    delivery: Delivery,
    zone: &'static str,
    file: &'static str,
) -> Kind {
    Kind { nick, name, delivery, zone, file }
}

/// They, in the order in which one may read them.
pub const KINDS: &[Kind] = &[
    kind("karine", "Karine Pelletier", Delivery::Each, TORONTO, "animator"),
    kind("louis", "Louis Tremblay", Delivery::Each, TORONTO, "each"),
    kind("anouk", "Anouk Roy", Delivery::Daily, TORONTO, "daily"),
    kind("claude", "Claude Bédard", Delivery::Weekly, TORONTO, "weekly"),
    kind("denise", "Denise Caron", Delivery::Monthly, TORONTO, "monthly"),
    kind("emile", "Émile Dubois", Delivery::Notices, TORONTO, "notices"),
    kind("flore", "Flore Gagné", Delivery::None, TORONTO, "none"),
    kind("grace", "Grace Miller", Delivery::Weekly, VANCOUVER, "english"),
    kind("hugo", "Hugo Martin", Delivery::Daily, PARIS, "overseas"),
    kind("ines", "Inès Côté", Delivery::Weekly, TORONTO, "two-communities"),
    kind("jules", "Jules Fortin", Delivery::Each, TORONTO, "holiday"),
    kind("marie", "Marie Lévesque", Delivery::Each, TORONTO, "author"),
    kind("paul", "Paul Gauthier", Delivery::Weekly, TORONTO, "quiet"),
    kind("gilles", "Gilles Morin", Delivery::Weekly, TORONTO, "asked"),
];

/// Those who come during the quarter.
pub const NEWCOMERS: &[Kind] = &[
    kind("ruth", "Ruth Cohen", Delivery::Weekly, TORONTO, "newcomer-silent"),
    kind("zoe", "Zoé Lavoie", Delivery::Each, TORONTO, "newcomer"),
    kind("oscar", "Oscar Nguyen", Delivery::Each, TORONTO, "newcomer-answered"),
];

/// Those who animate the other community.
pub const TEAM: &[Kind] = &[
    kind("tess", "Tess Baker", Delivery::Weekly, TORONTO, "animator-silent"),
    kind("seth", "Seth Moore", Delivery::Weekly, TORONTO, "animator-relief"),
];

/// How the others want it, in turn.
const OTHERS: [Delivery; 8] = [
    Delivery::Each,
    Delivery::Weekly,
    Delivery::Each,
    Delivery::Weekly,
    Delivery::Monthly,
    Delivery::Weekly,
    Delivery::Weekly,
    Delivery::Each,
];

/// Their zones, in turn.
const ZONES: [&str; 5] = [TORONTO, TORONTO, VANCOUVER, TORONTO, PARIS];

/// Members of the other community.
const SEED_SAVERS: [&str; 3] = ["ines", "seth", "tess"];

/// The two communities.
#[derive(Clone, Copy)]
pub struct Lists {
    pub cdp: ListId,
    pub seeds: ListId,
}

/// Makes the communities, and everybody a member.
pub fn assemble(world: &World) -> Lists {
    let cdp = world.list_with(CDP, |s| s.name = "Jardins partagés".to_owned());
    let seeds = world.list_with(SEEDS, |s| {
        s.name = "Seed Savers".to_owned();
        s.language = Language::new("en");
    });
    for (nick, name, ..) in everybody() {
        add(world, cdp, (&nick, name));
    }
    for nick in SEED_SAVERS {
        let name = TEAM.iter().find(|kind| kind.nick == nick).map(|kind| kind.name);
        add(world, seeds, (nick, name));
    }
    for (list, nick) in [(cdp, "karine"), (seeds, "tess")] {
        promote(world, (list, nick), Role::Owner);
        brief(world, (list, nick), Pace::Off);
    }
    Lists { cdp, seeds }
}

/// Their address.
pub fn address(nick: &str) -> Address {
    Address::parse(&format!("{nick}@example.org")).unwrap()
}

/// The first community brings its old messages along.
pub fn remember(world: &World, lists: Lists, history: &str) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), history).unwrap();
    let import = || import::mbox(&world.site, lists.cdp, file.path(), &mut |_, _| {}).unwrap();
    let done = std::thread::scope(|s| s.spawn(import).join().unwrap());
    assert!(done.rejected.is_empty());
}

/// Everybody in the first community: their nick, name, mode and zone.
fn everybody() -> impl Iterator<Item = (String, Option<&'static str>, Delivery, &'static str)> {
    let kinds = KINDS.iter().map(|k| (k.nick.to_owned(), Some(k.name), k.delivery, k.zone));
    let others = (0..MEMBERS - KINDS.len())
        .map(|n| (format!("membre{n:02}"), None, OTHERS[n % OTHERS.len()], ZONES[n % ZONES.len()]));
    kinds.chain(others)
}

fn add(world: &World, list: ListId, (nick, name): (&str, Option<&str>)) {
    let site = &world.site;
    let now = site.clock.now();
    world.write(|tx| {
        let newcomer = Newcomer {
            language: (nick == "grace").then(|| Language::new("en")),
            ..Newcomer::new(Mailbox::new(name, address(nick)), now)
        };
        members::join(site, tx, list, &newcomer)
    });
}

/// Everybody chooses how and where they read.
pub fn choose(world: &World, lists: Lists) {
    let set = |list: ListId, nick: &str, delivery: Delivery, zone: &str| {
        world.write(|tx| {
            let mut person = people::find(tx, &address(nick))?.unwrap();
            person.timezone = Some(zone.to_owned());
            let mut member = people::membership(tx, list, person.id)?.unwrap();
            (member.delivery, member.chosen) = (delivery, true);
            members::change(&world.site, tx, &person, &member)
        });
    };
    for (nick, _, delivery, zone) in everybody() {
        set(lists.cdp, &nick, delivery, zone);
    }
    for nick in SEED_SAVERS {
        set(lists.seeds, nick, Delivery::Weekly, TORONTO);
    }
    // Those who animate begin in September, and each has somebody beside her.
    promote(world, (lists.cdp, "louis"), Role::Animator);
    promote(world, (lists.seeds, "seth"), Role::Animator);
    for (list, nick) in [(lists.cdp, "karine"), (lists.seeds, "tess")] {
        brief(world, (list, nick), Pace::Weekly);
    }
    for (list, nick) in [(lists.cdp, "louis"), (lists.seeds, "seth")] {
        brief(world, (list, nick), Pace::Off);
    }
}

/// How often somebody has her brief.
fn brief(world: &World, (list, nick): (ListId, &str), pace: Pace) {
    let site = &world.site;
    let now = site.clock.now();
    world.write(|tx| {
        let person = people::find(tx, &address(nick))?.unwrap();
        let change = |rhythm: &mut Rhythm| rhythm.pace = pace;
        briefs::change(site, tx, (list, person.id), (&change, now)).map(|_| ())
    });
}

fn promote(world: &World, (list, nick): (ListId, &str), role: Role) {
    world.write(|tx| {
        let person = people::find(tx, &address(nick))?.unwrap();
        let mut member = people::membership(tx, list, person.id)?.unwrap();
        member.role = role;
        people::put_membership(tx, &member);
        Ok(())
    });
}

/// A moment as the script says it, in the zone of the communities.
pub fn moment(text: &str) -> Timestamp {
    let civil: jiff::civil::DateTime = text.parse().unwrap();
    civil.in_tz(TORONTO).unwrap().timestamp()
}
