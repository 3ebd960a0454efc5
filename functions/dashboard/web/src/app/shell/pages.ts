import { type ComponentType, lazy } from 'react';

type Load = () => Promise<{ readonly default: ComponentType }>;

/** The pages by path. The code of a page is loaded when it is first shown or preloaded. */
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

/** The component of a page: immediately available if it was preloaded, else suspended while it loads. */
export function pageOf(path: string): ComponentType | undefined {
  return loaded.get(path) ?? loading.get(path);
}

/** Loads the code of the page at a location. If that fails, it is loaded again when the page is shown. */
export async function preload(location: string): Promise<void> {
  const path = pathOf(location);
  const page = await PAGES[path]?.().catch(() => undefined);
  if (page) loaded.set(path, page.default);
}

/** Loads the code of all pages, one after the other. */
export async function preloadAll(): Promise<void> {
  for (const path of PATHS) await preload(path);
}

/** The path of the page at a location: the one with the same first segment. */
export function pathOf(location: string): string {
  return PATHS.find((path) => firstSegment(path) === firstSegment(location)) ?? '/';
}

function firstSegment(path: string): string {
  return path.split('/')[1] ?? '';
}
