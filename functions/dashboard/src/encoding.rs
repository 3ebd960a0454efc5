//! Which of the encodings that a file was built in the caller takes (RFC 9110, section 12.5.3).

use lambda_http::http::HeaderMap;
use lambda_http::http::header::ACCEPT_ENCODING;

/// An encoding that files are built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    /// The smallest first.
    pub(crate) const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// As it stands in headers.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// What the names of its files end with.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }

    /// What the caller takes, the smallest first.
    pub(crate) fn taken(headers: &HeaderMap) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|encoding| takes(headers, encoding.name()))
    }
}

fn takes(headers: &HeaderMap, name: &str) -> bool {
    let offers = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    offers.flat_map(|value| value.split(',')).any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        let named = parts.next().is_some_and(|coding| coding.eq_ignore_ascii_case(name));
        let weight = parts.find_map(|part| part.strip_prefix("q=")).and_then(|weight| weight.parse::<f32>().ok());
        named && weight.is_none_or(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_that_is_taken_comes_first() {
        for (accept, expected) in [
            ("gzip, deflate, br, zstd", vec![Encoding::Brotli, Encoding::Gzip]),
            ("gzip", vec![Encoding::Gzip]),
            ("BR;q=0.5", vec![Encoding::Brotli]),
            ("br;q=0, gzip;q=1.0", vec![Encoding::Gzip]),
            ("identity", vec![]),
            ("", vec![]),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, accept.parse().unwrap())]);
            assert_eq!(Encoding::taken(&headers).collect::<Vec<_>>(), expected, "{accept}");
        }
    }
}
