//! Signing in by the development issuer, over real sockets, with the headers that browsers send.

use crate::stack::{LiveSocket, Stack, asked, browser, post};

#[tokio::test]
async fn a_page_signs_in_by_discovery_and_its_token_opens_the_api_and_a_socket() {
    let stack = Stack::start().await;
    let tokens = stack.auth("demo").await;
    let get = |token: &str| stack.http().get(stack.url("/api/integrations")).bearer_auth(token).send();
    assert_eq!(get(&tokens.access_token).await.unwrap().status(), 200);
    assert!(LiveSocket::open(&stack.at(), &tokens.access_token, None).await.is_ok());
    // The ID token tells the page who has signed in, and opens nothing.
    assert_eq!(get(&tokens.id_token).await.unwrap().status(), 401);
    assert!(LiveSocket::open(&stack.at(), &tokens.id_token, None).await.is_err());

    let refresh = &tokens.refresh_token;
    assert_eq!(stack.renew(refresh, "http://evil.example").await.status(), 403);
    assert_eq!(stack.renew(refresh, &stack.url("")).await.status(), 200);
}

#[tokio::test]
async fn no_page_of_another_origin_chooses_for_anybody() {
    let stack = Stack::start().await;
    let (authorize, back) = (stack.endpoint("authorization_endpoint").await, stack.url("/"));
    let asked = asked(&authorize, &back);
    // The page may be come to from a development server's page, which is another origin.
    for site in ["same-origin", "cross-site"] {
        let page = browser().get(asked.clone()).header("sec-fetch-site", site).send().await.unwrap();
        assert_eq!(page.status(), 200, "{site}");
    }
    let fields: Vec<_> = asked.query_pairs().into_owned().chain([("user".to_owned(), "demo".to_owned())]).collect();
    let form: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for header in [("origin", "http://evil.example"), ("sec-fetch-site", "cross-site"), ("host", "evil.example")] {
        assert_eq!(post(&authorize, &form, &[header]).await.status(), 403, "{header:?}");
    }
    let page = browser().get(asked).header("host", "evil.example").send().await.unwrap();
    assert_eq!(page.status(), 403);
}
