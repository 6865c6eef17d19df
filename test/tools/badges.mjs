// badges.mjs — reference badges through `lapel verify`: what is handed in, the
// web that it may see, and what came of it. LAPEL_VECTORS names the folder that
// holds vectors/, else ../shared beside the repository.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const lapel = path.resolve(root, process.env.LAPEL_BUILD || "build", "lapel");
export const sets = path.resolve(root, process.env.LAPEL_VECTORS || "../shared");
export const vectors = path.join(sets, "vectors");
export const dir = mkdtempSync(path.join(tmpdir(), "lapel-badges-"));
process.on("exit", () => rmSync(dir, { recursive: true, force: true }));

export const there = (folder) => existsSync(path.join(folder, "MANIFEST.json"));
export const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));
export const statuses = { valid: 0, invalid: 1, unverified: 2 };

export function put(name, value) {
  const file = path.join(dir, name);
  writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
  return file;
}

// Every answer keeps the promises of the interface, whatever the badge.
export function verify(args) {
  const r = spawnSync(lapel, ["verify", "--json", ...args], { encoding: "utf8", timeout: 60000, maxBuffer: 1 << 28 });
  if (r.status === 65 && !r.stdout)
    return { status: 65, verdict: "unverified", codes: [], err: r.stderr };
  const report = JSON.parse(r.stdout);
  assert.ok(r.status === 65 || r.status === statuses[report.verdict], `status ${r.status}, ${report.verdict}: ${r.stderr}`);
  if (r.status === 65)
    assert.match(r.stderr, /^lapel: ./);
  const bad = report.checks.filter((c) => c.outcome === "fail" || c.outcome === "untested");
  assert.equal(report.verdict === "valid", bad.length === 0);
  assert.ok(bad.length === 0 || bad.some((c) => c.code && c.message));
  return { status: r.status, verdict: report.verdict, codes: report.checks.map((c) => c.code).filter(Boolean), report };
}

// A recorded case: what is handed in, the whole web that it may see, when.
export function caseArguments(base, c) {
  for (const [url, page] of Object.entries(c.http))
    if (page.error)
      delete c.http[url];
    else if (page.file)
      page.file = path.join(base, page.file);
  const who = ["email", "url", "id", "telephone"].flatMap((k) => [c.profile?.[k] || []].flat())
    .concat(c.expect.recipient || []).flatMap((m) => ["--recipient", m]);
  const i = c.input;
  const input = i.url || (i.file ? path.join(base, i.file)
    : put("input", i.json ? JSON.stringify(i.json) : i.jws || i.text));
  return ["--at", c.at, "--documents", put("map.json", c.http), ...who, input];
}

export const casesOf = (base) => readdirSync(path.join(base, "cases")).filter((f) => f.endsWith(".json"))
  .map((f) => readJson(path.join(base, "cases", f)));

// What the issuers of a badge and of its parts would publish: the keys that its
// proofs or its token have.
export function publishedFor(credential) {
  const issuer = credential.issuer.id || credential.issuer;
  const id = [credential.proof].flat()[0].verificationMethod;
  const method = { id, type: "Multikey", controller: issuer, publicKeyMultibase: id.split("#")[1] };
  const place = issuer.startsWith("did:web:") ? `https://${issuer.slice(8).replaceAll(":", "/")}/did.json` : issuer;
  const page = { status: 200, json: { id: issuer, type: "Profile", verificationMethod: [method], assertionMethod: [id] } };
  return Object.assign({ [place]: page }, ...(credential.credentialSubject.verifiableCredential || []).map(publishedFor));
}

export function published(file, issuer) {
  const badge = spawnSync(lapel, ["unbake", file], { encoding: "utf8" }).stdout || readFileSync(file, "utf8");
  if (badge.trim().startsWith("{"))
    return publishedFor(JSON.parse(badge));
  const jwk = JSON.parse(Buffer.from(badge.split(".")[0], "base64url")).jwk;
  return { [`${new URL(issuer).origin}/.well-known/jwks.json`]: { status: 200, json: { keys: [{ ...jwk, iss: issuer }] } } };
}

// The key documents of a credential's issuer and of those within it.
export function publishedAll(credential) {
  const issuer = credential.issuer.id ?? credential.issuer;
  const id = [credential.proof].flat()[0].verificationMethod;
  const method = { id, type: "Multikey", controller: issuer, publicKeyMultibase: id.split("#")[1] };
  const own = { [issuer]: { status: 200, json: { id: issuer, type: "Profile", verificationMethod: [method], assertionMethod: [id] } } };
  return Object.assign(own, ...[credential.credentialSubject.verifiableCredential ?? []].flat().map(publishedAll));
}

// The web of the public validator's OB 2.0 samples as `file` sees it. Each
// document is also at its own id; several issuers share one, so only the
// case's own is.
export function webOfOb20(file) {
  const base = path.join(vectors, "1edtech/public-validator/ob20"), web = {};
  for (const name of readdirSync(path.join(base, "assets")))
    for (const host of ["http://example.org/", "https://example.org/", "http://www.example.org/"])
      web[host + name] = path.join(base, "assets", name);
  const read = (f) => { try { return readJson(f); } catch { return {}; } };
  const chain = (map, f) => {
    const doc = read(f);
    if (/^http/.test(doc.id || ""))
      map[doc.id] = f;
    const next = map[doc.badge] || map[doc.issuer];
    return next && next !== f ? chain(map, next) : map;
  };
  return chain(web, path.basename(file) === "simple-badge.png" ? path.join(base, "basic-assertion.json") : file);
}
