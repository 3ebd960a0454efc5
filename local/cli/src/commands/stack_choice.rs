//! Which stack a command is about.

use std::path::{Path, PathBuf};

use crate::stack_file::StackFile;
use local_client::StackUrl;

use super::CommandError;

/// The data folder of `storebell serve`, if it is told no other.
pub(super) const DATA_DIR: &str = ".storebell";

/// The port of `storebell serve`, if it is told no other.
const PORT: u16 = 3000;

/// The stack at a URL, or the one that runs on a data folder.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct StackChoice {
    /// The stack's URL; a deployed one's too [default: the stack of --data, else http://127.0.0.1:3000]
    #[arg(long, conflicts_with = "data")]
    pub url: Option<StackUrl>,
    /// The data folder that the stack runs on [default: .storebell]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

impl StackChoice {
    /// Where the stack is. Where nothing was said and no stack runs on the usual data folder, the usual port.
    ///
    /// # Errors
    /// [`CommandError::StackFile`] where a data folder was named and no stack runs on it.
    pub fn find(&self) -> Result<StackUrl, CommandError> {
        match (&self.url, &self.data) {
            (Some(url), _) => Ok(url.clone()),
            (None, Some(data)) => Ok(StackUrl::local(StackFile::read(data)?.port)),
            (None, None) => {
                Ok(StackUrl::local(StackFile::read(Path::new(DATA_DIR)).map_or(PORT, |stack_file| stack_file.port)))
            }
        }
    }
}
