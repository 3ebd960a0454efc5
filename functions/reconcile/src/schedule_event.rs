//! The event with which a schedule invokes the function.

use serde::Deserialize;

/// The event of a schedule, which says what a run does. The schedule of reconciliation sends no `work`; the schedule that
/// runs every minute sends a constant text as its input (`template.yaml`).
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct ScheduleEvent {
    #[serde(default)]
    pub(crate) work: Work,
}

/// The work of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Work {
    /// Tied orders, then all integrations.
    #[default]
    All,
    /// Tied orders only.
    Ties,
}

impl ScheduleEvent {
    /// A run that only settles tied orders.
    pub fn ties() -> Self {
        Self { work: Work::Ties }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_event_without_work_does_all() {
        let work = |json: &str| serde_json::from_str::<ScheduleEvent>(json).unwrap().work;
        assert_eq!(work("{}"), Work::All);
        assert_eq!(work(r#"{"detail-type":"Scheduled Event","detail":{}}"#), Work::All);
        assert_eq!(work(r#"{"work":"ties"}"#), Work::Ties);
    }
}
