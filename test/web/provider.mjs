// provider.mjs — an OpenID Connect provider of our own that lies as it is told,
// for scenarios that a real one would never play. `say` changes what it says:
//   provider.say = { claims: { nonce: "another" } };
import { createSign, generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import http from "node:http";

const b64 = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

class Provider {
  constructor() {
    this.say = {};
    this.asked = [];                                 // "GET /keys", …
    this.codes = new Map();                          // code: claims
    this.newKey("k1");
  }

  async start() {
    this.server = http.createServer((request, response) => this.answer(request, response).catch((e) => response.destroy(e)));
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.issuer = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  async stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  newKey(kid, kind = "RS256") {
    const pair = kind === "RS256" ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : kind === "ES256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519");
    this.key = { kid, kind, secret: pair.privateKey, jwk: { ...pair.publicKey.export({ format: "jwk" }), kid, use: "sig" } };
  }

  token(claims, header = {}) {
    const head = { alg: this.key.kind, kid: this.key.kid, typ: "JWT", ...header };
    const input = `${b64(head)}.${b64(claims)}`;
    if (head.alg === "none") return `${input}.`;
    const bytes = this.key.kind === "EdDSA" ? sign(null, Buffer.from(input), this.key.secret)
      : createSign("sha256").update(input).sign({ key: this.key.secret, dsaEncoding: "ieee-p1363" });
    return `${input}.${(this.say.signature ?? bytes).toString("base64url")}`;
  }

  // A code for somebody, as if they had signed in there just now.
  code(claims) {
    const code = `code-${this.codes.size + 1}`;
    this.codes.set(code, claims);
    return code;
  }

  describe() {
    const at = (path) => `${this.issuer}${path}`;
    return {
      issuer: this.issuer, authorization_endpoint: at("/authorize"), token_endpoint: at("/token"), jwks_uri: at("/keys"),
      end_session_endpoint: at("/end"), response_types_supported: ["code"], subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256", "ES256", "EdDSA"], ...this.say.description,
    };
  }

  tokens(body) {
    const claims = this.codes.get(body.get("code"));
    if (!claims) return [400, { error: "invalid_grant" }];
    this.codes.delete(body.get("code"));
    const now = Math.floor(Date.now() / 1000);
    const all = { iss: this.issuer, aud: "lapel", iat: now, exp: now + 300, ...claims, ...this.say.claims };
    for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
    return [200, { token_type: "Bearer", access_token: "a", id_token: this.say.token ?? this.token(all, this.say.header), ...this.say.tokens }];
  }

  async answer(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const path = new URL(request.url, this.issuer).pathname;
    this.asked.push(`${request.method} ${path}`);
    this.last = { headers: request.headers, body: new URLSearchParams(Buffer.concat(parts).toString()) };
    const own = this.say[path];
    if (typeof own === "function") return void own(request, response);
    const [status, body] = path === "/token" ? this.tokens(this.last.body)
      : path === "/keys" ? [200, { keys: this.say.keys ?? [this.key.jwk] }]
      : path === "/.well-known/openid-configuration" ? [200, this.describe()] : [404, {}];
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  }
}

export async function startProvider() {
  return new Provider().start();
}
