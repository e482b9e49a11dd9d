//! The `palabre` binary: hands over to the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    // One TLS provider for all of rustls; a second installation could only find this one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    palabre::cli::main()
}
