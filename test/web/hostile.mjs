// hostile.mjs — the shared corpus of hostile input, where it is at hand. Its
// MANIFEST.json says of each file what must come of it.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./harness.mjs";

const folder = process.env.LAPEL_HOSTILE || path.resolve(root, "../shared/hostile");
export const absent = existsSync(path.join(folder, "MANIFEST.json")) ? false : "the hostile corpus is not here";

export function bytesOf(name) {
  return readFileSync(path.join(folder, name));
}

// [{file, name, verdict, attack, bytes}] of a kind.
export function hostile(kind) {
  if (absent) return [];
  return JSON.parse(bytesOf("MANIFEST.json")).filter((one) => one.kind === kind && !one.cases)
    .map((one) => ({ ...one, name: one.file.split("/")[1], bytes: bytesOf(one.file) }));
}

// The cases of a list: "html/xss.json".
export function casesOf(file) {
  return absent ? [] : JSON.parse(bytesOf(file));
}
