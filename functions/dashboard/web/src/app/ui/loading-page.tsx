/** What stands there before there is a page. */
export function Wait({ children }: { children: string }) {
  return (
    <main className="p-6 text-muted">
      <h1 className="sr-only">Storebell</h1>
      <p>{children}</p>
    </main>
  );
}
