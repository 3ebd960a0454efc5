//! What can be wrong with a request, and what becomes of it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use local_client::demo::{SHOPIFY, STANDARD as STANDARD_DEMO};
use reqwest::Method;
use serde_json::json;
use shared::channel::Channel;
use shared::scheme::Scheme;

use crate::stack::{Account, Answer, Request, Stack};

/// A body of which nobody needs to know more.
const BODY: &str = r#"{"a":"a body that is long enough to be changed"}"#;
const LARGER: usize = 4 * 1024 * 1024 + 1;

/// A request that is refused: what is wrong with it, its status, and the reason that the log has.
pub(super) struct Refused {
    name: &'static str,
    status: u16,
    reason: &'static str,
    request: Request,
}

impl Refused {
    /// One that has to do with who sends it.
    pub(super) fn of(name: &'static str, reason: &'static str, request: Request) -> Self {
        Self { name, status: 401, reason, request }
    }

    /// Posts it. What the sender is told depends on the status alone.
    pub(super) async fn judge(&self, stack: &Stack, channel: Channel) {
        let Self { name, status, reason, request } = self;
        let Answer { status: answered, json } = request.post(stack).await;
        let word = match status {
            401 => "unauthorized",
            405 => "method_not_allowed",
            _ => "too_large",
        };
        let place = &request.path;
        assert_eq!((answered, json["error"].as_str()), (*status, Some(word)), "{place}, {name}: {json}");
        let request_id = format!("request.id=\"{}\"", json["request_id"].as_str().unwrap());
        let channel = format!("channel=\"{}\"", channel.name());
        stack.logged(&[&request_id, &channel, &format!("reason=\"{reason}\"")]).await;
    }
}

/// Every row for an account.
pub(super) fn table(account: &Account) -> Vec<Refused> {
    let of_scheme = match &account.scheme {
        Scheme::HmacSha256(settings) => hmac(account, &settings.header),
        Scheme::StandardWebhooks(_) => standard_webhooks(account),
        Scheme::StaticToken(settings) => token(account, &settings.header, &settings.prefix),
        Scheme::Fklogin(_) => fklogin(account),
        // Whoever adds an account of another scheme says here what can be wrong with it.
        Scheme::Sns(_) | Scheme::Iam(_) => panic!("no row of {}", account.scheme.name()),
    };
    of_scheme.into_iter().chain(of_integration(account)).chain(of_account(account)).chain(of_request(account)).collect()
}

/// Makes what looks like the account, but is disabled, without a secret, or another's.
pub(super) async fn make_twins(stack: &Stack, account: &Account) {
    for (end, field, value) in
        [("off", "enabled", json!(false)), ("bare", "secrets", json!([])), ("other", "enabled", json!(true))]
    {
        let twin = twin(account, end);
        let mut settings = twin.settings();
        settings[field] = value;
        twin.make_as(stack, &settings).await;
    }
}

fn twin(account: &Account, end: &str) -> Account {
    Account::of(account.channel, &format!("{}-{end}", account.id), &account.scheme)
}

fn hmac(account: &Account, header: &str) -> Vec<Refused> {
    let genuine = || account.request(BODY);
    let other_body = account.request("another body").headers[header].clone();
    let other_key = account.request_at(STANDARD_DEMO.secret, 0, BODY);
    vec![
        Refused::of("no signature", "signature_missing", genuine().without(header)),
        Refused::of("empty signature", "signature_missing", genuine().header(header, "")),
        Refused::of("malformed signature", "signature_malformed", genuine().header(header, "%%%")),
        Refused::of("short signature", "signature_malformed", genuine().header(header, "c2hvcnQ=")),
        Refused::of("wrong secret", "signature_wrong", account.request_at("another-secret", 0, BODY)),
        Refused::of("another channel's secret", "signature_wrong", other_key),
        Refused::of("one bit of the body flipped", "signature_wrong", genuine().with(|request| request.body[20] ^= 1)),
        Refused::of(
            "signature of another body",
            "signature_wrong",
            genuine().with(|request| drop(request.headers.insert(http_name(header), other_body))),
        ),
    ]
}

fn http_name(name: &str) -> http::HeaderName {
    name.parse().unwrap()
}

fn standard_webhooks(account: &Account) -> Vec<Refused> {
    let genuine = || account.request(BODY);
    vec![
        Refused::of("no id", "id_missing", genuine().without("webhook-id")),
        Refused::of("another id", "signature_wrong", genuine().header("webhook-id", "msg_another")),
        Refused::of("no time", "timestamp_missing", genuine().without("webhook-timestamp")),
        Refused::of("a time that is none", "timestamp_malformed", genuine().header("webhook-timestamp", "yesterday")),
        Refused::of("another time", "signature_wrong", another_second(genuine())),
        Refused::of("no signature", "signature_missing", genuine().without("webhook-signature")),
        Refused::of("another kind", "signature_malformed", genuine().header("webhook-signature", "v1a,AA==")),
        Refused::of("too old", "timestamp_outside", account.request_at(&account.secret, -400, BODY)),
        Refused::of("in the future", "timestamp_outside", account.request_at(&account.secret, 400, BODY)),
        Refused::of("wrong secret", "signature_wrong", account.request_at("another-secret", 0, BODY)),
        Refused::of("one bit of the body flipped", "signature_wrong", genuine().with(|request| request.body[20] ^= 1)),
    ]
}

fn another_second(request: Request) -> Request {
    let seconds: i64 = request.headers["webhook-timestamp"].to_str().unwrap().parse().unwrap();
    request.header("webhook-timestamp", &(seconds - 1).to_string())
}

fn token(account: &Account, header: &str, prefix: &str) -> Vec<Refused> {
    let genuine = || account.request(BODY);
    vec![
        Refused::of("no token", "token_missing", genuine().without(header)),
        Refused::of("empty token", "token_missing", genuine().header(header, "")),
        Refused::of("only what stands before it", "token_missing", genuine().header(header, prefix.trim_end())),
        Refused::of("the token alone", "token_wrong", genuine().header(header, &account.secret)),
        Refused::of("another token", "token_wrong", account.request_at("another-secret", 0, BODY)),
        Refused::of("a longer token", "token_wrong", account.request_at(&format!("{}x", account.secret), 0, BODY)),
    ]
}

fn fklogin(account: &Account) -> Vec<Refused> {
    let (date, login) = ("x_date", "x_authorization");
    let genuine = || account.request(BODY);
    let registered_as = |change: fn(&mut shared::scheme::fklogin::Settings)| {
        let mut other = account.clone();
        if let Scheme::Fklogin(settings) = &mut other.scheme {
            change(settings);
        }
        other.request(BODY)
    };
    let another_date = account.request_at(&account.secret, -60, BODY).headers[date].to_str().unwrap().to_owned();
    let no_hash = format!("FKLOGIN {}", STANDARD.encode("app:short"));
    vec![
        Refused::of("no date", "timestamp_missing", genuine().without(date)),
        Refused::of("a date that is none", "timestamp_malformed", genuine().header(date, "yesterday")),
        Refused::of("another date", "signature_wrong", genuine().header(date, &another_date)),
        Refused::of("no login", "signature_missing", genuine().without(login)),
        Refused::of("another kind of login", "signature_malformed", genuine().header(login, "Basic YXBwOmE=")),
        Refused::of("no hash", "signature_malformed", genuine().header(login, &no_hash)),
        Refused::of("too old", "timestamp_outside", account.request_at(&account.secret, -400, BODY)),
        Refused::of("in the future", "timestamp_outside", account.request_at(&account.secret, 400, BODY)),
        Refused::of("wrong secret", "signature_wrong", account.request_at("another-secret", 0, BODY)),
        Refused::of("another app", "signature_wrong", registered_as(|settings| settings.app_id = "another".into())),
        Refused::of("another URL", "signature_wrong", registered_as(|settings| settings.url.push('c'))),
    ]
}

/// What is wrong with the integration that is asked for.
fn of_integration(account: &Account) -> Vec<Refused> {
    let genuine = || account.request(BODY);
    let (off, bare, other) = (twin(account, "off"), twin(account, "bare"), twin(account, "other"));
    let others = if account.channel == Channel::Shopify { STANDARD_DEMO } else { SHOPIFY };
    let of_another_channel = format!("/api/webhooks/{}/{}", account.channel.name(), others.integration);
    let at = |path: &str| genuine().to(format!("/api/webhooks/{}/{path}", account.channel.name()));
    let wrong = if matches!(account.scheme, Scheme::StaticToken(_)) { "token_wrong" } else { "signature_wrong" };
    let mut rows = vec![
        Refused::of("unknown integration", "unknown_integration", at("nobody")),
        Refused::of("an id that is none", "no_account", at("A%23B")),
        Refused::of("an integration of another channel", "other_channel", genuine().to(of_another_channel)),
        Refused::of("disabled", "disabled", off.request(BODY)),
        Refused::of("without a secret", "no_secret", bare.request(BODY)),
        Refused::of("another's integration", wrong, genuine().to(other.path())),
    ];
    // Where a channel has no topics in paths, such a path leads to no door.
    if account.channel.sender().topic_can_be_chosen() {
        let path = format!("{}/order/create", account.id);
        rows.push(Refused::of("a topic in the path that nobody has set", "path_topic", at(&path)));
    }
    rows
}

/// What is wrong with the account that a header names.
fn of_account(account: &Account) -> Vec<Refused> {
    let nobodys = format!("/api/webhooks/{}", account.channel.name());
    let asked = account.request(BODY).to(&nobodys).with(|request| request.method = Method::GET);
    let asked = Refused { status: 405, ..Refused::of("not a POST, to nobody", "method", asked) };
    let Some(header) = account.channel.sender().account_header() else {
        return vec![asked, Refused::of("nobody's path", "no_account", account.request(BODY).to(nobodys))];
    };
    let named = |account_key: &str| account.request(BODY).header(header, account_key);
    let by_account = |account_key: &str| named(account_key).to(format!("/api/webhooks/{}", account.channel.name()));
    vec![
        Refused::of("another account than the path's", "other_account", named("unknown.example.com")),
        Refused::of("unknown account", "unknown_integration", by_account("unknown.example.com")),
        Refused::of("an account that is none", "no_account", by_account("../../etc#")),
        Refused::of("no account", "no_account", by_account(&account.key).without(header)),
        asked,
    ]
}

/// What is wrong with the request, whoever sends it.
fn of_request(account: &Account) -> Vec<Refused> {
    let larger =
        Refused { status: 413, ..Refused::of("over the limit", "too_large", account.request(vec![b' '; LARGER])) };
    let methods = [Method::GET, Method::PUT, Method::DELETE, Method::PATCH].map(|method| {
        let request = account.request(BODY).with(|request| request.method = method);
        Refused { status: 405, ..Refused::of("not a POST", "method", request) }
    });
    methods.into_iter().chain([larger]).collect()
}
