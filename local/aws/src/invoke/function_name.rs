//! The names by which a function can be invoked.

use crate::lambda::Function;

/// The only version.
pub(super) const VERSION: &str = "$LATEST";

/// Whether `text` and `qualifier` name this function: by its name, its ARN or the ARN's end from the account on, and with
/// no version other than `$LATEST`, at the end of the text or as the qualifier.
pub(super) fn is_name_of(function: &Function, text: &str, qualifier: Option<&str>) -> bool {
    let bare = text.strip_suffix(VERSION).and_then(|bare| bare.strip_suffix(':')).unwrap_or(text);
    let arn = function.arn();
    // `arn:aws:lambda:<region>:` precedes the account.
    let partial = arn.splitn(5, ':').nth(4);
    qualifier.is_none_or(|qualifier| qualifier == VERSION)
        && (bare == function.name() || bare == arn || Some(bare) == partial)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use lambda_http::service_fn;
    use lambda_runtime::LambdaEvent;
    use serde_json::Value;

    use super::*;

    #[test]
    fn only_lambdas_names_of_a_function_match() {
        let handler = |_: LambdaEvent<Value>| async { Ok::<_, lambda_runtime::Error>(Value::Null) };
        let function = Function::json::<Value, Value>("api", Duration::from_secs(1), service_fn(handler));
        for good in [
            "api",
            "api:$LATEST",
            "000000000000:function:api",
            "arn:aws:lambda:us-east-1:000000000000:function:api",
            "arn:aws:lambda:us-east-1:000000000000:function:api:$LATEST",
        ] {
            assert!(is_name_of(&function, good, None), "{good}");
            assert!(is_name_of(&function, good, Some("$LATEST")), "{good}");
            assert!(!is_name_of(&function, good, Some("7")), "{good}");
        }
        for bad in ["", "API", "api:", "api:7", "api$LATEST", "function:api", "111122223333:function:api", "apis"] {
            assert!(!is_name_of(&function, bad, None), "{bad}");
        }
    }
}
