//! The environment variables of the functions on this machine.

use local_aws::emulators::{s3, shopify, sns};
use local_aws::gateway::rest_api::EVENT_STREAM_PATH;
use local_aws::gateway::server::WEBSOCKET_PATH;
use local_aws::issuer::AUDIENCE;
use local_dynamodb::{REGION, TABLES};

/// The access key id and its secret: requests have to be signed, but no local service checks the signature.
const DUMMY_KEY: &str = "local";

/// The variables of every function, for the stack at `port` whose tables are at `dynamodb_endpoint`.
///
/// The stack passes them to its own functions, and `storebell env` prints them for a function's own binary, so that both
/// have the same. Variables that have a default are left out.
pub fn function_environment(port: u16, dynamodb_endpoint: &str) -> Vec<(String, String)> {
    let here = format!("127.0.0.1:{port}");
    let stack = format!("http://{here}");
    let fixed = [
        ("AWS_REGION", REGION.to_owned()),
        ("AWS_DEFAULT_REGION", REGION.to_owned()),
        ("AWS_ACCESS_KEY_ID", DUMMY_KEY.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", DUMMY_KEY.to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", dynamodb_endpoint.to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB_STREAMS", dynamodb_endpoint.to_owned()),
        ("AWS_ENDPOINT_URL_SNS", format!("{stack}{}", sns::PATH)),
        ("AWS_ENDPOINT_URL_S3", format!("{stack}{}", s3::ENDPOINT_PATH)),
        ("FAILED_BATCHES_BUCKET", s3::BUCKET.to_owned()),
        ("SHOPIFY_ADMIN_URL", format!("{stack}{}", shopify::PATH)),
        ("PUBLIC_URL", stack.clone()),
        ("MANAGEMENT_ENDPOINT", stack.clone()),
        ("WEBSOCKET_URL", format!("ws://{here}{WEBSOCKET_PATH}")),
        ("EVENT_STREAM_URL", format!("{stack}{EVENT_STREAM_PATH}")),
        ("TOKEN_ISSUER", stack.clone()),
        ("TOKEN_AUDIENCE", AUDIENCE.to_owned()),
        // The issuer's only client has the name of the audience.
        ("TOKEN_CLIENT_ID", AUDIENCE.to_owned()),
        ("TOKEN_JWKS_URL", format!("{stack}/.well-known/jwks.json")),
    ];
    let tables = TABLES.iter().map(|table| (table.variable, table.local_name.to_owned()));
    fixed.into_iter().chain(tables).map(|(name, value)| (name.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_table_and_endpoint_is_set_once() {
        let variables = function_environment(3000, "http://127.0.0.1:8000");
        let value = |name: &str| variables.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        assert_eq!(value("DELIVERIES_TABLE"), Some("storebell-deliveries"));
        assert_eq!(value("AWS_ENDPOINT_URL_DYNAMODB_STREAMS"), Some("http://127.0.0.1:8000"));
        assert_eq!(value("AWS_ENDPOINT_URL_SNS"), Some("http://127.0.0.1:3000/local/sns"));
        assert_eq!(value("AWS_ENDPOINT_URL_S3"), Some("http://127.0.0.1:3000/local/s3/"));
        assert_eq!(value("SHOPIFY_ADMIN_URL"), Some("http://127.0.0.1:3000/local/shopify"));
        assert_eq!(value("PUBLIC_URL"), Some("http://127.0.0.1:3000"));
        assert_eq!(value("MANAGEMENT_ENDPOINT"), Some("http://127.0.0.1:3000"));
        assert_eq!(value("WEBSOCKET_URL"), Some("ws://127.0.0.1:3000/ws"));
        assert_eq!(value("TOKEN_ISSUER"), Some("http://127.0.0.1:3000"));
        let names: BTreeSet<_> = variables.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), variables.len());
        assert_eq!(names.len(), 24);
    }
}
