//! A function with a buffered result: one JSON event in, one JSON result out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Body, Request, Response};
use lambda_runtime::{Context, Diagnostic, LambdaEvent};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tower::{Service, ServiceExt};

use super::{InvocationError, payload, supervise};

type Handler = dyn Fn(Vec<u8>, Context) -> BoxFuture<'static, Result<Value, InvocationError>> + Send + Sync;

/// A function. Cheap to clone; every invocation uses its own clone of the service.
#[derive(Clone)]
pub struct Function {
    name: Arc<str>,
    timeout: Duration,
    handler: Arc<Handler>,
}

impl Function {
    /// A function behind API Gateway, wrapped by the adapter that `lambda_http::run` itself uses.
    ///
    /// The event may be an HTTP API (payload 2.0), REST API or WebSocket API event.
    pub fn http<S>(name: &str, timeout: Duration, service: S) -> Self
    where
        S: Service<Request, Response = Response<Body>, Error = lambda_http::Error> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
    {
        let adapter = Adapter::<'static, Response<Body>, S>::from(service);
        Self::json::<LambdaRequest, _>(name, timeout, adapter)
    }

    /// A function that accepts `Event` as JSON and returns `Output` as JSON.
    pub fn json<Event, Output>(
        name: &str,
        timeout: Duration,
        service: impl Service<LambdaEvent<Event>, Response = Output, Error = lambda_runtime::Error, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static,
    ) -> Self
    where
        Event: DeserializeOwned + Send + 'static,
        Output: Serialize + Send + 'static,
    {
        let handler = move |bytes: Vec<u8>, context: Context| -> BoxFuture<'static, Result<Value, InvocationError>> {
            Box::pin(run(service.clone(), bytes, context))
        };
        Self { name: name.into(), timeout, handler: Arc::new(handler) }
    }

    /// The function's name, as in its ARN and in its context.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The function's ARN, in a placeholder account.
    #[must_use]
    pub fn arn(&self) -> String {
        payload::function_arn(&self.name)
    }

    /// The timeout of an invocation.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Invokes the function with `event` and waits for its result, at most [`Function::timeout`].
    ///
    /// The invocation continues until its end or its deadline even if the caller stops waiting, as in Lambda.
    ///
    /// # Errors
    /// [`InvocationError`]: an event that is too large or of another type, an error or panic of the handler, or a timeout.
    pub async fn invoke(&self, event: &Value) -> Result<Value, InvocationError> {
        self.invoke_as(&payload::new_request_id(), event).await
    }

    /// As [`Function::invoke`], with a request id that the caller has chosen.
    ///
    /// # Errors
    /// As [`Function::invoke`].
    pub async fn invoke_as(&self, request_id: &str, event: &Value) -> Result<Value, InvocationError> {
        self.invoke_bytes(request_id, payload::request_bytes(event)?).await
    }

    /// As [`Function::invoke_as`], with the event's JSON as it was received: it is not parsed, and no number loses a digit.
    ///
    /// # Errors
    /// As [`Function::invoke`].
    pub async fn invoke_bytes(&self, request_id: &str, event: Vec<u8>) -> Result<Value, InvocationError> {
        let bytes = payload::within_limit(event)?;
        let context = payload::new_context(request_id, &self.name, self.timeout);
        let invocation = (self.handler)(bytes, context);
        supervise::outcome(supervise::start(self.timeout, invocation).await)
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Function").field("name", &self.name).field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

async fn run<Event, S>(service: S, bytes: Vec<u8>, context: Context) -> Result<Value, InvocationError>
where
    Event: DeserializeOwned,
    S: Service<LambdaEvent<Event>, Response: Serialize, Error = lambda_runtime::Error>,
{
    let event = payload::read_event::<Event>(&bytes, context)?;
    let output = service.oneshot(event).await.map_err(unhandled)?;
    payload::response_json(&output)
}

/// A handler's error, with the name that `lambda_runtime` would report.
pub(super) fn unhandled(error: lambda_runtime::Error) -> InvocationError {
    let Diagnostic { error_type, error_message } = Diagnostic::from(error);
    InvocationError::Unhandled { error_type, message: error_message }
}

#[cfg(test)]
mod tests {
    use lambda_http::service_fn;
    use lambda_http::{RequestExt, http::StatusCode};
    use serde_json::json;

    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(5);

    fn http_event(path: &str, body: &str) -> Value {
        json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
            "headers": {"content-type": "text/plain"}, "body": body, "isBase64Encoded": false,
            "requestContext": {
                "accountId": "000000000000", "apiId": "local", "domainName": "localhost", "domainPrefix": "localhost",
                "requestId": "r1", "routeKey": "$default", "stage": "$default", "time": "", "timeEpoch": 0,
                "http": {"method": "POST", "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "t"}
            }
        })
    }

    #[tokio::test]
    async fn http_function_gets_the_request_and_returns_api_gateways_json() {
        let function = Function::http(
            "echo",
            TIMEOUT,
            service_fn(|request: Request| async move {
                let context = request.lambda_context_ref().expect("a context").env_config.function_name.clone();
                let text = format!("{context} {} {:?}", request.raw_http_path(), request.body());
                Ok::<_, lambda_http::Error>(Response::builder().status(StatusCode::CREATED).body(Body::from(text))?)
            }),
        );
        let response = function.invoke(&http_event("/api/x", "hello")).await.expect("a result");
        assert_eq!(response["statusCode"], 201);
        assert_eq!(response["isBase64Encoded"], false);
        assert_eq!(response["body"], "echo /api/x Text(\"hello\")");
    }

    #[tokio::test]
    async fn event_of_another_type_is_rejected_before_the_handler() {
        let function = Function::http(
            "never",
            TIMEOUT,
            service_fn(|_: Request| async { Err::<Response<Body>, lambda_http::Error>("called".into()) }),
        );
        let failure = function.invoke(&json!({"Records": []})).await.expect_err("rejected");
        assert!(matches!(failure, InvocationError::BadEvent { .. }), "{failure:?}");
    }

    fn json_function<F>(handler: impl Fn(Value) -> F + Clone + Send + Sync + 'static) -> Function
    where
        F: Future<Output = Result<Value, lambda_runtime::Error>> + Send + 'static,
    {
        Function::json::<Value, Value>(
            "test",
            Duration::from_millis(200),
            service_fn(move |event: LambdaEvent<Value>| handler(event.payload)),
        )
    }

    #[tokio::test]
    async fn integers_of_18_digits_keep_every_digit() {
        let function = json_function(|event| async move { Ok(event) });
        let event = json!({"id": 820_982_911_946_154_508_u64});
        assert_eq!(function.invoke(&event).await.expect("a result"), event);
    }

    #[tokio::test]
    async fn function_is_aborted_at_its_timeout() {
        let (alive, mut aborted) = tokio::sync::mpsc::channel::<()>(1);
        let function = json_function(move |_| {
            let alive = alive.clone();
            async move {
                std::future::pending::<()>().await;
                drop(alive);
                Ok(Value::Null)
            }
        });
        let failure = function.invoke(&Value::Null).await.expect_err("a timeout");
        assert_eq!(failure.to_string(), "Task timed out after 0.20 seconds");
        drop(function);
        let gone = tokio::time::timeout(Duration::from_secs(5), aborted.recv()).await;
        assert_eq!(gone, Ok(None), "the handler's future was dropped");
    }

    #[tokio::test]
    async fn panic_is_a_failed_invocation_and_the_next_one_succeeds() {
        let function = json_function(|event| async move {
            assert!(event != "panic", "requested panic");
            Ok(event)
        });
        let failure = function.invoke(&json!("panic")).await.expect_err("panicked");
        assert_eq!(failure, InvocationError::Panicked { message: "requested panic".to_owned() });
        assert_eq!(function.invoke(&json!("fine")).await, Ok(json!("fine")));
    }

    #[tokio::test]
    async fn error_of_the_handler_is_a_failed_invocation() {
        let function = json_function(|_| async { Err("the table is gone".into()) });
        let failure = function.invoke(&Value::Null).await.expect_err("an error");
        assert!(matches!(&failure, InvocationError::Unhandled { message, .. } if message == "the table is gone"));
    }

    #[tokio::test]
    async fn result_over_the_limit_is_a_failed_invocation() {
        let function = json_function(|_| async { Ok(Value::from("x".repeat(payload::MAX_PAYLOAD_BYTES))) });
        let failure = function.invoke(&Value::Null).await.expect_err("too large");
        assert_eq!(failure, InvocationError::ResponseTooLarge { bytes: payload::MAX_PAYLOAD_BYTES + 2 });
    }

    #[tokio::test]
    async fn invocation_continues_after_its_caller_stops_waiting() {
        let (done, mut finished) = tokio::sync::mpsc::channel(1);
        let function = json_function(move |_| {
            let done = done.clone();
            async move {
                tokio::time::sleep(Duration::from_millis(50)).await;
                done.send(()).await?;
                Ok(Value::Null)
            }
        });
        let stopped = tokio::time::timeout(Duration::from_millis(5), function.invoke(&Value::Null)).await;
        assert!(stopped.is_err());
        assert_eq!(tokio::time::timeout(Duration::from_secs(5), finished.recv()).await, Ok(Some(())));
    }
}
