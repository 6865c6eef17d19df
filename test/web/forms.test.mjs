// Every award in every form of the standard: which the organisation chose, what
// each address answers, and that each holds - by `lapel verify` without a
// network, and by node's own crypto and jsonld.js, which share no line with us.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, createPublicKey, verify as checkSignature } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { build, root, until } from "./harness.mjs";
import { openOffice } from "./office.mjs";

const KEYS = ["EdDSA", "ES256", "ES384", "RS256"];
const ENDINGS = ["json", "jwt", "png", "svg", "2.json", "2.jwt", "2.png", "2.svg"];
const vectors = path.join(path.resolve(root, process.env.LAPEL_VECTORS || "../shared"), "vectors");
let office, stranger, folder;
const awards = {};

async function award(who) {
  const { maya, base, badge } = office;
  let page = await maya.get(`${base}/awards/new?badge=${badge}`);
  page = await maya.submit(page, { people: who }, { action: "/awards/new" });
  await maya.submit(page, {}, { action: "/start" });
  await until(async () => /now ha(ve|s)/.test((await maya.get(page.path)).text), "the award", 60);
  const list = await maya.get(`${base}/awards`);
  const admin = new RegExp(`href="(/org/\\d+/awards/\\d+)"[^>]*>\\s*${who.split(" <")[0]}`).exec(list.text)[1];
  return { admin, id: /\/b\/([\w-]{22})/.exec((await maya.get(admin)).text)[1] };
}

async function setting(what, fields) {
  const page = await office.maya.get(`${office.base}${what}`);
  assert.ok((await office.maya.submit(page, fields, { action: what })).status < 400, what);
}

async function judge(id, ending) {
  const file = path.join(folder, `${id}.${ending}`);
  const map = path.join(folder, `${id}.map`);
  writeFileSync(file, (await stranger.get(`/b/${id}.${ending}`)).bytes);
  writeFileSync(map, (await stranger.get(`/b/${id}.offline.json`)).bytes);
  const { stdout } = spawnSync(path.join(build, "lapel"), ["verify", "--json", "--intranet", "--documents", map, file], { encoding: "utf8" });
  return JSON.parse(stdout);
}

const part = (token, n) => JSON.parse(Buffer.from(token.split(".")[n], "base64url").toString());
const local = (url) => url.replace(office.server.url, "");

before(async () => {
  office = await openOffice();
  stranger = office.server.visitor();
  folder = mkdtempSync(path.join(tmpdir(), "lapel-forms."));
  for (const alg of KEYS) {
    if (alg !== "EdDSA") await setting("/settings/keys", { alg });
    awards[alg] = await award(`Ann ${alg} <ann.${alg.toLowerCase()}@example.org>`);
  }
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await office?.server.stop();
});

for (const alg of KEYS)
  test(`an award signed with ${alg} holds in each of its forms without a network`, async () => {
    for (const ending of ENDINGS) {
      const report = await judge(awards[alg].id, ending);
      assert.equal(report.verdict, "valid", `${ending}: ${JSON.stringify(report.checks.filter((c) => c.outcome !== "pass"))}`);
      assert.equal(report.version, ending.startsWith("2.") ? "2.0" : "3.0", ending);
    }
  });

test("the same bytes come each time", async () => {
  for (const { id } of Object.values(awards))
    for (const ending of ENDINGS) {
      const once = await stranger.get(`/b/${id}.${ending}`);
      assert.ok(once.bytes.equals((await stranger.get(`/b/${id}.${ending}`)).bytes), ending);
    }
});

test("node's crypto agrees with every token and finds the key at its address", async () => {
  const hash = { EdDSA: null, ES256: "sha256", ES384: "sha384", RS256: "sha256" };
  for (const alg of KEYS)
    for (const ending of ["jwt", "2.jwt"]) {
      const token = (await stranger.get(`/b/${awards[alg].id}.${ending}`)).text;
      const [head, body, signature] = token.split(".");
      const header = part(token, 0);
      let key;
      assert.equal(header.alg, alg);
      if (ending === "jwt") {
        key = createPublicKey({ key: (await stranger.get(local(header.kid))).json(), format: "jwk" });
      } else {
        const { creator } = part(token, 1).verification;
        const found = (await stranger.get(local(creator))).json();
        assert.equal(found.type, "CryptographicKey");
        const issuer = (await stranger.get(local(found.owner))).json();
        assert.ok([issuer.publicKey].flat().includes(creator));
        key = createPublicKey(found.publicKeyPem);
      }
      const signed = Buffer.from(`${head}.${body}`);
      assert.ok(checkSignature(hash[alg], signed, { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url")), `${alg} ${ending}`);
    }
});

function peer() {
  try {
    return createRequire(path.join(root, "x.mjs"))("jsonld");
  } catch {
    return null;
  }
}

const jsonld = peer();
const skip = !jsonld ? "jsonld is not installed" : !existsSync(vectors) && "no test data";

// base58btc, as Multikeys and proof values are written.
function base58(text) {
  const letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  let n = 0n;
  for (const c of text) n = n * 58n + BigInt(letters.indexOf(c));
  const hex = n.toString(16);
  return Buffer.concat([Buffer.alloc(/^1*/.exec(text)[0].length), Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex")]);
}

// Data Integrity EdDSA Cryptosuites §3.2, by other people's code.
async function proofHolds(document) {
  const map = JSON.parse(readFileSync(path.join(vectors, "contexts/map.json"), "utf8"));
  const documentLoader = (url) => ({ documentUrl: url, document: JSON.parse(readFileSync(path.join(vectors, "contexts", map[url]), "utf8")) });
  const canonize = async (what) => createHash("sha256").update(await jsonld.canonize(what, { algorithm: "RDFC-1.0", safe: true, documentLoader })).digest();
  const { proof, ...unsecured } = document;
  const { proofValue, ...options } = proof;
  const signed = Buffer.concat([await canonize({ "@context": unsecured["@context"], ...options }), await canonize(unsecured)]);
  const method = (await stranger.get(local(proof.verificationMethod))).json();
  assert.equal(method.type, "Multikey");
  const profile = (await stranger.get(local(method.controller), { headers: { accept: "application/json" } })).json();
  assert.ok(profile.assertionMethod.includes(proof.verificationMethod));
  assert.equal(document.issuer.id ?? document.issuer, profile.id);
  const raw = base58(method.publicKeyMultibase.slice(1)).subarray(2);
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });
  return checkSignature(null, signed, key, base58(proofValue.slice(1)));
}

test("jsonld.js agrees with the proofs of an award and of a status list", { skip }, async () => {
  await setting("/settings/keys", { alg: "EdDSA" });
  const { id } = await award("Di Ahl <di@example.org>");
  const badge = (await stranger.get(`/b/${id}`, { headers: { accept: "application/vc+ld+json" } })).json();
  const list = (await stranger.get(local(badge.credentialStatus.statusListCredential ?? badge.credentialStatus[0].statusListCredential), { headers: { accept: "application/vc+ld+json" } })).json();
  for (const one of [(await stranger.get(`/b/${awards.EdDSA.id}.json`)).json(), badge, list]) assert.ok(await proofHolds(one));
  assert.ok(!(await proofHolds({ ...badge, validFrom: "2020-01-01T00:00:00Z" })));
});

test("who awards chooses the form, and earlier awards keep theirs", async () => {
  const baked = async (id) => (await stranger.get(`/b/${id}.png`)).bytes.toString("latin1");
  await setting("/settings/keys", { alg: "EdDSA" });
  await setting("/settings/profile", { award_form: "jwt" });
  const token = await award("Cy Roe <cy@example.org>");
  assert.match(await baked(token.id), /openbadgecredential\0{5}eyJ/);
  assert.match(await baked(awards.EdDSA.id), /openbadgecredential\0{5}\{/);
  assert.equal((await judge(token.id, "png")).kind, "jwt");
  assert.equal((await judge(token.id, "json")).kind, "data-integrity");
  const page = await office.maya.get(`${office.base}/settings/profile`);
  assert.equal(page.form("/settings/profile").fields.award_form, "jwt");
  assert.equal((await office.maya.submit(page, { award_form: "paper" }, { action: "/settings/profile" })).status, 422);
  await setting("/settings/profile", { award_form: "proof" });
});

test("the settings say when the key makes tokens only", async () => {
  assert.ok(!(await office.maya.get(`${office.base}/settings/profile`)).text.includes("RS256"));
  await setting("/settings/keys", { alg: "RS256" });
  assert.match((await office.maya.get(`${office.base}/settings/profile`)).text, /RS256, which makes tokens only/);
});

test("an address answers in the type that was asked for", async () => {
  const { id } = awards.ES256;
  const types = {
    "application/vc+ld+json": "application/vc+ld+json", "application/vc": "application/vc", "application/ld+json": "application/ld+json",
    "application/json": "application/json", "application/vc+jwt": "application/vc+jwt", "application/jwt": "application/jwt",
    "application/vc+jwt;q=0.4, application/json;q=0.9": "application/json", "image/png": "image/png", "image/svg+xml": "image/svg+xml",
  };
  for (const [accept, type] of Object.entries(types))
    assert.equal((await stranger.get(`/b/${id}`, { headers: { accept } })).headers.get("content-type").split(";")[0], type, accept);
  for (const ending of ["3.json", "jws", "2.", ".json", "offline"]) assert.equal((await stranger.get(`/b/${id}.${ending}`)).status, 404, ending);
});

test("an award is suspended with a reason, says so everywhere, and is reinstated", async () => {
  const { admin, id } = await award("Eva Lind <eva@example.org>");
  const { maya, base } = office;
  const codes = async (ending) => (await judge(id, ending)).checks.map((c) => c.code);
  let page = await maya.get(`${admin}/suspend`);
  assert.equal((await maya.submit(page, { reason: " " }, { action: "/suspend" })).status, 422);
  page = await maya.submit(await maya.get(`${admin}/suspend`), { reason: "Being looked into" }, { action: "/suspend" });
  assert.match(page.text, /The award is suspended/);
  for (const ending of ["json", "jwt", "png"]) assert.ok((await codes(ending)).includes("suspended"), ending);
  assert.ok((await codes("2.jwt")).includes("revoked"));
  const hosted = await stranger.get(`/ob2/b/${id}`);
  assert.equal(hosted.status, 410);
  assert.match(hosted.text, /"revoked":true.*Suspended: Being looked into/);
  const shown = (await stranger.get(`/b/${id}`, { headers: { accept: "text/html" } })).text;
  assert.match(shown, /the issuer has suspended this badge/);
  assert.match(shown, /Being looked into/);
  assert.ok((await maya.get(`${base}/awards?state=suspended`)).text.includes("Eva Lind"));
  assert.ok(!(await maya.get(`${base}/awards?state=valid`)).text.includes("Eva Lind"));
  assert.match((await maya.get(`${base}/settings/log`)).text, /Award suspended/);
  page = await maya.get(admin);
  assert.ok(!page.text.includes("/suspend\""));
  page = await maya.submit(page, {}, { action: "/reinstate" });
  assert.match(page.text, /counts again/);
  for (const ending of ENDINGS) assert.equal((await judge(id, ending)).verdict, "valid", ending);
  assert.match((await stranger.get(`/b/${id}`, { headers: { accept: "text/html" } })).text, /Yes, this badge is genuine/);
});
