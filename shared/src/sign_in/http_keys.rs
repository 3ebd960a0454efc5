//! Fetches an issuer's keys by HTTP: no redirects, no proxy, bounded in time and size.

use std::fmt;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};

use super::{FetchFailed, FetchKeys, tls_client_config};

/// Time for the whole fetch. A caller is waiting, and API Gateway gives up on it after 29 seconds.
const TIME_LIMIT: Duration = Duration::from_secs(3);

/// Size of the largest key document that is read, in bytes. Twenty RSA keys with their certificates fit.
const LARGEST: usize = 64 * 1024;

/// Fetches keys by https, or by http from a loopback host.
#[derive(Clone)]
pub struct HttpKeys(Client);

impl HttpKeys {
    /// A client of its own, with nothing taken from the environment.
    ///
    /// # Errors
    /// If the HTTP client cannot be made.
    pub fn new() -> Result<Self, FetchFailed> {
        Self::with_time_limit(TIME_LIMIT)
    }

    fn with_time_limit(limit: Duration) -> Result<Self, FetchFailed> {
        Client::builder()
            .tls_backend_preconfigured(tls_client_config())
            .redirect(Policy::none())
            .no_proxy()
            .timeout(limit)
            // An hour lies between two fetches, and a function may be frozen in between: nothing to keep open.
            .pool_max_idle_per_host(0)
            .build()
            .map(Self)
            .map_err(unreachable)
    }

    async fn get(&self, jwks_url: &str) -> Result<Vec<u8>, FetchFailed> {
        let response = self.0.get(key_url(jwks_url)?).send().await.map_err(unreachable)?;
        match response.status() {
            StatusCode::OK => read_bounded(response).await,
            other => Err(FetchFailed::Status(other.as_u16())),
        }
    }
}

impl FetchKeys for HttpKeys {
    fn fetch<'a>(&'a self, jwks_url: &'a str) -> BoxFuture<'a, Result<Vec<u8>, FetchFailed>> {
        self.get(jwks_url).boxed()
    }
}

impl fmt::Debug for HttpKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpKeys")
    }
}

/// The URL if keys may be fetched from it: https, or http on a loopback host.
pub(super) fn key_url(text: &str) -> Result<Url, FetchFailed> {
    let url = Url::parse(text).map_err(|_| FetchFailed::Url)?;
    let loopback = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        _ => Err(FetchFailed::Url),
    }
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

    /// A server that answers one request with these bytes and then stays open without a word.
    async fn answering(answer: Vec<u8>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/jwks.json", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            let _ = socket.read(&mut request).await;
            let _ = socket.write_all(&answer).await;
            std::future::pending::<()>().await;
        });
        url
    }

    async fn fetch(answer: impl Into<Vec<u8>>) -> Result<Vec<u8>, FetchFailed> {
        let url = answering(answer.into()).await;
        HttpKeys::with_time_limit(Duration::from_millis(500)).unwrap().fetch(&url).await
    }

    #[tokio::test]
    async fn the_document_comes_as_it_is() {
        let body = fetch("HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"keys\":[]}").await;
        assert_eq!(body, Ok(b"{\"keys\":[]}".to_vec()));
    }

    #[tokio::test]
    async fn a_redirect_is_not_followed() {
        let away = "HTTP/1.1 302 Found\r\nlocation: https://elsewhere.example/\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(fetch(away).await, Err(FetchFailed::Status(302)));
    }

    #[tokio::test]
    async fn a_larger_document_is_not_read_to_its_end() {
        let mut answer = b"HTTP/1.1 200 OK\r\ncontent-length: 70000\r\n\r\n".to_vec();
        answer.resize(answer.len() + 70_000, b' ');
        assert_eq!(fetch(answer).await, Err(FetchFailed::TooLarge(LARGEST)));
    }

    #[tokio::test]
    async fn an_answer_that_does_not_end_is_given_up() {
        let stuck = fetch("HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{").await;
        assert!(matches!(stuck, Err(FetchFailed::Unreachable(why)) if why.starts_with("no answer in time")));
    }

    #[test]
    fn the_clear_is_for_loopback_only() {
        for good in ["https://i.example/k", "http://127.0.0.1:3000/k", "http://localhost/k", "http://[::1]:9/k"] {
            assert!(key_url(good).is_ok(), "{good}");
        }
        for bad in [
            "http://i.example/k",
            "http://127.0.0.1.i.example/k",
            "http://localhost@i.example/k",
            "http://10.0.0.1/k",
            "file:///etc/passwd",
            "jwks.json",
        ] {
            assert_eq!(key_url(bad), Err(FetchFailed::Url), "{bad}");
        }
    }
}
