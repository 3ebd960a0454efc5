/** A unit cost as `PUT /api/costs` accepts it. */
export interface NewUnitCost {
  readonly sku: string;
  readonly cost: string;
  readonly currency: string;
  readonly from?: string;
}

/** The unit costs of a CSV file, and its problems by line. */
export interface Preview {
  readonly costs: readonly NewUnitCost[];
  readonly problems: readonly string[];
}

const REQUIRED_COLUMNS = ['sku', 'cost', 'currency'];
const OPTIONAL_COLUMN = 'from';
/** The maximum of one API request. */
const MAX_COSTS = 1000;
const MAX_COST = 1_000_000_000_000;
const COST = /^\d{1,13}(\.\d{1,4})?$/;
/** A date, or a timestamp with its offset from UTC. */
const FROM = /^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d))?$/;
/** What may separate columns. */
const DELIMITERS = new Set([',', ';', '\t']);
/** A line that names the delimiter, which Excel reads and some programs write. */
const DELIMITER_LINE = /^"?sep=([,;\t])[,;\t" ]*(\r\n|\n|\r|$)/i;

/** The text of a CSV file; `null` if it is not UTF-8. */
export function textOf(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Parses a CSV file with a header, as docs/profit.md describes it. A file with a problem must not be imported. The API
 * parses files by the same rules; tests/cases/costs_csv.json has the cases for both.
 */
export function previewOf(file: string): Preview {
  const { delimiter, table, line: firstLine } = tableOf(file.replace(/^\u{feff}/u, ''));
  const records = recordsOf(table, delimiter, firstLine).filter(({ fields }) => fields.some((field) => field !== ''));
  const header = records[0]?.fields.map((name) => name.toLowerCase()) ?? [];
  const columns = REQUIRED_COLUMNS.map((name) => header.indexOf(name));
  const from = header.indexOf(OPTIONAL_COLUMN);
  const named = header.filter((name) => name !== '').length;
  if (columns.includes(-1) || named !== REQUIRED_COLUMNS.length + (from === -1 ? 0 : 1)) {
    const line = records[0]?.line ?? firstLine;
    return {
      costs: [],
      problems: [`Line ${line} must be the header: the columns “sku”, “cost” and “currency”, and optionally “from”.`],
    };
  }
  const rows = records.slice(1);
  const problems: string[] = rows.length > MAX_COSTS ? [tooMany(rows.length)] : [];
  const seen = new Set<string>();
  const costs = rows.map(({ line, fields }) => {
    const [sku = '', cost = '', currency = ''] = columns.map((at) => fields[at] ?? '');
    const validFrom = fields[from] ?? '';
    const entered = withFrom({ sku, cost, currency }, validFrom);
    const hasMore = fields.some((field, at) => field !== '' && at !== from && !columns.includes(at));
    const hasFewer = columns.some((at) => at >= fields.length);
    const problem = hasMore ? MORE_COLUMNS : hasFewer ? 'it has fewer columns than the header' : problemOf(entered);
    const key = JSON.stringify([sku, validFrom]);
    if (problem !== null) problems.push(`Line ${line}: ${problem}.`);
    else if (seen.has(key)) problems.push(`Line ${line}: the sku ${sku} is listed twice.`);
    seen.add(key);
    return entered;
  });
  return { costs, problems };
}

const MORE_COLUMNS = 'it has more columns than the header (the decimal separator must be a point: 240.00)';

function tooMany(count: number): string {
  const files = Math.ceil(count / MAX_COSTS);
  return (
    `The file has ${count} costs, but at most ${MAX_COSTS} can be imported at once. ` +
    `Split it into ${files} files, each with the header as its first line, and import one after the other.`
  );
}

/** What separates the columns, and the text after a line that only says this. */
function tableOf(text: string): { delimiter: string; table: string; line: number } {
  const named = DELIMITER_LINE.exec(text);
  if (named?.[1] !== undefined) return { delimiter: named[1], table: text.slice(named[0].length), line: 2 };
  // The names of the columns contain none of the delimiters, so the header has only one kind of them.
  const header = text.split(/[\r\n]/).find((line) => line.trim() !== '') ?? '';
  return { delimiter: [...header].find((char) => DELIMITERS.has(char)) ?? ',', table: text, line: 1 };
}

function withFrom(cost: NewUnitCost, from: string): NewUnitCost {
  return from === '' ? cost : { ...cost, from };
}

/** The problem of a cost; `null` if it is valid. */
export function problemOf({ sku, cost, currency, from }: NewUnitCost): string | null {
  if (sku === '' || [...sku].length > 100) return 'the sku must have 1 to 100 characters';
  if (/\p{Cc}/u.test(sku)) return 'the sku must have no line breaks and other control characters';
  if (cost.includes(',')) return 'the cost must have a decimal point and no separators of thousands, such as 1240.50';
  if (!COST.test(cost) || Number(cost) > MAX_COST) return 'the cost must be a number with at most 4 decimal places';
  if (!/^[A-Z]{3}$/.test(currency)) return 'the currency must be three capital letters';
  if (from !== undefined && !isTime(from)) return '“from” must be a date such as 2026-12-01, or a time with its offset';
  return null;
}

function isTime(text: string): boolean {
  if (!FROM.test(text)) return false;
  // `Date` moves a day that does not exist, such as 2026-02-30, into the next month.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
}

interface CsvRecord {
  /** The line on which it begins; the header is line 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The records of a CSV text (RFC 4180) whose first line has this number, without blanks around the fields. */
function recordsOf(text: string, delimiter: string, firstLine: number): CsvRecord[] {
  const field = new RegExp(
    `("(?:[^"]|"")*"?[^${delimiter}\\r\\n]*|[^${delimiter}\\r\\n]*)(${delimiter}|\\r\\n|\\n|\\r|$)`,
    'y',
  );
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let [line, start] = [firstLine, firstLine];
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    if (!match) break;
    const [whole, value = '', end = ''] = match;
    fields.push(unquoted(value).trim());
    line += whole.split(/\r\n|\n|\r/).length - 1;
    if (end !== delimiter) {
      records.push({ line: start, fields });
      [fields, start] = [[], line];
    } else if (field.lastIndex === text.length) fields.push('');
    if (field.lastIndex === at) break;
  }
  if (fields.length > 0) records.push({ line: start, fields });
  return records;
}

/** The value of a field. Text after the closing quote belongs to it, as for the API. */
function unquoted(field: string): string {
  const quoted = /^"((?:[^"]|"")*)("?)([^]*)$/.exec(field);
  return quoted ? (quoted[1] ?? '').replaceAll('""', '"') + (quoted[3] ?? '') : field;
}
