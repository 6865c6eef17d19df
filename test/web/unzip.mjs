// unzip.mjs — what is in a ZIP archive, by name, read when it is asked for.
import assert from "node:assert/strict";
import { inflateRawSync } from "node:zlib";

// Name and content of every file, by the directory at the end (APPNOTE 4.3).
export function unzip(bytes) {
  const files = new Map();
  const end = bytes.length - 22;
  assert.equal(bytes.readUInt32LE(end), 0x06054b50);
  let at = bytes.readUInt32LE(end + 16);
  for (let i = bytes.readUInt16LE(end + 10); i > 0; i--) {
    assert.equal(bytes.readUInt32LE(at), 0x02014b50);
    const [method, packed, nameLength, extra, place] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt32LE(at + 42)];
    const from = place + 30 + bytes.readUInt16LE(place + 26) + bytes.readUInt16LE(place + 28);
    const content = bytes.subarray(from, from + packed);
    files.set(bytes.toString("utf8", at + 46, at + 46 + nameLength), () => (method === 8 ? inflateRawSync(content) : content));
    at += 46 + nameLength + extra;
  }
  return files;
}
