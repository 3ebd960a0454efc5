import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** The stack behind the development server. */
const STACK_URL = process.env['STOREBELL_URL'] ?? 'http://127.0.0.1:3000';
/** The stack's paths: its API, its issuer, its configuration and its local endpoints. */
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

const proxy = Object.fromEntries(STACK_PATHS.map((path) => [path, { target: STACK_URL }]));

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: { host: '127.0.0.1', proxy: { ...proxy, '/ws': { target: STACK_URL, ws: true } } },
  build: {
    target: 'es2023',
    // Nothing is inlined, so that the content security policy needs neither 'unsafe-inline' nor data:.
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
