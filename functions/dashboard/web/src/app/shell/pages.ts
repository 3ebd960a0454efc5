import { type ComponentType, lazy } from 'react';

type Load = () => Promise<{ readonly default: ComponentType }>;

/** Each page with its path. A page is loaded when it is first shown, or before. */
const PAGES: Readonly<Record<string, Load>> = {
  '/': () => import('../overview/overview-page'),
  '/events/:id?': () => import('../events/events-page'),
  '/orders/:integration?/:id?': () => import('../orders/orders-page'),
  '/integrations/:id?': () => import('../integrations/integrations-page'),
};

/** The paths of all pages. */
export const PATHS: readonly string[] = Object.keys(PAGES);

const loaded = new Map<string, ComponentType>();
const loading = new Map(Object.entries(PAGES).map(([path, load]) => [path, lazy(load)]));

/** The page of a path: at once if it was loaded before, without the wait of a page that is just being loaded. */
export function pageOf(path: string): ComponentType | undefined {
  return loaded.get(path) ?? loading.get(path);
}

/** Loads the page to which a location leads. One that cannot be loaded now is loaded when it is shown. */
export async function preload(location: string): Promise<void> {
  const path = pathOf(location);
  const page = await PAGES[path]?.().catch(() => undefined);
  if (page) loaded.set(path, page.default);
}

/** Loads all pages, one by one. */
export async function preloadAll(): Promise<void> {
  for (const path of PATHS) await preload(path);
}

/** The path of the page to which a location leads: that with the same first part. */
export function pathOf(location: string): string {
  return PATHS.find((path) => firstPart(path) === firstPart(location)) ?? '/';
}

function firstPart(path: string): string {
  return path.split('/')[1] ?? '';
}
