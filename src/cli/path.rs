//! Paths on their way to a daemon that stands in another folder. Opens nothing.

use std::path::PathBuf;

use super::output::CliError;

/// Makes a path mean the same from anywhere.
pub(super) fn absolute(path: &mut PathBuf) -> Result<(), CliError> {
    *path = std::path::absolute(&*path).map_err(|e| CliError::file("finding", path, &e))?;
    Ok(())
}
