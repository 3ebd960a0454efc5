//! Fetches certificates from a configured endpoint in place of AWS's SNS.
//!
//! With `AWS_ENDPOINT_URL_SNS`, certificates are fetched from that endpoint, and confirmations are sent to it. The
//! message still names AWS's host and its URL is checked as always, but only its file name is requested from the
//! endpoint. The variable belongs to the operator, who thereby decides which certificates are trusted.

use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http_client::{DocumentFetcher, parse_endpoint};
use reqwest::Url;

use crate::fetch::MAX_CERTIFICATE_BYTES;
use crate::http_certificates::FETCH_TIMEOUT;
use crate::{CertificateUrl, FetchCertificate, FetchCertificateError, HttpCertificates};

/// Fetches certificates from an endpoint in place of AWS's hosts, such as the SNS emulator of the local stack.
///
/// The URL of a message is validated as always. Then only its file name is used, as `<endpoint>/<file name>`, so that no
/// message can lead to another place. The operator of the endpoint decides which messages are authentic.
#[derive(Clone, Debug)]
pub struct EndpointCertificates {
    documents: DocumentFetcher,
    /// Without a trailing slash.
    endpoint: String,
}

impl EndpointCertificates {
    /// Fetches from `endpoint`, an `http` or `https` URL with any path and without user, query and fragment.
    ///
    /// # Errors
    /// If the endpoint is not such a URL, or the HTTP client cannot be created.
    pub fn new(endpoint: &str) -> Result<Self, FetchCertificateError> {
        let url = parse_endpoint(endpoint).ok_or_else(not_an_endpoint)?;
        let endpoint = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { documents: DocumentFetcher::new(FETCH_TIMEOUT, MAX_CERTIFICATE_BYTES)?, endpoint })
    }
}

impl FetchCertificate for EndpointCertificates {
    fn fetch<'a>(&'a self, url: &'a CertificateUrl) -> BoxFuture<'a, Result<Vec<u8>, FetchCertificateError>> {
        async {
            let url = format!("{}/{}", self.endpoint, url.file_name());
            let url = Url::parse(&url).map_err(|error| FetchCertificateError::Unreachable(error.to_string()))?;
            Ok(self.documents.get(url).await?)
        }
        .boxed()
    }
}

/// The source of certificates: `endpoint` if it is set, otherwise AWS's hosts.
///
/// `endpoint` is `AWS_ENDPOINT_URL_SNS`, which the AWS SDK reads too
/// (<https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>), so that
/// certificates and confirmations belong to the same SNS. On AWS the operator sets the variable; a message cannot.
///
/// # Errors
/// As [`EndpointCertificates::new`] and [`HttpCertificates::new`].
pub fn certificate_source(endpoint: Option<&str>) -> Result<Arc<dyn FetchCertificate>, FetchCertificateError> {
    Ok(match endpoint {
        Some(endpoint) => Arc::new(EndpointCertificates::new(endpoint)?),
        None => Arc::new(HttpCertificates::new()?),
    })
}

fn not_an_endpoint() -> FetchCertificateError {
    FetchCertificateError::Unreachable("the endpoint is not an http or https URL".into())
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    const FILE: &str = "SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";

    fn url(folder: &str) -> CertificateUrl {
        CertificateUrl::accept(&format!("https://sns.us-east-1.amazonaws.com/{folder}{FILE}")).unwrap()
    }

    /// An endpoint that sends `response` to one request, and the first line of that request.
    async fn endpoint(response: Vec<u8>) -> (String, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}/local/sns", listener.local_addr().unwrap());
        let line = tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            let read = socket.read(&mut request).await.unwrap();
            socket.write_all(&response).await.unwrap();
            String::from_utf8_lossy(&request[..read]).lines().next().unwrap_or_default().to_owned()
        });
        (endpoint, line)
    }

    #[tokio::test]
    async fn only_the_file_name_of_the_url_is_requested_from_the_endpoint() {
        for (slash, folder) in [("", ""), ("/", "some/folder/")] {
            let (endpoint, line) = endpoint(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\npem".to_vec()).await;
            let source = certificate_source(Some(&format!("{endpoint}{slash}"))).unwrap();
            assert_eq!(source.fetch(&url(folder)).await, Ok(b"pem".to_vec()));
            assert_eq!(line.await.unwrap(), format!("GET /local/sns/{FILE} HTTP/1.1"));
        }
    }

    #[tokio::test]
    async fn document_over_the_limit_is_rejected() {
        let mut response =
            format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", MAX_CERTIFICATE_BYTES + 1).into_bytes();
        response.resize(response.len() + MAX_CERTIFICATE_BYTES + 1, b'x');
        let (endpoint, _line) = endpoint(response).await;
        let source = EndpointCertificates::new(&endpoint).unwrap();
        assert_eq!(source.fetch(&url("")).await, Err(FetchCertificateError::TooLarge(MAX_CERTIFICATE_BYTES)));
    }

    #[test]
    fn endpoint_must_be_a_plain_http_url() {
        for valid in ["http://127.0.0.1:3000/local/sns", "http://localhost", "https://sns.example/"] {
            assert!(EndpointCertificates::new(valid).is_ok(), "{valid}");
        }
        for invalid in [
            "",
            "127.0.0.1:3000",
            "/local/sns",
            "file:///etc",
            "ftp://127.0.0.1/",
            "http://user@127.0.0.1/",
            "http://127.0.0.1/?x=",
            "http://127.0.0.1/#x",
        ] {
            assert!(certificate_source(Some(invalid)).is_err(), "{invalid}");
        }
        assert!(certificate_source(None).is_ok());
    }
}
