//! Fetches small documents.

use std::time::Duration;

use reqwest::{Client, StatusCode, Url};

use crate::{FetchDocumentError, client, read_bounded, unreachable};

/// Fetches small documents by GET.
#[derive(Clone, Debug)]
pub struct DocumentFetcher {
    client: Client,
    max_bytes: usize,
}

impl DocumentFetcher {
    /// Fetches documents of at most `max_bytes`, each within `timeout`.
    ///
    /// # Errors
    /// [`FetchDocumentError::Unreachable`] if the HTTP client cannot be created.
    pub fn new(timeout: Duration, max_bytes: usize) -> Result<Self, FetchDocumentError> {
        Ok(Self { client: client(timeout)?, max_bytes })
    }

    /// The bytes of the document at `url`.
    ///
    /// # Errors
    /// [`FetchDocumentError`].
    pub async fn get(&self, url: Url) -> Result<Vec<u8>, FetchDocumentError> {
        let response = self.client.get(url).send().await.map_err(unreachable)?;
        if response.status() != StatusCode::OK {
            return Err(FetchDocumentError::Status(response.status().as_u16()));
        }
        read_bounded(response, self.max_bytes).await
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    const MAX_BYTES: usize = 16 * 1024;

    /// Fetches from a server that sends `response` to one request, and keeps the connection open.
    async fn fetch(response: impl Into<Vec<u8>>) -> Result<Vec<u8>, FetchDocumentError> {
        let response = response.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/document", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.read(&mut [0; 4096]).await;
            let _ = socket.write_all(&response).await;
            std::future::pending::<()>().await;
        });
        let fetcher = DocumentFetcher::new(Duration::from_millis(500), MAX_BYTES).unwrap();
        fetcher.get(Url::parse(&url).unwrap()).await
    }

    #[tokio::test]
    async fn document_is_returned_unchanged() {
        assert_eq!(fetch("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\npem").await, Ok(b"pem".to_vec()));
    }

    #[tokio::test]
    async fn redirect_is_not_followed() {
        let redirect = "HTTP/1.1 302 Found\r\nlocation: https://elsewhere.example/\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(fetch(redirect).await, Err(FetchDocumentError::Status(302)));
    }

    #[tokio::test]
    async fn document_over_the_limit_is_not_read_to_its_end() {
        // The server never sends the last byte that it announces: a client that reads to the end would time out.
        let mut response = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", MAX_BYTES + 2).into_bytes();
        response.resize(response.len() + MAX_BYTES + 1, b'x');
        assert_eq!(fetch(response).await, Err(FetchDocumentError::TooLarge(MAX_BYTES)));
    }

    #[tokio::test]
    async fn response_that_does_not_end_times_out() {
        let incomplete = fetch("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\np").await;
        assert!(matches!(incomplete, Err(FetchDocumentError::Unreachable(detail)) if detail.starts_with("timed out")));
    }
}
