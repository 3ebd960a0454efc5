//! An emulator of S3 for one machine: one bucket with the exhausted batches of the stream.
//!
//! Its objects are the lines of the on-failure file, and objects that were set aside are lines of a second file. It lists,
//! returns and removes objects, and copies one to set it aside; nothing else. Addresses are path-style.

mod objects;
mod responses;
mod routes;

use std::path::Path;

use axum::Router;

use crate::ndjson_file::NdjsonFile;
use objects::Objects;

/// Its path on the gateway's port.
pub const PATH: &str = "/local/s3";

/// The path of the endpoint for clients: without the slash, the SDK for Rust would append the bucket without one.
pub const ENDPOINT_PATH: &str = "/local/s3/";

/// Its bucket.
pub const BUCKET: &str = "storebell-failed-batches";

/// The file of batches that were set aside.
pub const SET_ASIDE_FILE: &str = "on-failure-unreadable.ndjson";

/// The emulator with its bucket. Cheap to clone.
#[derive(Clone, Debug)]
pub struct S3Emulator {
    objects: Objects,
}

impl S3Emulator {
    /// An emulator whose bucket holds `failed`, the lines of the on-failure file; batches that are set aside go to `data_dir`.
    #[must_use]
    pub fn new(failed: NdjsonFile, data_dir: &Path) -> Self {
        Self { objects: Objects { failed, set_aside: NdjsonFile::new(data_dir.join(SET_ASIDE_FILE)) } }
    }

    /// All routes, under [`PATH`]: only for loopback.
    pub fn local_routes(&self) -> Router {
        routes::local(self)
    }
}
