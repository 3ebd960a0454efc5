/** Shown before the first page is available. */
export function LoadingPage({ children }: { children: string }) {
  return (
    <main className="p-6 text-muted">
      <h1 className="sr-only">Storebell</h1>
      <p>{children}</p>
    </main>
  );
}
