//! The stack that a command calls.

use std::path::{Path, PathBuf};

use local_client::StackUrl;

use super::CommandError;
use crate::stack_file::StackFile;

/// The default data folder of `storebell serve`.
pub(super) const DATA_DIR: &str = ".storebell";

/// The stack at a URL, or the one that runs on a data folder.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct StackChoice {
    /// The URL of the stack, which may be a deployed one [default: the stack of --data]
    #[arg(long, conflicts_with = "data")]
    pub url: Option<StackUrl>,
    /// The data folder of the running stack [default: .storebell]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

impl StackChoice {
    /// The URL of the stack. Without arguments this is the stack on the default data folder, and never another program
    /// that happens to use the default port.
    ///
    /// # Errors
    /// [`CommandError::StackFile`] if no stack runs on the data folder.
    pub fn find(&self) -> Result<StackUrl, CommandError> {
        match &self.url {
            Some(url) => Ok(url.clone()),
            None => {
                let data = self.data.as_deref().unwrap_or(Path::new(DATA_DIR));
                Ok(StackUrl::local(StackFile::read(data)?.port))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_without_a_stack_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let choice = StackChoice { url: None, data: Some(folder.path().to_owned()) };
        let error = choice.find().unwrap_err().to_string();
        assert!(error.contains(&folder.path().display().to_string()), "{error}");
    }
}
