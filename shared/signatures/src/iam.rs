//! Trust by IAM: the policy of a queue or an event bus decides who may send to it, and the message has no signature.
//!
//! SP-API sends the notifications of every developer's application from one AWS account, to every queue whose policy allows
//! that account (<https://developer-docs.amazon.com/sp-api/docs/set-up-notifications-with-amazon-sqs>). A developer who
//! knows the ARN of a queue can therefore make SP-API send that developer's notifications to it. An integration prevents
//! this by naming its applications.

use serde::{Deserialize, Serialize};

use crate::{Verification, Verified, VerifyError};

/// The most applications of one integration.
const MAX_APPLICATIONS: usize = 20;
/// The longest id of an application, in characters.
const MAX_APPLICATION_ID_CHARS: usize = 128;

/// Which of the senders that IAM allows belong to the integration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The ids of the applications whose messages are accepted. An empty list accepts every application.
    #[serde(default)]
    pub applications: Vec<String>,
}

impl Settings {
    /// Validates the settings.
    ///
    /// # Errors
    /// What is invalid, as a clause for the person who set it.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.applications.len() > MAX_APPLICATIONS {
            return Err("there are more than 20 applications");
        }
        if !self.applications.iter().all(|application| is_application_id(application)) {
            return Err("an application id does not have 1 to 128 printable ASCII characters");
        }
        Ok(())
    }

    fn has_application(&self, application: Option<&str>) -> bool {
        self.applications.is_empty() || self.applications.iter().any(|known| Some(known.as_str()) == application)
    }
}

fn is_application_id(text: &str) -> bool {
    (1..=MAX_APPLICATION_ID_CHARS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Verifies a message of a queue or an event bus: the application that it names must be one of the integration's.
///
/// The caller asserts that IAM has authorized the sender. It must not call this for an HTTPS request.
///
/// # Errors
/// [`VerifyError::ApplicationForeign`].
pub fn verify(
    settings: &Settings,
    application: Option<&str>,
    event_id: Option<String>,
    body: Vec<u8>,
) -> Result<(Verified, Verification), VerifyError> {
    if !settings.has_application(application) {
        return Err(VerifyError::ApplicationForeign);
    }
    Ok((Verified(body), Verification { event_id, body_authenticated: true, nonce: None }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(applications: &[&str]) -> Settings {
        Settings { applications: applications.iter().map(|text| (*text).to_owned()).collect() }
    }

    #[test]
    fn only_listed_applications_are_accepted_and_every_application_by_an_empty_list() {
        let verify = |settings: &Settings, application| verify(settings, application, Some("1".into()), b"{}".to_vec());
        let (body, verification) = verify(&settings(&["ours"]), Some("ours")).unwrap();
        assert_eq!(
            (body.bytes(), verification.event_id.as_deref(), verification.body_authenticated),
            (&b"{}"[..], Some("1"), true)
        );
        for foreign in [Some("theirs"), Some("ours "), Some(""), None] {
            assert_eq!(verify(&settings(&["ours"]), foreign), Err(VerifyError::ApplicationForeign), "{foreign:?}");
        }
        assert!(verify(&settings(&[]), None).is_ok() && verify(&settings(&[]), Some("any")).is_ok());
    }

    #[test]
    fn number_and_length_of_applications_are_bounded() {
        assert_eq!(settings(&["amzn1.sp.solution.0123"]).check(), Ok(()));
        assert_eq!(settings(&["a"; MAX_APPLICATIONS]).check(), Ok(()));
        assert!(settings(&["a"; MAX_APPLICATIONS + 1]).check().is_err());
        for invalid in ["", "a b", "ä", "a\n", &"a".repeat(MAX_APPLICATION_ID_CHARS + 1)] {
            assert!(settings(&[invalid]).check().is_err(), "{invalid:?}");
        }
    }
}
