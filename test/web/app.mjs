// app.mjs — an app that connects with a Backpack as the standard says: registers,
// asks, gets tokens, calls; and badges of an issuer of its own to call with.
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

export const OB21 = "https://purl.imsglobal.org/spec/ob/v2p1/scope/", OB30 = "https://purl.imsglobal.org/spec/ob/v3p0/scope/";
export const S21 = { read: `${OB21}assertion.readonly`, write: `${OB21}assertion.create`, profile: `${OB21}profile.readonly`, change: `${OB21}profile.update` };
export const S30 = { read: `${OB30}credential.readonly`, write: `${OB30}credential.upsert`, profile: `${OB30}profile.readonly`, change: `${OB30}profile.update` };
export const HOME = "http://app.example", BACK = `${HOME}/back`;

export const challenge = (verifier) => createHash("sha256").update(verifier).digest("base64url");

export const METADATA = {
  client_name: "Quay app", client_uri: HOME, logo_uri: `${HOME}/logo.png`, tos_uri: `${HOME}/terms`, policy_uri: `${HOME}/privacy`,
  software_id: "quay", software_version: "1", redirect_uris: [BACK], token_endpoint_auth_method: "client_secret_basic",
  grant_types: ["authorization_code", "refresh_token"], response_types: ["code"],
  scope: [...Object.values(S30), ...Object.values(S21), "offline_access"].join(" "),
};

export class App {
  constructor(server, visitor) {
    this.server = server;                            // whose Backpack
    this.visitor = visitor;                          // signed in there
  }

  async register(changes = {}) {
    const answer = await this.visitor.postJson("/oauth/register", { ...METADATA, ...changes });
    if (answer.status === 201) this.client = answer.json();
    return answer;
  }

  // The address that the person is sent to.
  ask(scopes, changes = {}) {
    this.verifier = randomBytes(32).toString("base64url");
    this.state = randomBytes(8).toString("hex");
    const all = {
      response_type: "code", client_id: this.client?.client_id, redirect_uri: BACK, scope: scopes.join(" "), state: this.state,
      code_challenge: challenge(this.verifier), code_challenge_method: "S256", ...changes,
    };
    for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
    return `/oauth/authorize?${new URLSearchParams(all)}`;
  }

  // The person clicks; what the browser is sent back with.
  async consent(page, fields = {}) {
    const answer = await this.visitor.submit(page, { answer: "allow", ...fields }, { action: "/oauth/authorize", follow: false });
    return answer.location ? new URL(answer.location).searchParams : answer;
  }

  basic(secret = this.client.client_secret) {
    return `Basic ${Buffer.from(`${this.client.client_id}:${secret}`).toString("base64")}`;
  }

  async form(where, fields, authorization = this.basic()) {
    const answer = await fetch(this.server.url + where, { method: "POST", headers: { ...(authorization && { authorization }) }, body: new URLSearchParams(fields) });
    return { status: answer.status, headers: answer.headers, body: await answer.json().catch(() => null) };
  }

  redeem(code, changes = {}) {
    const all = { grant_type: "authorization_code", code, redirect_uri: BACK, code_verifier: this.verifier, ...changes };
    for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
    return this.form("/oauth/token", all);
  }

  refresh(token = this.tokens.refresh_token, changes = {}) {
    return this.form("/oauth/token", { grant_type: "refresh_token", refresh_token: token, ...changes });
  }

  // From nothing to tokens.
  async connect(scopes, fields) {
    if (!this.client) await this.register();
    const back = await this.consent(await this.visitor.get(this.ask(scopes)), fields);
    const { status, body } = await this.redeem(back.get("code"));
    if (status !== 200) throw new Error(`no token: ${status} ${JSON.stringify(body)}`);
    return (this.tokens = body);
  }

  async call(method, where, body, { type, token = this.tokens?.access_token, headers = {} } = {}) {
    const answer = await fetch(where.startsWith("http") ? where : this.server.url + where, {
      method, redirect: "manual",
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body !== undefined && { "content-type": type || "application/json" }), ...headers },
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    let json;
    try { json = JSON.parse(text); } catch { json = undefined; }
    return { status: answer.status, headers: answer.headers, text, body: json };
  }
}

// Where a list goes on, by rel.
export const links = (answer) =>
  Object.fromEntries([...(answer.headers.get("link") || "").matchAll(/<([^>]+)>; rel="(\w+)"/g)].map(([, url, rel]) => [rel, url]));

// ---- an issuer -----------------------------------------------------------------

const base64url = (v) => Buffer.from(typeof v === "string" || Buffer.isBuffer(v) ? v : JSON.stringify(v)).toString("base64url");
const seconds = (date) => Math.floor(new Date(date) / 1000);

export class Issuer {
  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    this.key = privateKey;
    this.did = `did:jwk:${base64url(publicKey.export({ format: "jwk" }))}`;
  }

  // An Open Badge 3.0 as JWT. `from`, `until`: of its validity.
  badge(id, { email, from = "2024-03-01T00:00:00Z", until, name = "Crane driver", subject = {}, achievement = {} } = {}) {
    const vc = {
      "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
      id, type: ["VerifiableCredential", "OpenBadgeCredential"], name, issuer: { id: this.did, type: ["Profile"], name: "Quay Academy" },
      validFrom: from, ...(until && { validUntil: until }),
      credentialSubject: {
        ...(email ? { identifier: [{ type: "IdentityObject", hashed: false, identityType: "emailAddress", identityHash: email }] } : { id: "did:example:ann" }),
        type: ["AchievementSubject"],
        achievement: { id: "https://quay.example/badges/1", type: ["Achievement"], name, description: "Knows the crane.", criteria: { narrative: "Passed." }, ...achievement },
        ...subject,
      },
    };
    return this.token({ ...vc, iss: this.did, jti: id, ...(vc.credentialSubject.id && { sub: vc.credentialSubject.id }), nbf: seconds(from), ...(until && { exp: seconds(until) }) });
  }

  // A learner record of CLR 2.0 with these badges in it.
  record(id, { email, name = "Record", badges }) {
    const from = "2024-03-01T00:00:00Z", identifier = [{ type: "IdentityObject", hashed: false, identityType: "emailAddress", identityHash: email }];
    const vc = {
      "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
      id, type: ["VerifiableCredential", "ClrCredential"], name, issuer: { id: this.did, type: ["Profile"], name: "Quay Academy" }, validFrom: from,
      credentialSubject: { type: ["ClrSubject"], identifier, verifiableCredential: badges.map((token) => ({
        "@context": "https://www.w3.org/ns/credentials/v2", type: "EnvelopedVerifiableCredential", id: `data:application/vc+jwt,${token}` })) },
    };
    return this.token({ ...vc, iss: this.did, jti: id, nbf: seconds(from) });
  }

  token(claims) {
    const text = `${base64url({ alg: "EdDSA", kid: `${this.did}#0`, typ: "JWT" })}.${base64url(claims)}`;
    return `${text}.${sign(null, Buffer.from(text), this.key).toString("base64url")}`;
  }
}
