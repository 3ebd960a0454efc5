//! What a channel has answered.

/// A body that the channel itself has answered when it was asked, over TLS. Only a source of this crate makes one, so
/// that nothing else can be taken for it.
#[derive(Debug, PartialEq, Eq)]
pub struct Found(Vec<u8>);

impl Found {
    /// Of a body that a source was answered.
    #[cfg(any(test, feature = "shopify-api"))]
    pub(crate) fn answered(body: Vec<u8>) -> Self {
        Self(body)
    }

    /// How long it is, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The body.
    pub(crate) fn into_body(self) -> Vec<u8> {
        self.0
    }
}
