//! The shards of a stream, and which of them may be read: the children of a shard only after it, to keep the order of each
//! item.

use aws_sdk_dynamodbstreams::Client;
use aws_sdk_dynamodbstreams::error::DisplayErrorContext;

/// A shard in the stream's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListedShard {
    pub(super) id: String,
    pub(super) parent: Option<String>,
}

/// All shards of the stream.
pub(super) async fn list(streams: &Client, stream_arn: &str) -> Result<Vec<ListedShard>, String> {
    let mut listed = Vec::new();
    let mut last = None;
    loop {
        let request = streams.describe_stream().stream_arn(stream_arn).set_exclusive_start_shard_id(last);
        let response = request.send().await.map_err(|error| DisplayErrorContext(error).to_string())?;
        let stream = response.stream_description.ok_or("the endpoint returned no description of the stream")?;
        listed.extend(
            stream
                .shards
                .unwrap_or_default()
                .into_iter()
                .filter_map(|shard| Some(ListedShard { id: shard.shard_id?, parent: shard.parent_shard_id })),
        );
        last = stream.last_evaluated_shard_id;
        if last.is_none() {
            return Ok(listed);
        }
    }
}

/// The shards that are not done and have no parent that has to be read first.
pub(super) fn readable(listed: &[ListedShard], is_ended: impl Fn(&str) -> bool) -> Vec<&str> {
    let is_open = |id: &str| listed.iter().any(|shard| shard.id == id) && !is_ended(id);
    listed
        .iter()
        .filter(|shard| is_open(&shard.id) && !shard.parent.as_deref().is_some_and(is_open))
        .map(|shard| shard.id.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn child_is_readable_once_its_parent_is_done_or_gone() {
        let shard = |id: &str, parent: Option<&str>| ListedShard { id: id.into(), parent: parent.map(Into::into) };
        let listed = [shard("a", Some("trimmed")), shard("b", Some("a")), shard("c", Some("b")), shard("d", None)];
        assert_eq!(readable(&listed, |_| false), ["a", "d"]);
        assert_eq!(readable(&listed, |id| id == "a"), ["b", "d"]);
    }
}
