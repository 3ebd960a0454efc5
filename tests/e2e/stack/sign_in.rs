//! Sign-in at the development issuer, as a page does it.

use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use serde_json::Value;

use super::{Stack, read};

// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The tokens of a sign-in.
pub(crate) struct SignedIn {
    pub(crate) code: String,
    pub(crate) access_token: String,
    pub(crate) id_token: String,
    pub(crate) refresh_token: String,
}

/// A browser that does not follow redirects.
pub(crate) fn browser() -> Client {
    let client = Client::builder().tls_backend_preconfigured(http_client::tls_client_config());
    client.redirect(Policy::none()).no_proxy().build().unwrap()
}

/// The URL of the sign-in page that redirects back to `back`.
pub(crate) fn authorization_url(endpoint: &str, back: &str) -> Url {
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

/// Posts a form with these headers.
pub(crate) async fn post(url: &str, form: &[(&str, &str)], headers: &[(&str, &str)]) -> Response {
    let body = Url::parse_with_params("http://x/", form).unwrap().query().unwrap().to_owned();
    let request = browser().post(url).header("content-type", "application/x-www-form-urlencoded").body(body);
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send().await.unwrap()
}

impl Stack {
    /// An endpoint of the issuer, by its discovery document.
    pub(crate) async fn endpoint(&self, name: &str) -> String {
        let response = self.http().get(self.url("/.well-known/openid-configuration")).send().await.unwrap();
        read(response).await.1[name].as_str().unwrap().to_owned()
    }

    /// Signs `user` in.
    pub(crate) async fn sign_in(&self, user: &str) -> SignedIn {
        let (back, origin) = (self.url("/"), self.url(""));
        let authorize = self.endpoint("authorization_endpoint").await;
        let url = authorization_url(&authorize, &back);
        let fields: Vec<_> = url.query_pairs().into_owned().chain([("user".to_owned(), user.to_owned())]).collect();
        let form: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
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
        let response = post(&self.endpoint("token_endpoint").await, &form, &[("origin", &origin)]).await;
        SignedIn::of(code.clone(), &read(response).await.1)
    }

    /// Renews the tokens with a refresh token, as a page of `origin`.
    pub(crate) async fn renew(&self, refresh_token: &str, origin: &str) -> Response {
        let form = [("grant_type", "refresh_token"), ("client_id", "storebell"), ("refresh_token", refresh_token)];
        post(&self.endpoint("token_endpoint").await, &form, &[("origin", origin)]).await
    }
}

impl SignedIn {
    /// The tokens in a response of the token endpoint.
    pub(crate) fn of(code: String, tokens: &Value) -> Self {
        let token = |name: &str| tokens[name].as_str().unwrap().to_owned();
        let [access_token, id_token, refresh_token] = ["access_token", "id_token", "refresh_token"].map(token);
        Self { code, access_token, id_token, refresh_token }
    }
}
