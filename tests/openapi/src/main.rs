//! Generates the description of the API from the code of the function `api`.
//!
//!     cargo run --package openapi               writes docs/openapi.json, functions/api/src/openapi.json.zst, docs/api.md
//!     cargo run --package openapi -- --check    fails if one of them differs from what it would write

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool that cannot print its result fails")]

mod markdown;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const COMPRESSION_LEVEL: i32 = 19;
/// The most bytes that the document adds to the function's package. What is compressed already does not become smaller
/// there.
const MAX_COMPRESSED_BYTES: usize = 64 * 1024;
const MAX_DOCUMENT_BYTES: usize = 1024 * 1024;

fn main() -> ExitCode {
    let check = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => {
            eprintln!("usage: cargo run --package openapi [-- --check]");
            return ExitCode::from(2);
        }
    };
    let document = api::openapi();
    let compressed = zstd::bulk::compress(document.as_bytes(), COMPRESSION_LEVEL).expect("memory is written to");
    if compressed.len() > MAX_COMPRESSED_BYTES || document.len() > MAX_DOCUMENT_BYTES {
        eprintln!("the document is too large: {} bytes, {} compressed", document.len(), compressed.len());
        return ExitCode::FAILURE;
    }
    let reference = markdown::reference(&serde_json::from_str(&document).expect("the document is JSON"));
    let files = [
        ("docs/openapi.json", document.as_bytes()),
        ("functions/api/src/openapi.json.zst", compressed.as_slice()),
        ("docs/api.md", reference.as_bytes()),
    ];
    let mut outdated = files.into_iter().filter(|(name, contents)| !is_current(&path(name), contents)).peekable();
    if outdated.peek().is_none() {
        println!("OpenAPI document: {} bytes, {} compressed", document.len(), compressed.len());
        return ExitCode::SUCCESS;
    }
    for (name, contents) in outdated {
        if check {
            eprintln!("{name} differs from the code. Run `cargo run --package openapi`.");
        } else {
            fs::write(path(name), contents).unwrap_or_else(|error| panic!("{name} cannot be written: {error}"));
            println!("wrote {name}");
        }
    }
    if check { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

/// Whether the file has these contents; a compressed file may be compressed by another version of the library.
fn is_current(path: &Path, contents: &[u8]) -> bool {
    let Ok(current) = fs::read(path) else { return false };
    let decompressed = |bytes: &[u8]| zstd::bulk::decompress(bytes, MAX_DOCUMENT_BYTES).ok();
    match path.extension().is_some_and(|extension| extension == "zst") {
        true => decompressed(&current).is_some_and(|text| Some(text) == decompressed(contents)),
        false => current == contents,
    }
}
