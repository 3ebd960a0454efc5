import { Link } from 'wouter';

export function IntegrationLink({ id }: { id: string }) {
  return (
    <Link href={`/integrations/${encodeURIComponent(id)}`} className="text-accent underline">
      {id}
    </Link>
  );
}
