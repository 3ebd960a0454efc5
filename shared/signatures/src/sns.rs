//! The settings of an integration for its SNS topics. The crate `sns` verifies the messages.

use serde::{Deserialize, Serialize};

/// The most topics of one integration.
const MAX_TOPICS: usize = 20;

/// The longest accepted age of messages, in seconds: 14 days, the longest time that an SQS dead-letter queue keeps a
/// message.
const MAX_AGE_LIMIT_SECONDS: u32 = 14 * 24 * 60 * 60;

/// The most seconds that a message may be dated ahead: an hour. A clock that deviates more is broken.
const MAX_AHEAD_LIMIT_SECONDS: u32 = 60 * 60;

/// The topics of an integration, and the accepted window of their messages' timestamps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The ARNs of the topics. Messages of other topics are rejected.
    pub topics: Vec<String>,
    /// The highest accepted age of a message, in seconds. SNS retries for up to an hour
    /// (<https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>); a day leaves time to redrive a
    /// dead-letter queue.
    #[serde(default = "default_max_age_seconds")]
    pub max_age_seconds: u32,
    /// How far ahead a message may be dated, in seconds.
    #[serde(default = "default_max_ahead_seconds")]
    pub max_ahead_seconds: u32,
}

impl Settings {
    /// These topics with the default window: a day back and 15 minutes ahead.
    pub fn for_topics(topics: Vec<String>) -> Self {
        Self { topics, max_age_seconds: default_max_age_seconds(), max_ahead_seconds: default_max_ahead_seconds() }
    }

    /// Validates the settings.
    ///
    /// # Errors
    /// What is invalid, as a clause for the person who set it.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.topics.is_empty() || self.topics.len() > MAX_TOPICS {
            return Err("there must be 1 to 20 topics");
        }
        if !self.topics.iter().all(|topic| is_topic_arn(topic)) {
            return Err("a topic is not the ARN of an SNS topic");
        }
        if !(60..=MAX_AGE_LIMIT_SECONDS).contains(&self.max_age_seconds) {
            return Err("max_age_seconds is not between a minute and 14 days");
        }
        if self.max_ahead_seconds > MAX_AHEAD_LIMIT_SECONDS {
            return Err("max_ahead_seconds is more than an hour");
        }
        Ok(())
    }
}

/// Whether `text` has the form `arn:<partition>:sns:<region>:<account>:<name>`. The name has at most 256 letters, digits,
/// `-` and `_`, and may end with `.fifo` (<https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html>).
pub fn is_topic_arn(text: &str) -> bool {
    let parts: Vec<_> = text.split(':').collect();
    let [arn, partition, service, region, account, name] = parts[..] else { return false };
    let is_dashed = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let stem = name.strip_suffix(".fifo").unwrap_or(name);
    let is_name = !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    (arn, service) == ("arn", "sns")
        && partition.starts_with("aws")
        && is_dashed(partition)
        && is_dashed(region)
        && is_account
        && is_name
        && name.len() <= 256
}

fn default_max_age_seconds() -> u32 {
    24 * 60 * 60
}

fn default_max_ahead_seconds() -> u32 {
    15 * 60
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_topic_arns_are_accepted() {
        for valid in [
            "arn:aws:sns:ap-south-1:111122223333:spapi-bridge",
            "arn:aws-cn:sns:cn-north-1:111122223333:a_b",
            "arn:aws-us-gov:sns:us-gov-west-1:111122223333:orders.fifo",
        ] {
            assert_eq!(Settings::for_topics(vec![valid.into()]).check(), Ok(()), "{valid}");
        }
        for invalid in [
            "",
            "*",
            "arn:aws:sns:ap-south-1:111122223333:*",
            "arn:aws:sns:ap-south-1:111122223333:",
            "arn:aws:sns:ap-south-1:111122223333:.fifo",
            "arn:aws:sns:ap-south-1:111122223333:topic:2bcfbf39-05c3-41de-beaa-fcfcc21c8f55",
            "arn:aws:sns:ap-south-1:1111:topic",
            "arn:aws:sns::111122223333:topic",
            "arn:aws:sqs:ap-south-1:111122223333:queue",
            "arn:evil:sns:ap-south-1:111122223333:topic",
            "arn:aws:sns:ap-south-1:111122223333:topic\n",
        ] {
            assert!(Settings::for_topics(vec![invalid.into()]).check().is_err(), "{invalid}");
        }
    }

    #[test]
    fn window_and_number_of_topics_are_bounded() {
        let valid = Settings::for_topics(vec!["arn:aws:sns:ap-south-1:111122223333:topic".into()]);
        assert!(Settings { max_age_seconds: 59, ..valid.clone() }.check().is_err());
        assert!(Settings { max_age_seconds: MAX_AGE_LIMIT_SECONDS + 1, ..valid.clone() }.check().is_err());
        assert!(Settings { max_ahead_seconds: MAX_AHEAD_LIMIT_SECONDS + 1, ..valid.clone() }.check().is_err());
        assert!(Settings { topics: vec![], ..valid.clone() }.check().is_err());
        assert!(Settings { topics: vec![valid.topics[0].clone(); MAX_TOPICS + 1], ..valid }.check().is_err());
    }

    #[test]
    fn topics_alone_are_sufficient_and_unknown_settings_are_rejected() {
        let topics = r#""topics":["arn:aws:sns:ap-south-1:111122223333:topic"]"#;
        let settings: Settings = serde_json::from_str(&format!("{{{topics}}}")).unwrap();
        assert_eq!((settings.max_age_seconds, settings.max_ahead_seconds), (86_400, 900));
        assert!(serde_json::from_str::<Settings>(&format!(r#"{{{topics},"follow_redirects":true}}"#)).is_err());
    }
}
