//! The resume window of a function, from its environment.

use domain::live::ResumeWindow;
use runtime::environment::{ConfigError, Environment};

/// The window that `RESUME_WINDOW_SECONDS` names; a minute where it is not set.
///
/// # Errors
/// [`ConfigError`].
pub fn resume_window(environment: &Environment) -> Result<ResumeWindow, ConfigError> {
    const VARIABLE: &str = "RESUME_WINDOW_SECONDS";
    let seconds = environment.number(VARIABLE, ResumeWindow::DEFAULT_SECONDS)?;
    ResumeWindow::of_seconds(seconds).ok_or(ConfigError::Invalid { name: VARIABLE, expected: "from 1 to 600" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(seconds: &str) -> Result<ResumeWindow, ConfigError> {
        resume_window(&Environment::from_pairs([("RESUME_WINDOW_SECONDS", seconds)]))
    }

    #[test]
    fn an_unset_variable_means_a_minute_and_bad_values_are_errors() {
        assert_eq!(resume_window(&Environment::default()).unwrap().ms(), 60_000);
        assert_eq!(of("1").unwrap().ms(), 1_000);
        for bad in ["0", "601", "-1", "x"] {
            assert!(of(bad).is_err(), "{bad}");
        }
    }
}
