//! Whether a client has ended its side of a connection.
//!
//! Senders may do so right after their request (`shutdown(SHUT_WR)`) and still read the response, as API Gateway lets
//! them. So the server does not take this as the end of a connection. But to a stream, which only ends by itself after
//! minutes, it is the only sign that the client has left: clients of streams do not end their side before.

use std::io::{Error, ErrorKind, Result};
use std::os::fd::AsFd as _;
use std::sync::Arc;

use tokio::io::Interest;
use tokio::net::TcpStream;

/// Watches a connection by another handle of its socket. Clones share the handle.
#[derive(Clone, Debug)]
pub(super) struct ClientEnd(Arc<TcpStream>);

impl ClientEnd {
    /// Watches `stream`.
    ///
    /// # Errors
    /// The process is out of file descriptors.
    pub(super) fn of(stream: &TcpStream) -> Result<Self> {
        let handle = stream.as_fd().try_clone_to_owned()?;
        TcpStream::from_std(handle.into()).map(|stream| Self(Arc::new(stream)))
    }

    /// Waits until the client has ended its side or the connection broke.
    pub(super) async fn reached(&self) {
        while let Ok(ready) = self.0.ready(Interest::READABLE).await
            && !ready.is_read_closed()
        {
            // Bytes are waiting that the server has not read yet: `ready` waits for the next change.
            let _ = self.0.try_io(Interest::READABLE, || Err::<(), _>(Error::from(ErrorKind::WouldBlock)));
        }
    }
}
