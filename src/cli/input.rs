//! What a verb reads from files or the standard input: read here, sent along to a daemon that may not
//! be allowed to open them. Understands nothing of what it holds.

use std::io::Read as _;
use std::path::Path;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::output::CliError;

/// The octets of one file.
#[derive(Clone, Debug, Default)]
pub(super) struct Bytes(pub Vec<u8>);

impl Bytes {
    /// Reads a file; “-” is the standard input.
    pub fn read(file: &Path) -> Result<Self, CliError> {
        let mut bytes = Vec::new();
        let read = if file == Path::new("-") {
            std::io::stdin().read_to_end(&mut bytes).map(|_| ())
        } else {
            std::fs::read(file).map(|b| bytes = b)
        };
        read.map_err(|e| CliError::file("reading", file, &e))?;
        Ok(Self(bytes))
    }

    /// As text; what is no UTF-8 is taken for Windows-1252, as French spreadsheets write it.
    pub fn text(&self) -> String {
        match std::str::from_utf8(&self.0) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::WINDOWS_1252.decode(&self.0).0.into_owned(),
        }
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&data_encoding::BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let bytes = data_encoding::BASE64.decode(text.as_bytes());
        bytes.map(Self).map_err(serde::de::Error::custom)
    }
}
