//! Answers to clients' messages, but for a gap, which is frames.

use domain::live::Filter;
use serde::Serialize;
use types::time::Time;

use super::frame::text;

/// What is wrong with a client's message: a stable code and a sentence.
pub fn error_frame(code: &'static str, message: &str) -> String {
    #[derive(Serialize)]
    struct Error<'a> {
        v: u8,
        error: &'a str,
        message: &'a str,
    }
    text(&Error { v: 1, error: code, message })
}

/// The filter that holds from now on.
pub fn filter_frame(filter: &Filter) -> String {
    #[derive(Serialize)]
    struct Filtered<'a> {
        v: u8,
        filter: &'a Filter,
    }
    text(&Filtered { v: 1, filter })
}

/// Until when the connection gets frames.
pub fn auth_frame(expires_at: Time) -> String {
    #[derive(Serialize)]
    struct Authorized {
        v: u8,
        auth: Until,
    }
    #[derive(Serialize)]
    struct Until {
        expires_at: Time,
    }
    text(&Authorized { v: 1, auth: Until { expires_at } })
}
