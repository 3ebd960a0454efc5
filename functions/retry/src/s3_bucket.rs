//! The S3 bucket to which Lambda writes failed batches.

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{DisplayErrorContext, SdkError};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::time::timeout;

/// The prefix of the keys that Lambda writes: `aws/lambda/<mapping>/<shard>/<date>/<time>-<random>`.
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>
const FAILED_BATCH_PREFIX: &str = "aws/lambda/";

/// The prefix under which unreadable objects are kept for a person. No run lists it.
const UNREADABLE_PREFIX: &str = "unreadable/";

/// The size in bytes up to which an object is read. An event has at most 6 MB of JSON. The object has that JSON as a
/// string, in which each quotation mark takes two bytes; bodies in base64 contain none.
const MAX_OBJECT_BYTES: i64 = 16 * 1024 * 1024;

/// The time limit for the body of one object.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// Characters that `x-amz-copy-source` contains unescaped.
const UNESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An S3 operation failed.
#[derive(Debug, thiserror::Error)]
#[error("S3: {operation}: {detail}")]
pub(crate) struct S3Error {
    operation: &'static str,
    detail: String,
}

/// The result of reading an object.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum StoredObject {
    /// The object's body.
    Bytes(Vec<u8>),
    /// The object is larger than any that Lambda writes.
    TooLarge,
    /// The object no longer exists: another run has processed it.
    Missing,
}

/// The bucket of failed batches. Needs ListBucket; GetObject and DeleteObject for objects that Lambda writes; and
/// PutObject for unreadable ones.
#[derive(Clone, Debug)]
pub(crate) struct S3Bucket {
    client: Client,
    name: String,
}

impl S3Bucket {
    pub(crate) fn new(client: Client, name: String) -> Self {
        Self { client, name }
    }

    /// The keys of up to 1,000 failed batches.
    pub(crate) async fn keys(&self) -> Result<Vec<String>, S3Error> {
        let list = self.client.list_objects_v2().bucket(&self.name).prefix(FAILED_BATCH_PREFIX).send().await;
        let objects = list.map_err(s3_error("ListObjectsV2"))?.contents.unwrap_or_default();
        Ok(objects.into_iter().filter_map(|object| object.key).collect())
    }

    pub(crate) async fn get(&self, key: &str) -> Result<StoredObject, S3Error> {
        const OPERATION: &str = "GetObject";
        let object = match self.client.get_object().bucket(&self.name).key(key).send().await {
            Ok(object) => object,
            Err(error) if error.as_service_error().is_some_and(|error| error.is_no_such_key()) => {
                return Ok(StoredObject::Missing);
            }
            Err(error) => return Err(s3_error(OPERATION)(error)),
        };
        if object.content_length.is_none_or(|bytes| bytes > MAX_OBJECT_BYTES) {
            return Ok(StoredObject::TooLarge);
        }
        let error = |detail: String| S3Error { operation: OPERATION, detail };
        let bytes = timeout(READ_TIMEOUT, object.body.collect())
            .await
            .map_err(|_| error(format!("the body was not read within {READ_TIMEOUT:?}")))?;
        Ok(StoredObject::Bytes(bytes.map_err(|detail| error(detail.to_string()))?.to_vec()))
    }

    pub(crate) async fn delete(&self, key: &str) -> Result<(), S3Error> {
        let delete = self.client.delete_object().bucket(&self.name).key(key).send().await;
        delete.map(drop).map_err(s3_error("DeleteObject"))
    }

    /// Moves an object under `unreadable/`.
    pub(crate) async fn set_aside(&self, key: &str) -> Result<(), S3Error> {
        let source = format!("{}/{}", self.name, utf8_percent_encode(key, UNESCAPED));
        let target = format!("{UNREADABLE_PREFIX}{key}");
        let copy = self.client.copy_object().bucket(&self.name).key(target).copy_source(source);
        copy.send().await.map_err(s3_error("CopyObject"))?;
        self.delete(key).await
    }
}

fn s3_error<E, R>(operation: &'static str) -> impl Fn(SdkError<E, R>) -> S3Error
where
    E: std::error::Error + 'static,
    R: std::fmt::Debug,
{
    move |error| S3Error { operation, detail: DisplayErrorContext(&error).to_string() }
}
