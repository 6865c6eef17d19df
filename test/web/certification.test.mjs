// What 1EdTech's certification asks, row by row (test/suite/certification.json),
// with the real server: awards that it makes, and badges of others that a viewer
// has checked. Rows for which there is no interface yet are named there as such.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { gzipSync } from "node:zlib";
import { build, file, root, until } from "./harness.mjs";
import { openOffice, picture } from "./office.mjs";
import { words } from "./html.mjs";

const ANN = "ann.lee@example.org", MAYA = "maya@example.org";
const ledger = JSON.parse(readFileSync(path.join(root, "test/suite/certification.json"), "utf8"));
let office, host, here, folder, id, claim, offline;

function verify(bytes, name, args = []) {
  writeFileSync(path.join(folder, name), bytes);
  const { stdout } = spawnSync(path.join(build, "lapel"), ["verify", "--json", "--intranet", ...args, path.join(folder, name)], { encoding: "utf8" });
  return JSON.parse(stdout);
}

// ---- badges of another issuer -----------------------------------------------

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const base64url = (v) => Buffer.from(typeof v === "string" || Buffer.isBuffer(v) ? v : JSON.stringify(v)).toString("base64url");
const did = `did:jwk:${base64url(publicKey.export({ format: "jwk" }))}`;
const seconds = (date) => Math.floor(new Date(date) / 1000);

function token(claims) {
  const text = `${base64url({ alg: "EdDSA", kid: `${did}#0`, typ: "JWT" })}.${base64url(claims)}`;
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString("base64url")}`;
}

const VC = { "1.1": "https://www.w3.org/2018/credentials/v1", "2.0": "https://www.w3.org/ns/credentials/v2" };
const OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

// A list of one place that is set: 9.
function statusList() {
  const bits = Buffer.alloc(16384);
  bits[1] = 0x40;
  const list = {
    "@context": [VC["2.0"]], id: `${here}/list`, type: ["VerifiableCredential", "BitstringStatusListCredential"], issuer: did,
    validFrom: "2024-01-01T00:00:00Z",
    credentialSubject: { id: `${here}/list#list`, type: "BitstringStatusList", statusPurpose: "revocation", encodedList: `u${gzipSync(bits).toString("base64url")}` },
  };
  return token({ ...list, iss: did, jti: list.id, sub: list.credentialSubject.id, nbf: seconds(list.validFrom) });
}

function badge3(vcdm, name, { until: end, place = 4 } = {}) {
  const [from, to] = vcdm === "2.0" ? ["validFrom", "validUntil"] : ["issuanceDate", "expirationDate"];
  const vc = {
    "@context": [VC[vcdm], OB3], id: `urn:uuid:7d1c5f6e-0000-4000-8000-00000000000${place}`, type: ["VerifiableCredential", "OpenBadgeCredential"],
    name, issuer: { id: did, type: ["Profile"], name: "Quay Academy" }, [from]: "2024-03-01T00:00:00Z", ...(end && { [to]: end }),
    credentialSubject: { id: "did:example:ann", type: ["AchievementSubject"], achievement: {
      id: "https://quay.example/badges/1", type: ["Achievement"], name, description: "Knows the crane.", criteria: { narrative: "Passed." },
      image: { id: `data:image/png;base64,${picture(32).toString("base64")}`, type: "Image" } } },
    credentialStatus: { id: `${here}/list#${place}`, type: "BitstringStatusListEntry", statusPurpose: "revocation", statusListIndex: String(place), statusListCredential: `${here}/list` },
  };
  if (vcdm === "1.1") vc["@context"].push("https://www.w3.org/ns/credentials/status/v1");
  const claims = { iss: did, jti: vc.id, sub: vc.credentialSubject.id, nbf: seconds(vc[from]), ...(end && { exp: seconds(end) }) };
  return token(vcdm === "2.0" ? { ...vc, ...claims } : { vc, ...claims });
}

const old = {
  assertion: (n) => ({ "@context": "https://w3id.org/openbadges/v2", type: "Assertion", id: `${here}/a/${n}`,
    recipient: { type: "email", identity: MAYA, hashed: false }, badge: `${here}/class`, verification: { type: "HostedBadge" },
    issuedOn: "2024-03-01T00:00:00Z", "https://quay.example/extra": "kept", ...(n === "expired" && { expires: "2025-01-01T00:00:00Z" }) }),
  class: () => ({ "@context": "https://w3id.org/openbadges/v2", type: "BadgeClass", id: `${here}/class`, name: "Crane", description: "Knows the crane.",
    image: `${here}/crane.png`, criteria: { narrative: "Passed." }, issuer: `${here}/issuer` }),
  issuer: () => ({ "@context": "https://w3id.org/openbadges/v2", type: "Issuer", id: `${here}/issuer`, name: "Quay Academy", url: here, email: "a@quay.example" }),
};

function answer(rq, rs) {
  const name = rq.url.slice(1), json = (status, v) => { rs.writeHead(status, { "content-type": "application/ld+json" }); rs.end(JSON.stringify(v)); };
  if (name === "a/revoked") return json(410, { "@context": "https://w3id.org/openbadges/v2", id: `${here}/a/revoked`, type: "Assertion", revoked: true, revocationReason: "Wrong person" });
  if (name.startsWith("a/")) return json(200, old.assertion(name.slice(2)));
  if (old[name]) return json(200, old[name]());
  const other = { "crane.png": ["image/png", picture(64)], list: ["application/vc+jwt", statusList()] }[name];
  rs.writeHead(other ? 200 : 404, { "content-type": other?.[0] ?? "text/plain" });
  rs.end(other?.[1] ?? "");
}

before(async () => {
  office = await openOffice({ args: ["--allow-private"] });
  folder = mkdtempSync(path.join(tmpdir(), "lapel-certification."));
  host = createServer(answer);
  await new Promise((done) => host.listen(0, "127.0.0.1", done));
  here = `http://127.0.0.1:${host.address().port}`;
  let page = await office.maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  page = await office.maya.submit(page, { people: `Ann Lee <${ANN}>` }, { action: "/awards/new" });
  await office.maya.submit(page, {}, { action: "/start" });
  await until(async () => /now ha(ve|s)/.test((await office.maya.get(page.path)).text), "the award", 60);
  const mail = await office.maya.get(/\/org\/\d+\/mail\/\d+/.exec((await office.maya.get(`${office.base}/mail`)).text)[0]);
  claim = /\/claim\/[\w-]+\/[\w-]+/.exec(mail.text)[0];
  id = claim.split("/")[2];
  offline = path.join(folder, "offline.json");
  writeFileSync(offline, (await office.server.visitor().get(`/b/${id}.offline.json`)).bytes);
});
after(async () => {
  host?.close();
  await office?.server.stop();
  rmSync(folder, { recursive: true, force: true });
});

// ---- issuer -------------------------------------------------------------------

for (const [ending, version] of [["2.png", "2.0"], ["2.svg", "2.0"], ["png", "3.0"], ["svg", "3.0"]])
  test(`issuer T1, Open Badges ${version}: the baked badge is valid (.${ending})`, async () => {
    const { bytes, status } = await office.server.visitor().get(`/b/${id}.${ending}`);
    assert.equal(status, 200);
    const r = verify(bytes, `badge.${ending}`, ["--documents", offline]);
    assert.equal(r.verdict, "valid", JSON.stringify(r.checks.filter((c) => c.outcome !== "pass")));
    assert.equal(r.version, version);
  });

test("issuer T1, Open Badges 3.0: linked data proofs are eddsa-rdfc-2022, and nothing is lost in safe mode", async () => {
  const page = await office.server.visitor().get(`/b/${id}.json`);
  assert.equal(page.json().proof.cryptosuite, "eddsa-rdfc-2022");
  const r = verify(page.bytes, "badge.json", ["--documents", offline]);
  assert.equal(r.verdict, "valid");
  assert.equal(r.checks.find((c) => c.id === "words").outcome, "pass");
});

test("issuer T2: the recipient comes from the mail to the badge and takes it along", async () => {
  const ann = office.server.visitor();
  const page = await ann.get(claim);
  assert.equal(page.status, 200, words(page));
  assert.match(words(page), /Forklift operator/);
  for (const ending of ["png", "svg", "jwt", "json"]) assert.equal((await ann.get(`/b/${id}.${ending}`)).status, 200);
});

// ---- displayer ----------------------------------------------------------------

const shows = (page, name) => {
  assert.match(words(page), new RegExp(name));
  for (const what of [/Knows the crane\./, /Quay Academy/, /Awarded 1 Mar 2024/, /Checked \d+ \w+ \d{4}/]) assert.match(words(page), what);
};
const verdicts = { good: /Yes, this badge is genuine/, expired: /It was genuine, but it has expired/, revoked: /No, the issuer has revoked this badge/ };

test("displayer T1 and T2, Open Badges 2.0: good, expired and revoked badges are checked by a viewer and shown as such", async () => {
  for (const [which, verdict] of Object.entries(verdicts)) {
    const page = await office.server.visitor().post("/verify", { link: `${here}/a/${which}` });
    assert.match(words(page), verdict, which);
    if (which === "revoked") continue;               // 410: its host says that and no more
    shows(page, "Crane");
    assert.match(page.text, /<img class="checked-picture"/);
  }
});

for (const [vcdm, rows] of [["2.0", "T1 and T2"], ["1.1", "T3 and T4"]])
  test(`displayer ${rows}, Open Badges 3.0 of VCDM ${vcdm}: good, expired and revoked badges are checked by a viewer and shown as such`, async () => {
    const badges = { good: badge3(vcdm, "Crane"), expired: badge3(vcdm, "Crane", { until: "2025-01-01T00:00:00Z" }), revoked: badge3(vcdm, "Crane", { place: 9 }) };
    for (const [which, verdict] of Object.entries(verdicts)) {
      const page = await office.server.visitor().post("/verify", { file: [file(`${which}.jwt`, "text/plain", badges[which])] });
      assert.match(words(page), verdict, which);
      shows(page, "Crane");
      assert.match(page.text, /<img class="checked-picture"/);
    }
  });

// ---- host ---------------------------------------------------------------------

test("host T1 and T2, Open Badges 2.0: PNG, SVG and address come in, and the picture goes out as it came", async () => {
  const { maya } = office;
  const baked = {};
  for (const kind of ["png", "svg"]) {
    const image = path.join(folder, `plain.${kind}`), out = path.join(folder, `baked.${kind}`), badge = path.join(folder, `a-${kind}.json`);
    writeFileSync(image, kind === "png" ? picture(64) : '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>');
    writeFileSync(badge, JSON.stringify(old.assertion(`good-${kind}`)));
    const r = spawnSync(path.join(build, "lapel"), ["bake", badge, image, out], { encoding: "utf8" });
    assert.equal(r.status, 0, r.stderr);
    baked[kind] = readFileSync(out);
  }
  for (const fields of [{ file: file("b.png", "image/png", baked.png) }, { file: file("b.svg", "image/svg+xml", baked.svg) }, { link: `${here}/a/good-link` }]) {
    const page = await maya.submit(await maya.get("/backpack/add"), fields, { action: "/backpack/add" });
    assert.ok(page.status === 200 && /Crane/.test(page.text), words(page).slice(0, 400));
    const original = /\/backpack\/badges\/[\w-]+\/original/.exec(page.text)?.[0];
    assert.ok(original, "no way out");
    const { bytes } = await maya.get(original);
    if (fields.file) assert.ok(Buffer.compare(Buffer.from(bytes), fields.file.fileName === "b.png" ? baked.png : baked.svg) === 0, "changed");
    else assert.equal(JSON.parse(Buffer.from(bytes).toString())["https://quay.example/extra"], "kept");
  }
});

// ---- the ledger -----------------------------------------------------------------

test("every row of the certification is held by a test of its own, or named as not there yet", () => {
  const sources = {};
  for (const row of ledger.rows) {
    assert.ok(row.standard && row.role && row.row && row.what, JSON.stringify(row));
    assert.ok(!row.test !== !row.missing, `${row.standard} ${row.role} ${row.row}: either held or missing`);
    if (!row.test) continue;
    sources[row.file] ??= readFileSync(path.join(root, row.file), "utf8");
    assert.ok(sources[row.file].includes(row.test), `${row.file} has no test "${row.test}"`);
  }
});
