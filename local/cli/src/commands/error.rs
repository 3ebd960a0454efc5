//! Why a command failed.

use std::io;
use std::path::PathBuf;

use local_client::ClientError;

use crate::stack::StartError;
use crate::stack_file::StackFileError;

/// A sentence for the user.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The stack could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The stack did not respond, or not as expected.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// No stack runs on the data folder.
    #[error(transparent)]
    StackFile(#[from] StackFileError),
    /// The arguments are invalid.
    #[error("{0}")]
    Usage(String),
    /// A file cannot be read.
    #[error("{} cannot be read: {error}", .path.display())]
    File {
        /// The path of the file.
        path: PathBuf,
        /// The error of the file system.
        error: io::Error,
    },
    /// The stack did not store some webhooks; each has its line in the output.
    #[error("{rejected} of {sent} webhooks were not stored")]
    Rejected {
        /// The number of webhooks that were not stored.
        rejected: u32,
        /// The number of webhooks sent.
        sent: u32,
    },
    /// The output could not be written.
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
}

impl CommandError {
    /// Whether the command ended only because the reader of its output has ended (`storebell send ... | head`). That is not
    /// a failure.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}
