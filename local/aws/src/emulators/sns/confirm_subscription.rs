//! One action of SNS's Query API: `ConfirmSubscription`.

use axum::response::Response;

use super::responses::{SnsError, confirmed};
use super::tokens::Tokens;
use crate::gateway::request_query;

/// The limit of parameters that are read; the action has five.
const MAX_PARAMETERS: usize = 32;

/// Responds to a form: `Action=ConfirmSubscription&TopicArn=...&Token=...`. Signatures are not verified.
pub(super) fn respond(tokens: &Tokens, form: &[u8]) -> Result<Response, SnsError> {
    let form = std::str::from_utf8(form).map_err(|_| invalid("Invalid parameter: the body is not UTF-8"))?;
    let parameters: Vec<_> = request_query::pairs(form).take(MAX_PARAMETERS).collect();
    let value = |name: &str| parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    if value("Action") != Some("ConfirmSubscription") {
        return Err(SnsError { code: "InvalidAction", message: "this emulator implements only ConfirmSubscription" });
    }
    let topic_arn = value("TopicArn").ok_or_else(|| invalid("Invalid parameter: TopicArn"))?;
    let token = value("Token").ok_or_else(|| invalid("Invalid parameter: Token"))?;
    let authenticate = value("AuthenticateOnUnsubscribe").is_some_and(|text| text.eq_ignore_ascii_case("true"));
    let subscription = tokens.confirm(topic_arn, token, authenticate);
    let subscription = subscription.ok_or_else(|| invalid("Invalid parameter: Token"))?;
    Ok(confirmed(&subscription.subscription_arn))
}

fn invalid(message: &'static str) -> SnsError {
    SnsError { code: "InvalidParameter", message }
}
