//! Between this command line and the daemon that holds the folder: a verb goes out as one line of
//! JSON, what it says comes back line by line. Not the socket itself: that is `daemon::control`.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::output::{CliError, Output, Step};
use super::{Verb, status};
use crate::config::Config;
use crate::daemon::{SharedSite, control};

/// What is asked. The verb stays unread until the versions are known to agree.
#[derive(Serialize, Deserialize)]
struct Request {
    palabre: String,
    verb: serde_json::Value,
}

/// What comes back.
#[derive(Serialize, Deserialize)]
enum Frame {
    Line(String),
    Note(String),
    Step(Step),
    Exit(u8),
}

/// Lets the daemon do a verb; `None` when no daemon answers.
pub(super) fn ask(verb: &Verb, data: &Path, out: &mut dyn Output) -> Result<Option<u8>, CliError> {
    let verb = serde_json::to_value(verb).map_err(|e| CliError::wrong(e.to_string()))?;
    let request = Request { palabre: version(), verb };
    let bytes = serde_json::to_vec(&request).map_err(|e| CliError::wrong(e.to_string()))?;
    let talk = control::ask(&data.join(control::SOCKET), &bytes);
    let Some(mut talk) = talk.map_err(lost)? else { return Ok(None) };
    while let Some(line) = talk.next_line().map_err(lost)? {
        match serde_json::from_slice(&line) {
            Ok(Frame::Line(text)) => out.line(&text),
            Ok(Frame::Note(text)) => out.note(&text),
            Ok(Frame::Step(step)) => out.step(&step),
            Ok(Frame::Exit(status)) => return Ok(Some(status)),
            Err(_) => return Err(CliError::wrong("the daemon's answer cannot be read")),
        }
        if out.is_gone() {
            return Ok(Some(0));
        }
    }
    Err(CliError::wrong("the daemon ended before it had answered; look at its log and ask again"))
}

fn lost(error: std::io::Error) -> CliError {
    CliError::wrong(format!("speaking with the daemon: {error}"))
}

fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// What the daemon's control socket calls for each request.
pub(super) fn handler(site: SharedSite, config: Arc<Config>) -> control::Handler {
    Arc::new(move |request, say| {
        let mut out = Remote { say };
        let desk = Desk { site: &site, config: &config };
        let status = match read(request).and_then(|verb| verb.run(&desk, &mut out)) {
            Ok(exit) => status(exit),
            Err(error) => {
                out.note(&format!("palabre: {error}"));
                error.status()
            }
        };
        out.send(&Frame::Exit(status));
    })
}

fn read(request: &[u8]) -> Result<Verb, CliError> {
    let request: Request = serde_json::from_slice(request)
        .map_err(|_| CliError::Usage("the request cannot be read".to_owned()))?;
    if request.palabre != version() {
        return Err(CliError::Usage(format!(
            "the running daemon is version {}, this command is {}; restart the daemon",
            version(),
            request.palabre
        )));
    }
    serde_json::from_value(request.verb)
        .map_err(|e| CliError::Usage(format!("the running daemon does not know this verb: {e}")))
}

struct Remote<'a> {
    say: &'a mut control::Say<'a>,
}

impl Remote<'_> {
    fn send(&mut self, frame: &Frame) {
        if let Ok(line) = serde_json::to_vec(frame) {
            self.say.line(&line);
        }
    }
}

impl Output for Remote<'_> {
    fn line(&mut self, text: &str) {
        self.send(&Frame::Line(text.to_owned()));
    }

    fn note(&mut self, text: &str) {
        self.send(&Frame::Note(text.to_owned()));
    }

    fn step(&mut self, step: &Step) {
        self.send(&Frame::Step(step.clone()));
    }

    fn is_gone(&self) -> bool {
        self.say.is_gone()
    }
}
