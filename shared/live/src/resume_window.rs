//! Reads the resume window from the environment.

use domain::live::ResumeWindow;
use runtime::environment::{ConfigError, Environment};

/// The window of `RESUME_WINDOW_SECONDS` seconds; of a minute where the variable is not set.
///
/// # Errors
/// [`ConfigError`] where the variable is not a number from 1 to 600.
pub fn resume_window(environment: &Environment) -> Result<ResumeWindow, ConfigError> {
    const VARIABLE: &str = "RESUME_WINDOW_SECONDS";
    let seconds = environment.number(VARIABLE, ResumeWindow::DEFAULT_SECONDS)?;
    ResumeWindow::of_seconds(seconds).ok_or(ConfigError::Invalid { name: VARIABLE, expected: "a number from 1 to 600" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window_of(seconds: &str) -> Result<ResumeWindow, ConfigError> {
        resume_window(&Environment::from_pairs([("RESUME_WINDOW_SECONDS", seconds)]))
    }

    #[test]
    fn unset_variable_is_a_minute_and_invalid_values_are_errors() {
        assert_eq!(resume_window(&Environment::default()).unwrap().ms(), 60_000);
        assert_eq!(window_of("1").unwrap().ms(), 1_000);
        for bad in ["0", "601", "-1", "x"] {
            assert!(window_of(bad).is_err(), "{bad}");
        }
    }
}
