//! Fetches certificates from an SNS that is not AWS's.

use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http_client;
use http_client::Documents;
use reqwest::Url;

use super::fetch::LARGEST;
use super::http_certificates::TIME_LIMIT;
use super::{CertificateUrl, FetchCertificate, FetchFailed, HttpCertificates};

/// Fetches certificates from an endpoint in the place of AWS's hosts: for one machine, where a small SNS signs.
///
/// The URL in a message is checked as always before it comes here, and only its file name is asked for, of
/// `<endpoint>/<file name>`: no message can lead anywhere else. Whoever serves the endpoint decides what is genuine.
#[derive(Clone, Debug)]
pub struct EndpointCertificates {
    documents: Documents,
    /// Without a slash at its end.
    endpoint: String,
}

impl EndpointCertificates {
    /// Fetches from this `http` or `https` URL, whose path may be anything and which has neither user nor query.
    ///
    /// # Errors
    /// If the endpoint is something else, or the HTTP client cannot be made.
    pub fn new(endpoint: &str) -> Result<Self, FetchFailed> {
        let url = http_client::endpoint(endpoint).ok_or_else(not_an_endpoint)?;
        let endpoint = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { documents: Documents::new(TIME_LIMIT, LARGEST)?, endpoint })
    }
}

impl FetchCertificate for EndpointCertificates {
    fn fetch<'a>(&'a self, url: &'a CertificateUrl) -> BoxFuture<'a, Result<Vec<u8>, FetchFailed>> {
        async {
            let url = format!("{}/{}", self.endpoint, url.file_name());
            let url = Url::parse(&url).map_err(|error| FetchFailed::Unreachable(error.to_string()))?;
            Ok(self.documents.get(url).await?)
        }
        .boxed()
    }
}

/// Where certificates come from: `endpoint` if there is one, otherwise AWS's hosts.
///
/// `endpoint` is `AWS_ENDPOINT_URL_SNS`, which the AWS SDK reads too
/// (<https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>), so that certificates and
/// confirmations have to do with one and the same SNS. On AWS the variable belongs to the operator, as the rest of the
/// environment does; a message cannot set it.
///
/// # Errors
/// If the endpoint is no `http` or `https` URL, or the HTTP client cannot be made.
pub fn certificate_source(endpoint: Option<&str>) -> Result<Arc<dyn FetchCertificate>, FetchFailed> {
    Ok(match endpoint {
        Some(endpoint) => Arc::new(EndpointCertificates::new(endpoint)?),
        None => Arc::new(HttpCertificates::new()?),
    })
}

fn not_an_endpoint() -> FetchFailed {
    FetchFailed::Unreachable("the endpoint is no http or https URL".into())
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

    /// An endpoint that answers one request with these bytes, and the first line of that request.
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
    async fn only_the_file_name_is_asked_of_the_endpoint() {
        for (slash, folder) in [("", ""), ("/", "some/folder/")] {
            let (endpoint, line) = endpoint(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\npem".to_vec()).await;
            let source = certificate_source(Some(&format!("{endpoint}{slash}"))).unwrap();
            assert_eq!(source.fetch(&url(folder)).await, Ok(b"pem".to_vec()));
            assert_eq!(line.await.unwrap(), format!("GET /local/sns/{FILE} HTTP/1.1"));
        }
    }

    #[tokio::test]
    async fn a_document_that_is_no_certificates_size_is_refused() {
        let mut response = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", LARGEST + 1).into_bytes();
        response.resize(response.len() + LARGEST + 1, b'x');
        let (endpoint, _line) = endpoint(response).await;
        let source = EndpointCertificates::new(&endpoint).unwrap();
        assert_eq!(source.fetch(&url("")).await, Err(FetchFailed::TooLarge(LARGEST)));
    }

    #[test]
    fn nothing_but_a_plain_url_is_an_endpoint() {
        for good in ["http://127.0.0.1:3000/local/sns", "http://localhost", "https://sns.example/"] {
            assert!(EndpointCertificates::new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "127.0.0.1:3000",
            "/local/sns",
            "file:///etc",
            "ftp://127.0.0.1/",
            "http://user@127.0.0.1/",
            "http://127.0.0.1/?x=",
            "http://127.0.0.1/#x",
        ] {
            assert!(certificate_source(Some(bad)).is_err(), "{bad}");
        }
        assert!(certificate_source(None).is_ok());
    }
}
