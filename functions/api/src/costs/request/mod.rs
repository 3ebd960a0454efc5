//! The body of `PUT /api/costs`: JSON or CSV. It is accepted as a whole or not at all, and errors quote nothing of it.

mod csv_body;
mod errors;
mod json_body;
mod parsed_cost;

use lambda_http::Body;
use lambda_http::http::{HeaderMap, StatusCode, header};
use runtime::response::ErrorResponse;
use store::ledger::{MAX_COSTS, SkuCost};

pub(crate) use json_body::PutCostsRequest;
use parsed_cost::check_costs;

const MAX_BODY_BYTES: usize = 256 * 1024;

/// The costs of a request's body; no two have the same SKU and time.
///
/// # Errors
/// 400 `bad_body`, which names the line or the field; 413 `too_large`; 415 `unsupported_media_type` if the body is neither
/// JSON nor CSV.
pub(super) fn parse_costs(headers: &HeaderMap, body: &Body) -> Result<Vec<SkuCost>, ErrorResponse> {
    if body.len() > MAX_BODY_BYTES {
        let message = format!(
            "The body is larger than {MAX_BODY_BYTES} bytes. Split the costs into several requests of at most {MAX_COSTS} costs; each CSV begins with the header."
        );
        return Err(ErrorResponse::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message));
    }
    let costs = match media_type(headers).as_str() {
        "application/json" => json_body::parse(body)?,
        "text/csv" => csv_body::parse(body)?,
        _ => {
            let message = "The Content-Type must be application/json or text/csv.";
            return Err(ErrorResponse::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message));
        }
    };
    check_costs(&costs)
}

fn media_type(headers: &HeaderMap) -> String {
    let header = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
