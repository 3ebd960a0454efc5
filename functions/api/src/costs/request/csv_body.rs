//! The CSV body (RFC 4180) of `PUT /api/costs`: a header, then one cost per record.

use csv::{Error, ErrorKind, ReaderBuilder, StringRecord};
use runtime::response::ErrorResponse;
use store::ledger::MAX_COSTS;

use super::errors::{bad_body, too_many_costs};
use super::parsed_cost::{CostBody, CostPosition, ParsedCost};

/// Spreadsheets put it before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const REQUIRED_COLUMNS: [&str; 3] = ["sku", "cost", "currency"];
/// The optional column.
const FROM_COLUMN: &str = "from";

/// The costs of a CSV.
///
/// # Errors
/// 400 `bad_body`, which names the line.
pub(super) fn parse(body: &[u8]) -> Result<Vec<ParsedCost>, ErrorResponse> {
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    let mut line_counter = LineCounter { body, bytes: 0, line: 1 };
    let mut reader = ReaderBuilder::new().from_reader(body);
    let columns = reader.headers().ok().and_then(Columns::of_header).ok_or_else(bad_header)?;
    let mut costs = Vec::new();
    for record in reader.records() {
        if costs.len() == MAX_COSTS {
            return Err(too_many_costs());
        }
        let record = record.map_err(|error| line_counter.malformed(&error))?;
        let line = line_counter.line_at(record.position().map_or(0, csv::Position::byte));
        costs.push(ParsedCost { position: CostPosition::CsvLine(line), body: columns.cost(&record) });
    }
    Ok(costs)
}

fn bad_header() -> ErrorResponse {
    bad_body("Line 1 must be the header `sku,cost,currency`, optionally with the column `from`, in UTF-8.")
}

/// The index of each column.
struct Columns {
    required: [usize; 3],
    from: Option<usize>,
}

impl Columns {
    /// `None` if a column is missing, repeated or unknown.
    fn of_header(header: &StringRecord) -> Option<Self> {
        let index = |name: &str| header.iter().position(|column| column == name);
        let ([sku, cost, currency], from) = (REQUIRED_COLUMNS.map(index), index(FROM_COLUMN));
        let columns = Self { required: [sku?, cost?, currency?], from };
        (header.len() == REQUIRED_COLUMNS.len() + usize::from(from.is_some())).then_some(columns)
    }

    /// An empty `from` is an absent one.
    fn cost(&self, record: &StringRecord) -> CostBody {
        let text = |index: usize| record.get(index).unwrap_or_default().to_owned();
        let [sku, cost, currency] = self.required.map(text);
        CostBody { sku, cost, currency, from: self.from.map(text).filter(|from| !from.is_empty()) }
    }
}

/// Counts lines by the bytes at which records begin: the CSV reader's own count is too low where lines end in two
/// characters or are empty.
struct LineCounter<'a> {
    body: &'a [u8],
    /// How many bytes are counted.
    bytes: usize,
    line: usize,
}

impl LineCounter<'_> {
    /// The line of the record that begins at `byte`, or after the line breaks at `byte`.
    fn line_at(&mut self, byte: u64) -> usize {
        let rest = self.body.get(self.bytes..).unwrap_or_default();
        let ahead = usize::try_from(byte).unwrap_or(usize::MAX).saturating_sub(self.bytes).min(rest.len());
        let line_ends = rest.iter().skip(ahead).take_while(|c| matches!(c, b'\r' | b'\n')).count();
        self.line += rest.iter().take(ahead + line_ends).filter(|c| **c == b'\n').count();
        self.bytes += ahead + line_ends;
        self.line
    }

    /// The error of a record that the CSV reader rejects.
    fn malformed(&mut self, error: &Error) -> ErrorResponse {
        let line = self.line_at(error.position().map_or(0, csv::Position::byte));
        let reason = match error.kind() {
            ErrorKind::UnequalLengths { .. } => "the number of columns differs from line 1",
            ErrorKind::Utf8 { .. } => "it is not UTF-8",
            _ => "it cannot be parsed",
        };
        bad_body(format!("Line {line}: {reason}."))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use store::ledger::SkuCost;

    use super::super::parsed_cost::check_costs;
    use super::*;

    fn costs(csv: &[u8]) -> Result<Vec<SkuCost>, ErrorResponse> {
        parse(csv).and_then(|costs| check_costs(&costs))
    }

    fn error_message(csv: &str) -> String {
        costs(csv.as_bytes()).unwrap_err().message
    }

    #[test]
    fn columns_in_any_order_and_any_line_ends_are_parsed() {
        let plain = "sku,cost,currency,from\nA,240.00,INR,\n\"B, \"\"2\"\"#\",1,INR,2026-12-01\n";
        let parsed = costs(plain.as_bytes()).unwrap();
        assert_eq!((parsed[0].sku.as_str(), parsed[0].from), ("A", None));
        assert_eq!((parsed[1].sku.as_str(), parsed[1].from.is_some()), ("B, \"2\"#", true));
        for equivalent in [
            plain.replace('\n', "\r\n"),
            plain.trim_end().to_owned(),
            format!("\u{feff}{plain}"),
            plain.replace('\n', "\n\n"),
            "from,currency,cost,sku\n,INR,240.00,A\n2026-12-01,INR,1,\"B, \"\"2\"\"#\"\n".to_owned(),
        ] {
            assert_eq!(costs(equivalent.as_bytes()).unwrap(), parsed, "{equivalent:?}");
        }
        assert_eq!(costs(b"sku,cost,currency\nA,1,INR").unwrap().len(), 1);
        assert!(costs(b"sku,cost,currency").unwrap().is_empty());
    }

    #[test]
    fn malformed_line_rejects_the_body_with_its_number() {
        for (records, line, expected) in [
            ("A,1,INR\nB,1\nC,1,INR", 3, "columns"),
            ("A,1,INR\nB,1,INR,2026-12-01", 3, "columns"),
            ("A,1,INR\n\n\nB,-1,INR", 5, "`cost`"),
            ("A,1,INR\nB,1.00000,INR", 3, "`cost`"),
            ("A,1,INR\n,1,INR", 3, "`sku`"),
            ("A,1,inr", 2, "`currency`"),
            ("A,1, INR", 2, "`currency`"),
            ("A,1,INR\nB,1,INR\nA,2,INR", 4, "`sku`"),
            // A quoted field over three lines, and one that never ends.
            ("A,1,INR\n\"B\n\n\",1,INR\nC,1,INR", 3, "`sku`"),
            ("A,1,INR\nB,1,\"INR\nC,1,INR\n", 3, "`currency`"),
            ("A,1,INR\n\"B,1,INR\nC,1,INR\n", 3, "columns"),
        ] {
            let csv = format!("sku,cost,currency\n{records}");
            for csv in [csv.clone(), csv.replace('\n', "\r\n"), format!("\u{feff}{csv}")] {
                let message = error_message(&csv);
                assert!(
                    message.starts_with(&format!("Line {line}: ")) && message.contains(expected),
                    "{csv:?}: {message}"
                );
            }
        }
        let message = costs(b"sku,cost,currency\nA,1,INR\n\xff,1,INR\n").unwrap_err().message;
        assert_eq!(message, "Line 3: it is not UTF-8.");
    }

    #[test]
    fn other_header_is_rejected() {
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
            assert!(error_message(&format!("{header}\nA,1,INR\n")).starts_with("Line 1 must be"), "{header:?}");
        }
        assert!(costs(b"\xff,cost,currency\nA,1,INR\n").unwrap_err().message.starts_with("Line 1 must be"));
    }

    #[test]
    fn too_many_lines_are_rejected() {
        let csv = |lines: usize| {
            let lines: String = (0..lines).map(|n| format!("{n},1,INR\n")).collect();
            format!("sku,cost,currency\n{lines}")
        };
        assert_eq!(costs(csv(MAX_COSTS).as_bytes()).unwrap().len(), MAX_COSTS);
        assert!(error_message(&csv(MAX_COSTS + 1)).contains("1000"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_parsed_or_rejected(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = costs(&bytes);
            let _ = costs(&[b"sku,cost,currency\n", bytes.as_slice()].concat());
        }

        #[test]
        fn line_of_an_invalid_cost_is_the_one_in_the_file(ends in prop::collection::vec("(\r?\n){1,3}", 0..6)) {
            let good: String = ends.iter().enumerate().map(|(n, end)| format!("{n},1,INR{end}")).collect();
            let csv = format!("sku,cost,currency\n{good}X,-1,INR\n");
            let line = 1 + csv[..csv.find('X').unwrap()].matches('\n').count();
            prop_assert!(error_message(&csv).starts_with(&format!("Line {line}: `cost`")), "{csv:?}");
        }
    }
}
