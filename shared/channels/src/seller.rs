//! The seller that a marketplace's body names.

use crate::account_key::any_key;
use crate::lenient::Fields;
use crate::{Context, NormalizeError};

/// The member that names the seller.
const SELLER_ID: [&str; 1] = ["sellerId"];

/// Checks that the body names no other seller than the integration's: the header or path that chose the integration is
/// not signed.
///
/// # Errors
/// `account_mismatch`.
pub(crate) fn check_seller(context: &Context<'_>, fields: &Fields<'_>) -> Result<(), NormalizeError> {
    match fields.text(&SELLER_ID) {
        Some(seller) if any_key(&seller).as_deref() != Some(context.account) => {
            Err(NormalizeError::new("account_mismatch", "the body names a different seller, not the integration's"))
        }
        _ => Ok(()),
    }
}
