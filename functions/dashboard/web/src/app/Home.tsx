/** The first page. */
export default function Home() {
  return <main className="p-6 text-lg">Storebell</main>;
}
