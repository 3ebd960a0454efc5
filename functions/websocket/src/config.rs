//! The function's configuration.

use domain::live::ResumeWindow;
use runtime::environment::{ConfigError, Environment};
use store::Tables;

use crate::catch_up::CatchUpBounds;

/// What the function reads from its environment.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) tables: Tables,
    /// The URL of API Gateway's management API.
    pub(crate) management_endpoint: String,
    pub(crate) resume_window: ResumeWindow,
    pub(crate) catch_up_bounds: CatchUpBounds,
}

impl Config {
    /// Reads `MANAGEMENT_ENDPOINT`, `GAP_EVENTS`, `GAP_ROWS` and the variables of [`Tables::from_environment`] and
    /// [`live::resume_window`].
    ///
    /// # Errors
    /// [`ConfigError`] if a variable is missing or invalid.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            tables: Tables::from_environment(environment)?,
            management_endpoint: environment.text("MANAGEMENT_ENDPOINT")?,
            resume_window: live::resume_window(environment)?,
            catch_up_bounds: CatchUpBounds::from_environment(environment)?,
        })
    }
}
