//! Lines as objects: an object's key contains the hash of its line.

use std::io;

use sha2::{Digest, Sha256};

use crate::ndjson_file::NdjsonFile;

/// The prefix of the keys of failed batches, as in Lambda's. <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>
const FAILED_PREFIX: &str = "aws/lambda/local/";

/// The prefix of the keys of batches that were set aside.
const SET_ASIDE_PREFIX: &str = "unreadable/aws/lambda/local/";

/// The objects of the bucket. Every operation reads files, and so may block.
#[derive(Clone, Debug)]
pub(super) struct Objects {
    pub(super) failed: NdjsonFile,
    pub(super) set_aside: NdjsonFile,
}

/// An object in a list.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ObjectSummary {
    pub(super) key: String,
    pub(super) bytes: usize,
}

impl Objects {
    /// The objects with keys that start with `prefix` and are greater than `after`: sorted, at most `limit`; and whether
    /// there are more.
    pub(super) fn list(&self, prefix: &str, after: &str, limit: usize) -> io::Result<(Vec<ObjectSummary>, bool)> {
        let mut listed = Vec::new();
        for (folder, file) in [(FAILED_PREFIX, &self.failed), (SET_ASIDE_PREFIX, &self.set_aside)] {
            file.for_each_line(|line| {
                let key = format!("{folder}{}", hash(line));
                if key.starts_with(prefix) && key.as_str() > after {
                    listed.push(ObjectSummary { key, bytes: line.len() });
                }
            })?;
        }
        listed.sort_unstable();
        listed.dedup();
        let more = listed.len() > limit;
        listed.truncate(limit);
        Ok((listed, more))
    }

    /// The bytes of the object at `key`, if there is one.
    pub(super) fn get(&self, key: &str) -> io::Result<Option<Vec<u8>>> {
        let Some((file, wanted)) = self.locate(key) else { return Ok(None) };
        let mut found = None;
        file.for_each_line(|line| {
            if hash(line) == wanted {
                found = Some(line.to_vec());
            }
        })?;
        Ok(found)
    }

    /// Removes the object at `key`, if there is one.
    pub(super) fn remove(&self, key: &str) -> io::Result<()> {
        match self.locate(key) {
            Some((file, wanted)) => file.remove_lines(|line| hash(line) == wanted),
            None => Ok(()),
        }
    }

    /// Sets a failed batch aside; whether there is one at `source`, and `key` is the key for setting it aside.
    pub(super) fn copy(&self, source: &str, key: &str) -> io::Result<bool> {
        if key.strip_prefix("unreadable/") != Some(source) || !source.starts_with(FAILED_PREFIX) {
            return Ok(false);
        }
        let Some(line) = self.get(source)? else { return Ok(false) };
        if self.get(key)?.is_none() {
            self.set_aside.append(&line)?;
        }
        Ok(true)
    }

    /// The file of a key, and the hash in the key.
    fn locate<'a>(&self, key: &'a str) -> Option<(&NdjsonFile, &'a str)> {
        let failed = key.strip_prefix(FAILED_PREFIX).map(|hash| (&self.failed, hash));
        failed.or_else(|| key.strip_prefix(SET_ASIDE_PREFIX).map(|hash| (&self.set_aside, hash)))
    }
}

fn hash(line: &[u8]) -> String {
    Sha256::digest(line).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
