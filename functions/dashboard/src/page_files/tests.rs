use lambda_http::http::header::ACCEPT_ENCODING;

use super::*;

/// A page of five files: a document, a script in three encodings, and an icon.
#[derive(RustEmbed)]
#[folder = "tests/pages/"]
struct Built;

/// A page that was not built.
#[derive(RustEmbed)]
#[folder = "tests/nothing/"]
#[allow_missing = true]
struct NotBuilt;

fn get(path: &str, headers: &[(HeaderName, &str)]) -> Response {
    let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap()));
    respond::<Built>(&Method::GET, path, &headers.collect())
}

fn header(response: &Response, name: HeaderName) -> Option<&str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

fn text(response: &Response) -> String {
    String::from_utf8(response.body().to_vec()).unwrap()
}

#[test]
fn page_path_returns_the_document_with_no_cache() {
    for path in ["/", "/orders", "/events/01JBN4M9T80000000000000000", "/index.html"] {
        let response = get(path, &[]);
        assert_eq!((response.status(), header(&response, CACHE_CONTROL)), (StatusCode::OK, Some("no-cache")), "{path}");
        assert_eq!(header(&response, CONTENT_TYPE), Some("text/html; charset=utf-8"));
        assert!(text(&response).starts_with("<!doctype html>"));
    }
}

#[test]
fn script_is_immutable_and_sent_in_the_smallest_accepted_encoding() {
    for (accept, encoding, body) in
        [("gzip, br", Some("br"), "brotli"), ("gzip", Some("gzip"), "gzip"), ("", None, "plain")]
    {
        let response = get("/assets/app-1a2b.js", &[(ACCEPT_ENCODING, accept)]);
        assert_eq!(header(&response, CONTENT_ENCODING), encoding);
        assert_eq!(header(&response, CONTENT_TYPE), Some("text/javascript; charset=utf-8"));
        assert_eq!(header(&response, CACHE_CONTROL), Some("public, max-age=31536000, immutable"));
        assert_eq!(header(&response, VARY), Some("accept-encoding"));
        assert_eq!(text(&response).trim(), body);
    }
}

#[test]
fn matching_etag_returns_304_and_another_encoding_has_another_etag() {
    let brotli = [(ACCEPT_ENCODING, "br")];
    let first = get("/assets/app-1a2b.js", &brotli);
    let etag = header(&first, ETAG).unwrap();
    for known in [etag.to_owned(), format!("\"x\", W/{etag}")] {
        let again = get("/assets/app-1a2b.js", &[(ACCEPT_ENCODING, "br"), (IF_NONE_MATCH, &known)]);
        assert_eq!((again.status(), again.body().len()), (StatusCode::NOT_MODIFIED, 0));
    }
    assert_eq!(get("/assets/app-1a2b.js", &[(IF_NONE_MATCH, etag)]).status(), StatusCode::OK);
}

#[test]
fn missing_file_returns_404_and_not_the_document() {
    for path in [
        "/assets/app-old.js",
        "/assets/x",
        "/favicon.ico",
        "/assets/app-1a2b.js.br",
        "/../Cargo.toml",
        "/a/../../src/lib.rs",
    ] {
        let response = get(path, &[]);
        assert_eq!(
            (response.status(), header(&response, CACHE_CONTROL)),
            (StatusCode::NOT_FOUND, Some("no-store")),
            "{path}"
        );
    }
}

#[test]
fn post_returns_405_and_head_has_no_body() {
    let post = respond::<Built>(&Method::POST, "/", &HeaderMap::new());
    assert_eq!((post.status(), header(&post, ALLOW)), (StatusCode::METHOD_NOT_ALLOWED, Some("GET, HEAD")));
    let head = respond::<Built>(&Method::HEAD, "/icon.svg", &HeaderMap::new());
    assert_eq!((head.status(), head.body().len()), (StatusCode::OK, 0));
    assert_eq!(header(&head, CONTENT_TYPE), Some("image/svg+xml"));
}

#[test]
fn unbuilt_page_returns_503_with_build_instructions() {
    let response = respond::<NotBuilt>(&Method::GET, "/", &HeaderMap::new());
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(text(&response).contains("npm run build"));
}
