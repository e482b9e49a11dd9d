//! From configuration to the way out: the route, the client and their limits. Opens nothing.

use std::sync::Arc;

use super::deliver::{Exit, Route};
use super::serve::ServeError;
use crate::config::{self, Config, Relay, RelayTls};
use crate::dns::Resolver;
use crate::smtp::client::{Client, Login, Server, Timeouts, Tls};
use crate::store::Durability;

/// The port of mail between servers (RFC 5321 §4.5.4.2).
const SMTP_PORT: u16 = 25;

/// The way out that the configuration asks for.
///
/// # Errors
/// When TLS cannot be set up, or the system's resolver is not configured.
pub fn way_out(config: &Config) -> Result<Exit, ServeError> {
    let delivery = &config.delivery;
    let tls = match delivery.tls {
        config::Tls::Opportunistic => Tls::Opportunistic,
        config::Tls::Required => Tls::Required,
        config::Tls::Off => Tls::Off,
    };
    let route = match delivery.route {
        config::Route::Relay => Route::Relay(smarthost(&delivery.relay, tls)),
        config::Route::Direct => Route::Direct {
            dns: Arc::new(
                Resolver::new(&config.resolver).map_err(|e| ServeError::Dns(e.to_string()))?,
            ),
            port: SMTP_PORT,
            tls,
        },
        // Files of the demo and of tests: a crash of the process loses none, a power cut may.
        config::Route::Maildir => {
            Route::Maildir { folder: delivery.maildir.clone(), durability: Durability::Written }
        }
    };
    let client = Client::new(&config.site.hostname, Timeouts::default())
        .map_err(|e| ServeError::Tls(e.to_string()))?;
    Ok(Exit {
        route,
        client,
        connections: delivery.concurrency,
        per_destination: delivery.per_destination,
    })
}

fn smarthost(relay: &Relay, wanted: Tls) -> Server {
    let login = match (&relay.user, &relay.password) {
        (Some(user), Some(password)) => {
            Some(Login { user: user.clone(), password: password.clone() })
        }
        _ => None,
    };
    let tls = match relay.tls {
        RelayTls::FromTheStart => Tls::Implicit,
        // A password never crosses a network in the clear; on this machine there is none to cross.
        RelayTls::WhenOffered if login.is_some() && !is_here(&relay.host) => Tls::Required,
        RelayTls::WhenOffered => wanted,
    };
    Server { host: relay.host.clone(), port: relay.port, tls, login }
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[track_caller]
    fn check(relay: &str, tls: &str, want: Tls) {
        let text = format!("[delivery]\nroute = \"relay\"\nrelay = \"{relay}\"\ntls = \"{tls}\"\n");
        let config = Config::parse(Path::new("x.toml"), &text, Path::new("/data")).unwrap();
        let Route::Relay(server) = way_out(&config).unwrap().route else { panic!("no relay") };
        assert_eq!(server.tls, want, "{relay} {tls}");
    }

    #[test]
    fn a_password_goes_under_tls_and_the_rest_as_the_host_says() {
        check("smtp://mx.example.org", "opportunistic", Tls::Opportunistic);
        check("smtp://mx.example.org", "required", Tls::Required);
        check("smtp://mx.example.org", "off", Tls::Off);
        check("smtp://ann:secret@mx.example.org", "off", Tls::Required);
        check("smtp://ann:secret@127.0.0.1", "off", Tls::Off);
        check("smtps://mx.example.org", "off", Tls::Implicit);
    }
}
