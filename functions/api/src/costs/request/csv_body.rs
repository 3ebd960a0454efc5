//! The CSV body of `PUT /api/costs`: a header, then one cost per record, as spreadsheets write it.
//!
//! RFC 4180, and what spreadsheets do besides: a byte order mark; semicolons or tabs, with or without Excel's line
//! `sep=;`; a header in any case; blanks around values; empty columns and rows. The dashboard's page parses files by the
//! same rules (`cost-csv.ts`); `tests/cases/costs_csv.json` has the cases for both.

use csv::{Error, ErrorKind, ReaderBuilder, StringRecord};
use runtime::response::ErrorResponse;
use store::ledger::MAX_COSTS;

use super::errors::{TooManyCosts, bad_body};
use super::parsed_cost::{CostBody, CostPosition, ParsedCost};

/// Spreadsheets put it before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// The byte order marks of UTF-16, as which Excel saves "Unicode text".
const UTF_16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];
/// The characters that may separate columns. Excel writes the one of the user's region.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
const REQUIRED_COLUMNS: [&str; 3] = ["sku", "cost", "currency"];
/// The optional column.
const FROM_COLUMN: &str = "from";

/// The costs of a CSV.
///
/// # Errors
/// 400 `bad_body`, which names the line.
pub(super) fn parse(body: &[u8]) -> Result<Vec<ParsedCost>, ErrorResponse> {
    if UTF_16_MARKS.iter().any(|mark| body.starts_with(mark)) {
        return Err(bad_body("The file is in UTF-16. Save it as CSV in UTF-8."));
    }
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    let (delimiter, table) = delimiter_and_table(body);
    let mut lines = LineCounter { body: table, bytes: 0, line: if table.len() == body.len() { 1 } else { 2 } };
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(table);
    let (mut columns, mut costs) = (None, Vec::new());
    for record in reader.records() {
        let record = record.map_err(|error| match columns {
            Some(_) => lines.malformed(&error),
            None => bad_header(lines.line),
        })?;
        let line = lines.line_at(record.position().map_or(0, csv::Position::byte));
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        match &columns {
            None => columns = Some(Columns::of_header(&record).ok_or_else(|| bad_header(line))?),
            Some(columns) => {
                let body = columns.cost(&record).map_err(|reason| bad_body(format!("Line {line}: {reason}.")))?;
                costs.push(ParsedCost { position: CostPosition::CsvLine(line), body });
            }
        }
    }
    match columns {
        None => Err(bad_header(lines.line)),
        Some(_) if costs.len() > MAX_COSTS => Err(TooManyCosts { count: costs.len() }.in_csv()),
        Some(_) => Ok(costs),
    }
}

fn bad_header(line: usize) -> ErrorResponse {
    bad_body(format!(
        "Line {line} must be the header `sku,cost,currency`, optionally with the column `from`, in UTF-8."
    ))
}

/// The character that separates the columns, and the body without a first line that only names it (`sep=;`).
fn delimiter_and_table(body: &[u8]) -> (u8, &[u8]) {
    let line_end = body.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(body.len());
    let (first_line, rest) = body.split_at(line_end);
    if let Some(delimiter) = named_delimiter(first_line) {
        let line_break = if rest.starts_with(b"\r\n") { 2 } else { usize::from(!rest.is_empty()) };
        return (delimiter, rest.get(line_break..).unwrap_or_default());
    }
    // The names of the columns contain none of the delimiters, so the header has only one kind of them.
    let header = body.split(|byte| matches!(byte, b'\r' | b'\n')).find(|line| !line.trim_ascii().is_empty());
    let used = header.and_then(|line| line.iter().find(|byte| DELIMITERS.contains(byte)));
    (used.copied().unwrap_or(b','), body)
}

/// The delimiter that a line such as `sep=;` names, which Excel reads and some programs write.
fn named_delimiter(line: &[u8]) -> Option<u8> {
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let (name, rest) = line.split_at_checked("sep=".len())?;
    let (delimiter, rest) = rest.split_first()?;
    // A spreadsheet that has read the line as text may have added quotes, and delimiters of empty columns.
    let is_filler = |byte: &u8| byte == delimiter || matches!(byte, b'"' | b' ');
    let is_named = name.eq_ignore_ascii_case(b"sep=") && DELIMITERS.contains(delimiter) && rest.iter().all(is_filler);
    is_named.then_some(*delimiter)
}

/// The index of each column.
struct Columns {
    required: [usize; 3],
    from: Option<usize>,
}

impl Columns {
    /// `None` if a column is missing, repeated or unknown. Columns without a name are ignored: they are empty.
    fn of_header(header: &StringRecord) -> Option<Self> {
        let names: Vec<_> = header.iter().map(|name| name.trim().to_lowercase()).collect();
        let index = |name: &str| names.iter().position(|column| column == name);
        let ([sku, cost, currency], from) = (REQUIRED_COLUMNS.map(index), index(FROM_COLUMN));
        let columns = Self { required: [sku?, cost?, currency?], from };
        let named = names.iter().filter(|name| !name.is_empty()).count();
        (named == REQUIRED_COLUMNS.len() + usize::from(from.is_some())).then_some(columns)
    }

    /// The cost of a record. An empty `from` is an absent one; so is one that is missing at the end of the record, where
    /// Excel leaves empty columns out.
    ///
    /// # Errors
    /// Why the record has not the header's columns.
    fn cost(&self, record: &StringRecord) -> Result<CostBody, &'static str> {
        let is_named = |index: &usize| self.required.contains(index) || self.from == Some(*index);
        let has_more = record.iter().enumerate().any(|(index, field)| !is_named(&index) && !field.trim().is_empty());
        if has_more {
            return Err("it has more columns than the header (the decimal separator must be a point: 240.00)");
        }
        if self.required.iter().any(|index| *index >= record.len()) {
            return Err("it has fewer columns than the header");
        }
        let text = |index: usize| record.get(index).unwrap_or_default().trim().to_owned();
        let [sku, cost, currency] = self.required.map(text);
        Ok(CostBody { sku, cost, currency, from: self.from.map(text).filter(|from| !from.is_empty()) })
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
            ("A,1,INR\nB,1,INR\nA,2,INR", 4, "`sku`"),
            // A quoted field over three lines, and one that never ends.
            ("A,1,INR\n\"B\n\nB\",1,INR\nC,1,INR", 3, "`sku`"),
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
            "sku;cost,currency",
            "sku|cost|currency",
            "sku,cost,currency,currency",
            "sku,cost,currency,from,from",
            "sku,cost,currency,note",
        ] {
            assert!(error_message(&format!("{header}\nA,1,INR\n")).contains(" must be the header"), "{header:?}");
        }
        assert!(costs(b"\xff,cost,currency\nA,1,INR\n").unwrap_err().message.starts_with("Line 1 must be"));
    }

    /// One case of `tests/cases/costs_csv.json`, which the page's tests read, too.
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        name: String,
        csv: String,
        /// Each as `sku|cost|currency|from`; none if the file is rejected.
        #[serde(default)]
        costs: Vec<String>,
        /// The line and the field that the error names.
        rejected: Option<(usize, String)>,
    }

    #[test]
    fn files_of_spreadsheets_have_the_costs_and_errors_that_people_see_in_them() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/costs_csv.json");
        let cases: Vec<Case> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert!(cases.len() >= 20);
        for Case { name, csv, costs: expected, rejected } in cases {
            let parsed = parse(csv.as_bytes());
            let result = parsed.and_then(|parsed| {
                check_costs(&parsed)?;
                let line = |cost: ParsedCost| {
                    let CostBody { sku, cost, currency, from } = cost.body;
                    format!("{sku}|{cost}|{currency}|{}", from.unwrap_or_default())
                };
                Ok(parsed.into_iter().map(line).collect::<Vec<_>>())
            });
            match (result, rejected) {
                (Ok(costs), None) => assert_eq!(costs, expected, "{name}"),
                (Err(error), Some((line, field))) => {
                    let names_both =
                        error.message.starts_with(&format!("Line {line}")) && error.message.contains(&field);
                    assert!(names_both, "{name}: {}", error.message);
                }
                (result, rejected) => panic!("{name}: {result:?} instead of {rejected:?}"),
            }
        }
    }

    #[test]
    fn file_in_utf_16_is_named() {
        assert!(costs(b"\xff\xfes\0k\0u\0").unwrap_err().message.contains("UTF-16"));
    }

    #[test]
    fn too_many_lines_are_rejected() {
        let csv = |lines: usize| {
            let lines: String = (0..lines).map(|n| format!("{n},1,INR\n")).collect();
            format!("sku,cost,currency\n{lines}")
        };
        assert_eq!(costs(csv(MAX_COSTS).as_bytes()).unwrap().len(), MAX_COSTS);
        let message = error_message(&csv(2 * MAX_COSTS + 1));
        for part in ["2001 costs", "at most 1000", "3 files", "header"] {
            assert!(message.contains(part), "{message}");
        }
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
