//! Lines as objects: an object's key has the hash of its line.

use std::io;

use sha2::{Digest, Sha256};

use crate::line_file::LineFile;

/// The keys of failed batches, as Lambda's begin. <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>
const FAILED: &str = "aws/lambda/local/";

/// The keys of those that were set aside.
const ASIDE: &str = "unreadable/aws/lambda/local/";

/// The objects of the bucket. Everything here reads files, and so may block.
#[derive(Clone, Debug)]
pub(super) struct Objects {
    pub(super) failed: LineFile,
    pub(super) aside: LineFile,
}

/// An object as a list shows it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Listed {
    pub(super) key: String,
    pub(super) bytes: usize,
}

impl Objects {
    /// The objects whose keys begin with `prefix` and lie behind `after`, sorted, at most `most`; and whether there are more.
    pub(super) fn list(&self, prefix: &str, after: &str, most: usize) -> io::Result<(Vec<Listed>, bool)> {
        let mut listed = Vec::new();
        for (folder, file) in [(FAILED, &self.failed), (ASIDE, &self.aside)] {
            file.each(|line| {
                let key = format!("{folder}{}", hash(line));
                if key.starts_with(prefix) && key.as_str() > after {
                    listed.push(Listed { key, bytes: line.len() });
                }
            })?;
        }
        listed.sort_unstable();
        listed.dedup();
        let more = listed.len() > most;
        listed.truncate(most);
        Ok((listed, more))
    }

    /// The bytes of an object, if there is one at `key`.
    pub(super) fn get(&self, key: &str) -> io::Result<Option<Vec<u8>>> {
        let Some((file, wanted)) = self.place(key) else { return Ok(None) };
        let mut found = None;
        file.each(|line| {
            if hash(line) == wanted {
                found = Some(line.to_vec());
            }
        })?;
        Ok(found)
    }

    /// Removes the object at `key`, if there is one.
    pub(super) fn remove(&self, key: &str) -> io::Result<()> {
        match self.place(key) {
            Some((file, wanted)) => file.remove(|line| hash(line) == wanted),
            None => Ok(()),
        }
    }

    /// Copies a failed batch to where it is set aside; whether there is one at `source`, and `key` is that place.
    pub(super) fn copy(&self, source: &str, key: &str) -> io::Result<bool> {
        if key.strip_prefix("unreadable/") != Some(source) || !source.starts_with(FAILED) {
            return Ok(false);
        }
        let Some(line) = self.get(source)? else { return Ok(false) };
        if self.get(key)?.is_none() {
            self.aside.add(&line)?;
        }
        Ok(true)
    }

    /// The file of a key, and the hash of its line.
    fn place<'a>(&self, key: &'a str) -> Option<(&LineFile, &'a str)> {
        let failed = key.strip_prefix(FAILED).map(|hash| (&self.failed, hash));
        failed.or_else(|| key.strip_prefix(ASIDE).map(|hash| (&self.aside, hash)))
    }
}

fn hash(line: &[u8]) -> String {
    Sha256::digest(line).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
