import { Link } from 'wouter';

/** The way to an integration. */
export function IntegrationLink({ id }: { id: string }) {
  return (
    <Link href={`/integrations/${encodeURIComponent(id)}`} className="text-accent underline">
      {id}
    </Link>
  );
}
