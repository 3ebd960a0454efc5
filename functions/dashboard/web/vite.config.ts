import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `storebell serve` answers while the page is developed. */
const STACK = process.env['STOREBELL_URL'] ?? 'http://127.0.0.1:3000';
/** Paths of the stack: its API, its issuer, and what it gives to this machine alone. */
const STACK_PATHS = [
  '/api',
  '/.well-known',
  '/authorize',
  '/token',
  '/end-session',
  '/oauth2',
  '/local',
  '/config.json',
];

const proxy = Object.fromEntries(STACK_PATHS.map((path) => [path, { target: STACK }]));

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: { host: '127.0.0.1', proxy: { ...proxy, '/ws': { target: STACK, ws: true } } },
  build: {
    target: 'es2023',
    // Nothing is inlined, so that a content security policy without 'unsafe-inline' and data: holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['src/**/*.test.{ts,tsx}'], environment: 'node' } },
      {
        extends: true,
        test: {
          name: 'live',
          include: ['test/live/**/*.test.ts'],
          environment: 'node',
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'load',
          include: ['test/load/**/*.test.ts'],
          environment: 'node',
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
