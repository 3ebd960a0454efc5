/** A cost as `PUT /api/costs` takes it. */
export interface WrittenCost {
  readonly sku: string;
  readonly cost: string;
  readonly currency: string;
  readonly from?: string;
}

/** What a CSV says, and what is wrong with it, by line. */
export interface Preview {
  readonly costs: readonly WrittenCost[];
  readonly problems: readonly string[];
}

const NEEDED = ['sku', 'cost', 'currency'] as const;
/** As many as one call takes. */
const MOST = 1000;
const COST = /^\d{1,13}(\.\d{1,4})?$/;

/** Reads a CSV with a head, as docs/profit.md says. Nothing is sent that has a problem. */
export function previewOf(text: string): Preview {
  const records = recordsOf(text.replace(/^\u{feff}/u, ''));
  const head = records[0]?.fields ?? [];
  const columns = NEEDED.map((name) => head.indexOf(name));
  const from = head.indexOf('from');
  if (columns.includes(-1) || head.length !== NEEDED.length + (from === -1 ? 0 : 1)) {
    return { costs: [], problems: ['Line 1 must be sku,cost,currency, perhaps with from.'] };
  }
  const rows = records.slice(1);
  const problems: string[] = rows.length > MOST ? [`At most ${MOST} costs can be put at once.`] : [];
  const seen = new Set<string>();
  const costs = rows.map(({ line, fields }) => {
    const [sku = '', cost = '', currency = ''] = columns.map((at) => fields[at] ?? '');
    const begin = fields[from] ?? '';
    const written = withBegin({ sku, cost, currency }, begin);
    const wrong = fields.length === head.length ? problemOf(written) : 'it has not as many columns as line 1';
    const key = JSON.stringify([sku, begin]);
    if (wrong !== null) problems.push(`Line ${line}: ${wrong}.`);
    else if (seen.has(key)) problems.push(`Line ${line}: ${sku} stands there twice.`);
    seen.add(key);
    return written;
  });
  return { costs, problems };
}

function withBegin(cost: WrittenCost, from: string): WrittenCost {
  return from === '' ? cost : { ...cost, from };
}

/** What is wrong with a cost; `null` if nothing is. */
export function problemOf({ sku, cost, currency, from }: WrittenCost): string | null {
  if (sku === '' || sku.length > 100) return 'the sku must have 1 to 100 characters';
  if (!COST.test(cost)) return 'the cost must be a number with at most 4 digits behind the point';
  if (!/^[A-Z]{3}$/.test(currency)) return 'the currency must be three capital letters';
  if (from !== undefined && Number.isNaN(Date.parse(from))) return 'from must be a date or a time';
  return null;
}

interface CsvRecord {
  /** Where it begins; the head is line 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The records of a CSV (RFC 4180); empty lines are none. */
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
