//! Sign-in at the development issuer over real sockets, with the headers that browsers send.

use crate::stack::{LiveSocket, Stack, authorization_url, browser, post};

#[tokio::test]
async fn access_token_of_a_sign_in_opens_the_api_and_a_socket() {
    let stack = Stack::start().await;
    let tokens = stack.sign_in("demo").await;
    let get = |token: &str| stack.http().get(stack.url("/api/integrations")).bearer_auth(token).send();
    assert_eq!(get(&tokens.access_token).await.unwrap().status(), 200);
    assert!(LiveSocket::open(&stack.at(), &tokens.access_token, None).await.is_ok());
    // The ID token names the user, and opens nothing.
    assert_eq!(get(&tokens.id_token).await.unwrap().status(), 401);
    assert!(LiveSocket::open(&stack.at(), &tokens.id_token, None).await.is_err());

    let refresh = &tokens.refresh_token;
    assert_eq!(stack.renew(refresh, "http://evil.example").await.status(), 403);
    assert_eq!(stack.renew(refresh, &stack.url("")).await.status(), 200);
}

#[tokio::test]
async fn page_of_another_origin_cannot_choose_a_user() {
    let stack = Stack::start().await;
    let (authorize, back) = (stack.endpoint("authorization_endpoint").await, stack.url("/"));
    let url = authorization_url(&authorize, &back);
    // A page of a development server, which is another origin, may link to the sign-in page.
    for site in ["same-origin", "cross-site"] {
        let page = browser().get(url.clone()).header("sec-fetch-site", site).send().await.unwrap();
        assert_eq!(page.status(), 200, "{site}");
    }
    let fields: Vec<_> = url.query_pairs().into_owned().chain([("user".to_owned(), "demo".to_owned())]).collect();
    let form: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for header in [("origin", "http://evil.example"), ("sec-fetch-site", "cross-site"), ("host", "evil.example")] {
        assert_eq!(post(&authorize, &form, &[header]).await.status(), 403, "{header:?}");
    }
    let page = browser().get(url).header("host", "evil.example").send().await.unwrap();
    assert_eq!(page.status(), 403);
}
