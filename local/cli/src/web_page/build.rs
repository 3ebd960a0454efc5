//! Builds the web page with Node's tools.

use std::fs::File;
use std::io::ErrorKind;
use std::process::{Command, Stdio};

use super::sources::Sources;

/// Why the page could not be built.
#[derive(Debug, thiserror::Error)]
pub(super) enum BuildError {
    /// npm is not on the path.
    #[error(
        "The web page has to be built once. This requires Node 20.19 or newer with npm (https://nodejs.org) on the path. \
         Install it and reload. Everything else works without it.\n"
    )]
    NodeNotFound,
    /// A command failed.
    #[error("The web page was not built: `{command}` in functions/dashboard/web failed:\n\n{output}\n")]
    Command {
        /// The command.
        command: &'static str,
        /// The end of its output.
        output: String,
    },
    /// The folder cannot be written.
    #[error("The web page was not built: functions/dashboard/web: {0}\n")]
    Folder(#[from] std::io::Error),
}

/// How much of a command's output is shown.
const MAX_OUTPUT_CHARS: usize = 4_000;

impl Sources {
    /// Installs the packages of the lock file, if necessary, and builds. One process builds at a time.
    pub(super) fn build(&self) -> Result<(), BuildError> {
        let lock = File::create(self.folder.join(".building"))?;
        lock.lock()?;
        // Another process may have built it in the meantime.
        if !self.need_build() {
            return Ok(());
        }
        if self.need_packages() {
            self.run("npm ci --no-audit --no-fund --loglevel=error")?;
        }
        self.run("npm run build")
    }

    fn run(&self, command: &'static str) -> Result<(), BuildError> {
        let mut arguments = command.split(' ');
        let ended = Command::new(arguments.next().unwrap_or_default())
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .output()
            .map_err(
                |error| if error.kind() == ErrorKind::NotFound { BuildError::NodeNotFound } else { error.into() },
            )?;
        if ended.status.success() {
            return Ok(());
        }
        let output = [ended.stdout, ended.stderr].concat();
        let output = String::from_utf8_lossy(&output);
        let start = output.char_indices().rev().nth(MAX_OUTPUT_CHARS).map_or(0, |(at, _)| at);
        Err(BuildError::Command { command, output: output.get(start..).unwrap_or_default().to_owned() })
    }
}
