//! What the gateway records about a request when it arrives.

use std::net::IpAddr;

use jiff::Timestamp;

use super::gateway_id::new_gateway_id;

/// Id, time and source address of a request. Every request has one in its extensions.
#[derive(Debug, Clone)]
pub(super) struct RequestMetadata {
    pub(super) request_id: String,
    pub(super) at: Timestamp,
    pub(super) source: IpAddr,
}

impl RequestMetadata {
    /// The metadata of a request that arrives now from `source`.
    pub(super) fn now(source: IpAddr) -> Self {
        Self { request_id: new_gateway_id(), at: Timestamp::now(), source }
    }
}

/// The time in the format of events: `12/Mar/2020:19:03:58 +0000`.
pub(super) fn event_time(at: Timestamp) -> String {
    at.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_has_the_format_of_awss_samples() {
        let at = Timestamp::from_second(1_584_039_838).expect("in range");
        assert_eq!(event_time(at), "12/Mar/2020:19:03:58 +0000");
    }
}
