//! The S3 emulator over HTTP. The tests of `functions/retry` use it with the AWS SDK.

use tempfile::TempDir;

use super::stack::{HttpResponse, Parts, Stack};
use crate::emulators::s3::{BUCKET, PATH, S3Emulator};
use crate::ndjson_file::NdjsonFile;

/// A gateway with the emulator, and the folder of its files.
struct TestStack {
    stack: Stack,
    _folder: TempDir,
}

impl TestStack {
    /// Starts with these lines in the on-failure file.
    async fn start(lines: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let failed = NdjsonFile::new(folder.path().join("on-failure.ndjson"));
        for line in lines {
            failed.append(line.as_bytes()).expect("a write");
        }
        let local_routes = S3Emulator::new(failed, folder.path()).local_routes();
        Self { stack: Stack::start(Parts { local_routes, ..Parts::default() }).await, _folder: folder }
    }

    async fn send(&self, method: &str, path: &str, headers: &[&str]) -> HttpResponse {
        self.stack.send(&format!("{method} {PATH}/{path}"), headers, b"").await
    }

    /// The keys of a page, and the token of the next page.
    async fn keys(&self, query: &str) -> (Vec<String>, Option<String>) {
        let response = self.send("GET", &format!("{BUCKET}?list-type=2&{query}"), &[]).await;
        assert_eq!(response.status, 200, "{}", response.text());
        let text = response.text();
        let between = |name: &str| -> Vec<String> {
            let opening = format!("<{name}>");
            let parts = text.split(&opening).skip(1);
            parts.map(|part| part.split('<').next().unwrap_or_default().to_owned()).collect()
        };
        (between("Key"), between("NextContinuationToken").pop())
    }
}

#[tokio::test]
async fn line_is_an_object_until_it_is_removed() {
    let test = TestStack::start(&["one", "two", "three"]).await;
    let (keys, next) = test.keys("prefix=aws%2Flambda%2F").await;
    assert_eq!((keys.len(), next), (3, None));
    let mut bodies = Vec::new();
    for key in &keys {
        bodies.push(test.send("GET", &format!("{BUCKET}/{key}"), &[]).await.text());
    }
    bodies.sort();
    assert_eq!(bodies, ["one", "three", "two"]);
    assert_eq!(test.send("DELETE", &format!("{BUCKET}/{}", keys[1]), &[]).await.status, 204);
    assert_eq!(test.keys("").await.0, [keys[0].clone(), keys[2].clone()]);
    let gone = test.send("GET", &format!("{BUCKET}/{}", keys[1]), &[]).await;
    assert_eq!(gone.status, 404);
    assert!(gone.text().contains("<Code>NoSuchKey</Code>"), "{}", gone.text());
}

#[tokio::test]
async fn long_list_has_pages() {
    let lines: Vec<_> = (0..7).map(|number| number.to_string()).collect();
    let test = TestStack::start(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let (all, _) = test.keys("").await;
    let (mut paged, mut after) = (Vec::new(), String::new());
    loop {
        let (keys, next) = test.keys(&format!("max-keys=3{after}")).await;
        assert!(keys.len() <= 3);
        paged.extend(keys);
        match next {
            Some(next) => after = format!("&continuation-token={next}"),
            None => break,
        }
    }
    assert_eq!((paged.len(), paged), (7, all));
}

#[tokio::test]
async fn object_is_copied_only_to_be_set_aside() {
    let test = TestStack::start(&["one"]).await;
    let key = test.keys("").await.0.remove(0);
    let source = format!("x-amz-copy-source: {BUCKET}/{key}");
    for (target, headers, status) in [
        ("aws/lambda/local/other".to_owned(), vec![source.as_str()], 404),
        (format!("unreadable/{key}"), vec!["x-amz-copy-source: another-bucket/key"], 501),
        (format!("unreadable/{key}"), vec![], 501),
        (format!("unreadable/{key}"), vec![source.as_str()], 200),
        // A second copy is the same object.
        (format!("unreadable/{key}"), vec![source.as_str()], 200),
    ] {
        assert_eq!(test.send("PUT", &format!("{BUCKET}/{target}"), &headers).await.status, status, "{target}");
    }
    assert_eq!(test.keys("prefix=unreadable/").await.0, [format!("unreadable/{key}")]);
    assert_eq!(test.send("GET", &format!("{BUCKET}/unreadable/{key}"), &[]).await.text(), "one");
}

#[tokio::test]
async fn other_buckets_do_not_exist_and_other_origins_are_rejected() {
    let test = TestStack::start(&["one"]).await;
    assert_eq!(test.send("GET", "another-bucket?list-type=2", &[]).await.status, 404);
    assert_eq!(test.send("GET", BUCKET, &[]).await.status, 501);
    let key = test.keys("").await.0.remove(0);
    for path in [format!("{BUCKET}?list-type=2"), format!("{BUCKET}/{key}")] {
        assert_eq!(test.send("GET", &path, &["origin: https://evil.example"]).await.status, 403, "{path}");
    }
    assert_eq!(test.send("DELETE", &format!("{BUCKET}/{key}"), &["origin: https://evil.example"]).await.status, 403);
    assert_eq!(test.keys("").await.0, [key]);
}
