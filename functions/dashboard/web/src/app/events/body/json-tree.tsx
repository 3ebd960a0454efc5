import { useState } from 'react';

import { Button } from '../../ui/button';
import { type JsonNode, type Member, brief } from './json-parser';

/** How many members of a value are shown at first. */
const PAGE_MEMBERS = 100;
/** How many levels are expanded at first. */
const EXPANDED_LEVELS = 2;

/** A JSON value as a tree with collapsible nodes. */
export function JsonTree({ node }: { node: JsonNode }) {
  if (node.kind !== 'object' && node.kind !== 'array') return <Leaf node={node} />;
  return (
    <div className="font-mono text-xs leading-6">
      <Members members={node.members} isArray={node.kind === 'array'} depth={0} />
    </div>
  );
}

function Members({ members, isArray, depth }: { members: readonly Member[]; isArray: boolean; depth: number }) {
  const [shown, setShown] = useState(PAGE_MEMBERS);
  return (
    <ul className={depth === 0 ? '' : 'ml-1.5 border-l border-line pl-3'}>
      {members.slice(0, shown).map((member) => (
        <li key={member.end}>
          <Part member={member} isItem={isArray} depth={depth} />
        </li>
      ))}
      {members.length > shown && (
        <li>
          <Button kind="quiet" onClick={() => setShown(shown + 10 * PAGE_MEMBERS)}>
            {`${(members.length - shown).toLocaleString()} more`}
          </Button>
        </li>
      )}
    </ul>
  );
}

function Part({ member: { name, value }, isItem, depth }: { member: Member; isItem: boolean; depth: number }) {
  const [open, setOpen] = useState(depth + 1 < EXPANDED_LEVELS);
  const label = <span className={isItem ? 'text-muted' : 'text-accent'}>{name}</span>;
  if (value.kind !== 'object' && value.kind !== 'array') {
    return (
      <span className="break-words">
        <span className="inline-block w-4" />
        {label}: <Leaf node={value} />
      </span>
    );
  }
  const isEmpty = value.members.length === 0;
  return (
    <>
      <button
        type="button"
        aria-expanded={open && !isEmpty}
        disabled={isEmpty}
        onClick={() => setOpen(!open)}
        className="rounded text-left hover:bg-sunken"
      >
        <span aria-hidden="true" className="inline-block w-4 text-muted">
          {isEmpty ? '' : open ? '▾' : '▸'}
        </span>
        {label}: <span className="text-muted">{brief(value)}</span>
      </button>
      {open && !isEmpty && <Members members={value.members} isArray={value.kind === 'array'} depth={depth + 1} />}
    </>
  );
}

function Leaf({ node }: { node: JsonNode }) {
  return <span className={`break-all ${node.kind === 'string' ? 'text-good' : 'text-warn'}`}>{brief(node)}</span>;
}
