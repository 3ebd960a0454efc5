//! A `storebell serve` for one test, and requests to it.

mod live_clients;
mod process;
mod request;
mod sample_order;
mod sign_in;
mod table_rows;
mod table_search;
mod webhooks;

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use local_client::{ClientError, StackUrl};
use serde_json::Value;

pub(crate) use live_clients::{LiveSocket, LiveStream};
pub(crate) use process::Process;
pub(crate) use request::{Account, Request, from_now};
pub(crate) use sample_order::Order;
pub(crate) use sign_in::{SignedIn, authorization_url, browser, post};
pub(crate) use table_rows::Rows;
pub(crate) use webhooks::{Webhook, WebhookResponse, sample};

/// How long a test waits for something that has to happen.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(20);

/// A string field in a line of the log, which is JSON.
pub(crate) fn field(name: &str, value: &str) -> String {
    format!("\"{name}\":\"{value}\"")
}

/// Status and JSON of a response.
pub(crate) async fn read(response: reqwest::Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_else(|_| panic!("{status}: {}", String::from_utf8_lossy(&body))))
}

/// A client for stacks.
pub(crate) fn http_client() -> reqwest::Client {
    let client = reqwest::Client::builder().tls_backend_preconfigured(http_client::tls_client_config());
    client.no_proxy().build().unwrap()
}

/// A running stack and a client for it.
pub(crate) struct Stack {
    process: Process,
    http: reqwest::Client,
}

impl Stack {
    /// Starts a stack on a temporary folder.
    pub(crate) async fn start() -> Self {
        Self::with(&["--ephemeral"]).await
    }

    /// Starts a stack on a folder that outlives it.
    pub(crate) async fn on(folder: &Path) -> Self {
        Self::with(&["--data", folder.to_str().unwrap()]).await
    }

    /// Starts a stack with these arguments of `serve`.
    pub(crate) async fn with(arguments: &[&str]) -> Self {
        Self { process: Process::start(arguments).await, http: http_client() }
    }

    /// Starts a stack on a temporary folder, with this log level.
    pub(crate) async fn logging(level: &str) -> Self {
        Self { process: Process::start_logging(&["--ephemeral"], level).await, http: http_client() }
    }

    /// Starts a stack on a temporary folder that logs everything to `stderr`.
    pub(crate) async fn logging_to(stderr: Stdio) -> Self {
        Self { process: Process::spawn(&["--ephemeral"], "debug", stderr).await, http: http_client() }
    }

    /// The lines of its log so far.
    pub(crate) fn log(&self) -> Vec<String> {
        self.process.log()
    }

    /// All items of its tables, as one text.
    pub(crate) async fn table_text(&self) -> String {
        table_rows::text(&self.variable("AWS_ENDPOINT_URL_DYNAMODB")).await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.process.port())
    }

    /// Its URL, for clients.
    pub(crate) fn at(&self) -> StackUrl {
        StackUrl::local(self.process.port())
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// The variable `name` in the output of `storebell env`.
    pub(crate) fn variable(&self, name: &str) -> String {
        self.process.variable(name)
    }

    /// Kills the process, like a power cut.
    pub(crate) async fn kill(self) {
        self.process.kill().await;
    }

    /// Stops the process by SIGTERM; its exit status has to be 0.
    pub(crate) async fn stop(self) {
        self.process.stop().await;
    }

    /// A token of this user, for an hour.
    pub(crate) async fn token(&self, user: &str) -> String {
        self.token_for(user, 3600).await
    }

    pub(crate) async fn token_for(&self, user: &str, seconds: u64) -> String {
        let url = self.url(&format!("/local/token?user={user}&ttl={seconds}"));
        self.http.get(url).send().await.unwrap().error_for_status().unwrap().text().await.unwrap()
    }

    /// GET as `user`: status and JSON.
    pub(crate) async fn get(&self, user: &str, path: &str) -> (u16, Value) {
        let token = self.token(user).await;
        let response = self.http.get(self.url(path)).bearer_auth(token).send().await.unwrap();
        read(response).await
    }

    /// Another method with a JSON body, as `user`.
    pub(crate) async fn send(&self, method: reqwest::Method, user: &str, path: &str, body: &Value) -> (u16, Value) {
        let token = self.token(user).await;
        let request = self.http.request(method, self.url(path)).bearer_auth(token);
        let response = request.header("content-type", "application/json").body(body.to_string()).send().await.unwrap();
        read(response).await
    }

    /// Posts a webhook.
    pub(crate) async fn post(&self, webhook: &Webhook) -> WebhookResponse {
        webhook.post(&self.http, &self.url("")).await
    }

    /// The events that `demo` may see, once there are `count` of them.
    pub(crate) async fn events(&self, count: usize) -> Vec<Value> {
        let path = "/api/webhooks?limit=200";
        self.until(path, |page| page["events"].as_array().unwrap().len() >= count).await["events"]
            .as_array()
            .unwrap()
            .clone()
    }

    /// The response of GET for `demo`, once `holds` is true for it.
    pub(crate) async fn until(&self, path: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let started = Instant::now();
        loop {
            let (status, response) = self.get("demo", path).await;
            if status == 200 && holds(&response) {
                return response;
            }
            assert!(started.elapsed() < TIMEOUT, "timeout for {path}: {status} {response}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// A live WebSocket of `user`.
    pub(crate) async fn websocket(&self, user: &str, after: Option<&str>) -> LiveSocket {
        self.websocket_with(&self.token(user).await, after).await.unwrap()
    }

    /// A live WebSocket with this token.
    pub(crate) async fn websocket_with(&self, token: &str, after: Option<&str>) -> Result<LiveSocket, ClientError> {
        LiveSocket::open(&StackUrl::local(self.process.port()), token, after).await
    }

    /// A live SSE stream of `user`.
    pub(crate) async fn sse(&self, user: &str, after: Option<&str>) -> LiveStream {
        LiveStream::open(&StackUrl::local(self.process.port()), &self.token(user).await, after).await
    }

    /// The line of the log with all of `words`.
    pub(crate) async fn logged(&self, words: &[&str]) -> String {
        self.process.logged(words).await
    }

    /// The number of rows in each table.
    pub(crate) async fn rows(&self) -> Rows {
        Rows::count(&self.variable("AWS_ENDPOINT_URL_DYNAMODB")).await
    }
}
