//! `storebell env`: what a function's own binary needs in its environment to use the stack on this machine.

use std::path::PathBuf;

use super::{CommandError, output, stack_choice::DATA_DIR};
use crate::function_environment::function_environment;
use crate::stack_file::StackFile;

/// Arguments of `storebell env`.
#[derive(Debug, clap::Args)]
pub struct EnvArgs {
    /// The data folder that the stack runs on
    #[arg(long, value_name = "DIR", default_value = DATA_DIR)]
    pub data: PathBuf,
}

/// Prints the variables as KEY=VALUE lines, without quotes or `export`: what `env -i $(storebell env) BINARY` and Docker's
/// `--env-file` take.
///
/// # Errors
/// [`CommandError::StackFile`] where no stack runs on the data folder.
pub fn run(args: &EnvArgs) -> Result<(), CommandError> {
    let stack_file = StackFile::read(&args.data)?;
    for (name, value) in function_environment(stack_file.port, &stack_file.dynamodb_endpoint) {
        output::line(&format!("{name}={value}"))?;
    }
    Ok(())
}
