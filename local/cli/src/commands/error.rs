//! Why a command did not do what it was told.

use std::io;
use std::path::PathBuf;

use crate::stack::StartError;
use crate::stack_file::StackFileError;
use local_client::ClientError;

/// A sentence for the person who typed the command.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The stack could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The stack did not answer, or not as wanted.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// No stack runs where one was looked for.
    #[error(transparent)]
    StackFile(#[from] StackFileError),
    /// What was typed makes no sense.
    #[error("{0}")]
    Usage(String),
    /// A file that cannot be read.
    #[error("{} cannot be read: {error}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        error: io::Error,
    },
    /// Some webhooks were not taken; each has its line.
    #[error("{refused} of {sent} webhooks were not taken")]
    Rejected {
        /// How many were not.
        refused: u32,
        /// Of how many.
        sent: u32,
    },
    /// Nobody reads the output.
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
}

impl CommandError {
    /// Whether only the reader of the output went away (`storebell tail | head`), which is no failure.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}
