import { useMemo } from 'react';

import type { Delivery } from '../../api/types';
import { Button } from '../../ui/button';
import { CopyButton } from '../../ui/copy-button';
import { Tabs } from '../../ui/tabs';
import { Timestamp } from '../../ui/time';
import { bytesOf, saveAs } from './download';
import { parseJson } from './json-parser';
import { JsonTree } from './json-tree';

/** Longer bodies are not parsed into a tree. */
const MAX_TREE_CHARS = 1_000_000;
/** Longer bodies are truncated on the screen. Copy and download are complete. */
const MAX_RAW_CHARS = 200_000;

/** The body of a webhook, as a tree and as raw text. */
export function EventBody({ delivery, name }: { delivery: Delivery; name: string }) {
  const { body, body_base64, body_too_large, redacted_at, body_bytes } = delivery;
  const tree = useMemo(() => (body !== null && body.length <= MAX_TREE_CHARS ? parseJson(body) : null), [body]);
  if (redacted_at !== undefined) {
    return (
      <p className="text-muted">
        The body was redacted at the sender’s request on <Timestamp time={redacted_at} />.
      </p>
    );
  }
  if (body_too_large === true) {
    return <p className="text-muted">{`The body is too large to display (${body_bytes.toLocaleString()} bytes).`}</p>;
  }
  const raw = body ?? body_base64 ?? '';
  const save = () => saveAs(bytesOf(delivery), `${name}.${tree ? 'json' : 'txt'}`);
  const tabs = [
    ...(tree ? [{ id: 'tree', name: 'Tree', content: <JsonTree node={tree} /> }] : []),
    { id: 'raw', name: body === null ? 'Raw (base64)' : 'Raw', content: <Raw text={raw} /> },
  ];
  return (
    <>
      <div className="mb-1 flex items-center gap-2">
        <span className="mr-auto text-muted">{`${body_bytes.toLocaleString()} bytes`}</span>
        <CopyButton value={raw} what="the body" />
        <Button onClick={save}>Download</Button>
      </div>
      <Tabs label="Body" tabs={tabs} />
    </>
  );
}

function Raw({ text }: { text: string }) {
  return (
    <>
      <pre
        tabIndex={0}
        className="max-h-[28rem] overflow-auto rounded bg-sunken p-3 font-mono text-xs break-all whitespace-pre-wrap"
      >
        {text.slice(0, MAX_RAW_CHARS)}
      </pre>
      {text.length > MAX_RAW_CHARS && <p className="mt-1 text-muted">Truncated. Copy or download the complete body.</p>}
    </>
  );
}
