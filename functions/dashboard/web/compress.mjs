// Compresses the built files at the highest levels: they are compressed once and served many times.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXT_FILE = /\.(css|html|js|json|svg|txt|webmanifest)$/;
/** A smaller file fits into one packet without compression. */
const MIN_FILE_BYTES = 1024;

for (const name of readdirSync('dist', { recursive: true })) {
  const path = join('dist', name);
  if (!TEXT_FILE.test(name) || statSync(path).size < MIN_FILE_BYTES) continue;
  const bytes = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
}
