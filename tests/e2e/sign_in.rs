//! Signing in by the development issuer, over real sockets, with the headers that browsers send.

use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use serde_json::Value;

use crate::stack::{LiveSocket, Stack};

// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn browser() -> Client {
    let client = Client::builder().tls_backend_preconfigured(shared::outgoing::tls_client_config());
    client.redirect(Policy::none()).no_proxy().build().unwrap()
}

async fn discovery(stack: &Stack) -> Value {
    let answer = stack.http().get(stack.url("/.well-known/openid-configuration")).send().await.unwrap();
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

fn asked(endpoint: &str, back: &str) -> Url {
    let parameters = [
        ("client_id", "storebell"),
        ("redirect_uri", back),
        ("response_type", "code"),
        ("scope", "openid"),
        ("state", "s-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    Url::parse_with_params(endpoint, parameters).unwrap()
}

async fn post(url: &str, form: &[(&str, &str)], headers: &[(&str, &str)]) -> Response {
    let body = Url::parse_with_params("http://x/", form).unwrap().query().unwrap().to_owned();
    let request = browser().post(url).header("content-type", "application/x-www-form-urlencoded").body(body);
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send().await.unwrap()
}

#[tokio::test]
async fn a_page_signs_in_by_discovery_and_its_token_opens_the_api_and_a_socket() {
    let stack = Stack::start().await;
    let found = discovery(&stack).await;
    let endpoint = |name: &str| found[name].as_str().unwrap().to_owned();
    let (authorize, back) = (endpoint("authorization_endpoint"), stack.url("/"));
    // The page may be come to from a development server's page, which is another origin.
    for site in ["same-origin", "cross-site"] {
        let page = browser().get(asked(&authorize, &back)).header("sec-fetch-site", site).send().await.unwrap();
        assert_eq!(page.status(), 200, "{site}");
    }
    let asked = asked(&authorize, &back);
    let fields: Vec<_> = asked.query_pairs().into_owned().chain([("user".to_owned(), "demo".to_owned())]).collect();
    let form: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    // No page of another origin chooses for anybody.
    for header in [("origin", "http://evil.example"), ("sec-fetch-site", "cross-site"), ("host", "evil.example")] {
        assert_eq!(post(&authorize, &form, &[header]).await.status(), 403, "{header:?}");
    }
    let page = browser().get(asked.clone()).header("host", "evil.example").send().await.unwrap();
    assert_eq!(page.status(), 403);

    let origin = stack.url("");
    let chosen = post(&authorize, &form, &[("origin", &origin), ("sec-fetch-site", "same-origin")]).await;
    let location: Url = chosen.headers()["location"].to_str().unwrap().parse().unwrap();
    let code = location.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", "storebell"),
        ("code", &code),
        ("redirect_uri", &back),
        ("code_verifier", VERIFIER),
    ];
    let tokens = post(&endpoint("token_endpoint"), &form, &[("origin", &origin)]).await;
    let tokens: Value = serde_json::from_slice(&tokens.bytes().await.unwrap()).unwrap();
    let token = tokens["access_token"].as_str().unwrap();
    let list = stack.http().get(stack.url("/api/integrations")).bearer_auth(token).send().await.unwrap();
    assert_eq!(list.status(), 200);
    assert!(LiveSocket::open(&stack.at(), token, None).await.is_ok());

    let refresh = tokens["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("client_id", "storebell"), ("refresh_token", refresh)];
    assert_eq!(post(&endpoint("token_endpoint"), &form, &[("origin", "http://evil.example")]).await.status(), 403);
    let renewed = post(&endpoint("token_endpoint"), &form, &[("origin", &origin)]).await;
    assert_eq!(renewed.status(), 200);
}
