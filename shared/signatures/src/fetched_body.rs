//! What a channel has answered.

/// A body that the channel itself has answered when it was asked, over TLS. Only a source of this crate makes one, so
/// that nothing else can be taken for it.
#[derive(Debug, PartialEq, Eq)]
pub struct FetchedBody(Vec<u8>);

impl FetchedBody {
    /// Of a body that a source was answered.
    pub fn answered(body: Vec<u8>) -> Self {
        Self(body)
    }

    /// How long it is, in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The body.
    pub fn into_body(self) -> Vec<u8> {
        self.0
    }
}
