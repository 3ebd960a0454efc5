//! A signature scheme as command line arguments: its name, and the settings that an integration would have.

use serde_json::{Map, Value};
use signatures::Scheme;

use super::CommandError;

/// The suffix of settings whose values are numbers; all others are texts.
const NUMBER_SUFFIX: &str = "_seconds";

/// The scheme with this name and these settings, each `name=value`.
pub(super) fn read(name: &str, settings: &[String]) -> Result<Scheme, CommandError> {
    let mut members = Map::from_iter([("scheme".to_owned(), Value::from(name))]);
    for setting in settings {
        let invalid = || CommandError::Usage(format!("--with {setting}: a setting is NAME=VALUE"));
        let (key, value) = setting.split_once('=').ok_or_else(invalid)?;
        members.insert(key.to_owned(), value_of(key, value));
    }
    let invalid = |reason: &str| CommandError::Usage(format!("--scheme {name}: {reason}"));
    let scheme: Scheme = serde_json::from_value(Value::Object(members)).map_err(|error| invalid(&error.to_string()))?;
    scheme.check().map_err(invalid)?;
    Ok(scheme)
}

fn value_of(key: &str, value: &str) -> Value {
    let number = || value.parse::<u32>().ok().map(Value::from);
    key.ends_with(NUMBER_SUFFIX).then(number).flatten().unwrap_or_else(|| Value::from(value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn scheme(name: &str, settings: &[&str]) -> Result<Value, String> {
        let settings: Vec<_> = settings.iter().map(|&setting| setting.to_owned()).collect();
        let read = read(name, &settings).map_err(|error| error.to_string())?;
        Ok(serde_json::to_value(read).unwrap())
    }

    #[test]
    fn scheme_is_read_from_its_name_and_settings() {
        let url = "url=https://hooks.example.com/a?b=c";
        assert_eq!(
            scheme("fklogin", &["app_id=123", url, "window_seconds=60"]).unwrap(),
            json!({"scheme": "fklogin", "app_id": "123", "url": "https://hooks.example.com/a?b=c", "window_seconds": 60})
        );
        assert_eq!(
            scheme("static-token", &["header=authorization", "prefix=Bearer "]).unwrap()["prefix"],
            json!("Bearer ")
        );
        assert_eq!(scheme("hmac-sha256", &["header=x-s", "encoding=hex"]).unwrap()["encoding"], json!("hex"));
        assert!(scheme("standard-webhooks", &[]).is_ok());
    }

    #[test]
    fn invalid_scheme_is_an_error_that_names_the_reason() {
        for (name, settings, text) in [
            ("rsa", &[][..], "unknown variant"),
            ("fklogin", &["app_id=1"], "missing field `url`"),
            ("fklogin", &["app_id"], "a setting is NAME=VALUE"),
            ("hmac-sha256", &["header=X S"], "--scheme hmac-sha256: "),
            ("static-token", &["header=x", "salt=1"], "unknown field `salt`"),
        ] {
            let error = scheme(name, settings).unwrap_err();
            assert!(error.contains(text), "{name} {settings:?}: {error}");
        }
    }
}
