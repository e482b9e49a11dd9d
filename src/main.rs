//! The `palabre` binary: hands over to the library.

fn main() {}
