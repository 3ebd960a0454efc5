//! A DynamoDB client of which chosen requests fail.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;

use crate::request_interceptor::{Request, intercepted};

/// A copy of `client` that fails each `operation`, such as `UpdateItem`, whose JSON contains the string `text`.
pub fn failing(client: &Client, operation: &'static str, text: &str) -> Client {
    let texts = [text.to_owned()];
    let fail = move |request: &Request<'_>| match request.operation == operation && request.contains(&texts) {
        true => Err("injected failure".into()),
        false => Ok(()),
    };
    Client::from_conf(intercepted(client, fail).retry_config(RetryConfig::disabled()).build())
}
