import { type FormEvent, useState } from 'react';

import type { Integration, Member, Role } from '../api/types';
import { useUpdateIntegration } from '../queries/use-update-integration';
import { useSession } from '../session/session-context';
import { ConfirmDialog } from '../ui/alert-dialog';
import { Button } from '../ui/button';
import { ErrorNote } from '../ui/error-note';
import { SelectField, type Options, TextField } from '../ui/fields';
import { Section } from '../ui/section';

const ROLE_OPTIONS: Options<Role> = [
  ['viewer', 'Viewer: can view'],
  ['member', 'Member: can view and replay'],
  ['owner', 'Owner: full access'],
];

/** The members of an integration and their roles. */
export function AccessTab({ integration }: { integration: Integration }) {
  const members = integration.members ?? [];
  const change = useUpdateIntegration(integration.id);
  const session = useSession();
  const owners = members.filter(({ role }) => role === 'owner');
  // An integration always keeps at least one owner.
  const isLast = (member: Member) => owners.length === 1 && member.role === 'owner';
  const put = (next: readonly Member[]) => change.mutate({ members: next });
  return (
    <>
      <Section title="Members">
        <ul className="max-w-2xl">
          {members.map((member) => (
            <li key={member.user} className="flex flex-wrap items-end gap-3 border-t border-line py-2 first:border-t-0">
              <span className="min-w-40 flex-1 self-center break-all">
                {member.user}
                {member.user === session.userId && <span className="text-muted"> (you)</span>}
              </span>
              <SelectField
                label={`Role of ${member.user}`}
                className="w-64"
                options={ROLE_OPTIONS}
                value={member.role}
                disabled={change.isPending || isLast(member)}
                onChange={(role) =>
                  put(members.map((one) => (one.user === member.user ? { user: one.user, role } : one)))
                }
              />
              <ConfirmDialog
                title={`Remove ${member.user}?`}
                description={
                  member.user === session.userId
                    ? 'You lose access to the integration’s events and orders. Only an owner can add you again.'
                    : 'They lose access to the integration’s events and orders, including live updates.'
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
        {change.error && <ErrorNote title="The members were not changed" error={change.error} />}
      </Section>
      <Section title="Add a member">
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
        label="User id (shown in the user’s own account menu)"
        className="min-w-56 flex-1"
        required
        value={user}
        onChange={(event) => setUser(event.target.value)}
      />
      <SelectField label="Role" className="w-64" options={ROLE_OPTIONS} value={role} onChange={setRole} />
      <Button type="submit" disabled={busy || known || user.trim() === ''}>
        {known ? 'Already a member' : 'Add'}
      </Button>
    </form>
  );
}
