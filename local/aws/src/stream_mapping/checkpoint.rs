//! The file with the position in each shard up to which everything is done.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

/// Where to continue in a shard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Position {
    /// After this sequence number: the record and all before it are done.
    After(String),
    /// The shard is closed and completely done.
    Ended,
}

/// The checkpoint of one stream, in memory and in its file.
pub(super) struct Checkpoint {
    path: PathBuf,
    content: Mutex<Content>,
    changed: Notify,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Content {
    stream: String,
    shards: BTreeMap<String, Position>,
}

impl Checkpoint {
    /// Reads `path`. A file that is missing, unreadable or of another stream is ignored: the stream is then read from its
    /// oldest record, so that records are repeated, but none is skipped.
    pub(super) fn load(path: PathBuf, stream_arn: &str) -> Self {
        let content = read(&path).filter(|content| content.stream == stream_arn);
        let content = content.unwrap_or_else(|| Content { stream: stream_arn.to_owned(), shards: BTreeMap::new() });
        Self { path, content: Mutex::new(content), changed: Notify::new() }
    }

    /// Where to continue in a shard; `None` for a shard that was never read.
    pub(super) fn position(&self, shard_id: &str) -> Option<Position> {
        self.lock().shards.get(shard_id).cloned()
    }

    /// Sets a shard's position; [`Checkpoint::keep_saved`] writes it.
    pub(super) fn set(&self, shard_id: &str, position: Position) {
        self.lock().shards.insert(shard_id.to_owned(), position);
        self.changed.notify_one();
    }

    /// Removes the shards that the stream no longer has.
    pub(super) fn keep_only(&self, is_listed: impl Fn(&str) -> bool) {
        self.lock().shards.retain(|shard_id, _| is_listed(shard_id));
    }

    /// Writes the file whenever a position has changed, one write at a time, as long as it is polled.
    pub(super) async fn keep_saved(&self) {
        loop {
            self.changed.notified().await;
            if let Err(error) = self.save() {
                tracing::warn!(%error, "the stream's checkpoint could not be written; after a crash more records are repeated");
            }
        }
    }

    /// Writes a temporary file and renames it, so that a reader sees the complete old or new file. It is not synced to the
    /// disk: after a power cut, records are only repeated.
    pub(super) fn save(&self) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(&*self.lock())?;
        let new = self.path.with_extension("json.new");
        std::fs::write(&new, text)?;
        std::fs::rename(&new, &self.path)
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(path: &Path) -> Option<Content> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => {
            tracing::warn!(%error, "the stream's checkpoint cannot be read; starting at the oldest record");
            return None;
        }
    };
    serde_json::from_slice(&text)
        .inspect_err(
            |error| tracing::warn!(%error, "the stream's checkpoint is damaged; starting at the oldest record"),
        )
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/1";

    #[test]
    fn saved_checkpoint_is_loaded() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("checkpoint.json");
        let checkpoint = Checkpoint::load(path.clone(), STREAM);
        checkpoint.set("one", Position::After("123".to_owned()));
        checkpoint.set("two", Position::Ended);
        checkpoint.set("gone", Position::Ended);
        checkpoint.keep_only(|shard_id| shard_id != "gone");
        checkpoint.save().expect("a write");

        let loaded = Checkpoint::load(path, STREAM);
        assert_eq!(loaded.position("one"), Some(Position::After("123".to_owned())));
        assert_eq!(loaded.position("two"), Some(Position::Ended));
        assert_eq!(loaded.position("gone"), None);
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "no temporary file remains");
    }

    #[test]
    fn damaged_checkpoint_or_one_of_another_stream_is_ignored() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("checkpoint.json");
        let checkpoint = Checkpoint::load(path.clone(), STREAM);
        checkpoint.set("one", Position::After("123".to_owned()));
        checkpoint.save().expect("a write");
        assert_eq!(Checkpoint::load(path.clone(), "arn:another").position("one"), None);

        std::fs::write(&path, "{\"stream\": \"arn:aws").expect("a write");
        assert_eq!(Checkpoint::load(path, STREAM).position("one"), None);
    }
}
