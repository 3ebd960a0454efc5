/** The entry for a server's code; `undefined` if there is none, also for inherited names such as `constructor`. */
export function lookup<T>(table: Readonly<Record<string, T>>, code: string): T | undefined {
  return Object.hasOwn(table, code) ? table[code] : undefined;
}
