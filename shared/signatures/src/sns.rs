//! What an integration says about its SNS topics.

use serde::{Deserialize, Serialize};

/// Most topics of one integration.
const MOST_TOPICS: usize = 20;

/// Two weeks, in seconds: nobody keeps a message longer before it is delivered again.
const LONGEST_AGE: u32 = 14 * 24 * 60 * 60;

/// An hour, in seconds: a clock that is wrong by more is broken.
const LONGEST_AHEAD: u32 = 60 * 60;

/// The topics of an integration, and how old their messages may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The ARNs of the topics; a message of any other is refused.
    pub topics: Vec<String>,
    /// How old a message may be, in seconds. SNS tries for up to an hour
    /// (<https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>); a day leaves room for what is
    /// delivered again from a dead-letter queue.
    #[serde(default = "a_day")]
    pub max_age_seconds: u32,
    /// How far in the future a message may be dated, in seconds.
    #[serde(default = "a_quarter_of_an_hour")]
    pub max_ahead_seconds: u32,
}

impl Settings {
    /// These topics, with the default window: a day back, 15 minutes ahead.
    pub fn of(topics: Vec<String>) -> Self {
        Self { topics, max_age_seconds: a_day(), max_ahead_seconds: a_quarter_of_an_hour() }
    }

    /// Whether such topics and such a window can be.
    ///
    /// # Errors
    /// What is wrong, for the person who set it.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.topics.is_empty() || self.topics.len() > MOST_TOPICS {
            return Err("there must be 1 to 20 topics");
        }
        if !self.topics.iter().all(|topic| is_topic_arn(topic)) {
            return Err("a topic is not the ARN of an SNS topic");
        }
        if !(60..=LONGEST_AGE).contains(&self.max_age_seconds) {
            return Err("max_age_seconds is not between a minute and 14 days");
        }
        if self.max_ahead_seconds > LONGEST_AHEAD {
            return Err("max_ahead_seconds is more than an hour");
        }
        Ok(())
    }
}

/// `arn:<partition>:sns:<region>:<account>:<name>`, the name of up to 256 letters, digits, `-` and `_`, perhaps with
/// `.fifo` at its end (<https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html>).
pub fn is_topic_arn(text: &str) -> bool {
    let parts: Vec<_> = text.split(':').collect();
    let [arn, partition, service, region, account, name] = parts[..] else { return false };
    let dashed = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let stem = name.strip_suffix(".fifo").unwrap_or(name);
    let good_name = !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    let good_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    (arn, service) == ("arn", "sns")
        && partition.starts_with("aws")
        && dashed(partition)
        && dashed(region)
        && good_account
        && good_name
        && name.len() <= 256
}

fn a_day() -> u32 {
    24 * 60 * 60
}

fn a_quarter_of_an_hour() -> u32 {
    15 * 60
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_arns_of_topics_are_topics() {
        for good in [
            "arn:aws:sns:ap-south-1:111122223333:spapi-bridge",
            "arn:aws-cn:sns:cn-north-1:111122223333:a_b",
            "arn:aws-us-gov:sns:us-gov-west-1:111122223333:orders.fifo",
        ] {
            assert_eq!(Settings::of(vec![good.into()]).check(), Ok(()), "{good}");
        }
        for bad in [
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
            assert!(Settings::of(vec![bad.into()]).check().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_window_has_bounds() {
        let good = Settings::of(vec!["arn:aws:sns:ap-south-1:111122223333:topic".into()]);
        assert!(Settings { max_age_seconds: 59, ..good.clone() }.check().is_err());
        assert!(Settings { max_age_seconds: LONGEST_AGE + 1, ..good.clone() }.check().is_err());
        assert!(Settings { max_ahead_seconds: LONGEST_AHEAD + 1, ..good.clone() }.check().is_err());
        assert!(Settings { topics: vec![], ..good.clone() }.check().is_err());
        assert!(Settings { topics: vec![good.topics[0].clone(); MOST_TOPICS + 1], ..good }.check().is_err());
    }

    #[test]
    fn topics_alone_are_enough_and_unknown_settings_are_refused() {
        let topics = r#""topics":["arn:aws:sns:ap-south-1:111122223333:topic"]"#;
        let settings: Settings = serde_json::from_str(&format!("{{{topics}}}")).unwrap();
        assert_eq!((settings.max_age_seconds, settings.max_ahead_seconds), (86_400, 900));
        assert!(serde_json::from_str::<Settings>(&format!(r#"{{{topics},"follow_redirects":true}}"#)).is_err());
    }
}
