//! Runs pure code, such as a parser, so that its panic fails one event instead of the invocation.

use std::panic::{AssertUnwindSafe, catch_unwind};

use channels::NormalizeError;

/// The value of `run`. The panic hook has already logged where a panic came from.
///
/// # Errors
/// `internal_error` if `run` panicked.
pub(crate) fn catch_panic<T>(run: impl FnOnce() -> T) -> Result<T, NormalizeError> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| {
        NormalizeError::new(
            "internal_error",
            "an error in Storebell's code stopped the processing of this delivery; replay it once the error is fixed",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panic_of_a_parser_is_an_internal_error() {
        let result = catch_panic(|| -> () { panic!("a bug in a parser") });
        assert_eq!(result.unwrap_err().code, "internal_error");
    }
}
