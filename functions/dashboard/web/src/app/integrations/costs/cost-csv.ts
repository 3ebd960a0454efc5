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

const REQUIRED_COLUMNS = ['sku', 'cost', 'currency'] as const;
/** The maximum of one API request. */
const MAX_COSTS = 1000;
const COST = /^\d{1,13}(\.\d{1,4})?$/;

/** Parses a CSV file with a header, as docs/profit.md describes it. A file with a problem must not be imported. */
export function previewOf(text: string): Preview {
  const records = recordsOf(text.replace(/^\u{feff}/u, ''));
  const header = records[0]?.fields ?? [];
  const columns = REQUIRED_COLUMNS.map((name) => header.indexOf(name));
  const from = header.indexOf('from');
  if (columns.includes(-1) || header.length !== REQUIRED_COLUMNS.length + (from === -1 ? 0 : 1)) {
    return {
      costs: [],
      problems: ['Line 1 must have the columns “sku”, “cost” and “currency”, and optionally “from”.'],
    };
  }
  const rows = records.slice(1);
  const problems: string[] = rows.length > MAX_COSTS ? [`At most ${MAX_COSTS} costs can be imported at once.`] : [];
  const seen = new Set<string>();
  const costs = rows.map(({ line, fields }) => {
    const [sku = '', cost = '', currency = ''] = columns.map((at) => fields[at] ?? '');
    const validFrom = fields[from] ?? '';
    const entered = withFrom({ sku, cost, currency }, validFrom);
    const problem = fields.length === header.length ? problemOf(entered) : 'it does not have as many columns as line 1';
    const key = JSON.stringify([sku, validFrom]);
    if (problem !== null) problems.push(`Line ${line}: ${problem}.`);
    else if (seen.has(key)) problems.push(`Line ${line}: ${sku} is listed twice.`);
    seen.add(key);
    return entered;
  });
  return { costs, problems };
}

function withFrom(cost: NewUnitCost, from: string): NewUnitCost {
  return from === '' ? cost : { ...cost, from };
}

/** The problem of a cost; `null` if it is valid. */
export function problemOf({ sku, cost, currency, from }: NewUnitCost): string | null {
  if (sku === '' || sku.length > 100) return 'the sku must have 1 to 100 characters';
  if (!COST.test(cost)) return 'the cost must be a number with at most 4 decimal places';
  if (!/^[A-Z]{3}$/.test(currency)) return 'the currency must be three capital letters';
  if (from !== undefined && Number.isNaN(Date.parse(from))) return '“from” must be a date or a timestamp';
  return null;
}

interface CsvRecord {
  /** The line on which it begins; the header is line 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The records of a CSV text (RFC 4180), without empty lines. */
function recordsOf(text: string): CsvRecord[] {
  const field = /("(?:[^"]|"")*"?|(?!")[^,\r\n]*)(,|\r\n|\n|\r|$)/y;
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let [line, start] = [1, 1];
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    if (!match) return [...records, { line: start, fields: ['', '', '', '', ''] }];
    const [whole, value = '', end = ''] = match;
    fields.push(
      value.startsWith('"') ? value.slice(1, value.endsWith('"') ? -1 : undefined).replaceAll('""', '"') : value,
    );
    line += whole.split(/\r\n|\n|\r/).length - 1;
    if (end !== ',') {
      if (fields.length > 1 || fields[0] !== '') records.push({ line: start, fields });
      [fields, start] = [[], line];
    } else if (field.lastIndex === text.length) fields.push('');
    if (field.lastIndex === at) break;
  }
  if (fields.length > 0) records.push({ line: start, fields });
  return records;
}
