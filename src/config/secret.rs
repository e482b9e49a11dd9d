//! The site's secret: made once, kept in the data folder, readable by its owner alone. Never in the
//! configuration, never printed.

use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use ring::rand::SecureRandom;

use super::ConfigError;
use crate::list::address::Secret;

/// The secret of a data folder, made at its first use.
///
/// # Errors
/// When the file cannot be made or read, or is not what was written: every address handed out so
/// far depends on it, so a damaged one is never replaced in silence.
pub fn secret(data: &Path) -> Result<Secret, ConfigError> {
    let path = data.join("secret");
    let io = |doing| {
        let path = path.clone();
        move |source| ConfigError::Io { doing, path, source }
    };
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
            // Written aside, synced, then named: a crash leaves no half secret.
            let aside = data.join("secret.new");
            let _ = std::fs::remove_file(&aside);
            let mut file = std::fs::OpenOptions::new()
                .create_new(true)
                .write(true)
                .mode(0o600)
                .open(&aside)
                .map_err(io("making"))?;
            file.write_all(&octets).and_then(|()| file.sync_all()).map_err(io("writing"))?;
            std::fs::rename(&aside, &path).map_err(io("naming"))?;
            std::fs::File::open(data).and_then(|f| f.sync_all()).map_err(io("syncing"))?;
            Ok(Secret::new(&octets))
        }
        Err(e) => Err(io("reading")(e)),
    }
}
