//! A site in a folder of its own, with a clock that stands still until a test moves it, lists and
//! members: everything but the network.

use std::net::IpAddr;

use palabre::clock::Clock;
use palabre::config::{Config, Verify};
use palabre::daemon::intake::Intake;
use palabre::daemon::{SharedSite, Site};
use palabre::list::member::{Delivery, Membership, Person, Role};
use palabre::list::settings::Settings;
use palabre::list::{ListId, PersonId};
use palabre::mail::address::Address;
use palabre::mail::message_id::ReversePath;
use palabre::smtp::handler::{Body, Channel, Envelope, Handler, Peer, Protocol, Verdict};
use palabre::store::outbox::{self, Load};
use palabre::store::{StoreError, Tx, articles, lists, people, threads};

/// Monday, 27 May 2019, 8 a.m. in Toronto.
pub const START: &str = "2019-05-27T12:00:00Z";

/// A site under test.
pub struct World {
    /// The site.
    pub site: SharedSite,
    _folder: tempfile::TempDir,
}

impl World {
    /// An empty site at `lists.example.org`, at [`START`].
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// An empty site with another configuration.
    pub fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::defaults(folder.path());
        config.site.hostname = "lists.example.org".to_owned();
        config.base_url = "http://lists.example.org".to_owned();
        // No test asks the network; those about proof name a server of their own.
        config.auth.verify = Verify::Off;
        change(&mut config);
        let clock = Clock::manual(START.parse().unwrap());
        let site = Site::open(&config, folder.path(), clock, &mut |_, _| {}).unwrap();
        Self { site, _folder: folder }
    }

    /// Moves the clock by so many seconds.
    pub fn pass(&self, seconds: i64) {
        let now = self.site.clock.now();
        self.site.clock.set(now + jiff::SignedDuration::from_secs(seconds));
    }

    /// Writes to the store and waits for the disk, on a thread that may wait.
    pub fn write<T: Send>(
        &self,
        decide: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send,
    ) -> T {
        std::thread::scope(|s| s.spawn(|| self.site.store.write(decide).unwrap()).join().unwrap())
    }

    /// Makes a list.
    pub fn list(&self, address: &str) -> ListId {
        self.list_with(address, |_| {})
    }

    /// Makes a list with other settings than the defaults.
    pub fn list_with(&self, address: &str, change: impl FnOnce(&mut Settings)) -> ListId {
        let mut settings = Settings::new(Address::parse(address).unwrap());
        change(&mut settings);
        self.write(|tx| lists::create(tx, &settings))
    }

    /// Makes somebody a member.
    pub fn member(&self, list: ListId, address: &str, delivery: Delivery) -> PersonId {
        self.member_as(list, address, delivery, Role::Member)
    }

    /// Makes somebody a member, an animator or an owner, who wants no receipts: tests count what comes.
    pub fn member_as(
        &self,
        list: ListId,
        address: &str,
        delivery: Delivery,
        role: Role,
    ) -> PersonId {
        let address = Address::parse(address).unwrap();
        let joined = self.site.clock.now();
        let add = |tx: &mut Tx<'_>| -> Result<Person, StoreError> {
            let mut person = people::find_or_create(tx, &address, None)?;
            person.receipts = Some(false);
            people::put(tx, &person);
            let membership = Membership {
                list,
                person: person.id,
                role,
                delivery,
                chosen: false,
                joined,
                suspended: None,
                paused: None,
            };
            people::put_membership(tx, &membership);
            Ok(person)
        };
        self.write(add).id
    }

    /// Somebody with a name, who gets each message.
    pub fn named_member(&self, list: ListId, (address, name): (&str, &str), role: Role) {
        let id = self.member_as(list, address, Delivery::Each, role);
        self.write(|tx| {
            let mut person = people::get(tx, id)?.unwrap();
            person.name = Some(name.to_owned());
            people::put(tx, &person);
            Ok(())
        });
    }

    /// Leaves somebody's receipts as they are for who chose nothing.
    pub fn usual_receipts(&self, address: &str) {
        let address = Address::parse(address).unwrap();
        self.write(|tx| {
            let mut person = people::find(tx, &address)?.unwrap();
            person.receipts = None;
            people::put(tx, &person);
            Ok(())
        });
    }

    /// Hands a message to the intake, as the wire would.
    pub async fn mail(&self, from: &str, to: &str, raw: &str) -> Verdict {
        self.mail_by(None, from, to, raw).await
    }

    /// The same, brought by the machine at this address.
    pub async fn mail_by(&self, ip: Option<IpAddr>, from: &str, to: &str, raw: &str) -> Verdict {
        let reverse_path = match from {
            "" => ReversePath::Null,
            from => ReversePath::Address(Address::parse(from).unwrap()),
        };
        let peer = Peer { ip, helo: "client.example.org".into(), channel: Channel::Plain };
        let intake = Intake::new(self.site.clone());
        let first = intake.recipient(&peer, &reverse_path, to);
        if !first.is_accepted() {
            return first;
        }
        let envelope = Envelope {
            peer,
            protocol: Protocol::Smtp,
            id: "test".into(),
            reverse_path,
            recipients: vec![to.to_owned()],
            smtputf8: false,
            body: Body::SevenBit,
        };
        let raw = raw.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes();
        intake.message(envelope, raw).await.pop().unwrap()
    }

    /// Posts of a list, in order of arrival.
    pub fn posts(&self, list: ListId) -> Vec<articles::Article> {
        articles::after(&self.site.store, list, None, usize::MAX).unwrap()
    }

    /// Threads of a list that still are, by number.
    pub fn threads(&self, list: ListId) -> Vec<threads::Thread> {
        let all = threads::after(&self.site.store, list, None, usize::MAX).unwrap();
        all.into_iter().filter(|t| t.merged_into.is_none()).collect()
    }

    /// Mail of our own that waits in the outbox: recipient and text, oldest first.
    pub fn own_mail(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        outbox::each_row(&self.site.store, |row| {
            if let Load::Mail { to, .. } = &row.load {
                found.push((row.id, to.as_str().to_owned()));
            }
        })
        .unwrap();
        let text =
            |id| String::from_utf8(outbox::mail(&self.site.store, id).unwrap().unwrap()).unwrap();
        found.into_iter().map(|(id, to)| (to, text(id))).collect()
    }
}

/// Copies a folder, as a disk is at this moment.
pub fn copy_all(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        let target = to.join(entry.file_name());
        if kind.is_dir() {
            copy_all(&entry.path(), &target);
        } else if kind.is_file() {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
