import { type FormEvent, useState } from 'react';

import type { Integration, Member, Role } from '../api/types';
import { useSession } from '../session/session-context';
import { Confirm } from '../ui/alert-dialog';
import { Button } from '../ui/button';
import { ErrorNote } from '../ui/error-note';
import { Section } from '../ui/description-list';
import { Choice, type Options, TextField } from '../ui/fields';
import { useChange } from '../queries/use-update-integration';

const ROLES: Options<Role> = [
  ['viewer', 'Viewer: sees'],
  ['member', 'Member: sees and replays'],
  ['owner', 'Owner: changes everything'],
];

/** Who may see the integration's events and orders. */
export function Access({ integration }: { integration: Integration }) {
  const members = integration.members ?? [];
  const change = useChange(integration.id);
  const session = useSession();
  const owners = members.filter(({ role }) => role === 'owner');
  // An integration never loses its last owner.
  const isLast = (member: Member) => owners.length === 1 && member.role === 'owner';
  const put = (next: readonly Member[]) => change.mutate({ members: next });
  return (
    <>
      <Section title="Who may see it">
        <ul className="max-w-2xl">
          {members.map((member) => (
            <li key={member.user} className="flex flex-wrap items-end gap-3 border-t border-line py-2 first:border-t-0">
              <span className="min-w-40 flex-1 self-center break-all">
                {member.user}
                {member.user === session.name && <span className="text-muted"> (you)</span>}
              </span>
              <Choice
                label={`Role of ${member.user}`}
                className="w-64"
                options={ROLES}
                value={member.role}
                disabled={change.isPending || isLast(member)}
                onChange={(role) =>
                  put(members.map((one) => (one.user === member.user ? { user: one.user, role } : one)))
                }
              />
              <Confirm
                title={`Remove ${member.user}?`}
                description={
                  member.user === session.name
                    ? 'You no longer see its events and orders then, and cannot come back by yourself.'
                    : 'They no longer see its events and orders, and are no longer shown what comes live.'
                }
                trigger={
                  <Button
                    kind="danger"
                    disabled={change.isPending || isLast(member)}
                    aria-label={`Remove ${member.user}`}
                  >
                    Remove …
                  </Button>
                }
                action="Remove"
                onConfirm={() => put(members.filter(({ user }) => user !== member.user))}
              />
            </li>
          ))}
        </ul>
        {change.error && <ErrorNote title="Nothing was changed" error={change.error} />}
      </Section>
      <Section title="Add somebody">
        <AddMember members={members} busy={change.isPending} onAdd={(member) => put([...members, member])} />
      </Section>
    </>
  );
}

function AddMember({
  members,
  busy,
  onAdd,
}: {
  members: readonly Member[];
  busy: boolean;
  onAdd: (member: Member) => void;
}) {
  const [user, setUser] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const known = members.some((member) => member.user === user.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAdd({ user: user.trim(), role });
    setUser('');
  };
  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-wrap items-end gap-3">
      <TextField
        label="User name, as it stands in tokens"
        className="min-w-56 flex-1"
        required
        value={user}
        onChange={(event) => setUser(event.target.value)}
      />
      <Choice label="Role" className="w-64" options={ROLES} value={role} onChange={setRole} />
      <Button type="submit" disabled={busy || known || user.trim() === ''}>
        {known ? 'Is there already' : 'Add'}
      </Button>
    </form>
  );
}
