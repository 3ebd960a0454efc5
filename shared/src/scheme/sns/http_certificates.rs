//! Fetches SNS's certificates by https: no redirects, no proxy, bounded in time and size.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use rustls::{ClientConfig, RootCertStore};

use super::fetch::LARGEST;
use super::{CertificateUrl, FetchCertificate, FetchFailed};

/// Time for the whole fetch. SNS waits for 15 seconds
/// (<https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>).
const TIME_LIMIT: Duration = Duration::from_secs(3);

/// Fetches certificates by https.
#[derive(Clone)]
pub struct HttpCertificates(Client);

impl HttpCertificates {
    /// A client of its own, with nothing taken from the environment.
    ///
    /// # Errors
    /// If the HTTP client cannot be made.
    pub fn new() -> Result<Self, FetchFailed> {
        Self::with_time_limit(TIME_LIMIT)
    }

    fn with_time_limit(limit: Duration) -> Result<Self, FetchFailed> {
        Client::builder()
            .tls_backend_preconfigured(tls())
            .redirect(Policy::none())
            .no_proxy()
            .timeout(limit)
            // A day lies between two fetches, and a function may be frozen in between: nothing to keep open.
            .pool_max_idle_per_host(0)
            .build()
            .map(Self)
            .map_err(unreachable)
    }

    async fn get(&self, url: &str) -> Result<Vec<u8>, FetchFailed> {
        let response = self.0.get(url).send().await.map_err(unreachable)?;
        match response.status() {
            StatusCode::OK => read_bounded(response).await,
            other => Err(FetchFailed::Status(other.as_u16())),
        }
    }
}

impl FetchCertificate for HttpCertificates {
    fn fetch<'a>(&'a self, url: &'a CertificateUrl) -> BoxFuture<'a, Result<Vec<u8>, FetchFailed>> {
        self.get(url.as_str()).boxed()
    }
}

impl fmt::Debug for HttpCertificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpCertificates")
    }
}

/// TLS by ring, trusting Mozilla's roots as compiled in. The provider is named, since a library that does not name it
/// panics as soon as two are linked.
fn tls() -> ClientConfig {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has suites for the default versions")
        .with_root_certificates(roots)
        .with_no_client_auth()
}

async fn read_bounded(mut response: Response) -> Result<Vec<u8>, FetchFailed> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > LARGEST {
            return Err(FetchFailed::TooLarge(LARGEST));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn unreachable(error: reqwest::Error) -> FetchFailed {
    let kind = if error.is_timeout() { "no answer in time" } else { "no connection" };
    FetchFailed::Unreachable(format!("{kind} ({})", error.without_url()))
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    /// Fetches from a server that answers one request with these bytes and then stays open without a word.
    async fn fetch(answer: impl Into<Vec<u8>>) -> Result<Vec<u8>, FetchFailed> {
        let answer = answer.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/a.pem", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.read(&mut [0; 4096]).await;
            let _ = socket.write_all(&answer).await;
            std::future::pending::<()>().await;
        });
        HttpCertificates::with_time_limit(Duration::from_millis(500)).unwrap().get(&url).await
    }

    #[tokio::test]
    async fn the_document_comes_as_it_is() {
        assert_eq!(fetch("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\npem").await, Ok(b"pem".to_vec()));
    }

    #[tokio::test]
    async fn a_redirect_is_not_followed() {
        let away = "HTTP/1.1 302 Found\r\nlocation: https://elsewhere.example/\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(fetch(away).await, Err(FetchFailed::Status(302)));
    }

    #[tokio::test]
    async fn a_larger_document_is_not_read_to_its_end() {
        // Never sends the last byte that it announces: only who stops at the limit gets an answer.
        let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", LARGEST + 2).into_bytes();
        answer.resize(answer.len() + LARGEST + 1, b'x');
        assert_eq!(fetch(answer).await, Err(FetchFailed::TooLarge(LARGEST)));
    }

    #[tokio::test]
    async fn an_answer_that_does_not_end_is_given_up() {
        let stuck = fetch("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\np").await;
        assert!(matches!(stuck, Err(FetchFailed::Unreachable(why)) if why.starts_with("no answer in time")));
    }
}
