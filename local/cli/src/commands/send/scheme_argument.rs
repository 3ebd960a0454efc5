//! A scheme as the command line says it: its name, and the settings that an integration would have.

use serde_json::{Map, Value};
use shared::scheme::Scheme;

use super::CommandError;

/// What the names of settings end with whose values are numbers; all others are texts.
const NUMBER: &str = "_seconds";

/// The scheme of this name with these settings, each `name=value`.
pub(super) fn read(name: &str, settings: &[String]) -> Result<Scheme, CommandError> {
    let mut written = Map::from_iter([("scheme".to_owned(), Value::from(name))]);
    for setting in settings {
        let wrong = || CommandError::Usage(format!("--with {setting}: a setting is NAME=VALUE"));
        let (key, value) = setting.split_once('=').ok_or_else(wrong)?;
        written.insert(key.to_owned(), value_of(key, value));
    }
    let wrong = |why: &str| CommandError::Usage(format!("--scheme {name}: {why}"));
    let scheme: Scheme = serde_json::from_value(Value::Object(written)).map_err(|error| wrong(&error.to_string()))?;
    scheme.check().map_err(wrong)?;
    Ok(scheme)
}

fn value_of(key: &str, value: &str) -> Value {
    let number = || value.parse::<u32>().ok().map(Value::from);
    key.ends_with(NUMBER).then(number).flatten().unwrap_or_else(|| Value::from(value))
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
    fn each_scheme_that_can_be_signed_is_said_by_its_name_and_settings() {
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
    fn what_is_no_scheme_is_told() {
        for (name, settings, words) in [
            ("rsa", &[][..], "unknown variant"),
            ("fklogin", &["app_id=1"], "missing field `url`"),
            ("fklogin", &["app_id"], "a setting is NAME=VALUE"),
            ("hmac-sha256", &["header=X-S"], "in lower case"),
            ("static-token", &["header=x", "salt=1"], "unknown field `salt`"),
        ] {
            let error = scheme(name, settings).unwrap_err();
            assert!(error.contains(words), "{name} {settings:?}: {error}");
        }
    }
}
