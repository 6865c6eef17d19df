// zip.mjs — archives for scenarios: written stored or deflated, read stored or deflated.
import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";

// files: [[name, bytes], …]
export function zip(files, { deflate = false } = {}) {
  const parts = [], directory = [];
  let at = 0;
  for (const [name, content] of files) {
    const bytes = Buffer.from(content), label = Buffer.from(name), packed = deflate ? deflateRawSync(bytes) : bytes;
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(0x800, 6);
    head.writeUInt16LE(deflate ? 8 : 0, 8);
    head.writeUInt32LE(crc32(bytes), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(bytes.length, 22);
    head.writeUInt16LE(label.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(at, 42);
    parts.push(head, label, packed);
    directory.push(entry, label);
    at += head.length + label.length + packed.length;
  }
  const list = Buffer.concat(directory), end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}

// Names and bytes.
export function unzip(bytes) {
  const b = Buffer.from(bytes), end = b.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6])), files = {};
  let at = b.readUInt32LE(end + 16);
  for (let i = 0; i < b.readUInt16LE(end + 10); i++) {
    const [n, extra, comment] = [28, 30, 32].map((o) => b.readUInt16LE(at + o));
    const name = b.toString("utf8", at + 46, at + 46 + n), head = b.readUInt32LE(at + 42), size = b.readUInt32LE(at + 20);
    const from = head + 30 + b.readUInt16LE(head + 26) + b.readUInt16LE(head + 28), packed = b.subarray(from, from + size);
    files[name] = b.readUInt16LE(at + 10) ? inflateRawSync(packed) : packed;
    at += 46 + n + extra + comment;
  }
  return files;
}
