// png.mjs — PNG files piece by piece, for tests that need odd ones.

export const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

const table = Array.from({ length: 256 }, (_, c) => {
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c >>> 0;
});

function crc32(bytes) {
  let c = ~0;
  for (const byte of bytes) c = table[(c ^ byte) & 255] ^ (c >>> 8);
  return ~c >>> 0;
}

// `broken` spoils the checksum.
export function chunk(type, data, { broken } = {}) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length);
  body.copy(out, 4);
  out.writeUInt32BE((crc32(body) ^ (broken ? 1 : 0)) >>> 0, body.length + 4);
  return out;
}
