//! WooCommerce's ping: the unsigned request that it sends when a webhook is saved as active.
//!
//! If the response has another status than 200, WooCommerce shows an error and does not clear the webhook's pending state.
//! Source: `WC_Webhook::deliver_ping` in
//! <https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php>

use http::{HeaderMap, header};

/// The content type that WordPress sends for a body of form members, perhaps with a charset.
const FORM: &str = "application/x-www-form-urlencoded";
/// The one member of the body, which is followed by the webhook's number in WooCommerce.
const WEBHOOK_ID: &[u8] = b"webhook_id=";
/// The most digits of a number: those of the highest 64-bit number.
const MAX_DIGITS: usize = 20;

/// Whether a request is WooCommerce's ping.
pub(super) fn is_ping(headers: &HeaderMap, body: &[u8]) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let digits = body.strip_prefix(WEBHOOK_ID).unwrap_or_default();
    let is_signed = headers.keys().any(|name| {
        *name == header::AUTHORIZATION || ["signature", "hmac"].iter().any(|part| name.as_str().contains(part))
    });
    // A sender that signs is told that its signature is wrong.
    !is_signed
        && media_type.eq_ignore_ascii_case(FORM)
        && (1..=MAX_DIGITS).contains(&digits.len())
        && digits.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_form_with_the_number_of_a_webhook_is_a_ping() {
        let is_ping = |content_type: &str, body: &str| {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, content_type.parse().unwrap())]);
            is_ping(&headers, body.as_bytes())
        };
        for content_type in
            [FORM, "application/x-www-form-urlencoded; charset=UTF-8", "Application/X-WWW-Form-Urlencoded"]
        {
            assert!(is_ping(content_type, "webhook_id=7"), "{content_type}");
        }
        assert!(is_ping(FORM, &format!("webhook_id={}", "9".repeat(20))));
        for name in ["authorization", "webhook-signature", "x-hub-signature-256", "x-shopify-hmac-sha256"] {
            let headers = HeaderMap::from_iter([
                (header::CONTENT_TYPE, FORM.parse().unwrap()),
                (name.parse().unwrap(), "v1,abc".parse().unwrap()),
            ]);
            assert!(!super::is_ping(&headers, b"webhook_id=7"), "{name}");
        }
        assert!(!is_ping("application/json", "webhook_id=7") && !super::is_ping(&HeaderMap::new(), b"webhook_id=7"));
        let long = format!("webhook_id={}", "9".repeat(21));
        for body in
            ["", "webhook_id=", "webhook_id=7&a=b", "webhook_id=-7", " webhook_id=7", "webhook_id=7\n", "id=7", &long]
        {
            assert!(!is_ping(FORM, body), "{body}");
        }
    }
}
