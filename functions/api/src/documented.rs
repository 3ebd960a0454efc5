//! The bound of the types that docs/openapi.json describes. Without the feature `openapi`, every type satisfies it.

#[cfg(feature = "openapi")]
pub(crate) use utoipa::ToSchema as Documented;

/// A type that docs/openapi.json describes.
#[cfg(not(feature = "openapi"))]
pub(crate) trait Documented {}

#[cfg(not(feature = "openapi"))]
impl<T> Documented for T {}
