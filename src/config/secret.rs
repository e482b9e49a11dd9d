//! The site's secret: made once, kept in the data folder, readable by its owner alone. Never in the
//! configuration, never printed.

use std::io::ErrorKind;
use std::path::Path;

use ring::rand::SecureRandom;

use super::ConfigError;
use crate::list::address::Secret;
use crate::store::write_private;

/// The secret of a data folder, made at its first use.
///
/// # Errors
/// When the file cannot be made or read, or is not what was written: every address handed out so
/// far depends on it, so a damaged one is never replaced in silence.
pub fn secret(data: &Path) -> Result<Secret, ConfigError> {
    let path = data.join("secret");
    match std::fs::read(&path) {
        Ok(bytes) => match <&[u8; 32]>::try_from(bytes.as_slice()) {
            Ok(octets) => Ok(Secret::new(octets)),
            Err(_) => Err(ConfigError::Other(format!(
                "{} holds {} octets instead of 32; restore it from a backup, for every reply and \
                 leave address already sent depends on it",
                path.display(),
                bytes.len()
            ))),
        },
        Err(e) if e.kind() == ErrorKind::NotFound => {
            let mut octets = [0; 32];
            ring::rand::SystemRandom::new()
                .fill(&mut octets)
                .map_err(|_| ConfigError::Other("the system gives no random numbers".to_owned()))?;
            write_private(&path, &octets).map_err(|e| ConfigError::Other(e.to_string()))?;
            Ok(Secret::new(&octets))
        }
        Err(source) => Err(ConfigError::Io { doing: "reading", path, source }),
    }
}
