/** The stack's public configuration, from `/config.json`. */
export interface Config {
  readonly issuer: string;
  /** `null` if sign-in is not configured. */
  readonly client_id: string | null;
  readonly websocket_url: string;
  readonly stream_url: string;
}

/** Loads the configuration. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`The configuration could not be loaded (status ${response.status}).`);
  const config = (await response.json()) as Partial<Record<keyof Config, unknown>>;
  const text = (name: keyof Config) => {
    const value = config[name];
    if (typeof value !== 'string') throw new Error(`The configuration lacks \`${name}\`.`);
    return value;
  };
  return {
    issuer: text('issuer'),
    client_id: config.client_id === null ? null : text('client_id'),
    websocket_url: text('websocket_url'),
    stream_url: text('stream_url'),
  };
}
