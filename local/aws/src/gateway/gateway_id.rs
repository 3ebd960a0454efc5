//! Ids in the form of API Gateway's.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;

/// A new id like `L0SM9cOFvHcCIhw=`: 11 random bytes in URL-safe base64 with its padding.
///
/// API Gateway uses this form for connections, messages and requests; a client has to percent-encode the padding in a path.
pub(super) fn new_gateway_id() -> String {
    URL_SAFE.encode(random::<11>())
}

/// 24 hexadecimal digits and a time, as in `X-Amzn-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793`.
/// <https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader>
pub(super) fn new_trace_id(epoch_seconds: i64) -> String {
    let hex: String = random::<12>().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("Root=1-{epoch_seconds:08x}-{hex}")
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has a source of random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_has_the_form_of_api_gateways() {
        let id = new_gateway_id();
        assert_eq!(id.len(), "L0SM9cOFvHcCIhw=".len());
        assert!(id.ends_with('='));
        assert!(!id.contains(['/', '+']), "{id} is valid in a path");
        assert_ne!(id, new_gateway_id());
    }
}
