//! What the gateway notes about a request as it arrives.

use std::net::IpAddr;

use jiff::Timestamp;

use super::gateway_id::new_gateway_id;

/// The request's id, when it came, and from where. Every request carries one in its extensions.
#[derive(Debug, Clone)]
pub(super) struct RequestMetadata {
    pub(super) request_id: String,
    pub(super) at: Timestamp,
    pub(super) source: IpAddr,
}

impl RequestMetadata {
    /// A request that comes from `source` now.
    pub(super) fn now(source: IpAddr) -> Self {
        Self { request_id: new_gateway_id(), at: Timestamp::now(), source }
    }
}

/// The time as events show it: `12/Mar/2020:19:03:58 +0000`.
pub(super) fn event_time(at: Timestamp) -> String {
    at.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_in_awss_own_samples() {
        let at = Timestamp::from_second(1_584_039_838).expect("in range");
        assert_eq!(event_time(at), "12/Mar/2020:19:03:58 +0000");
    }
}
