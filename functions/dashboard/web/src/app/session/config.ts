/** What the page is told of its stack by `/config.json`. */
export interface Config {
  readonly issuer: string;
  /** `null` where nobody can sign in. */
  readonly client_id: string | null;
  readonly websocket_url: string;
  readonly stream_url: string;
}

/** Asks for it. It is public. */
export async function loadConfig(): Promise<Config> {
  const answer = await fetch('/config.json', { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`The page's settings could not be loaded (status ${answer.status}).`);
  const config = (await answer.json()) as Partial<Record<keyof Config, unknown>>;
  const text = (name: keyof Config) => {
    const value = config[name];
    if (typeof value !== 'string') throw new Error(`The page's settings lack \`${name}\`.`);
    return value;
  };
  return {
    issuer: text('issuer'),
    client_id: config.client_id === null ? null : text('client_id'),
    websocket_url: text('websocket_url'),
    stream_url: text('stream_url'),
  };
}
