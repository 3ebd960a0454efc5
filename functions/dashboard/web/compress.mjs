// Compresses what was built, as small as it gets: it is done once, and sent as it is.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXT = /\.(css|html|js|json|svg|txt|webmanifest)$/;
/** Below this a smaller file saves no packet. */
const WORTH_IT = 1024;

for (const name of readdirSync('dist', { recursive: true })) {
  const path = join('dist', name);
  if (!TEXT.test(name) || statSync(path).size < WORTH_IT) continue;
  const bytes = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
}
