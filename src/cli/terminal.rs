//! A verb's words on this terminal: answers to the standard output, remarks and progress to the
//! standard error. Not a log.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::output::{Output, Step};

/// Between two progress lines where no bar can be drawn.
const QUIET: Duration = Duration::from_secs(10);

/// The terminal this process was started on.
pub struct Terminal {
    bar: Option<ProgressBar>,
    drawn: bool,
    last: Instant,
    gone: bool,
}

impl Terminal {
    /// The terminal, silent so far.
    pub fn new() -> Self {
        let drawn = std::io::stderr().is_terminal();
        Self { bar: None, drawn, last: Instant::now(), gone: false }
    }

    fn put_bar_away(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    fn draw(&mut self, step: &Step) {
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::new(step.total);
            let form = if step.total == 0 {
                "{spinner} {pos} {msg}, {per_sec}"
            } else {
                "{bar:30} {pos}/{len} {msg}, {per_sec}, {eta} left"
            };
            // The forms above are constant and right; indicatif's own bar stands in otherwise.
            bar.with_style(
                ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar()),
            )
        });
        bar.set_length(step.total);
        bar.set_message(step.what.clone());
        bar.set_position(step.done);
        if step.total > 0 && step.done >= step.total {
            self.put_bar_away();
        }
    }
}

impl Output for Terminal {
    fn line(&mut self, text: &str) {
        self.put_bar_away();
        // A reader that left (`| head`) ends the talk without noise.
        self.gone |= writeln!(std::io::stdout().lock(), "{text}").is_err();
    }

    fn note(&mut self, text: &str) {
        self.put_bar_away();
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }

    fn step(&mut self, step: &Step) {
        if self.drawn {
            self.draw(step);
        } else if self.last.elapsed() >= QUIET {
            self.last = Instant::now();
            let total = if step.total > 0 { format!(" of {}", step.total) } else { String::new() };
            let _ = writeln!(std::io::stderr().lock(), "{}{total} {}", step.done, step.what);
        }
    }

    fn is_gone(&self) -> bool {
        self.gone
    }
}
