export default function Page() {
  return <h1 className="p-6">Soon</h1>;
}
