//! The names by which a function can be invoked.

use crate::lambda::Function;

/// The one version that there is.
pub(super) const VERSION: &str = "$LATEST";

/// Whether `text` and `qualifier` name this function: its name, its ARN or the ARN's end from the account on, and no
/// version but `$LATEST`, at the end of the text or as the qualifier.
pub(super) fn is_name_of(function: &Function, text: &str, qualifier: Option<&str>) -> bool {
    let bare = text.strip_suffix(VERSION).and_then(|bare| bare.strip_suffix(':')).unwrap_or(text);
    let arn = function.arn();
    // `arn:aws:lambda:<region>:` comes before the account.
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
    fn a_function_has_the_names_that_lambda_gives_it_and_no_others() {
        let answer = |_: LambdaEvent<Value>| async { Ok::<_, lambda_runtime::Error>(Value::Null) };
        let function = Function::json::<Value, Value>("api", Duration::from_secs(1), service_fn(answer));
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
