use lambda_http::http::header::ACCEPT_ENCODING;

use super::*;

/// A page of five files: a document, and a script in three encodings, and an icon.
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
    response::<Built>(&Method::GET, path, &headers.collect())
}

fn header(response: &Response, name: HeaderName) -> Option<&str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

fn text(response: &Response) -> String {
    String::from_utf8(response.body().to_vec()).unwrap()
}

#[test]
fn every_page_is_the_document_and_is_asked_for_anew() {
    for path in ["/", "/orders", "/events/01JBN4M9T80000000000000000", "/index.html"] {
        let response = get(path, &[]);
        assert_eq!((response.status(), header(&response, CACHE_CONTROL)), (StatusCode::OK, Some("no-cache")), "{path}");
        assert_eq!(header(&response, CONTENT_TYPE), Some("text/html; charset=utf-8"));
        assert!(text(&response).starts_with("<!doctype html>"));
    }
}

#[test]
fn a_script_is_kept_for_a_year_and_sent_as_small_as_the_caller_takes_it() {
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
fn what_the_caller_has_is_not_sent_again_but_another_encoding_is() {
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
fn a_file_that_is_not_there_is_not_the_document() {
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
fn only_reading_is_allowed_and_a_head_has_no_body() {
    let post = response::<Built>(&Method::POST, "/", &HeaderMap::new());
    assert_eq!((post.status(), header(&post, ALLOW)), (StatusCode::METHOD_NOT_ALLOWED, Some("GET, HEAD")));
    let head = response::<Built>(&Method::HEAD, "/icon.svg", &HeaderMap::new());
    assert_eq!((head.status(), head.body().len()), (StatusCode::OK, 0));
    assert_eq!(header(&head, CONTENT_TYPE), Some("image/svg+xml"));
}

#[test]
fn a_page_that_was_not_built_says_how_to() {
    let response = response::<NotBuilt>(&Method::GET, "/", &HeaderMap::new());
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(text(&response).contains("npm run build"));
}
