//! S3's responses: XML, see
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html>. The keys of [`super::objects`] need no escaping.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;

use super::BUCKET;
use super::objects::ObjectSummary;

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// A line has no modification time.
const MODIFIED: &str = "1970-01-01T00:00:00.000Z";

/// Why a request has no successful response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum S3Error {
    NoSuchBucket,
    NoSuchKey,
    NotImplemented,
    InternalError,
}

impl IntoResponse for S3Error {
    fn into_response(self) -> Response {
        let (status, message) = match self {
            Self::NoSuchBucket => (StatusCode::NOT_FOUND, "The specified bucket does not exist"),
            Self::NoSuchKey => (StatusCode::NOT_FOUND, "The specified key does not exist."),
            Self::NotImplemented => (StatusCode::NOT_IMPLEMENTED, "This emulator does not implement the operation"),
            Self::InternalError => {
                (StatusCode::INTERNAL_SERVER_ERROR, "The files of the bucket cannot be read or written")
            }
        };
        xml(status, format!("<Error><Code>{self:?}</Code><Message>{message}</Message></Error>"))
    }
}

/// The response of ListObjectsV2.
pub(super) fn listed(prefix: &str, objects: &[ObjectSummary], more: bool) -> Response {
    let contents = |ObjectSummary { key, bytes }: &ObjectSummary| {
        format!("<Contents><Key>{key}</Key><LastModified>{MODIFIED}</LastModified><Size>{bytes}</Size></Contents>")
    };
    let contents: String = objects.iter().map(contents).collect();
    let next = objects.last().filter(|_| more).map(|last| &last.key);
    let next = next.map(|key| format!("<NextContinuationToken>{key}</NextContinuationToken>")).unwrap_or_default();
    let head =
        format!("<Name>{BUCKET}</Name><Prefix>{}</Prefix><KeyCount>{}</KeyCount>", escaped(prefix), objects.len());
    let body = format!("{head}<IsTruncated>{more}</IsTruncated>{next}{contents}");
    xml(StatusCode::OK, format!("<ListBucketResult xmlns=\"{NAMESPACE}\">{body}</ListBucketResult>"))
}

/// The response of CopyObject.
pub(super) fn copied() -> Response {
    let body = format!("<LastModified>{MODIFIED}</LastModified>");
    xml(StatusCode::OK, format!("<CopyObjectResult xmlns=\"{NAMESPACE}\">{body}</CopyObjectResult>"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn xml(status: StatusCode, body: String) -> Response {
    (status, [(CONTENT_TYPE, "application/xml")], body).into_response()
}
