import { useMemo } from 'react';

import type { Delivery } from '../../api/types';
import { At } from '../../ui/time';
import { Button } from '../../ui/button';
import { CopyButton } from '../../ui/copy-button';
import { Tabs } from '../../ui/tabs';
import { bytesOf, saveAs } from './download';
import { JsonTree } from './json-tree';
import { parseJson } from './json-parser';

/** The longest text that is made a tree, and the most of one that is shown raw: copied and saved is all of it. */
const LONGEST_TREE = 1_000_000;
const LONGEST_RAW = 200_000;

/** What was received, as a tree and as it is. */
export function Body({ delivery, name }: { delivery: Delivery; name: string }) {
  const { body, body_base64, body_too_large, redacted_at, body_bytes } = delivery;
  const tree = useMemo(() => (body !== null && body.length <= LONGEST_TREE ? parseJson(body) : null), [body]);
  if (redacted_at !== undefined) {
    return (
      <p className="text-muted">
        The body was removed at the sender’s request, <At time={redacted_at} />.
      </p>
    );
  }
  if (body_too_large === true) {
    return <p className="text-muted">{`The body is too large to be shown (${body_bytes.toLocaleString()} bytes).`}</p>;
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
        {text.slice(0, LONGEST_RAW)}
      </pre>
      {text.length > LONGEST_RAW && <p className="mt-1 text-muted">The rest is in the copy and in the download.</p>}
    </>
  );
}
