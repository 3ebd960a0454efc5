//! A small S3 for one machine: one bucket, in which the stream's failed batches are.
//!
//! Its objects are the lines of the on-failure file, and those that were set set_aside are lines of a file beside it. It
//! lists, gives and removes objects, and copies one to where it is set set_aside; nothing else. Addresses are path-style.

mod objects;
mod responses;
mod routes;

use std::path::Path;

use axum::Router;

use crate::ndjson_file::NdjsonFile;
use objects::Objects;

/// Where it is on the gateway's port.
pub const PATH: &str = "/local/s3";

/// The path of the endpoint that clients are given: without the slash, the SDK for Rust writes the bucket right behind it.
pub const ENDPOINT_PATH: &str = "/local/s3/";

/// Its bucket.
pub const BUCKET: &str = "storebell-failed-batches";

/// The file of batches that were set set_aside.
pub const SET_ASIDE_FILE: &str = "on-failure-unreadable.ndjson";

/// An S3 with one bucket. Cheap to clone.
#[derive(Clone, Debug)]
pub struct S3Emulator {
    objects: Objects,
}

impl S3Emulator {
    /// An S3 whose bucket holds `failed`, the lines of the on-failure file; what is set set_aside goes to `data_dir`.
    #[must_use]
    pub fn new(failed: NdjsonFile, data_dir: &Path) -> Self {
        Self { objects: Objects { failed, set_aside: NdjsonFile::new(data_dir.join(SET_ASIDE_FILE)) } }
    }

    /// All of its routes, under [`PATH`]: only for loopback.
    pub fn local_routes(&self) -> Router {
        routes::local(self)
    }
}
