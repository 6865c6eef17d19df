// Fifty ways in which badges of 2011 to 2015 come along: what the Backpack of that
// time met, and what is said of it today. Everything is made here; a map stands
// for the web.
import assert from "node:assert/strict";
import { createHash, createHmac, generateKeyPairSync, sign } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after } from "node:test";
import { deflateSync } from "node:zlib";
import { chunk, signature } from "../png.mjs";
import { build } from "./tools.mjs";

const dir = mkdtempSync(path.join(tmpdir(), "lapel-legacy."));
after(() => rmSync(dir, { recursive: true, force: true }));
const lapel = path.join(build, "lapel");
const I = "https://issuer.example", WHO = "ada@example.org";
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }), other = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = (k) => k.publicKey.export({ type: "spki", format: "pem" });

// ---- pictures ------------------------------------------------------------------

const HEAD = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
const parts = { sig: signature, head: chunk("IHDR", HEAD), data: chunk("IDAT", deflateSync(Buffer.from([0, 0]))), end: chunk("IEND", Buffer.alloc(0)) };
const png = (before = [], behind = [], tail = []) => Buffer.concat([parts.sig, parts.head, ...before, parts.data, ...behind, parts.end, ...tail]);
const tEXt = (text, key = "openbadges", o) => chunk("tEXt", Buffer.concat([Buffer.from(`${key}\0`), Buffer.from(text)]), o);
const iTXt = (text, { lang = "", packed = false, key = "openbadges" } = {}) =>
  chunk("iTXt", Buffer.concat([Buffer.from(`${key}\0`), Buffer.from([packed ? 1 : 0, 0]), Buffer.from(`${lang}\0\0`), packed ? deflateSync(Buffer.from(text)) : Buffer.from(text)]));
const zTXt = (text) => chunk("zTXt", Buffer.concat([Buffer.from("openbadges\0\0"), deflateSync(Buffer.from(text))]));
const svg = (inside, { prefix = "openbadges", ns = "http://openbadges.org", pad = "", head = "" } = {}) =>
  `${head}<svg xmlns="http://www.w3.org/2000/svg" ${pad} xmlns:${prefix}="${ns}" width="8" height="8">${inside}<rect width="8" height="8"/></svg>`;

// ---- badges --------------------------------------------------------------------

const v05 = (more = {}, badge = {}) => ({ recipient: WHO, issued_on: "2013-01-02", ...more,
  badge: { version: "0.5.0", name: "Old", image: `${I}/p.png`, description: "Old", criteria: `${I}/c`, issuer: { origin: I, name: "Issuer" }, ...badge } });
const v1 = (more = {}) => ({ uid: "u1", recipient: { type: "email", identity: WHO, hashed: false }, badge: `${I}/class`,
  verify: { type: "hosted", url: `${I}/a` }, issuedOn: 1400000000, ...more });
const CLASS = { name: "Old", description: "Old", image: `${I}/p.png`, criteria: `${I}/c`, issuer: `${I}/org` };
const ORG = { name: "Issuer", url: I };
const context = "https://w3id.org/openbadges/v1";
const v11 = (more = {}) => ({ "@context": context, type: "Assertion", id: `${I}/a`, ...v1(), ...more });
const b64 = (v) => Buffer.from(typeof v === "string" ? v : JSON.stringify(v)).toString("base64url");
function jws(payload, { alg = "RS256", key = rsa, signature } = {}) {
  const text = `${b64({ alg })}.${b64(payload)}`;
  return `${text}.${signature ?? sign("sha256", Buffer.from(text), key.privateKey).toString("base64url")}`;
}
const signed = (more = {}) => v1({ verify: { type: "signed", url: `${I}/key.pem` }, ...more });
const WEB = (more = {}) => ({ [`${I}/p.png`]: { type: "image/png", base64: png().toString("base64") }, [`${I}/class`]: { json: CLASS },
  [`${I}/org`]: { json: ORG }, [`${I}/key.pem`]: { text: pem(rsa) }, ...more });
const at = (json, more = {}) => WEB({ [`${I}/a`]: { json }, ...more });
const hash = (algorithm, salt = "") => `${algorithm}$${createHash(algorithm).update(WHO + salt).digest("hex")}`;
const URL_A = `${I}/a`;

let n = 0;
function judge(input, web, args = []) {
  const map = path.join(dir, `web-${++n}.json`);
  writeFileSync(map, JSON.stringify(web));
  let what = input;
  if (!(typeof input === "string" && /^https?:\/\/\S+$/.test(input))) {
    what = path.join(dir, `badge-${n}`);
    writeFileSync(what, Buffer.isBuffer(input) || typeof input === "string" ? input : JSON.stringify(input));
  }
  const r = spawnSync(lapel, ["verify", "--json", "--documents", map, "--at", "2014-06-01T00:00:00Z", ...args, what], { encoding: "utf8" });
  const report = r.stdout ? JSON.parse(r.stdout) : { verdict: "none", checks: [] };
  return { status: r.status, verdict: report.verdict, report, codes: report.checks.map((c) => c.code).filter(Boolean), err: r.stderr };
}

// [case, what it is, input, web, verdict, code that must stand in the report, or none that fails]
const rows = [
  [1, "0.5 by its address, relative addresses too", URL_A, at(v05({ evidence: "/e" }, { criteria: "/c", image: "/p.png" })), "valid"],
  [1, "0.5 as pasted text names no host", v05(), at(v05()), "unverified", "not-a-badge"],
  [2, "0.5 without its version", URL_A, at(v05({}, { version: undefined })), "valid"],
  [3, "0.5 with a plain recipient", URL_A, at(v05()), "valid"],
  [3, "0.5 with a plain recipient and salt", URL_A, at(v05({ salt: "x" })), "invalid", "hash-flag-wrong"],
  [4, "0.5 that lacks its criteria", URL_A, at(v05({}, { criteria: undefined })), "invalid", "required-missing"],
  [5, "0.5 past its end", URL_A, at(v05({ expires: "2013-06-01" })), "invalid", "expired"],
  [5, "1.0 past its end", URL_A, at(v1({ expires: "2014-05-31" })), "invalid", "expired"],
  [6, "1.0 hosted, by its address", URL_A, at(v1()), "valid"],
  [7, "1.0 that is not what its host has", v1({ uid: "u2" }), at(v1()), "invalid", "id-mismatch"],
  [8, "1.0 flattened by the Backpack leads to its host", { ...v05(), verify: { type: "hosted", url: URL_A }, uid: "u1" }, at(v1()), "valid"],
  [9, "1.0 without verify", URL_A, at(v1({ verify: undefined })), "invalid", "required-missing"],
  [10, "1.0 that calls itself signed", signed(), at(signed()), "invalid", "no-proof"],
  [11, "hashed, and is not", URL_A, at(v1({ recipient: { type: "email", identity: WHO, hashed: true } })), "invalid", "hash-flag-wrong"],
  [11, "not hashed, and is", URL_A, at(v1({ recipient: { type: "email", identity: hash("sha256"), hashed: false } })), "invalid", "hash-flag-wrong"],
  [12, "a hash nobody knows", URL_A, at(v1({ recipient: { type: "email", identity: "crc$00", hashed: true } })), "invalid", "hash-unsupported"],
  [13, "md5 is weak", URL_A, at(v1({ recipient: { type: "email", identity: hash("md5", "s"), salt: "s", hashed: true } })), "valid", "hash-weak"],
  [13, "sha1 is weak", URL_A, at(v1({ recipient: { type: "email", identity: hash("sha1", "s"), salt: "s", hashed: true } })), "valid", "hash-weak"],
  [14, "the picture's type has a parameter", URL_A, at(v1(), { [`${I}/p.png`]: { type: "image/png; charset=utf-8", base64: png().toString("base64") } }), "valid"],
  [15, "the picture is gone", URL_A, at(v1(), { [`${I}/p.png`]: { status: 404, text: "" } }), "invalid", "image-unreachable"],
  [15, "the picture is a page", URL_A, at(v1(), { [`${I}/p.png`]: { type: "text/html", text: "<p>" } }), "invalid", "image-type"],
  [16, "a picture in the badge, with line breaks", URL_A, at(v1(), { [`${I}/class`]: { json: { ...CLASS, image: `data:image/png;base64,${png().toString("base64").replace(/(.{20})/g, "$1\n")}` } } }), "valid"],
  [17, "JSON of any type", URL_A, WEB({ [URL_A]: { type: "text/plain", text: JSON.stringify(v1()) } }), "valid"],
  [18, "the badge is not there", URL_A, WEB({ [URL_A]: { status: 404, text: "" } }), "unverified", "fetch-failed"],
  [18, "the badge is gone for good", URL_A, WEB({ [URL_A]: { status: 410, text: "" } }), "invalid", "revoked"],
  [19, "another site's issuer", URL_A, at(v1(), { [`${I}/org`]: { json: { ...ORG, url: "https://famous.example" } } }), /invalid|unverified/, /issuer-mismatch|outside-hosted-scope/],
  [20, "1.0 signed", jws(signed()), WEB(), "valid"],
  [21, "rs256 in small letters", jws(signed(), { alg: "rs256" }), WEB(), "valid", "alg-not-allowed"],
  [22, "alg none", jws(signed(), { alg: "none", signature: "" }), WEB(), "invalid", /alg-not-allowed|jws-malformed/],
  [23, "HS256 with the public key", (() => { const t = `${b64({ alg: "HS256" })}.${b64(signed())}`; return `${t}.${createHmac("sha256", pem(rsa)).update(t).digest("base64url")}`; })(), WEB(), "invalid", "alg-not-allowed"],
  [24, "another key", jws(signed(), { key: other }), WEB(), "invalid", "signature-invalid"],
  [25, "a key on another host", jws(signed({ verify: { type: "signed", url: "https://other.example/k" } }), { key: other }), WEB({ "https://other.example/k": { text: pem(other) } }), /invalid|unverified/, /key-not-authorised|issuer-mismatch|outside-hosted-scope|controller-mismatch/],
  [26, "the key is gone", jws(signed()), WEB({ [`${I}/key.pem`]: { status: 404, text: "" } }), "unverified", "key-unresolvable"],
  [27, "in the list of those revoked", jws(signed()), WEB({ [`${I}/org`]: { json: { ...ORG, revocationList: `${I}/r` } }, [`${I}/r`]: { json: { u1: "Left" } } }), "invalid", "revoked"],
  [28, "a signed text that is no JSON", jws("hello"), WEB(), /invalid|none/, /json-syntax|not-a-badge|jws-malformed/],
  [28, "nothing but braces", "{}", WEB(), "invalid", "not-a-badge"],
  [29, "1.1 with parts of 1.0", URL_A, at(v11()), "valid"],
  [30, "1.1 with an extension nobody knows", URL_A, at(v11({ "https://x.example/e": { "@context": "https://x.example/c", type: ["Extension", "https://x.example/E"] } })), /valid|unverified/, /extension-unknown|context-unknown/],
  [31, "criteria and evidence are not fetched", URL_A, at(v1({ evidence: "https://gone.example/e" })), "valid"],
  [32, "verify of a type that only contains the word", URL_A, at(v1({ verify: { type: "hostedX", url: URL_A } })), "invalid", /type-wrong|value-type/],
  [33, "an address in tEXt", png([tEXt(URL_A)]), at(v1()), "valid"],
  [34, "JSON in iTXt, with a language", png([iTXt(JSON.stringify(v1()), { lang: "en" })]), at(v1()), "valid"],
  [34, "a signed text in iTXt", png([iTXt(jws(signed()))]), WEB(), "valid"],
  [35, "compressed iTXt", png([iTXt(JSON.stringify(v1()), { packed: true })]), at(v1()), "valid", "baked-twice"],
  [36, "zTXt", png([zTXt(URL_A)]), at(v1()), /valid|invalid/, /baked-twice|no-badge-data/],
  [37, "a wrong checksum of the chunk", png([tEXt(URL_A, "openbadges", { broken: true })]), at(v1()), "valid", "input-unreadable"],
  [38, "two badges in one picture", png([tEXt(URL_A), tEXt(`${I}/b`)]), at(v1()), "invalid", "baked-twice"],
  [38, "the same badge twice", png([tEXt(URL_A), tEXt(URL_A)]), at(v1()), "valid", "baked-twice"],
  [39, "behind the pixels, and bytes behind the end", png([], [tEXt(URL_A)], [Buffer.from("tail")]), at(v1()), "valid"],
  [40, "cut off in the chunk", png([tEXt(URL_A)]).subarray(0, 60), at(v1()), /invalid|none/, /no-badge-data|input-unreadable/],
  [40, "an empty value", png([tEXt("")]), at(v1()), /invalid|none/, "no-badge-data"],
  [40, "another case of the keyword", png([tEXt(URL_A, "OpenBadges")]), at(v1()), /invalid|none/, "no-badge-data"],
  [41, "a picture of under 256 bytes without a badge", png(), WEB(), /invalid|none/, "no-badge-data"],
  [42, "a JPEG", Buffer.from("ffd8ffe000104a46494600", "hex"), WEB(), /invalid|none/, /no-badge-data|not-a-badge/],
  [42, "a GIF", Buffer.from("GIF89a\x01\0\x01\0\0\0\0;", "latin1"), WEB(), /invalid|none/, /no-badge-data|not-a-badge/],
  [43, "SVG: attribute and JSON", svg(`<openbadges:assertion verify="${URL_A}"><![CDATA[${JSON.stringify(v1())}]]></openbadges:assertion>`), at(v1()), "valid"],
  [43, "SVG: attribute and nothing", svg(`<openbadges:assertion verify="${URL_A}"><![CDATA[]]></openbadges:assertion>`), at(v1()), "valid"],
  [43, "SVG: attribute alone", svg(`<openbadges:assertion verify="${URL_A}"/>`), at(v1()), "valid"],
  [43, "SVG: a signed text", svg(`<openbadges:assertion verify="${jws(signed())}"/>`), WEB(), "valid"],
  [44, "SVG: no JSON, so the attribute counts", svg(`<openbadges:assertion verify="${URL_A}"><![CDATA[no JSON]]></openbadges:assertion>`), at(v1()), "valid", "input-unreadable"],
  [45, "SVG: JSON as plain text", svg(`<openbadges:assertion verify="${URL_A}">${JSON.stringify(v1()).replace(/&/g, "&amp;")}</openbadges:assertion>`), at(v1()), "valid"],
  [46, "SVG: another prefix", svg(`<ob:assertion verify="${URL_A}"/>`, { prefix: "ob" }), at(v1()), "valid"],
  [46, "SVG: the namespace comes late", svg(`<openbadges:assertion verify="${URL_A}"/>`, { pad: `desc="${"x".repeat(400)}"` }), at(v1()), "valid"],
  [47, "SVG: two badges", svg(`<openbadges:assertion verify="${URL_A}"/><openbadges:assertion verify="${I}/b"/>`), at(v1()), "invalid", "baked-twice"],
  [48, "SVG: entities", svg(`<openbadges:assertion verify="&e;"/>`, { head: `<!DOCTYPE svg [<!ENTITY e "${URL_A}">]>` }), at(v1()), /invalid|none/, /input-unreadable|no-badge-data|not-a-badge/],
];

for (const [number, what, input, web, verdict, flaw] of rows)
  test(`case ${number}: ${what}`, () => {
    const r = judge(input, web);
    const said = `${r.verdict} ${r.codes} ${JSON.stringify(r.report.checks.filter((c) => c.outcome !== "pass").map((c) => c.message))} ${r.err}`;
    assert.match(r.verdict, verdict instanceof RegExp ? verdict : new RegExp(`^${verdict}$`), said);
    if (flaw) assert.ok(r.codes.some((c) => (flaw instanceof RegExp ? flaw.test(c) : c === flaw)), said);
    assert.ok([0, 1, 2, 65].includes(r.status), said);
  });

test("case 49: the names of 3.0 are ours too", () => {
  const r = judge(png([iTXt(jws(signed()), { key: "openbadgecredential" })]), WEB());
  assert.equal(r.verdict, "valid", JSON.stringify(r.codes));
});

test("case 50: baking a baked picture leaves one badge and the pixels alone", () => {
  const picture = path.join(dir, "twice.png"), badge = path.join(dir, "new.json"), out = path.join(dir, "out.png");
  writeFileSync(picture, png([tEXt(`${I}/before`)]));
  writeFileSync(badge, JSON.stringify(v1()));
  const baked = spawnSync(lapel, ["bake", badge, picture, out], { encoding: "utf8" });
  assert.equal(baked.status, 0, baked.stderr);
  const r = spawnSync(lapel, ["unbake", out], { encoding: "utf8" });
  assert.equal(JSON.parse(r.stdout).uid, "u1");
  const bytes = spawnSync("cat", [out]).stdout;
  assert.ok(bytes.includes(parts.data) && !bytes.includes("before"));
});

test("all fifty are here", () => {
  const numbers = new Set([...rows.map(([number]) => number), 49, 50]);
  assert.deepEqual(Array.from({ length: 50 }, (_, i) => i + 1).filter((i) => !numbers.has(i)), []);
});
