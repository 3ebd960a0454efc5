// Fetches Shopify's introspection schemas into the folder `tests/output/shopify-schemas`, once.
//
// The package that contains them, schemas.json, has some hundred dependencies, which the schemas do not need: so its
// archive is fetched alone, and compared with the pinned hash. Prints the folder.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = import.meta.dirname;
const pinned = JSON.parse(readFileSync(join(root, 'schemas.json'), 'utf8'));
const cache = join(root, '..', 'output', 'shopify-schemas');
const folder = join(cache, pinned.version);

if (!existsSync(folder)) {
  mkdirSync(cache, { recursive: true });
  const download = mkdtempSync(join(cache, 'download-'));
  try {
    const specifier = `${pinned.package}@${pinned.version}`;
    const packed = execFileSync('npm', ['pack', specifier, '--json', '--pack-destination', download], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const archive = join(download, JSON.parse(packed)[0].filename);
    const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (integrity !== pinned.integrity) throw new Error(`${specifier} is not the pinned archive: ${integrity}`);
    const files = pinned.schemas.map((version) => `package/dist/data/admin_${version}.json.gz`);
    const extracted = join(download, 'schemas');
    mkdirSync(extracted);
    execFileSync('tar', ['-xzf', archive, '-C', extracted, '--strip-components=3', ...files]);
    renameSync(extracted, folder);
  } finally {
    rmSync(download, { recursive: true });
  }
}
console.log(folder);
