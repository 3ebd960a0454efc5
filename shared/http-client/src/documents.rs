//! Small documents that are fetched.

use std::time::Duration;

use reqwest::{Client, StatusCode, Url};

use super::{FetchDocumentError, bounded_body, client, unreachable};

/// Fetches small documents.
#[derive(Clone, Debug)]
pub struct Documents {
    client: Client,
    largest: usize,
}

impl Documents {
    /// A client of its own, with nothing taken from the environment: documents of at most `largest` bytes, within
    /// `limit`.
    pub fn new(limit: Duration, largest: usize) -> Result<Self, FetchDocumentError> {
        Ok(Self { client: client(limit)?, largest })
    }

    /// The document at `url`.
    pub async fn get(&self, url: Url) -> Result<Vec<u8>, FetchDocumentError> {
        let response = self.client.get(url).send().await.map_err(unreachable)?;
        if response.status() != StatusCode::OK {
            return Err(FetchDocumentError::Status(response.status().as_u16()));
        }
        bounded_body(response, self.largest).await
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    const LARGEST: usize = 16 * 1024;

    /// Fetches from a server that answers one request with these bytes and then stays open without a word.
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
        let documents = Documents::new(Duration::from_millis(500), LARGEST).unwrap();
        documents.get(Url::parse(&url).unwrap()).await
    }

    #[tokio::test]
    async fn the_document_comes_as_it_is() {
        assert_eq!(fetch("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\npem").await, Ok(b"pem".to_vec()));
    }

    #[tokio::test]
    async fn a_redirect_is_not_followed() {
        let away = "HTTP/1.1 302 Found\r\nlocation: https://elsewhere.example/\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(fetch(away).await, Err(FetchDocumentError::Status(302)));
    }

    #[tokio::test]
    async fn a_larger_document_is_not_read_to_its_end() {
        // Never sends the last byte that it announces: only who stops at the limit gets an answer.
        let mut response = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", LARGEST + 2).into_bytes();
        response.resize(response.len() + LARGEST + 1, b'x');
        assert_eq!(fetch(response).await, Err(FetchDocumentError::TooLarge(LARGEST)));
    }

    #[tokio::test]
    async fn an_answer_that_does_not_end_is_given_up() {
        let stuck = fetch("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\np").await;
        assert!(matches!(stuck, Err(FetchDocumentError::Unreachable(why)) if why.starts_with("no answer in time")));
    }
}
