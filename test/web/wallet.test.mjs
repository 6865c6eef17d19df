// A badge handed over to a wallet that was written here, from the text of OpenID4VCI
// 1.0 alone: offer, metadata, token with a transaction code, nonce, proof, credential;
// and by an exchange of the VC API.
import assert from "node:assert/strict";
import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import test, { after, before } from "node:test";
import { file } from "./harness.mjs";
import { unescape, words } from "./html.mjs";
import { Issuer } from "./app.mjs";
import { accident, openOffice } from "./office.mjs";
import { signedForParts } from "./parts.mjs";
import { Site } from "./site.mjs";

const GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code";
const base64url = (v) => Buffer.from(typeof v === "string" || Buffer.isBuffer(v) ? v : JSON.stringify(v)).toString("base64url");

class Wallet {
  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    this.key = privateKey;
    this.jwk = publicKey.export({ format: "jwk" });
    this.did = `did:jwk:${base64url({ crv: this.jwk.crv, kty: this.jwk.kty, x: this.jwk.x })}`;
  }

  async json(url, options) {
    const answer = await fetch(url, options);
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  }

  // From what a QR code or link holds to the metadata (§4.1, §12.2).
  async read(link) {
    const query = new URL(link).searchParams;
    this.offer = query.get("credential_offer") ? JSON.parse(query.get("credential_offer")) : (await this.json(query.get("credential_offer_uri"))).body;
    this.issuer = (await this.json(`${this.offer.credential_issuer}/.well-known/openid-credential-issuer`)).body;
    assert.equal(this.issuer.credential_issuer, this.offer.credential_issuer);
    this.grant = this.offer.grants[GRANT];
    assert.ok(this.issuer.authorization_servers.includes(this.grant.authorization_server));
    const server = new URL(this.grant.authorization_server);
    this.server = (await this.json(`${server.origin}/.well-known/oauth-authorization-server${server.pathname}`)).body;
    assert.equal(this.server.issuer, this.grant.authorization_server);
    [this.id] = this.offer.credential_configuration_ids;
    this.configuration = this.issuer.credential_configurations_supported[this.id];
    return this;
  }

  token(pin, changes = {}) {
    return this.json(this.server.token_endpoint, { method: "POST", body: new URLSearchParams({ grant_type: GRANT, "pre-authorized_code": this.grant["pre-authorized_code"], ...(pin && { tx_code: pin }), ...changes }) });
  }

  async nonce() {
    return (await this.json(this.issuer.nonce_endpoint, { method: "POST" })).body.c_nonce;
  }

  // Appendix F.1.
  async proof(changes = {}, head = {}) {
    const text = `${base64url({ typ: "openid4vci-proof+jwt", alg: "EdDSA", jwk: { crv: this.jwk.crv, kty: this.jwk.kty, x: this.jwk.x }, ...head })}.${base64url({ aud: this.issuer.credential_issuer, iat: Math.floor(Date.now() / 1000), nonce: await this.nonce(), ...changes })}`;
    return `${text}.${sign(null, Buffer.from(text), this.key).toString("base64url")}`;
  }

  credential(token, body) {
    return this.json(this.issuer.credential_endpoint, { method: "POST", headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) }, body: typeof body === "string" ? body : JSON.stringify(body) });
  }
}

let office, maya, site;
before(async () => {
  site = await new Site().start();
  office = await openOffice({ args: ["--allow-private"] });
  maya = office.maya;
});
after(async () => {
  site?.stop();
  await office?.server.stop();
});

async function add(fields) {
  await maya.submit(await maya.get("/backpack/add"), fields, { action: "/backpack/add" });
  return `${(await maya.get("/backpack")).text.match(/\/backpack\/badges\/\d+/)[0]}/wallet`;
}
async function offer(self) {
  const page = await maya.post(self, { csrf: (await maya.get(self)).csrf });
  const value = (id) => unescape(page.text.match(new RegExp(`id="${id}">([^<]*)<`))[1]);
  return { pin: /<strong>(\d{6})<\/strong>/.exec(page.text)[1], uri: `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(value("by-reference"))}`,
    value: `openid-credential-offer://?credential_offer=${encodeURIComponent(value("by-value"))}`, exchange: value("exchange"), reference: value("by-reference"), page };
}
// An Open Badge whose subject is a key of the wallet.
function bound(issuer, did) {
  const vc = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"], id: `urn:uuid:${randomUUID()}`,
    type: ["VerifiableCredential", "OpenBadgeCredential"], name: "Bound", issuer: { id: issuer.did, type: ["Profile"], name: "Quay Academy" }, validFrom: "2024-03-01T00:00:00Z",
    credentialSubject: { id: did, type: ["AchievementSubject"], identifier: [{ type: "IdentityObject", hashed: false, identityType: "emailAddress", identityHash: "maya@example.org" }], achievement: { id: "https://quay.example/badges/1", type: ["Achievement"], name: "Bound", description: "x", criteria: { narrative: "x" } } },
  };
  const text = `${base64url({ alg: "EdDSA", kid: `${issuer.did}#0`, typ: "JWT" })}.${base64url({ ...vc, iss: issuer.did, jti: vc.id, sub: did, nbf: 1709251200 })}`;
  return `${text}.${sign(null, Buffer.from(text), issuer.key).toString("base64url")}`;
}

test("a token badge goes byte for byte, by reference, once, with the number on the page", async () => {
  const jwt = new Issuer().badge("urn:uuid:7d0f9b1e-0000-4000-8000-0000000000aa", { email: "maya@example.org" }), self = await add({ file: file("a.jwt", "text/plain", jwt) });
  assert.match(words(await maya.get(self)), /Show the code/);
  const o = await offer(self), wallet = await new Wallet().read(o.uri);
  assert.match((await maya.get(`${self}/qr.svg`)).text, /^<svg/);
  assert.equal(wallet.configuration.format, "jwt_vc_json");
  assert.deepEqual(wallet.configuration.credential_definition.type, ["VerifiableCredential", "OpenBadgeCredential"]);
  assert.deepEqual(wallet.grant.tx_code, { input_mode: "numeric", length: 6 });
  const refused = async (answer, status, error) => assert.deepEqual([(await answer).status, (await answer).body.error], [status, error]);
  await refused(wallet.token(), 400, "invalid_request");
  await refused(wallet.token(o.pin, { grant_type: "authorization_code" }), 400, "unsupported_grant_type");
  await refused(wallet.token(o.pin, { "pre-authorized_code": `${wallet.grant["pre-authorized_code"]}x` }), 400, "invalid_grant");
  await refused(wallet.token(o.pin === "000000" ? "000001" : "000000"), 400, "invalid_grant");
  const got = await wallet.token(o.pin);
  assert.deepEqual([got.status, got.body.token_type, got.headers.get("cache-control")], [200, "Bearer", "no-store"]);
  await refused(wallet.token(o.pin), 400, "invalid_grant");
  const { access_token: token } = got.body, id = { credential_configuration_id: wallet.id };
  await refused(wallet.credential(null, id), 401, "invalid_token");
  await refused(wallet.credential("x".repeat(40), id), 401, "invalid_token");
  await refused(wallet.credential(token, "nonsense"), 400, "invalid_credential_request");
  await refused(wallet.credential(token, {}), 400, "invalid_credential_request");
  await refused(wallet.credential(token, { credential_identifier: "x" }), 400, "unknown_credential_identifier");
  await refused(wallet.credential(token, { credential_configuration_id: "open-badge-ldp_vc" }), 400, "unknown_credential_configuration");
  await refused(wallet.credential(token, { ...id, credential_response_encryption: {} }), 400, "invalid_encryption_parameters");
  await refused(wallet.credential(token, { ...id, proofs: { jwt: ["x"] } }), 400, "invalid_proof");
  await refused(wallet.credential(token, { ...id, proofs: { jwt: [await wallet.proof({ nonce: "mine" })] } }), 400, "invalid_nonce");
  await refused(wallet.credential(token, { ...id, proofs: { jwt: [await wallet.proof({ aud: "https://elsewhere.example" })] } }), 400, "invalid_proof");
  const answer = await wallet.credential(token, { ...id, proofs: { jwt: [await wallet.proof()] } });
  assert.deepEqual(answer.body, { credentials: [{ credential: jwt }] });
  await refused(wallet.credential(token, id), 401, "invalid_token");
  assert.match(words(await maya.get(self)), /A wallet took the badge over/);
  assert.equal((await fetch(o.reference)).status, 404, "the offer is used");
});

test("a badge with a Data Integrity proof goes as JSON, by value; five wrong numbers end the offer", async () => {
  const self = await add({ file: file("b.json", "application/json", signedForParts("maya@example.org")) });
  let o = await offer(self), wallet = await new Wallet().read(o.value);
  assert.equal(wallet.configuration.format, "ldp_vc");
  for (let n = 0; n < 5; n++) await wallet.token(o.pin === "111111" ? "222222" : "111111");
  assert.equal((await wallet.token(o.pin)).body.error, "invalid_grant");
  o = await offer(self);
  wallet = await new Wallet().read(o.value);
  const { access_token: token } = (await wallet.token(o.pin)).body;
  const { credential } = (await wallet.credential(token, { credential_configuration_id: wallet.id })).body.credentials[0];
  assert.equal(credential.proof.cryptosuite ?? credential.proof[0].cryptosuite, "ecdsa-sd-2023");
});

test("a badge that was issued to a key goes to that key alone", async () => {
  const wallet = new Wallet(), other = new Wallet(), self = await add({ file: file("c.jwt", "text/plain", bound(new Issuer(), wallet.did)) });
  const o = await offer(self);
  await wallet.read(o.uri);
  await other.read(o.uri);
  assert.ok(wallet.id.endsWith("-bound"));
  assert.deepEqual(Object.keys(wallet.configuration.proof_types_supported), ["jwt"]);
  assert.equal((await fetch(o.exchange, { method: "POST", body: "{}" })).status, 400);
  const { access_token: token } = (await wallet.token(o.pin)).body, id = { credential_configuration_id: wallet.id };
  assert.equal((await wallet.credential(token, id)).body.error, "invalid_proof");
  assert.equal((await wallet.credential(token, { ...id, proofs: { jwt: [await other.proof()] } })).body.error, "invalid_proof");
  const done = await wallet.credential(token, { ...id, proofs: { jwt: [await wallet.proof({}, { jwk: undefined, kid: `${wallet.did}#0` })] } });
  assert.equal(done.status, 200, JSON.stringify(done.body));
});

test("a wallet of the VC API takes it by an exchange, once; an older badge says why not", async () => {
  const jwt = new Issuer().badge("urn:uuid:7d0f9b1e-0000-4000-8000-0000000000ab", { email: "maya@example.org" }), self = await add({ file: file("d.jwt", "text/plain", jwt) });
  const o = await offer(self), ask = () => fetch(o.exchange, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  const first = await ask(), { verifiablePresentation: vp } = await first.json();
  assert.equal(vp.verifiableCredential[0].id, `data:application/vc+jwt,${jwt}`);
  assert.equal((await ask()).status, 404);
  assert.equal((await fetch(o.exchange.replace(/\.[^.]*$/, ".x"), { method: "POST" })).status, 404);
  const again = await offer(self);
  await maya.submit(await maya.get(self), {}, { action: "/end" });
  assert.equal((await fetch(again.exchange, { method: "POST" })).status, 404);
  const old = await add({ link: site.badge("maya@example.org") });
  assert.match(words(await maya.get(old)), /older/);
  assert.equal((await maya.post(old, { csrf: (await maya.get(old)).csrf })).status, 415);
});

test("another's badge is not offered by its number", async () => {
  const self = await add({ file: file("e.jwt", "text/plain", new Issuer().badge("urn:uuid:7d0f9b1e-0000-4000-8000-0000000000ac", { email: "maya@example.org" })) });
  accident(office.server, "INSERT INTO account (name, lang, is_operator, created_at) VALUES ('Other', '', 0, 0)");
  accident(office.server, "UPDATE holding SET owner_id = (SELECT max(id) FROM account)");
  const { csrf } = await maya.get("/backpack");
  for (const where of ["", "/qr.svg"]) assert.equal((await maya.get(self + where)).status, 404);
  for (const where of ["", "/end"]) assert.equal((await maya.post(self + where, { csrf })).status, 404);
  assert.equal(new URL((await office.server.visitor().get(self)).url).pathname, "/sign-in");
});
