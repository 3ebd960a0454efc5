//! A function's configuration, read from its environment in one place.
//!
//! Only a function's `main.rs` reads the process's environment; in one process, where several functions share it,
//! each is given its own.

use std::collections::BTreeMap;

/// The variables that a function was given.
#[derive(Clone, Debug, Default)]
pub struct Environment(BTreeMap<String, String>);

/// A variable that is missing or unusable.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A variable without which the function cannot work.
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    /// A variable whose text cannot be what it names.
    #[error("the environment variable {0} is not a whole number")]
    NotANumber(&'static str),
    /// A variable whose text is something else than it has to be.
    #[error("the environment variable {name} is not {wanted}")]
    Unusable {
        /// The variable.
        name: &'static str,
        /// What it has to be.
        wanted: &'static str,
    },
    /// No client for HTTP could be made.
    #[error("no HTTP client can be made: {0}")]
    NoHttpClient(String),
}

impl Environment {
    /// The process's own variables.
    pub fn process() -> Self {
        Self(
            std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect(),
        )
    }

    /// These variables.
    pub fn of<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// A variable's text, if it is set and not empty.
    pub fn optional(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|value| !value.is_empty()).cloned()
    }

    /// A variable's text.
    ///
    /// # Errors
    /// [`ConfigError::Missing`].
    pub fn text(&self, name: &'static str) -> Result<String, ConfigError> {
        self.optional(name).ok_or(ConfigError::Missing(name))
    }

    /// A variable's whole number, or `default` where it is not set.
    ///
    /// # Errors
    /// [`ConfigError::NotANumber`].
    pub fn number(&self, name: &'static str, default: u32) -> Result<u32, ConfigError> {
        self.optional(name).map_or(Ok(default), |text| text.parse().map_err(|_| ConfigError::NotANumber(name)))
    }
}
