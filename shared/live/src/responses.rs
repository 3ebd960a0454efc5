//! Responses to clients' messages, each one frame. The response to a resume is [`Frames::catch_up`](crate::Frames).

use domain::live::Filter;
use serde::Serialize;
use types::time::Time;

use crate::frame::to_text;

/// The response to a message with an error: its code, and a sentence for people.
pub fn error_frame(code: &'static str, message: &str) -> String {
    #[derive(Serialize)]
    struct ErrorFrame<'a> {
        v: u8,
        error: &'a str,
        message: &'a str,
    }
    to_text(&ErrorFrame { v: 1, error: code, message })
}

/// The response to a new filter: the filter that is now in effect.
pub fn filter_frame(filter: &Filter) -> String {
    #[derive(Serialize)]
    struct FilterFrame<'a> {
        v: u8,
        filter: &'a Filter,
    }
    to_text(&FilterFrame { v: 1, filter })
}

/// The response to a new token: when the connection's token expires.
pub fn auth_frame(expires_at: Time) -> String {
    #[derive(Serialize)]
    struct AuthFrame {
        v: u8,
        auth: Expiry,
    }
    #[derive(Serialize)]
    struct Expiry {
        expires_at: Time,
    }
    to_text(&AuthFrame { v: 1, auth: Expiry { expires_at } })
}
