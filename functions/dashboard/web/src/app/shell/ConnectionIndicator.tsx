import { useConnection } from '../../realtime/react';
import { useFromNow } from '../ui/now';
import { type Said, said } from './connection';

/** How it stands with being live, on every page. */
export function ConnectionIndicator() {
  const status = useConnection();
  // Only a wait depends on the time, and only until its end.
  const now = useFromNow((time) => Math.min(time, status.waitUntil ?? 0));
  const { word, sentence, shape, tone } = said(status, now);
  const told = word.replace(/ in \d+ s$/, '');
  return (
    <span className={`flex items-center gap-1.5 ${tone}`} title={sentence} data-testid="connection">
      <Shape shape={shape} />
      <span aria-hidden="true" className="whitespace-nowrap">
        {word}
      </span>
      {/* The seconds that go by are not read out. */}
      <span role="status" className="sr-only">
        {`Connection: ${told}. ${sentence}`}
      </span>
    </span>
  );
}

function Shape({ shape }: { shape: Said['shape'] }) {
  return (
    <svg viewBox="0 0 12 12" className={`size-3 ${shape === 'half' ? 'is-waiting' : ''}`} aria-hidden="true">
      <circle
        cx="6"
        cy="6"
        r="4.5"
        fill={shape === 'full' ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth="1.5"
      />
      {shape === 'half' && <path d="M6 1.5a4.5 4.5 0 0 1 0 9z" fill="currentColor" />}
    </svg>
  );
}
