//! A `storebell serve` of a test's own, and what tests ask of it.

mod live_clients;
mod process;
mod request;
mod sample_order;
mod sign_in;
mod table_rows;
mod table_search;
mod webhooks;

use std::path::Path;
use std::time::{Duration, Instant};

use local_client::{ClientError, StackUrl};
use serde_json::Value;

pub(crate) use live_clients::{LiveSocket, LiveStream};
pub(crate) use process::Process;
pub(crate) use request::{Account, Request, from_now};
pub(crate) use sample_order::Order;
pub(crate) use sign_in::{SignedIn, asked, browser, post};
pub(crate) use table_rows::Rows;
pub(crate) use webhooks::{Answer, Webhook, sample};

/// The longest that a test waits for something that has to happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Status and JSON of an answer.
pub(crate) async fn read(answer: reqwest::Response) -> (u16, Value) {
    let status = answer.status().as_u16();
    let body = answer.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_else(|_| panic!("{status}: {}", String::from_utf8_lossy(&body))))
}

/// A client for stacks.
pub(crate) fn http_client() -> reqwest::Client {
    let client = reqwest::Client::builder().tls_backend_preconfigured(shared::outgoing::tls_client_config());
    client.no_proxy().build().unwrap()
}

/// A running stack and a client for it.
pub(crate) struct Stack {
    process: Process,
    http: reqwest::Client,
}

impl Stack {
    /// On a temporary folder.
    pub(crate) async fn start() -> Self {
        Self::with(&["--ephemeral"]).await
    }

    /// On a folder that outlives it.
    pub(crate) async fn on(folder: &Path) -> Self {
        Self::with(&["--data", folder.to_str().unwrap()]).await
    }

    /// With these arguments of `serve`.
    pub(crate) async fn with(arguments: &[&str]) -> Self {
        Self { process: Process::start(arguments).await, http: http_client() }
    }

    /// On a temporary folder, with a log of this level.
    pub(crate) async fn logging(level: &str) -> Self {
        Self { process: Process::start_logging(&["--ephemeral"], level).await, http: http_client() }
    }

    /// The lines of its log so far.
    pub(crate) fn log(&self) -> Vec<String> {
        self.process.log()
    }

    /// Everything that is in its tables, as one text.
    pub(crate) async fn table_text(&self) -> String {
        table_rows::text(&self.variable("AWS_ENDPOINT_URL_DYNAMODB")).await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.process.port())
    }

    /// Where it is, for clients.
    pub(crate) fn at(&self) -> StackUrl {
        StackUrl::local(self.process.port())
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// The variable `name`, as `storebell env` says it.
    pub(crate) fn variable(&self, name: &str) -> String {
        self.process.variable(name)
    }

    /// Ends it as a power cut would.
    pub(crate) async fn kill(self) {
        self.process.kill().await;
    }

    /// Ends it by SIGTERM; it has to end well.
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
        let answer = self.http.get(self.url(path)).bearer_auth(token).send().await.unwrap();
        read(answer).await
    }

    /// Another method with a JSON body, as `user`.
    pub(crate) async fn send(&self, method: reqwest::Method, user: &str, path: &str, body: &Value) -> (u16, Value) {
        let token = self.token(user).await;
        let request = self.http.request(method, self.url(path)).bearer_auth(token);
        let answer = request.header("content-type", "application/json").body(body.to_string()).send().await.unwrap();
        read(answer).await
    }

    /// Posts a webhook.
    pub(crate) async fn post(&self, webhook: &Webhook) -> Answer {
        webhook.post(&self.http, &self.url("")).await
    }

    /// The events that `demo` sees, when there are `count` of them.
    pub(crate) async fn events(&self, count: usize) -> Vec<Value> {
        let path = "/api/webhooks?limit=200";
        self.until(path, |page| page["events"].as_array().unwrap().len() >= count).await["events"]
            .as_array()
            .unwrap()
            .clone()
    }

    /// What GET says to `demo` as soon as `holds` is true of it.
    pub(crate) async fn until(&self, path: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let started = Instant::now();
        loop {
            let (status, answer) = self.get("demo", path).await;
            if status == 200 && holds(&answer) {
                return answer;
            }
            assert!(started.elapsed() < PATIENCE, "waited in vain for {path}: {status} {answer}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// A live WebSocket of `user`.
    pub(crate) async fn websocket(&self, user: &str, after: Option<&str>) -> LiveSocket {
        self.websocket_with(&self.token(user).await, after).await.unwrap()
    }

    /// A live WebSocket by this token, or why there is none.
    pub(crate) async fn websocket_with(&self, token: &str, after: Option<&str>) -> Result<LiveSocket, ClientError> {
        LiveSocket::open(&StackUrl::local(self.process.port()), token, after).await
    }

    /// A live SSE stream of `user`.
    pub(crate) async fn sse(&self, user: &str, after: Option<&str>) -> LiveStream {
        LiveStream::open(&StackUrl::local(self.process.port()), &self.token(user).await, after).await
    }

    /// The line of the log that has all of `words`.
    pub(crate) async fn logged(&self, words: &[&str]) -> String {
        self.process.logged(words).await
    }

    /// How many rows each table has.
    pub(crate) async fn rows(&self) -> Rows {
        Rows::count(&self.variable("AWS_ENDPOINT_URL_DYNAMODB")).await
    }
}
