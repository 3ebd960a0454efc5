//! The bucket of batches that failed for good.

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{DisplayErrorContext, SdkError};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use runtime::environment::{ConfigError, Environment};
use tokio::time::timeout;

/// Where Lambda puts them: `aws/lambda/<mapping>/<shard>/<date>/<time>-<random>`.
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>
const PREFIX: &str = "aws/lambda/";

/// Where those go that cannot be read, so that they are kept for a person and are in nobody's way.
const ASIDE: &str = "unreadable/";

/// The largest object that is read, in bytes. An event has at most 6 MB of JSON; as text in JSON again each of its
/// quotation marks takes two bytes, and bodies in base64 have none.
const LARGEST: i64 = 16 * 1024 * 1024;

/// How long the bytes of one object may take.
const READING: Duration = Duration::from_secs(10);

/// Characters that stand in `x-amz-copy-source` as they are.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The bucket did what it was not asked to, or nothing.
#[derive(Debug, thiserror::Error)]
#[error("S3: {operation}: {detail}")]
pub(crate) struct BucketError {
    operation: &'static str,
    detail: String,
}

/// What is at a key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// An object.
    Bytes(Vec<u8>),
    /// An object that is larger than any that Lambda writes.
    TooLarge,
    /// Nothing any more: another run was faster.
    Gone,
}

/// The bucket `FAILED_BATCHES_BUCKET`. Needs ListBucket, GetObject and DeleteObject for what Lambda writes, PutObject
/// for what is set aside.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    client: Client,
    name: String,
}

impl Bucket {
    pub(crate) fn new(client: Client, environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self { client, name: environment.text("FAILED_BATCHES_BUCKET")? })
    }

    /// The keys of up to 1,000 batches.
    pub(crate) async fn keys(&self) -> Result<Vec<String>, BucketError> {
        let list = self.client.list_objects_v2().bucket(&self.name).prefix(PREFIX).send().await;
        let objects = list.map_err(of("ListObjectsV2"))?.contents.unwrap_or_default();
        Ok(objects.into_iter().filter_map(|object| object.key).collect())
    }

    pub(crate) async fn get(&self, key: &str) -> Result<Held, BucketError> {
        const OPERATION: &str = "GetObject";
        let object = match self.client.get_object().bucket(&self.name).key(key).send().await {
            Ok(object) => object,
            Err(error) if error.as_service_error().is_some_and(|error| error.is_no_such_key()) => {
                return Ok(Held::Gone);
            }
            Err(error) => return Err(of(OPERATION)(error)),
        };
        if object.content_length.is_none_or(|length| length > LARGEST) {
            return Ok(Held::TooLarge);
        }
        let error = |detail: String| BucketError { operation: OPERATION, detail };
        let bytes = timeout(READING, object.body.collect()).await.map_err(|_| error("it took too long".into()))?;
        Ok(Held::Bytes(bytes.map_err(|detail| error(detail.to_string()))?.to_vec()))
    }

    pub(crate) async fn remove(&self, key: &str) -> Result<(), BucketError> {
        let delete = self.client.delete_object().bucket(&self.name).key(key).send().await;
        delete.map(drop).map_err(of("DeleteObject"))
    }

    /// Moves an object to where no run looks for it.
    pub(crate) async fn set_aside(&self, key: &str) -> Result<(), BucketError> {
        let source = format!("{}/{}", self.name, utf8_percent_encode(key, PLAIN));
        let copy = self.client.copy_object().bucket(&self.name).key(format!("{ASIDE}{key}")).copy_source(source);
        copy.send().await.map_err(of("CopyObject"))?;
        self.remove(key).await
    }
}

fn of<E, R>(operation: &'static str) -> impl Fn(SdkError<E, R>) -> BucketError
where
    E: std::error::Error + 'static,
    R: std::fmt::Debug,
{
    move |error| BucketError { operation, detail: DisplayErrorContext(&error).to_string() }
}
