//! The bucket of batches on which the stream's event source mapping gave up.

use std::path::PathBuf;

use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::Builder;
use local_aws::emulators::s3::{ENDPOINT_PATH, S3Emulator, SET_ASIDE_FILE};
use local_aws::ndjson_file::NdjsonFile;
use tokio::net::TcpListener;

const OBJECTS_FILE: &str = "on-failure.ndjson";

/// The bucket of the S3 emulator, in a folder.
pub struct FailedBatches {
    /// A client for the emulator.
    pub client: Client,
    objects: NdjsonFile,
    folder: PathBuf,
}

impl FailedBatches {
    /// Starts an emulator with an empty bucket in `folder`.
    ///
    /// # Panics
    /// If no port is free.
    pub async fn start(folder: PathBuf, aws: &SdkConfig) -> Self {
        let objects = NdjsonFile::new(folder.join(OBJECTS_FILE));
        let emulator = S3Emulator::new(objects.clone(), &folder);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}{ENDPOINT_PATH}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, emulator.local_routes()).await.unwrap() });
        let client = Client::from_conf(Builder::from(aws).endpoint_url(endpoint).build());
        Self { client, objects, folder }
    }

    /// Adds an object.
    ///
    /// # Panics
    /// If the bucket is broken.
    pub fn add(&self, object: &[u8]) {
        self.objects.append(object).unwrap();
    }

    /// The objects in the bucket.
    ///
    /// # Panics
    /// If the bucket is broken.
    pub fn objects(&self) -> Vec<Vec<u8>> {
        lines(&self.objects)
    }

    /// The objects that were set aside as unreadable.
    ///
    /// # Panics
    /// If their file is unreadable.
    pub fn set_aside(&self) -> Vec<Vec<u8>> {
        lines(&NdjsonFile::new(self.folder.join(SET_ASIDE_FILE)))
    }

    /// Makes the file of the objects unreadable, so that the emulator responds with an error.
    ///
    /// # Panics
    /// If that fails.
    pub fn break_bucket(&self) {
        let path = self.folder.join(OBJECTS_FILE);
        if path.exists() {
            std::fs::remove_file(&path).unwrap();
        }
        std::fs::create_dir(path).unwrap();
    }
}

fn lines(file: &NdjsonFile) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    file.for_each_line(|line| lines.push(line.to_vec())).unwrap();
    lines
}
