//! One account for each channel and each scheme that it supports.

use serde_json::json;
use signatures::Scheme;
use types::Channel;

use crate::stack::Account;

/// All accounts. Add a line for a new channel, or for a scheme that a channel newly supports.
pub(super) fn all() -> Vec<Account> {
    let hmac = |header: &str| json!({"scheme": "hmac-sha256", "header": header});
    let prefixed = json!({"scheme": "hmac-sha256", "header": "x-signature", "encoding": "hex", "prefix": "sha256="});
    let token = json!({"scheme": "static-token", "header": "authorization", "prefix": "Bearer "});
    let fklogin = json!({"scheme": "fklogin", "app_id": "app", "url": "https://hooks.example.com/as/registered?a=b"});
    [
        (Channel::Shopify, "shopify-hmac", hmac("x-shopify-hmac-sha256")),
        (Channel::Flipkart, "flipkart-hmac", hmac("x-flipkart-signature")),
        (Channel::Flipkart, "flipkart-fklogin", fklogin.clone()),
        (Channel::Myntra, "myntra-hmac", hmac("x-myntra-signature")),
        (Channel::Myntra, "myntra-token", token.clone()),
        (Channel::Selloship, "selloship-hmac", hmac("x-selloship-signature")),
        (Channel::Selloship, "selloship-token", token.clone()),
        (Channel::Standard, "standard-webhooks", json!({"scheme": "standard-webhooks"})),
        (Channel::Standard, "standard-hmac", prefixed),
        (Channel::Standard, "standard-token", token),
        (Channel::Standard, "standard-fklogin", fklogin),
    ]
    .map(|(channel, id, scheme)| Account::of(channel, id, &serde_json::from_value::<Scheme>(scheme).unwrap()))
    .into()
}
