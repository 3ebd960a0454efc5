//! Costs as CSV (RFC 4180): a header, then a line each.

use csv::{Error, ErrorKind, ReaderBuilder, StringRecord};
use runtime::response::ErrorResponse;
use store::ledger::MAX_COSTS;

use super::written::{Place, Texts, Written};
use super::{bad, too_many};

/// What spreadsheets put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// The columns that there must be, and the one that there may be.
const NEEDED: [&str; 3] = ["sku", "cost", "currency"];
const FROM: &str = "from";

/// The costs of a CSV.
///
/// # Errors
/// 400 `bad_body`, which says in which line.
pub(super) fn read(body: &[u8]) -> Result<Vec<Written>, ErrorResponse> {
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    let mut lines = Lines { body, read: 0, line: 1 };
    let mut reader = ReaderBuilder::new().from_reader(body);
    let columns = reader.headers().ok().and_then(Columns::of).ok_or_else(header)?;
    let mut written = Vec::new();
    for record in reader.records() {
        if written.len() == MAX_COSTS {
            return Err(too_many());
        }
        let record = record.map_err(|error| lines.broken(&error))?;
        let line = lines.of(record.position().map_or(0, csv::Position::byte));
        written.push(Written { place: Place::Line(line), texts: columns.texts(&record) });
    }
    Ok(written)
}

fn header() -> ErrorResponse {
    bad("Line 1 must be `sku,cost,currency`, perhaps with `from`, in UTF-8.")
}

/// Where each column stands.
struct Columns {
    needed: [usize; 3],
    from: Option<usize>,
}

impl Columns {
    fn of(header: &StringRecord) -> Option<Self> {
        let place = |name: &str| header.iter().position(|column| column == name);
        let ([sku, cost, currency], from) = (NEEDED.map(place), place(FROM));
        let columns = Self { needed: [sku?, cost?, currency?], from };
        // Each once, and no other.
        (header.len() == NEEDED.len() + usize::from(from.is_some())).then_some(columns)
    }

    /// An empty `from` is none.
    fn texts(&self, record: &StringRecord) -> Texts {
        let text = |place: usize| record.get(place).unwrap_or_default().to_owned();
        let [sku, cost, currency] = self.needed.map(text);
        Texts { sku, cost, currency, from: self.from.map(text).filter(|from| !from.is_empty()) }
    }
}

/// Lines by the bytes at which their records begin. The reader's own count is behind where lines end in two characters
/// or are empty.
struct Lines<'a> {
    body: &'a [u8],
    read: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of the record that begins at this byte, or behind the line ends there.
    fn of(&mut self, byte: u64) -> usize {
        let rest = self.body.get(self.read..).unwrap_or_default();
        let ahead = usize::try_from(byte).unwrap_or(usize::MAX).saturating_sub(self.read).min(rest.len());
        let ends = rest.iter().skip(ahead).take_while(|c| matches!(c, b'\r' | b'\n')).count();
        self.line += rest.iter().take(ahead + ends).filter(|c| **c == b'\n').count();
        self.read += ahead + ends;
        self.line
    }

    /// The error of a line that cannot be read.
    fn broken(&mut self, error: &Error) -> ErrorResponse {
        let line = self.of(error.position().map_or(0, csv::Position::byte));
        let why = match error.kind() {
            ErrorKind::UnequalLengths { .. } => "it has not as many columns as line 1",
            ErrorKind::Utf8 { .. } => "it is not UTF-8",
            _ => "it cannot be read",
        };
        bad(format!("Line {line}: {why}."))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use store::ledger::SkuCost;

    use super::super::checked;
    use super::*;

    fn costs(csv: &[u8]) -> Result<Vec<SkuCost>, ErrorResponse> {
        read(csv).and_then(|written| checked(&written))
    }

    fn refused(csv: &str) -> String {
        costs(csv.as_bytes()).unwrap_err().message
    }

    #[test]
    fn columns_may_stand_in_any_order_and_lines_end_as_they_like() {
        let plain = "sku,cost,currency,from\nA,240.00,INR,\n\"B, \"\"2\"\"#\",1,INR,2026-12-01\n";
        let read = costs(plain.as_bytes()).unwrap();
        assert_eq!((read[0].sku.as_str(), read[0].from), ("A", None));
        assert_eq!((read[1].sku.as_str(), read[1].from.is_some()), ("B, \"2\"#", true));
        for same in [
            plain.replace('\n', "\r\n"),
            plain.trim_end().to_owned(),
            format!("\u{feff}{plain}"),
            plain.replace('\n', "\n\n"),
            "from,currency,cost,sku\n,INR,240.00,A\n2026-12-01,INR,1,\"B, \"\"2\"\"#\"\n".to_owned(),
        ] {
            assert_eq!(costs(same.as_bytes()).unwrap(), read, "{same:?}");
        }
        assert_eq!(costs(b"sku,cost,currency\nA,1,INR").unwrap().len(), 1);
        assert!(costs(b"sku,cost,currency").unwrap().is_empty());
    }

    #[test]
    fn a_broken_line_refuses_all_with_its_number() {
        for (broken, line, why) in [
            ("A,1,INR\nB,1\nC,1,INR", 3, "columns"),
            ("A,1,INR\nB,1,INR,2026-12-01", 3, "columns"),
            ("A,1,INR\n\n\nB,-1,INR", 5, "`cost`"),
            ("A,1,INR\nB,1.00000,INR", 3, "`cost`"),
            ("A,1,INR\n,1,INR", 3, "`sku`"),
            ("A,1,inr", 2, "`currency`"),
            ("A,1, INR", 2, "`currency`"),
            ("A,1,INR\nB,1,INR\nA,2,INR", 4, "`sku`"),
            // A field over three lines, and one that never ends.
            ("A,1,INR\n\"B\n\n\",1,INR\nC,1,INR", 3, "`sku`"),
            ("A,1,INR\nB,1,\"INR\nC,1,INR\n", 3, "`currency`"),
            ("A,1,INR\n\"B,1,INR\nC,1,INR\n", 3, "columns"),
        ] {
            let csv = format!("sku,cost,currency\n{broken}");
            for csv in [csv.clone(), csv.replace('\n', "\r\n"), format!("\u{feff}{csv}")] {
                let message = refused(&csv);
                assert!(message.starts_with(&format!("Line {line}: ")) && message.contains(why), "{csv:?}: {message}");
            }
        }
        let message = costs(b"sku,cost,currency\nA,1,INR\n\xff,1,INR\n").unwrap_err().message;
        assert_eq!(message, "Line 3: it is not UTF-8.");
    }

    #[test]
    fn another_header_is_refused() {
        for header in [
            "",
            "\n",
            "A,240.00,INR",
            "sku,cost",
            "SKU,cost,currency",
            "sku;cost;currency",
            "sku,cost,currency,currency",
            "sku,cost,currency,from,from",
            "sku,cost,currency,note",
            "sku, cost, currency",
        ] {
            assert!(refused(&format!("{header}\nA,1,INR\n")).starts_with("Line 1 must be"), "{header:?}");
        }
        assert!(costs(b"\xff,cost,currency\nA,1,INR\n").unwrap_err().message.starts_with("Line 1 must be"));
    }

    #[test]
    fn a_line_too_many_is_refused() {
        let csv = |lines: usize| {
            let lines: String = (0..lines).map(|n| format!("{n},1,INR\n")).collect();
            format!("sku,cost,currency\n{lines}")
        };
        assert_eq!(costs(csv(MAX_COSTS).as_bytes()).unwrap().len(), MAX_COSTS);
        assert!(refused(&csv(MAX_COSTS + 1)).contains("1000"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = costs(&bytes);
            let _ = costs(&[b"sku,cost,currency\n", bytes.as_slice()].concat());
        }

        #[test]
        fn the_line_of_a_wrong_cost_is_the_one_in_the_file(ends in prop::collection::vec("(\r?\n){1,3}", 0..6)) {
            let good: String = ends.iter().enumerate().map(|(n, end)| format!("{n},1,INR{end}")).collect();
            let csv = format!("sku,cost,currency\n{good}X,-1,INR\n");
            let line = 1 + csv[..csv.find('X').unwrap()].matches('\n').count();
            prop_assert!(refused(&csv).starts_with(&format!("Line {line}: `cost`")), "{csv:?}");
        }
    }
}
