//! The errors of a request, and the responses.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use local_client::demo::{SHOPIFY, STANDARD as STANDARD_DEMO};
use reqwest::Method;
use serde_json::json;
use signatures::Scheme;
use types::Channel;

use crate::stack::{Account, Request, Stack, WebhookResponse, field};

/// A body with any content.
const BODY: &str = r#"{"a":"a body that is long enough to be changed"}"#;
const OVERSIZE_BYTES: usize = 4 * 1024 * 1024 + 1;

/// A rejected request: its error, the status, and the reason in the log.
pub(super) struct RejectedRequest {
    name: &'static str,
    status: u16,
    reason: &'static str,
    request: Request,
}

impl RejectedRequest {
    /// A request whose sender is not verified.
    pub(super) fn new(name: &'static str, reason: &'static str, request: Request) -> Self {
        Self { name, status: 401, reason, request }
    }

    /// Posts it. The response depends on the status only.
    pub(super) async fn verify(&self, stack: &Stack, channel: Channel) {
        let Self { name, status, reason, request } = self;
        let WebhookResponse { status: response_status, json } = request.post(stack).await;
        let code = match status {
            401 => "unauthorized",
            405 => "method_not_allowed",
            _ => "too_large",
        };
        let path = &request.path;
        assert_eq!((response_status, json["error"].as_str()), (*status, Some(code)), "{path}, {name}: {json}");
        let request_id = field("request.id", json["request_id"].as_str().unwrap());
        let channel = field("channel", channel.name());
        stack.logged(&[&request_id, &channel, &field("code", reason)]).await;
    }
}

/// All rejected requests for an account.
pub(super) fn table(account: &Account) -> Vec<RejectedRequest> {
    let of_scheme = match &account.scheme {
        Scheme::HmacSha256(settings) => hmac(account, &settings.header),
        Scheme::StandardWebhooks(_) => standard_webhooks(account),
        Scheme::StaticToken(settings) => token(account, &settings.header, &settings.prefix),
        Scheme::Fklogin(_) => fklogin(account),
        // For an account of another scheme, add its errors here.
        Scheme::Sns(_) | Scheme::Iam(_) => panic!("no errors for {}", account.scheme.name()),
    };
    of_scheme.into_iter().chain(of_integration(account)).chain(of_account(account)).chain(of_request(account)).collect()
}

/// Creates integrations that are like the account, but disabled, without a secret, or of another account.
pub(super) async fn create_twins(stack: &Stack, account: &Account) {
    for (end, field, value) in
        [("off", "enabled", json!(false)), ("bare", "secrets", json!([])), ("other", "enabled", json!(true))]
    {
        let twin = twin(account, end);
        let mut settings = twin.settings();
        settings[field] = value;
        twin.create_with(stack, &settings).await;
    }
}

fn twin(account: &Account, end: &str) -> Account {
    Account::of(account.channel, &format!("{}-{end}", account.id), &account.scheme)
}

fn hmac(account: &Account, header: &str) -> Vec<RejectedRequest> {
    let signed = || account.request(BODY);
    let other_body = account.request("another body").headers[header].clone();
    let other_key = account.request_at(STANDARD_DEMO.secret, 0, BODY);
    vec![
        RejectedRequest::new("no signature", "signature_missing", signed().without(header)),
        RejectedRequest::new("empty signature", "signature_missing", signed().header(header, "")),
        RejectedRequest::new("malformed signature", "signature_malformed", signed().header(header, "%%%")),
        RejectedRequest::new("short signature", "signature_malformed", signed().header(header, "c2hvcnQ=")),
        RejectedRequest::new("wrong secret", "signature_wrong", account.request_at("another-secret", 0, BODY)),
        RejectedRequest::new("another channel's secret", "signature_wrong", other_key),
        RejectedRequest::new(
            "one bit of the body flipped",
            "signature_wrong",
            signed().with(|request| request.body[20] ^= 1),
        ),
        RejectedRequest::new(
            "signature of another body",
            "signature_wrong",
            signed().with(|request| drop(request.headers.insert(http_name(header), other_body))),
        ),
    ]
}

fn http_name(name: &str) -> http::HeaderName {
    name.parse().unwrap()
}

fn standard_webhooks(account: &Account) -> Vec<RejectedRequest> {
    let signed = || account.request(BODY);
    vec![
        RejectedRequest::new("no id", "id_missing", signed().without("webhook-id")),
        RejectedRequest::new("another id", "signature_wrong", signed().header("webhook-id", "msg_another")),
        RejectedRequest::new("no time", "timestamp_missing", signed().without("webhook-timestamp")),
        RejectedRequest::new(
            "an invalid time",
            "timestamp_malformed",
            signed().header("webhook-timestamp", "yesterday"),
        ),
        RejectedRequest::new("another time", "signature_wrong", another_second(signed())),
        RejectedRequest::new("no signature", "signature_missing", signed().without("webhook-signature")),
        RejectedRequest::new("another kind", "signature_malformed", signed().header("webhook-signature", "v1a,AA==")),
        RejectedRequest::new("too old", "timestamp_outside", account.request_at(&account.secret, -400, BODY)),
        RejectedRequest::new("in the future", "timestamp_outside", account.request_at(&account.secret, 400, BODY)),
        RejectedRequest::new("wrong secret", "signature_wrong", account.request_at("another-secret", 0, BODY)),
        RejectedRequest::new(
            "one bit of the body flipped",
            "signature_wrong",
            signed().with(|request| request.body[20] ^= 1),
        ),
    ]
}

fn another_second(request: Request) -> Request {
    let seconds: i64 = request.headers["webhook-timestamp"].to_str().unwrap().parse().unwrap();
    request.header("webhook-timestamp", &(seconds - 1).to_string())
}

fn token(account: &Account, header: &str, prefix: &str) -> Vec<RejectedRequest> {
    let signed = || account.request(BODY);
    vec![
        RejectedRequest::new("no token", "token_missing", signed().without(header)),
        RejectedRequest::new("empty token", "token_missing", signed().header(header, "")),
        RejectedRequest::new("only the prefix", "token_missing", signed().header(header, prefix.trim_end())),
        RejectedRequest::new("the token without the prefix", "token_wrong", signed().header(header, &account.secret)),
        RejectedRequest::new("another token", "token_wrong", account.request_at("another-secret", 0, BODY)),
        RejectedRequest::new(
            "a longer token",
            "token_wrong",
            account.request_at(&format!("{}x", account.secret), 0, BODY),
        ),
    ]
}

fn fklogin(account: &Account) -> Vec<RejectedRequest> {
    let (date, login) = ("x_date", "x_authorization");
    let signed = || account.request(BODY);
    let registered_as = |change: fn(&mut signatures::fklogin::Settings)| {
        let mut other = account.clone();
        if let Scheme::Fklogin(settings) = &mut other.scheme {
            change(settings);
        }
        other.request(BODY)
    };
    let another_date = account.request_at(&account.secret, -60, BODY).headers[date].to_str().unwrap().to_owned();
    let no_hash = format!("FKLOGIN {}", STANDARD.encode("app:short"));
    vec![
        RejectedRequest::new("no date", "timestamp_missing", signed().without(date)),
        RejectedRequest::new("an invalid date", "timestamp_malformed", signed().header(date, "yesterday")),
        RejectedRequest::new("another date", "signature_wrong", signed().header(date, &another_date)),
        RejectedRequest::new("no login", "signature_missing", signed().without(login)),
        RejectedRequest::new("another kind of login", "signature_malformed", signed().header(login, "Basic YXBwOmE=")),
        RejectedRequest::new("no hash", "signature_malformed", signed().header(login, &no_hash)),
        RejectedRequest::new("too old", "timestamp_outside", account.request_at(&account.secret, -400, BODY)),
        RejectedRequest::new("in the future", "timestamp_outside", account.request_at(&account.secret, 400, BODY)),
        RejectedRequest::new("wrong secret", "signature_wrong", account.request_at("another-secret", 0, BODY)),
        RejectedRequest::new(
            "another app",
            "signature_wrong",
            registered_as(|settings| settings.app_id = "another".into()),
        ),
        RejectedRequest::new("another URL", "signature_wrong", registered_as(|settings| settings.url.push('c'))),
    ]
}

/// Errors of the integration.
fn of_integration(account: &Account) -> Vec<RejectedRequest> {
    let signed = || account.request(BODY);
    let (off, bare, other) = (twin(account, "off"), twin(account, "bare"), twin(account, "other"));
    let others = if account.channel == Channel::Shopify { STANDARD_DEMO } else { SHOPIFY };
    let of_another_channel = format!("/api/webhooks/{}/{}", account.channel.name(), others.integration);
    let at = |path: &str| signed().to(format!("/api/webhooks/{}/{path}", account.channel.name()));
    let wrong = if matches!(account.scheme, Scheme::StaticToken(_)) { "token_wrong" } else { "signature_wrong" };
    let mut rows = vec![
        RejectedRequest::new("unknown integration", "unknown_integration", at("nobody")),
        RejectedRequest::new("an invalid id", "no_account", at("A%23B")),
        RejectedRequest::new("an integration of another channel", "other_channel", signed().to(of_another_channel)),
        RejectedRequest::new("disabled", "disabled", off.request(BODY)),
        RejectedRequest::new("without a secret", "no_secret", bare.request(BODY)),
        RejectedRequest::new("another's integration", wrong, signed().to(other.path())),
    ];
    // If a channel has no topics in paths, such a path has no route.
    if channels::capabilities(account.channel).configurable_topic {
        let path = format!("{}/order/create", account.id);
        rows.push(RejectedRequest::new("a topic in the path that is not set", "path_topic", at(&path)));
    }
    rows
}

/// Errors of the account in a header.
fn of_account(account: &Account) -> Vec<RejectedRequest> {
    let without_integration = format!("/api/webhooks/{}", account.channel.name());
    let get = account.request(BODY).to(&without_integration).with(|request| request.method = Method::GET);
    let get =
        RejectedRequest { status: 405, ..RejectedRequest::new("not a POST, without an integration", "method", get) };
    let Some(header) = channels::adapter(account.channel).account_header() else {
        return vec![
            get,
            RejectedRequest::new(
                "a path without an integration",
                "no_account",
                account.request(BODY).to(without_integration),
            ),
        ];
    };
    let named = |account_key: &str| account.request(BODY).header(header, account_key);
    let by_account = |account_key: &str| named(account_key).to(format!("/api/webhooks/{}", account.channel.name()));
    vec![
        RejectedRequest::new("another account than the path's", "other_account", named("unknown.example.com")),
        RejectedRequest::new("unknown account", "unknown_integration", by_account("unknown.example.com")),
        RejectedRequest::new("an invalid account", "no_account", by_account("../../etc#")),
        RejectedRequest::new("no account", "no_account", by_account(&account.key).without(header)),
        get,
    ]
}

/// Errors of the request itself.
fn of_request(account: &Account) -> Vec<RejectedRequest> {
    let oversize = RejectedRequest {
        status: 413,
        ..RejectedRequest::new("over the limit", "too_large", account.request(vec![b' '; OVERSIZE_BYTES]))
    };
    let methods = [Method::GET, Method::PUT, Method::DELETE, Method::PATCH].map(|method| {
        let request = account.request(BODY).with(|request| request.method = method);
        RejectedRequest { status: 405, ..RejectedRequest::new("not a POST", "method", request) }
    });
    methods.into_iter().chain([oversize]).collect()
}
