//! A function's configuration, read from environment variables in one place.
//!
//! Invariant: only this crate reads the environment of the process, and only the entry point of a function calls
//! [`Environment::from_process`]. Where several functions share one process, each gets its own [`Environment`].

use std::collections::BTreeMap;

/// The environment variables of a function.
#[derive(Clone, Debug, Default)]
pub struct Environment(BTreeMap<String, String>);

/// The configuration of a function is incomplete or invalid.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A required variable is missing or empty.
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    /// The value of a variable is not a whole number.
    #[error("the environment variable {0} is not a whole number")]
    NotANumber(&'static str),
    /// The value of a variable is invalid.
    #[error("the environment variable {name} is not {expected}")]
    Invalid {
        /// The name of the variable.
        name: &'static str,
        /// What its value must be, as a noun phrase.
        expected: &'static str,
    },
    /// The HTTP client could not be created.
    #[error("the HTTP client could not be created: {0}")]
    HttpClient(String),
}

impl Environment {
    /// The environment variables of the process. Variables that are not UTF-8 are ignored.
    #[expect(clippy::disallowed_methods, reason = "this is the one place where functions get their configuration")]
    pub fn from_process() -> Self {
        Self(
            std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect(),
        )
    }

    /// The variables in `pairs` of name and value.
    pub fn from_pairs<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// The value of a variable; `None` if it is not set or empty.
    pub fn optional(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|value| !value.is_empty()).cloned()
    }

    /// The value of a required variable.
    ///
    /// # Errors
    /// [`ConfigError::Missing`].
    pub fn text(&self, name: &'static str) -> Result<String, ConfigError> {
        self.optional(name).ok_or(ConfigError::Missing(name))
    }

    /// The value of a variable as a whole number; `default` if it is not set.
    ///
    /// # Errors
    /// [`ConfigError::NotANumber`].
    pub fn number(&self, name: &'static str, default: u32) -> Result<u32, ConfigError> {
        self.optional(name).map_or(Ok(default), |text| text.parse().map_err(|_| ConfigError::NotANumber(name)))
    }
}
