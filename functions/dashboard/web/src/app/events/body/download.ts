import type { Delivery } from '../../api/types';

/** The bytes of a body, as they were received. */
export function bytesOf({ body, body_base64 }: Pick<Delivery, 'body' | 'body_base64'>): Uint8Array<ArrayBuffer> {
  if (body !== null) return new TextEncoder().encode(body);
  return Uint8Array.from(atob(body_base64 ?? ''), (char) => char.charCodeAt(0));
}

/** Downloads bytes as a file. The browser never renders them, whatever they contain. */
export function saveAs(bytes: Uint8Array<ArrayBuffer>, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
