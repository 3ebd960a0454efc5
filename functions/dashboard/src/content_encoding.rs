//! The content encodings of built files, and which of them a client accepts (RFC 9110, section 12.5.3).

use lambda_http::http::HeaderMap;
use lambda_http::http::header::ACCEPT_ENCODING;

/// An encoding in which files are built, beside the plain file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    /// All encodings, the one with the smallest files first.
    pub(crate) const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// The name in HTTP headers.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The suffix of the names of encoded files.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }

    /// The encodings that the client accepts, the one with the smallest files first.
    pub(crate) fn accepted(headers: &HeaderMap) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|encoding| is_accepted(headers, encoding.name()))
    }
}

fn is_accepted(headers: &HeaderMap, encoding: &str) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let has_name = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = parts.find_map(|part| part.strip_prefix("q=")).and_then(|weight| weight.parse::<f32>().ok());
        has_name && weight.is_none_or(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smallest_accepted_encoding_comes_first() {
        for (accept, expected) in [
            ("gzip, deflate, br, zstd", vec![Encoding::Brotli, Encoding::Gzip]),
            ("gzip", vec![Encoding::Gzip]),
            ("BR;q=0.5", vec![Encoding::Brotli]),
            ("br;q=0, gzip;q=1.0", vec![Encoding::Gzip]),
            ("identity", vec![]),
            ("", vec![]),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, accept.parse().unwrap())]);
            assert_eq!(Encoding::accepted(&headers).collect::<Vec<_>>(), expected, "{accept}");
        }
    }
}
