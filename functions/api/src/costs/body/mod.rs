//! The body of `PUT /api/costs`: JSON or CSV. It is taken whole or not at all, and an error quotes nothing of it.

mod lines;
mod objects;
mod written;

use std::collections::BTreeSet;

use lambda_http::Request;
use lambda_http::http::{StatusCode, header};
use runtime::response::ErrorResponse;
use store::ledger::{MAX_COSTS, SkuCost};

use written::Written;

/// The largest body, in bytes.
const LARGEST: usize = 256 * 1024;

/// The costs of a request's body, each article and time once.
///
/// # Errors
/// 400 `bad_body`, which says in which line or field; 413; 415 for what is neither JSON nor CSV.
pub(super) fn read(request: &Request) -> Result<Vec<SkuCost>, ErrorResponse> {
    let body = request.body();
    if body.len() > LARGEST {
        let message = format!("The body is over {LARGEST} bytes.");
        return Err(ErrorResponse::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message));
    }
    let written = match media_type(request).as_str() {
        "application/json" => objects::read(body)?,
        "text/csv" => lines::read(body)?,
        _ => {
            let message = "Costs are application/json or text/csv; say which by Content-Type.";
            return Err(ErrorResponse::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message));
        }
    };
    checked(&written)
}

fn media_type(request: &Request) -> String {
    let header = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn checked(written: &[Written]) -> Result<Vec<SkuCost>, ErrorResponse> {
    let mut seen = BTreeSet::new();
    let mut costs = Vec::with_capacity(written.len());
    for row in written {
        let cost = row.checked()?;
        if !seen.insert((cost.sku.clone(), cost.from)) {
            return Err(row.place.wrong("sku", "one that stands in no row before with the same `from`"));
        }
        costs.push(cost);
    }
    Ok(costs)
}

/// More rows than one call takes.
fn too_many() -> ErrorResponse {
    bad(format!("At most {MAX_COSTS} costs can be put at once."))
}

fn bad(message: impl Into<String>) -> ErrorResponse {
    ErrorResponse::bad_request("bad_body", message)
}
