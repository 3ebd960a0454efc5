//! A function with a streamed response: the head first, then each chunk, until the end or the deadline.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::body::HttpBody;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use lambda_http::request::LambdaRequest;
use lambda_http::{Request, Response, StreamAdapter};
use lambda_runtime::{Context, LambdaEvent, MetadataPrelude, StreamResponse};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tower::{Service, ServiceExt};

use super::function::unhandled;
use super::{InvocationError, payload, supervise};

/// Chunks that are buffered for a slow reader before the function has to wait.
const MAX_BUFFERED_CHUNKS: usize = 16;

type Head = oneshot::Sender<MetadataPrelude>;
type Chunks = mpsc::Sender<Bytes>;
type Handler = dyn Fn(Vec<u8>, Context, Head, Chunks) -> BoxFuture<'static, Result<(), InvocationError>> + Send + Sync;

/// A function behind a REST API with `ResponseTransferMode: STREAM`.
#[derive(Clone)]
pub struct StreamingFunction {
    name: Arc<str>,
    timeout: Duration,
    handler: Arc<Handler>,
}

/// The head of a streamed response, and its body as a stream.
pub struct StreamedResponse {
    /// The status.
    pub status: StatusCode,
    /// The function's headers, including its cookies.
    pub headers: HeaderMap,
    /// The body's chunks. It ends with an error if the function failed or reached its deadline.
    pub body: BoxStream<'static, Result<Bytes, InvocationError>>,
}

impl StreamingFunction {
    /// A function wrapped by the adapter of `lambda_http::run_with_streaming_response`.
    pub fn new<S, B>(name: &str, timeout: Duration, service: S) -> Self
    where
        S: Service<Request, Response = Response<B>, Error = lambda_http::Error> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
        B: HttpBody + Unpin + Send + 'static,
        B::Data: Into<Bytes> + Send,
        B::Error: Into<lambda_http::Error> + fmt::Debug + Send,
    {
        let handler = move |bytes: Vec<u8>, context: Context, head: Head, chunks: Chunks| {
            let service = service.clone();
            let invocation: BoxFuture<'static, Result<(), InvocationError>> = Box::pin(async move {
                let event: LambdaEvent<LambdaRequest> = payload::read_event(&bytes, context)?;
                let service = service.ready_oneshot().await.map_err(unhandled)?;
                // The adapter is `Send` only if `B` is `Sync`, which bodies are not: it must not be held across an await.
                let response = StreamAdapter::<'static, S, B>::from(service).call(event);
                forward(response.await.map_err(unhandled)?, head, chunks).await
            });
            invocation
        };
        Self { name: name.into(), timeout, handler: Arc::new(handler) }
    }

    /// The function's name, as in its ARN and in its context.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The timeout of an invocation, including its whole stream.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Invokes the function and waits for the head of its response.
    ///
    /// # Errors
    /// [`InvocationError`] if the function returned no head; a later error is the last item of the body.
    pub async fn invoke(&self, event: &Value) -> Result<StreamedResponse, InvocationError> {
        let bytes = payload::request_bytes(event)?;
        let context = payload::new_context(&payload::new_request_id(), &self.name, self.timeout);
        let (head, prelude) = oneshot::channel();
        let (chunks, received) = mpsc::channel(MAX_BUFFERED_CHUNKS);
        let invocation = (self.handler)(bytes, context, head, chunks);
        let task = supervise::start(self.timeout, invocation);
        match prelude.await {
            Ok(prelude) => Ok(StreamedResponse {
                status: prelude.status_code,
                headers: all_headers(&prelude),
                body: body_until_end(received, task).boxed(),
            }),
            // Only a failed invocation drops the sender without a head.
            Err(_no_head) => Err(invocation_error(task).await),
        }
    }
}

impl fmt::Debug for StreamingFunction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("StreamingFunction")
            .field("name", &self.name)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for StreamedResponse {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("StreamedResponse").field("status", &self.status).finish_non_exhaustive()
    }
}

async fn invocation_error(task: JoinHandle<Result<(), InvocationError>>) -> InvocationError {
    supervise::outcome(task.await).err().unwrap_or_else(|| InvocationError::Unhandled {
        error_type: "Runtime.StreamError".to_owned(),
        message: "the function ended without a response".to_owned(),
    })
}

/// Forwards the head, then every chunk; returns when the reader is gone.
async fn forward<Chunk, Error>(
    response: StreamResponse<impl Stream<Item = Result<Chunk, Error>> + Unpin>,
    head: Head,
    chunks: Chunks,
) -> Result<(), InvocationError>
where
    Chunk: Into<Bytes>,
    Error: Into<lambda_http::Error>,
{
    let StreamResponse { metadata_prelude, mut stream } = response;
    if head.send(metadata_prelude).is_err() {
        return Ok(());
    }
    loop {
        let chunk = tokio::select! {
            chunk = stream.next() => chunk,
            () = chunks.closed() => return Ok(()),
        };
        let Some(chunk) = chunk else { return Ok(()) };
        let chunk = chunk.map_err(|error| unhandled(error.into()))?;
        if chunks.send(chunk.into()).await.is_err() {
            return Ok(());
        }
    }
}

/// The chunks, then the error that ended them, if there was one.
fn body_until_end(
    received: mpsc::Receiver<Bytes>,
    task: JoinHandle<Result<(), InvocationError>>,
) -> impl Stream<Item = Result<Bytes, InvocationError>> + Send {
    stream::unfold(Some((received, task)), |open| async {
        let (mut received, task) = open?;
        match received.recv().await {
            Some(chunk) => Some((Ok(chunk), Some((received, task)))),
            None => supervise::outcome(task.await).err().map(|failure| (Err(failure), None)),
        }
    })
}

/// API Gateway converts the prelude's cookies to `Set-Cookie` headers.
fn all_headers(prelude: &MetadataPrelude) -> HeaderMap {
    let mut headers = prelude.headers.clone();
    for cookie in prelude.cookies.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        headers.append(SET_COOKIE, cookie);
    }
    headers
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use futures_util::stream::BoxStream;
    use lambda_http::service_fn;
    use serde_json::json;

    use super::*;

    type Chunk = Result<Bytes, lambda_http::Error>;

    fn rest_event() -> Value {
        json!({
            "resource": "/{proxy+}", "path": "/api/stream", "httpMethod": "GET", "headers": {}, "multiValueHeaders": {},
            "queryStringParameters": null, "multiValueQueryStringParameters": null, "pathParameters": null,
            "stageVariables": null, "body": null, "isBase64Encoded": false,
            "requestContext": {
                "accountId": "000000000000", "apiId": "local", "httpMethod": "GET", "identity": {},
                "path": "/api/stream", "protocol": "HTTP/1.1", "requestId": "r1", "resourcePath": "/{proxy+}",
                "stage": "live"
            }
        })
    }

    fn function(
        timeout: Duration,
        body: impl Fn() -> BoxStream<'static, Chunk> + Clone + Send + Sync + 'static,
    ) -> StreamingFunction {
        StreamingFunction::new(
            "sse",
            timeout,
            service_fn(move |_: Request| {
                let body = Body::from_stream(body());
                async move { Ok(Response::builder().status(202).header("set-cookie", "a=b").body(body)?) }
            }),
        )
    }

    fn chunk(text: &'static str) -> Chunk {
        Ok(Bytes::from_static(text.as_bytes()))
    }

    #[tokio::test]
    async fn head_and_chunks_arrive_in_order() {
        let function = function(Duration::from_secs(5), || stream::iter([chunk("one"), chunk("two")]).boxed());
        let response = function.invoke(&rest_event()).await.expect("a head");
        assert_eq!(response.status, StatusCode::ACCEPTED);
        assert_eq!(response.headers[SET_COOKIE], "a=b");
        let chunks: Vec<_> = response.body.collect().await;
        assert_eq!(chunks, [Ok(Bytes::from("one")), Ok(Bytes::from("two"))]);
    }

    #[tokio::test]
    async fn chunk_arrives_before_the_next_one_exists() {
        let function =
            function(Duration::from_secs(60), || stream::iter([chunk("now")]).chain(stream::pending()).boxed());
        let mut response = function.invoke(&rest_event()).await.expect("a head");
        let first = tokio::time::timeout(Duration::from_secs(5), response.body.next()).await.expect("in time");
        assert_eq!(first, Some(Ok(Bytes::from("now"))));
    }

    #[tokio::test]
    async fn deadline_ends_a_stream() {
        let timeout = Duration::from_millis(100);
        let function = function(timeout, || stream::iter([chunk("one")]).chain(stream::pending()).boxed());
        let response = function.invoke(&rest_event()).await.expect("a head");
        let chunks: Vec<_> = response.body.collect().await;
        assert_eq!(chunks, [Ok(Bytes::from("one")), Err(InvocationError::TimedOut { timeout })]);
    }

    #[tokio::test]
    async fn panic_in_the_body_ends_the_stream_with_an_error() {
        let function = function(Duration::from_secs(5), || stream::once(async { panic!("in the body") }).boxed());
        let response = function.invoke(&rest_event()).await.expect("a head");
        let chunks: Vec<_> = response.body.collect().await;
        assert_eq!(chunks, [Err(InvocationError::Panicked { message: "in the body".to_owned() })]);
    }

    #[tokio::test]
    async fn function_without_a_head_is_a_failed_invocation() {
        let function = StreamingFunction::new(
            "sse",
            Duration::from_secs(5),
            service_fn(|_: Request| async { Err::<Response<Body>, lambda_http::Error>("no".into()) }),
        );
        let failure = function.invoke(&rest_event()).await.expect_err("no head");
        assert!(matches!(failure, InvocationError::Unhandled { .. }), "{failure:?}");
    }
}
