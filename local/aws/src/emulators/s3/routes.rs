//! S3 over HTTP. Signatures are not verified; the gateway restricts the callers.

use std::io;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use percent_encoding::percent_decode_str;

use super::objects::Objects;
use super::responses::{self, S3Error};
use super::{BUCKET, PATH, S3Emulator};
use crate::gateway::request_query;

/// The limit of objects in a page. <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>
const MAX_PAGE_OBJECTS: usize = 1_000;

pub(super) fn local(s3: &S3Emulator) -> Router {
    Router::new()
        .route(&format!("{PATH}/{{bucket}}"), get(list))
        // Some clients append a slash to the bucket.
        .route(&format!("{PATH}/{{bucket}}/"), get(list))
        .route(&format!("{PATH}/{{bucket}}/{{*key}}"), get(object).delete(remove).put(copy))
        .with_state(s3.objects.clone())
}

async fn list(State(objects): State<Objects>, Path(bucket): Path<String>, request: Request) -> Response {
    let parameters: Vec<_> = request_query::pairs(request.uri().query().unwrap_or_default()).collect();
    let value = |name: &str| parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    if value("list-type").as_deref() != Some("2") || value("delimiter").is_some() {
        return S3Error::NotImplemented.into_response();
    }
    let prefix = value("prefix").unwrap_or_default();
    let after = value("continuation-token").or_else(|| value("start-after")).unwrap_or_default();
    let limit = value("max-keys").and_then(|text| text.parse().ok()).unwrap_or(MAX_PAGE_OBJECTS).min(MAX_PAGE_OBJECTS);
    in_bucket(&bucket, move || {
        let (listed, more) = objects.list(&prefix, &after, limit)?;
        Ok(Ok(responses::listed(&prefix, &listed, more)))
    })
    .await
}

async fn object(State(objects): State<Objects>, Path((bucket, key)): Path<(String, String)>) -> Response {
    in_bucket(&bucket, move || {
        let bytes = objects.get(&key)?.ok_or(S3Error::NoSuchKey);
        Ok(bytes.map(|bytes| ([(CONTENT_TYPE, "application/json")], bytes).into_response()))
    })
    .await
}

async fn remove(State(objects): State<Objects>, Path((bucket, key)): Path<(String, String)>) -> Response {
    in_bucket(&bucket, move || objects.remove(&key).map(|()| Ok(StatusCode::NO_CONTENT.into_response()))).await
}

/// Copies within the bucket only: no object is uploaded.
async fn copy(
    State(objects): State<Objects>,
    Path((bucket, key)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let source = headers.get("x-amz-copy-source").and_then(|source| source.to_str().ok());
    let source =
        source.map(|source| percent_decode_str(source.trim_start_matches('/')).decode_utf8_lossy().into_owned());
    let Some(source) = source.as_deref().and_then(|source| source.strip_prefix(BUCKET)?.strip_prefix('/')) else {
        return S3Error::NotImplemented.into_response();
    };
    let source = source.to_owned();
    in_bucket(&bucket, move || {
        Ok(if objects.copy(&source, &key)? { Ok(responses::copied()) } else { Err(S3Error::NoSuchKey) })
    })
    .await
}

/// Runs `work`, which reads files, on a blocking thread.
async fn in_bucket(
    bucket: &str,
    work: impl FnOnce() -> io::Result<Result<Response, S3Error>> + Send + 'static,
) -> Response {
    if bucket != BUCKET {
        return S3Error::NoSuchBucket.into_response();
    }
    match tokio::task::spawn_blocking(work).await.map_err(io::Error::other).flatten() {
        Ok(response) => response.unwrap_or_else(IntoResponse::into_response),
        Err(error) => {
            tracing::error!(%error, "the bucket's files cannot be read or written");
            S3Error::InternalError.into_response()
        }
    }
}
