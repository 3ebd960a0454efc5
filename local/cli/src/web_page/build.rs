//! Building the page with Node's own tools.

use std::fs::File;
use std::io::ErrorKind;
use std::process::{Command, Stdio};

use super::sources::Sources;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub(super) enum BuildError {
    /// npm is not on the path.
    #[error(
        "The page has to be built once, and that needs Node 20.19 or newer with npm (https://nodejs.org). With it on the \
         path, ask again. Everything else works without it.\n"
    )]
    NoNode,
    /// A command failed.
    #[error("The page was not built: `{command}` in functions/dashboard/web said:\n\n{said}\n")]
    Command {
        /// The command.
        command: &'static str,
        /// The end of what it said.
        said: String,
    },
    /// The folder cannot be written.
    #[error("The page was not built: {0}\n")]
    Folder(#[from] std::io::Error),
}

/// How much of what a command said is shown, in characters.
const MAX_OUTPUT_CHARS: usize = 4_000;

impl Sources {
    /// Installs what the lock file names, if that was not done, and builds. One process builds at a time.
    pub(super) fn build(&self) -> Result<(), BuildError> {
        let lock = File::create(self.folder.join(".building"))?;
        lock.lock()?;
        // Another process may have built it meanwhile.
        if !self.need_a_build() {
            return Ok(());
        }
        if self.need_packages() {
            self.run("npm ci --no-audit --no-fund --loglevel=error")?;
        }
        self.run("npm run build")
    }

    fn run(&self, command: &'static str) -> Result<(), BuildError> {
        let mut words = command.split(' ');
        let ended = Command::new(words.next().unwrap_or_default())
            .args(words)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| if error.kind() == ErrorKind::NotFound { BuildError::NoNode } else { error.into() })?;
        if ended.status.success() {
            return Ok(());
        }
        let said = [ended.stdout, ended.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        let start = said.char_indices().rev().nth(MAX_OUTPUT_CHARS).map_or(0, |(at, _)| at);
        Err(BuildError::Command { command, said: said.get(start..).unwrap_or_default().to_owned() })
    }
}
