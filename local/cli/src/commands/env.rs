//! `storebell env`: the environment with which a function's own binary uses the stack on this machine.

use std::path::PathBuf;

use super::{CommandError, output, stack_choice::DATA_DIR};
use crate::function_environment::function_environment;
use crate::stack_file::StackFile;

/// Shown at the end of the command's help.
pub const EXAMPLES: &str = "\
Examples:
  export $(storebell env)
  env -i $(storebell env) target/debug/shopify
  docker run --env-file <(storebell env) IMAGE";

/// Arguments of `storebell env`.
#[derive(Debug, clap::Args)]
pub struct EnvArgs {
    /// The data folder of the running stack
    #[arg(long, value_name = "DIR", default_value = DATA_DIR)]
    pub data: PathBuf,
}

/// Prints the variables as lines `NAME=VALUE`. No value has a space or a character that a shell would expand, so
/// `export $(storebell env)` and `docker run --env-file` read them.
///
/// # Errors
/// [`CommandError::StackFile`] if no stack runs on the data folder.
pub fn run(args: &EnvArgs) -> Result<(), CommandError> {
    let stack = StackFile::read(&args.data)?;
    for (name, value) in function_environment(stack.port, &stack.dynamodb_endpoint) {
        output::line(&format!("{name}={value}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_needs_quotes_in_a_shell() {
        for (name, value) in function_environment(3000, "http://127.0.0.1:8000") {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/._-".contains(&byte);
            assert!(!value.is_empty() && value.bytes().all(is_plain), "{name}={value}");
        }
    }
}
