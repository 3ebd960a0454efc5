//! A table that refuses one kind of request.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;

use crate::watch::{Request, watched};

/// A client as `client`, by which no request of `operation` that names `word` gets through.
pub(crate) fn refusing(client: &Client, operation: &'static str, word: &str) -> Client {
    let words = [word.to_owned()];
    let refuse = move |request: &Request<'_>| match request.operation == operation && request.names(&words) {
        true => Err("refused".into()),
        false => Ok(()),
    };
    Client::from_conf(watched(client, refuse).retry_config(RetryConfig::disabled()).build())
}
