//! The whole stack in one process, for one machine, and its command line.
//!
//! This is the only crate that depends on the functions: it starts the function code that AWS would run.

pub mod commands;
pub mod function_environment;
pub mod stack;
pub mod stack_file;
mod web_page;
