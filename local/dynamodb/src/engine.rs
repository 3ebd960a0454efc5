//! The embedded DynamoDB: one SQLite file, served over HTTP on a loopback port.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use dynoxide::Database;
use tokio::sync::oneshot;

use crate::maintenance::{self, Maintenance};
use crate::stream_records::StreamRecords;

/// How long a shutdown waits for running requests.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

/// Why the engine could not be started.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The engine or the index could not be created in the file.
    #[error("the DynamoDB file {} could not be opened: {reason}", path.display())]
    File {
        /// The SQLite file.
        path: PathBuf,
        /// The error of SQLite or the engine.
        reason: String,
    },
    /// The port is in use, or no thread could be started.
    #[error("DynamoDB could not be served on 127.0.0.1:{port}: {source}")]
    Serve {
        /// The requested port; 0 for any.
        port: u16,
        /// The error of the operating system.
        source: std::io::Error,
    },
}

/// A running engine. Dropping it stops it without waiting.
pub struct Engine {
    endpoint: String,
    stop: oneshot::Sender<()>,
    ended: oneshot::Receiver<()>,
    _maintenance: Maintenance,
}

impl Engine {
    /// Opens or creates `file` (its folder must exist) and serves it on `port` of the loopback; 0 means any free port.
    ///
    /// # Errors
    /// [`EngineError`] if the file cannot be used or the port is in use.
    pub fn start(file: &Path, port: u16) -> Result<Self, EngineError> {
        let (database, records) = open(file)?;
        let serve_error = |source| EngineError::Serve { port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(serve_error)?;
        listener.set_nonblocking(true).map_err(serve_error)?;
        let endpoint = format!("http://{}", listener.local_addr().map_err(serve_error)?);
        let maintenance = maintenance::start(database.clone(), records).map_err(serve_error)?;
        let (stop, stopped) = oneshot::channel();
        let (end, ended) = oneshot::channel();
        // Its own thread and runtime, since every call of the engine blocks.
        thread::Builder::new()
            .name("dynamodb".to_owned())
            .spawn(move || {
                serve(listener, database, stopped);
                // The receiver is dropped if the engine was dropped and not shut down.
                let _ = end.send(());
            })
            .map_err(serve_error)?;
        Ok(Self { endpoint, stop, ended, _maintenance: maintenance })
    }

    /// The engine's base URL, `http://127.0.0.1:<port>`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Waits for running requests, at most 5 seconds, and stops. Writes with a response are in the file in any case.
    pub async fn shutdown(self) {
        let Self { stop, ended, .. } = self;
        drop(stop);
        let timeout = SHUTDOWN_TIMEOUT + Duration::from_secs(1);
        if tokio::time::timeout(timeout, ended).await.is_err() {
            tracing::warn!("DynamoDB is still handling a request; it is abandoned");
        }
    }
}

fn open(file: &Path) -> Result<(Database, StreamRecords), EngineError> {
    let fail = |reason: String| EngineError::File { path: file.to_owned(), reason };
    let text = file.to_str().ok_or_else(|| fail("its path is not UTF-8".to_owned()))?;
    let database = Database::new(text).map_err(|error| fail(error.to_string()))?;
    let records = StreamRecords::open(file).map_err(|error| fail(error.to_string()))?;
    Ok((database, records))
}

/// Serves until `stopped` resolves, which dropping its sender does too.
fn serve(listener: TcpListener, database: Database, stopped: oneshot::Receiver<()>) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return tracing::error!(%error, "the runtime for DynamoDB could not be started"),
    };
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(|error| error.to_string())?;
        let (stopping, stop_seen) = oneshot::channel::<()>();
        let shutdown = async move {
            let _ = stopped.await;
            drop(stopping);
        };
        let serving = dynoxide::server::serve_with_shutdown(listener, database, shutdown);
        tokio::select! {
            served = serving => served,
            // A client that never finishes its request would block the shutdown for ever.
            () = async { let _ = stop_seen.await; tokio::time::sleep(SHUTDOWN_TIMEOUT).await } => Ok(()),
        }
    });
    if let Err(error) = served {
        tracing::error!(%error, "the server of DynamoDB failed");
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::AttributeValue;

    use super::*;
    use crate::{dynamodb, ensure_tables, stream_arn};

    const TABLE: &str = "storebell-deliveries";

    #[tokio::test]
    async fn items_and_stream_survive_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("dynamodb.sqlite");
        let engine = Engine::start(&file, 0).expect("an engine");
        let client = dynamodb(engine.endpoint());
        ensure_tables(&client).await.expect("tables");
        let stream = stream_arn(&client, TABLE).await.expect("a stream");
        let key = AttributeValue::S("demo#1".to_owned());
        client.put_item().table_name(TABLE).item("pk", key.clone()).send().await.expect("a put");
        engine.shutdown().await;
        assert!(client.list_tables().send().await.is_err(), "it does not respond any more");

        let engine = Engine::start(&file, 0).expect("an engine");
        let client = dynamodb(engine.endpoint());
        let found = client.get_item().table_name(TABLE).key("pk", key).send().await.expect("a get");
        assert!(found.item.is_some());
        assert_eq!(stream_arn(&client, TABLE).await.expect("a stream"), stream);
        engine.shutdown().await;
    }

    #[tokio::test]
    async fn port_in_use_is_an_error_that_names_the_port() {
        let folder = tempfile::tempdir().expect("a folder");
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = taken.local_addr().expect("an address").port();
        let error = Engine::start(&folder.path().join("dynamodb.sqlite"), port).err().expect("an error");
        assert!(error.to_string().contains(&port.to_string()), "{error}");
    }

    #[tokio::test]
    async fn unfinished_request_does_not_block_a_shutdown() {
        let folder = tempfile::tempdir().expect("a folder");
        let engine = Engine::start(&folder.path().join("dynamodb.sqlite"), 0).expect("an engine");
        let address = engine.endpoint().trim_start_matches("http://").to_owned();
        let mut half_open = tokio::net::TcpStream::connect(address).await.expect("a connection");
        tokio::io::AsyncWriteExt::write_all(&mut half_open, b"POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\n1")
            .await
            .expect("half a request");
        dynamodb(engine.endpoint()).list_tables().send().await.expect("it responds");
        let stopped = tokio::time::timeout(SHUTDOWN_TIMEOUT * 2, engine.shutdown()).await;
        assert!(stopped.is_ok());
    }
}
