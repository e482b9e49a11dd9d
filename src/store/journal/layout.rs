//! How octets lie in a segment: its head, a record, an operation. Not where they are read from or
//! written to.
//!
//! A segment's head is written twice, so that one damaged octet does not cost the salt:
//! `magic 16 · number u32 · first seq u64 · salt 8 · crc u32`. A record is `magic u32 · length u32 ·
//! seq u64 · synced u64 · crc of the payload u32 · crc of all this u32 · payload`; a payload is a list
//! of operations, `1 key value` (put), `2 key` (delete) or `3` (a commit that a repair could not
//! save). All numbers are little-endian, lengths are u32.
//!
//! The salt enters both CRCs and is known to nobody outside: mail that holds the octets of a record,
//! kept as is because it does not shrink, can never be taken for one. `synced` is the last
//! commit known to be durable when the record was written. It tells damage from a torn tail: what
//! precedes it was acknowledged and must be there; what follows it may have reached the disk in any
//! order, or not at all.

use std::io;

use ring::rand::SecureRandom;

/// Octets before a segment's first record.
pub const SEGMENT_HEAD: u64 = 80;
/// Octets before a record's payload.
pub const RECORD_HEAD: u64 = 32;
const HEAD_OCTETS: usize = 32;
/// The largest payload a record may have: a larger transaction is refused, and a longer length field
/// is damage.
pub const RECORD_LIMIT: u32 = 128 * 1024 * 1024;

const HEAD_COPY: usize = 40;
const SEGMENT_MAGIC: &[u8; 16] = b"palabre-journal\x01";
/// What a record starts with: “PalR”.
pub const RECORD_MAGIC: [u8; 4] = 0x526c_6150_u32.to_le_bytes();

const PUT: u8 = 1;
const DELETE: u8 = 2;
const LOST: u8 = 3;

/// Where a value's bytes stand in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Segment number.
    pub segment: u32,
    /// Octets from the segment's start.
    pub offset: u64,
    /// Octets.
    pub length: u32,
    /// CRC-32 of those octets.
    pub crc: u32,
}

/// A number from the front of `bytes`, which moves on.
fn u32_of(bytes: &mut &[u8]) -> Option<u32> {
    let (head, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*head))
}

fn u64_of(bytes: &mut &[u8]) -> Option<u64> {
    let (head, rest) = bytes.split_first_chunk::<8>()?;
    *bytes = rest;
    Some(u64::from_le_bytes(*head))
}

/// A length as it is written. Lengths past [`RECORD_LIMIT`] never get here.
fn size(n: usize) -> [u8; 4] {
    u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes()
}

/// What a segment says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number: a segment under another's name is not read.
    pub number: u32,
    /// The number of its first commit, or of the next one when it holds none.
    pub first: u64,
    /// Part of every CRC in it.
    pub salt: [u8; 8],
}

impl Head {
    /// Of a new segment, with a salt of its own.
    ///
    /// # Errors
    /// When the system gives no random octets.
    pub fn new(number: u32, first: u64) -> io::Result<Self> {
        let mut salt = [0; 8];
        ring::rand::SystemRandom::new()
            .fill(&mut salt)
            .map_err(|_| io::Error::other("the system gives no random octets"))?;
        Ok(Self { number, first, salt })
    }

    /// Both copies.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut copy = Vec::with_capacity(2 * HEAD_COPY);
        copy.extend_from_slice(SEGMENT_MAGIC);
        copy.extend_from_slice(&self.number.to_le_bytes());
        copy.extend_from_slice(&self.first.to_le_bytes());
        copy.extend_from_slice(&self.salt);
        copy.extend_from_slice(&crc32fast::hash(&copy).to_le_bytes());
        copy.extend_from_within(..);
        copy
    }

    /// From the first octets of a file, and whether both copies are sound. `None`: neither is.
    pub fn parse(bytes: &[u8]) -> Option<(Self, bool)> {
        let copies = bytes.get(..2 * HEAD_COPY)?;
        let (first, second) = copies.split_at(HEAD_COPY);
        let whole = first == second;
        let head = Self::parse_copy(first).or_else(|| Self::parse_copy(second))?;
        Some((head, whole))
    }

    fn parse_copy(copy: &[u8]) -> Option<Self> {
        let (body, mut crc) = copy.split_at_checked(HEAD_COPY - 4)?;
        let (magic, mut rest) = body.split_first_chunk::<16>()?;
        if magic != SEGMENT_MAGIC || u32_of(&mut crc)? != crc32fast::hash(body) {
            return None;
        }
        let (number, first) = (u32_of(&mut rest)?, u64_of(&mut rest)?);
        Some(Self { number, first, salt: rest.try_into().ok()? })
    }
}

/// The octets before a record's payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordHead {
    /// Octets of payload.
    pub length: u32,
    /// Position in the order of commits, from 1.
    pub seq: u64,
    /// The last commit that was durable when this one was written.
    pub synced: u64,
    crc: u32,
}

impl RecordHead {
    /// From the octets at a record's start; `None` when no record of this salt starts so.
    pub fn parse(bytes: &[u8], salt: &[u8; 8]) -> Option<Self> {
        let (fields, mut own) = bytes.get(..HEAD_OCTETS)?.split_at_checked(HEAD_OCTETS - 4)?;
        let mut rest = fields.strip_prefix(&RECORD_MAGIC)?;
        let head = Self {
            length: u32_of(&mut rest)?,
            seq: u64_of(&mut rest)?,
            synced: u64_of(&mut rest)?,
            crc: u32_of(&mut rest)?,
        };
        let sound = head.length <= RECORD_LIMIT && u32_of(&mut own)? == checksum(salt, fields);
        sound.then_some(head)
    }

    fn to_bytes(self, salt: &[u8; 8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD_OCTETS);
        bytes.extend_from_slice(&RECORD_MAGIC);
        bytes.extend_from_slice(&self.length.to_le_bytes());
        bytes.extend_from_slice(&self.seq.to_le_bytes());
        bytes.extend_from_slice(&self.synced.to_le_bytes());
        bytes.extend_from_slice(&self.crc.to_le_bytes());
        bytes.extend_from_slice(&checksum(salt, &bytes).to_le_bytes());
        bytes
    }

    /// Whether this payload is what was written after this head.
    pub fn fits(&self, salt: &[u8; 8], payload: &[u8]) -> bool {
        checksum(salt, payload) == self.crc
    }
}

fn checksum(salt: &[u8; 8], bytes: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(salt);
    crc.update(bytes);
    crc.finalize()
}

/// Adds one record to `out`: the payload is what `write` adds.
pub fn frame(
    out: &mut Vec<u8>,
    salt: &[u8; 8],
    (seq, synced): (u64, u64),
    write: impl FnOnce(&mut Vec<u8>),
) {
    let start = out.len();
    out.extend_from_slice(&[0; HEAD_OCTETS]);
    write(out);
    let (before, payload) = out.split_at_mut(start + HEAD_OCTETS);
    let length = u32::from_le_bytes(size(payload.len()));
    let head = RecordHead { length, seq, synced, crc: checksum(salt, payload) };
    if let Some(room) = before.get_mut(start..) {
        room.copy_from_slice(&head.to_bytes(salt));
    }
}

/// Adds an operation to a payload; returns where in `out` the value starts.
pub fn encode(out: &mut Vec<u8>, key: &[u8], value: Option<&[u8]>) -> usize {
    out.push(if value.is_some() { PUT } else { DELETE });
    out.extend_from_slice(&size(key.len()));
    out.extend_from_slice(key);
    let Some(value) = value else { return out.len() };
    out.extend_from_slice(&size(value.len()));
    let at = out.len();
    out.extend_from_slice(value);
    at
}

/// Adds the mark of a commit that a repair could not save.
pub fn encode_lost(out: &mut Vec<u8>) {
    out.push(LOST);
}

/// Octets that a payload takes at most, of keys and values this long.
pub fn payload_size(lengths: impl Iterator<Item = (usize, usize)>) -> u64 {
    lengths.map(|(key, value)| key as u64 + value as u64 + 9).sum()
}

/// One operation read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op<'a> {
    /// The key now holds this value.
    Put {
        /// The key.
        key: &'a [u8],
        /// The value.
        value: &'a [u8],
        /// Where in the payload the value starts.
        at: usize,
    },
    /// The key holds nothing.
    Delete {
        /// The key.
        key: &'a [u8],
    },
    /// What this commit held was lost before a repair.
    Lost,
}

/// The operations of a payload, up to its end or to what is none.
#[derive(Clone, Copy)]
pub struct Ops<'a> {
    payload: &'a [u8],
    at: usize,
}

impl<'a> Ops<'a> {
    /// Of a payload.
    pub fn of(payload: &'a [u8]) -> Self {
        Self { payload, at: 0 }
    }

    /// Whether every octet belongs to an operation.
    pub fn well_formed(mut self) -> bool {
        while self.next().is_some() {}
        self.at == self.payload.len()
    }

    fn take(&mut self, at: &mut usize) -> Option<&'a [u8]> {
        let mut rest = self.payload.get(*at..)?;
        let length = u32_of(&mut rest)? as usize;
        *at += 4;
        let bytes = rest.get(..length)?;
        *at += length;
        Some(bytes)
    }
}

impl<'a> Iterator for Ops<'a> {
    type Item = Op<'a>;

    fn next(&mut self) -> Option<Op<'a>> {
        let mut at = self.at;
        let kind = *self.payload.get(at)?;
        at += 1;
        let op = match kind {
            PUT => {
                let key = self.take(&mut at)?;
                let value = self.take(&mut at)?;
                Op::Put { key, value, at: at - value.len() }
            }
            DELETE => Op::Delete { key: self.take(&mut at)? },
            LOST => Op::Lost,
            _ => return None,
        };
        self.at = at;
        Some(op)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_survives_damage_of_either_copy() {
        let head = Head { number: 7, first: 99, salt: *b"saltsalt" };
        let bytes = head.to_bytes();
        assert_eq!(bytes.len() as u64, SEGMENT_HEAD);
        assert_eq!(Head::parse(&bytes), Some((head.clone(), true)));
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut damaged = bytes.clone();
                damaged[at] ^= 1 << bit;
                assert_eq!(Head::parse(&damaged), Some((head.clone(), false)), "octet {at}");
            }
        }
        assert_eq!(Head::parse(&bytes[..79]), None);
        assert_eq!(Head::parse(&[0; 80]), None);
    }

    #[test]
    fn a_record_reads_back_and_knows_its_salt() {
        let mut out = b"before".to_vec();
        let mut value_at = 0;
        frame(&mut out, b"saltsalt", (5, 3), |out| {
            value_at = encode(out, b"key", Some(b"value"));
            encode(out, b"gone", None);
            encode_lost(out);
        });
        assert_eq!(&out[value_at..value_at + 5], b"value");
        let (record, payload) = (&out[6..], &out[6 + HEAD_OCTETS..]);
        let head = RecordHead::parse(record, b"saltsalt").unwrap();
        assert_eq!((head.seq, head.synced, head.length as usize), (5, 3, payload.len()));
        assert!(head.fits(b"saltsalt", payload));
        assert_eq!(RecordHead::parse(record, b"saltsalT"), None, "a record under no salt of ours");
        let ops: Vec<Op<'_>> = Ops::of(payload).collect();
        let put = Op::Put { key: b"key", value: b"value", at: value_at - 6 - HEAD_OCTETS };
        assert_eq!(ops, [put, Op::Delete { key: b"gone" }, Op::Lost]);
        assert!(Ops::of(payload).well_formed());
        assert!(!Ops::of(&payload[..payload.len() - 2]).well_formed());
    }

    #[test]
    fn every_flipped_bit_of_a_record_is_noticed() {
        let mut record = Vec::new();
        frame(&mut record, b"saltsalt", (5, 3), |out| {
            encode(out, b"key", Some(b"value"));
        });
        for at in 0..record.len() {
            for bit in 0..8 {
                let mut damaged = record.clone();
                damaged[at] ^= 1 << bit;
                let head = RecordHead::parse(&damaged, b"saltsalt");
                let sound = head.is_some_and(|h| h.fits(b"saltsalt", &damaged[HEAD_OCTETS..]));
                assert!(!sound, "octet {at} bit {bit}");
            }
        }
    }
}
