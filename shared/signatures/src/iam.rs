//! Trust by IAM: a queue's or a bus's policy says who may send to it, and nothing in the message is signed.
//!
//! SP-API sends for every developer's application from one AWS account, to any queue whose policy lets that account in
//! (<https://developer-docs.amazon.com/sp-api/docs/set-up-notifications-with-amazon-sqs>). Whoever knows a queue's ARN
//! can therefore have SP-API send his own notifications to it; naming the applications closes that.

use serde::{Deserialize, Serialize};

use super::{Verification, Verified, VerifyError};

/// The most applications of one integration.
const MOST_APPLICATIONS: usize = 20;
/// The longest id of an application, in characters.
const LONGEST_APPLICATION: usize = 128;

/// Which of those who can send by way of IAM are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The ids of the applications whose messages are taken; where there is none, those of any application.
    #[serde(default)]
    pub applications: Vec<String>,
}

impl Settings {
    /// Whether such applications can be.
    ///
    /// # Errors
    /// What is wrong, for the person who set it.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.applications.len() > MOST_APPLICATIONS {
            return Err("there are more than 20 applications");
        }
        if !self.applications.iter().all(|application| is_application(application)) {
            return Err("an application's id is not of 1 to 128 printable ASCII characters");
        }
        Ok(())
    }

    fn takes(&self, application: Option<&str>) -> bool {
        self.applications.is_empty() || self.applications.iter().any(|known| Some(known.as_str()) == application)
    }
}

fn is_application(text: &str) -> bool {
    (1..=LONGEST_APPLICATION).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Takes a message that came by a way which IAM guards, if the application that it names is one of the integration's.
/// Only for what a queue or a bus has handed over: who calls this says that IAM has let the sender in.
///
/// # Errors
/// [`VerifyError::ApplicationForeign`].
pub fn trust(
    settings: &Settings,
    application: Option<&str>,
    event_id: Option<String>,
    body: Vec<u8>,
) -> Result<(Verified, Verification), VerifyError> {
    if !settings.takes(application) {
        return Err(VerifyError::ApplicationForeign);
    }
    Ok((Verified(body), Verification { event_id, body_authenticated: true, once: None }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(applications: &[&str]) -> Settings {
        Settings { applications: applications.iter().map(|text| (*text).to_owned()).collect() }
    }

    #[test]
    fn only_the_applications_that_are_named_are_taken_and_any_where_none_is() {
        let trusted = |settings: &Settings, application| trust(settings, application, Some("1".into()), b"{}".to_vec());
        let (body, proof) = trusted(&settings(&["ours"]), Some("ours")).unwrap();
        assert_eq!((body.bytes(), proof.event_id.as_deref(), proof.body_authenticated), (&b"{}"[..], Some("1"), true));
        for cross_integration in [Some("theirs"), Some("ours "), Some(""), None] {
            assert_eq!(
                trusted(&settings(&["ours"]), cross_integration),
                Err(VerifyError::ApplicationForeign),
                "{cross_integration:?}"
            );
        }
        assert!(trusted(&settings(&[]), None).is_ok() && trusted(&settings(&[]), Some("any")).is_ok());
    }

    #[test]
    fn applications_have_bounds() {
        assert_eq!(settings(&["amzn1.sp.solution.0123"]).check(), Ok(()));
        assert_eq!(settings(&["a"; MOST_APPLICATIONS]).check(), Ok(()));
        assert!(settings(&["a"; MOST_APPLICATIONS + 1]).check().is_err());
        for bad in ["", "a b", "ä", "a\n", &"a".repeat(LONGEST_APPLICATION + 1)] {
            assert!(settings(&[bad]).check().is_err(), "{bad:?}");
        }
    }
}
