// nasty.mjs — badges as no honest issuer writes them, made from keys that are made
// here: tokens with any header and any payload, proofs over any document, hosted
// badges on a web of any kind, pictures that hold any of these.
import { createHash, createHmac, generateKeyPairSync, sign } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { deflateSync } from "node:zlib";
import { chunk, signature } from "../png.mjs";
import { build } from "./tools.mjs";

const dir = mkdtempSync(path.join(tmpdir(), "lapel-nasty."));
after(() => rmSync(dir, { recursive: true, force: true }));
const lapel = path.join(build, "lapel");

export const NOW = "2026-01-01T00:00:00Z";
export const b64 = (v) => (Buffer.isBuffer(v) ? v : Buffer.from(typeof v === "string" ? v : JSON.stringify(v))).toString("base64url");
const hash = (algorithm, v) => createHash(algorithm).update(v).digest();

// ---- keys ------------------------------------------------------------------------

const DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
function base58(bytes) {
  let n = BigInt(`0x${bytes.toString("hex")}`), text = "";
  for (; n > 0n; n /= 58n) text = DIGITS[Number(n % 58n)] + text;
  return "1".repeat(bytes.findIndex((b) => b !== 0)) + text;
}

const makers = {
  EdDSA: () => generateKeyPairSync("ed25519"), ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
  ES384: () => generateKeyPairSync("ec", { namedCurve: "P-384" }), RS256: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
};
const prefixes = { EdDSA: "ed01", ES256: "8024", ES384: "8124" };

// A key with all the names that it may have.
export function makeKey(alg = "EdDSA") {
  const pair = makers[alg](), jwk = pair.publicKey.export({ format: "jwk" });
  const key = { alg, ...pair, jwk, pem: pair.publicKey.export({ type: "spki", format: "pem" }) };
  if (prefixes[alg]) {
    const x = Buffer.from(jwk.x, "base64url"), y = Buffer.from(jwk.y ?? "", "base64url");
    const raw = jwk.y ? Buffer.concat([Buffer.from([2 + (y[y.length - 1] & 1)]), x]) : x;
    key.multikey = `z${base58(Buffer.concat([Buffer.from(prefixes[alg], "hex"), raw]))}`;
    key.did = `did:key:${key.multikey}`;
    key.method = `${key.did}#${key.multikey}`;
  }
  key.didJwk = `did:jwk:${b64(jwk)}`;
  return key;
}

function signBytes(key, bytes) {
  const digest = { EdDSA: null, ES256: "sha256", ES384: "sha384", RS256: "sha256" }[key.alg];
  return sign(digest, bytes, key.alg.startsWith("ES") ? { key: key.privateKey, dsaEncoding: "ieee-p1363" } : key.privateKey);
}

// ---- tokens and proofs -----------------------------------------------------------------

// header and payload as values, or as the very text.
export function jws(key, header, payload) {
  const text = `${b64(header)}.${b64(payload)}`;
  return `${text}.${b64(signBytes(key, Buffer.from(text)))}`;
}
export const macced = (secret, header, payload) => {
  const text = `${b64(header)}.${b64(payload)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
};

const sorted = (v) => (Array.isArray(v) ? v.map(sorted) : v && typeof v === "object"
  ? Object.fromEntries(Object.keys(v).sort().map((k) => [k, sorted(v[k])])) : v);
const jcs = (v) => JSON.stringify(sorted(v));
const canonical = (v) => {
  const r = spawnSync(lapel, ["inspect", "canonicalize", "-"], { input: JSON.stringify(v), encoding: "utf8" });
  if (r.status) throw new Error(r.stderr);
  return r.stdout;
};

// `doc` with a Data Integrity proof of `key`; `more` changes what the proof says of
// itself, and is signed with it.
export function proved(doc, key, more = {}, form = "jcs") {
  const name = { EdDSA: `eddsa-${form}-2022`, ES256: `ecdsa-${form}-2019`, ES384: `ecdsa-${form}-2019` }[key.alg];
  const terms = { "@context": doc["@context"], type: "DataIntegrityProof", cryptosuite: name, created: "2025-12-01T00:00:00Z",
    verificationMethod: key.method, proofPurpose: "assertionMethod", ...more };
  const write = form === "jcs" ? jcs : canonical, algorithm = key.alg === "ES384" ? "sha384" : "sha256";
  const plain = JSON.parse(JSON.stringify({ ...doc, proof: undefined })), data = Buffer.concat([write(terms), write(plain)].map((t) => hash(algorithm, t)));
  return { ...doc, proof: { ...terms, proofValue: `z${base58(signBytes(key, data))}` } };
}

// ---- badges ------------------------------------------------------------------------------

export const V2 = "https://www.w3.org/ns/credentials/v2", V1 = "https://www.w3.org/2018/credentials/v1";
export const OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
export const achievement = { id: "https://acme.test/b/1", type: ["Achievement"], name: "Ladder safety", description: "Safe use of ladders",
  criteria: { narrative: "Pass the test." } };
export const credential = (issuer, more = {}, subject = {}) => ({
  "@context": [V2, OB3], id: "urn:uuid:7d1c5f6e-0000-4000-8000-000000000001", type: ["VerifiableCredential", "OpenBadgeCredential"],
  issuer: { id: issuer, type: ["Profile"], name: "Acme" }, validFrom: "2025-12-01T00:00:00Z", name: "Ladder safety",
  credentialSubject: { id: "did:example:ada", type: ["AchievementSubject"], achievement, ...subject }, ...more });

const seconds = (t) => Math.floor(Date.parse(t) / 1000);
// The payload of a token as the standard wants it; `claims` on top.
export const payload = (c, claims = {}) => ({ ...c, iss: c.issuer.id ?? c.issuer, jti: c.id, sub: c.credentialSubject?.id, nbf: seconds(c.validFrom),
  exp: c.validUntil ? seconds(c.validUntil) : undefined, ...claims });
export const token = (key, c, claims, header = {}) => jws(key, { alg: key.alg, typ: "JWT", kid: key.method, ...header }, payload(c, claims));
export const profile = (id, keys, more = {}) => ({ "@context": [V2, OB3], id, type: ["Profile"], name: "Acme",
  verificationMethod: keys.map((k) => ({ id: `${id}#${k.multikey}`, type: "Multikey", controller: id, publicKeyMultibase: k.multikey })),
  assertionMethod: keys.map((k) => `${id}#${k.multikey}`), ...more });

// ---- pictures ------------------------------------------------------------------------------

const head = chunk("IHDR", Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])), data = chunk("IDAT", deflateSync(Buffer.from([0, 0]))), end = chunk("IEND", Buffer.alloc(0));
export const png = (...before) => Buffer.concat([signature, head, ...before, data, end]);
export const iTXt = (text, key = "openbadgecredential") => chunk("iTXt", Buffer.concat([Buffer.from(`${key}\0\0\0\0\0`), Buffer.from(text)]));
export const tEXt = (text, key = "openbadges") => chunk("tEXt", Buffer.concat([Buffer.from(`${key}\0`), Buffer.from(text)]));
export const svg = (inside, more = "") => `<svg xmlns="http://www.w3.org/2000/svg" xmlns:ob="https://purl.imsglobal.org/ob/v3p0"${more} width="8" height="8">${inside}<rect width="8" height="8"/></svg>`;

// ---- judged --------------------------------------------------------------------------------

let n = 0;
// input: an address, or text, bytes or a value to be put into a file.
export function judge(input, web = {}, args = []) {
  const map = path.join(dir, `web-${++n}.json`);
  writeFileSync(map, JSON.stringify(web));
  let what = input;
  if (!(typeof input === "string" && /^https?:\/\/\S+$/.test(input))) {
    what = path.join(dir, `badge-${n}`);
    writeFileSync(what, Buffer.isBuffer(input) || typeof input === "string" ? input : JSON.stringify(input));
  }
  const at = args.includes("--at") ? [] : ["--at", NOW];
  const r = spawnSync(lapel, ["verify", "--json", "--documents", map, ...at, ...args, what], { encoding: "utf8" });
  const report = r.stdout ? JSON.parse(r.stdout) : { verdict: "none", checks: [] };
  return { status: r.status, verdict: report.verdict, report, codes: report.checks.map((c) => c.code).filter(Boolean), err: r.stderr };
}
