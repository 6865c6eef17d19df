// lms.mjs — a learning platform as LTI 1.3 has it, small: its keys, its address for
// signing people in, its storage for tools, and a course page with a frame.
import { createHash, createPublicKey, generateKeyPairSync, randomUUID, sign, verify } from "node:crypto";
import { once } from "node:events";
import http from "node:http";

const CLAIM = "https://purl.imsglobal.org/spec/lti/claim/", DEEP = "https://purl.imsglobal.org/spec/lti-dl/claim/";
const NRPS = "https://purl.imsglobal.org/spec/lti-nrps/", AGS = "https://purl.imsglobal.org/spec/lti-ags/";
export const ROLES = { learner: "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner", teacher: "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor" };

const html = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

export class Lms {
  client = "client-7";
  deployment = "1";
  changes = {};                                      // to the claims of the next launch
  hook = async () => {};                             // before anybody is sent back
  returned = [];                                     // what came to the address of deep linking
  kept = new Map();
  // Names and roles, grades: what is there, what came, and what goes wrong.
  members = [];
  results = [];
  scores = [];
  words = new Map();                                 // access tokens and their scopes
  wrong = {};                                        // path: function that answers instead

  static async open(host = "localhost") {
    const self = new Lms();
    self.renew();
    self.server = http.createServer((request, response) => self.answer(request, response)).listen(0, "127.0.0.1");
    await once(self.server, "listening");
    self.url = `http://${host}:${self.server.address().port}`;
    return self;
  }

  close() { this.server.closeAllConnections(); this.server.close(); }

  renew() {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const jwk = publicKey.export({ format: "jwk" });
    this.key = privateKey;
    this.kid = createHash("sha256").update(jwk.n).digest("hex").slice(0, 12);
    this.keys = { keys: [{ ...jwk, kid: this.kid, alg: "RS256", use: "sig" }] };
  }

  get settings() {
    return { issuer: this.url, client: this.client, authorize: `${this.url}/authorize`, token: `${this.url}/token`, keys_url: `${this.url}/keys` };
  }

  jwt(claims, header = {}) {
    const part = (v) => Buffer.from(JSON.stringify(v)).toString("base64url");
    const text = `${part({ alg: "RS256", typ: "JWT", kid: this.kid, ...header })}.${part(claims)}`;
    return `${text}.${sign("sha256", Buffer.from(text), this.key).toString("base64url")}`;
  }

  claims(nonce, changes = {}) {
    const now = Math.floor(Date.now() / 1000);
    const all = {
      iss: this.url, aud: this.client, sub: "user-1", iat: now, exp: now + 300, nonce, name: "Ann Lee", email: "ann@example.org",
      [`${CLAIM}message_type`]: "LtiResourceLinkRequest", [`${CLAIM}version`]: "1.3.0", [`${CLAIM}deployment_id`]: this.deployment,
      [`${CLAIM}target_link_uri`]: this.target, [`${CLAIM}roles`]: [ROLES.learner], [`${CLAIM}resource_link`]: { id: "link-1", title: "Badge" },
      [`${CLAIM}context`]: { id: "course-1", title: "Fire safety" }, ...this.changes, ...changes,
    };
    for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
    return all;
  }

  // A course with its roster and a column of grades.
  course(id, changes = {}) {
    return {
      ...this.badge(id),
      [`${NRPS}claim/namesroleservice`]: { context_memberships_url: `${this.url}/roster?course=1`, service_versions: ["2.0"] },
      [`${AGS}claim/endpoint`]: {
        scope: ["lineitem", "result.readonly", "score"].map((s) => `${AGS}scope/${s}`), lineitems: `${this.url}/columns?course=1`, lineitem: this.column,
      }, ...changes,
    };
  }

  get column() { return `${this.url}/columns/5/lineitem?type_id=9`; }

  // Security Framework §4.1: our key signed it, for this address, now, once.
  async token(form) {
    const q = new URLSearchParams(form), jwt = q.get("client_assertion"), [head, body, signature] = jwt.split(".");
    const part = (text) => JSON.parse(Buffer.from(text, "base64url"));
    const { keys } = await (await fetch(`${this.tool}/keys`)).json();
    const key = createPublicKey({ key: keys.find((k) => k.kid === part(head).kid), format: "jwk" }), claims = part(body), now = Date.now() / 1000;
    const good = verify("sha256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url")) && claims.iss === this.client && claims.sub === this.client
      && claims.aud === `${this.url}/token` && claims.exp > now && claims.iat < now + 5 && !this.words.has(claims.jti)
      && q.get("grant_type") === "client_credentials" && q.get("client_assertion_type") === "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    if (!good) return null;
    this.words.set(claims.jti, "");
    const word = randomUUID();
    this.words.set(word, q.get("scope"));
    return { access_token: word, token_type: "bearer", expires_in: 3600, scope: q.get("scope") };
  }

  may(request, scope) { return this.words.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1])?.split(" ").includes(scope); }

  badge(id) { return { [`${CLAIM}custom`]: { badge: id } }; }

  deepLinking(many = true) {
    return {
      [`${CLAIM}message_type`]: "LtiDeepLinkingRequest", [`${CLAIM}resource_link`]: undefined, [`${CLAIM}roles`]: [ROLES.teacher],
      [`${DEEP}deep_linking_settings`]: { deep_link_return_url: `${this.url}/links`, accept_types: ["ltiResourceLink"], accept_presentation_document_targets: ["iframe"], accept_multiple: many, data: "keep \"me\"" },
    };
  }

  // Where a course sends somebody first.
  login(tool, extra = {}) {
    this.tool = tool;
    this.target = `${tool}/launch`;
    return `${tool}/login?${new URLSearchParams({ iss: this.url, login_hint: "user-1", lti_message_hint: "m", target_link_uri: this.target, client_id: this.client, ...extra })}`;
  }

  async answer(request, response) {
    const url = new URL(request.url, this.url), q = url.searchParams;
    const page = (body) => { response.setHeader("content-type", "text/html"); response.end(`<!doctype html><title>Course</title>${body}`); };
    const body = async () => { let text = ""; for await (const piece of request) text += piece; return text; };
    const json = (v, status = 200) => { response.writeHead(status, { "content-type": "application/json" }); response.end(JSON.stringify(v)); };
    if (this.wrong[url.pathname]) return this.wrong[url.pathname](response, json);
    if (url.pathname === "/keys") return json(this.keys);
    if (url.pathname === "/token") {
      const granted = await this.token(await body());
      return granted ? json(granted) : json({ error: "invalid_client" }, 400);
    }
    if (url.pathname === "/roster") {
      if (!this.may(request, `${NRPS}scope/contextmembership.readonly`)) return json({}, 403);
      const at = Number(q.get("from") ?? 0), part = this.members.slice(at, at + 2);
      if (at + 2 < this.members.length) response.setHeader("link", `<${this.next ?? `${this.url}/roster?course=1&from=${at + 2}`}>; rel="next"`);
      return json({ id: request.url, context: { id: "course-1" }, members: part });
    }
    if (url.pathname === "/columns/5/lineitem/results") return this.may(request, `${AGS}scope/result.readonly`) && q.get("type_id") === "9" ? json(this.results) : json({}, 403);
    if (url.pathname === "/columns/5/lineitem/scores") {
      if (!this.may(request, `${AGS}scope/score`) || request.headers["content-type"] !== "application/vnd.ims.lis.v1.score+json") return json({}, 403);
      const score = JSON.parse(await body());
      const status = this.refuse?.(score) || 200;
      if (status !== 200) return json({}, status);
      this.scores.push(score);
      return json({}, 200);
    }
    if (url.pathname === "/.well-known/openid-configuration")
      return json({ issuer: this.wrongIssuer || this.url, authorization_endpoint: `${this.url}/authorize`, token_endpoint: `${this.url}/token`, jwks_uri: `${this.url}/keys`, registration_endpoint: `${this.url}/register` });
    if (url.pathname === "/register") {
      this.registered = { ...JSON.parse(await body()), bearer: request.headers.authorization };
      return json({ ...this.registered, client_id: this.client, "https://purl.imsglobal.org/spec/lti-tool-configuration": { deployment_id: this.deployment } }, 201);
    }
    if (url.pathname === "/authorize") {
      await this.hook(q);
      const token = this.jwt(this.claims(q.get("nonce")));
      return page(`<form method="post" action="${html(q.get("redirect_uri"))}"><input type="hidden" name="state" value="${html(q.get("state"))}"><input type="hidden" name="id_token" value="${token}"></form><script>document.forms[0].submit()</script>`);
    }
    if (url.pathname === "/links") {
      this.returned.push(JSON.parse(Buffer.from(new URLSearchParams(await body()).get("JWT").split(".")[1], "base64url")));
      return page("<h1>Placed</h1>");
    }
    if (url.pathname === "/course")
      return page(`<h1>Course</h1><iframe title="Badge" width="420" height="640" src="${html(q.get("src"))}"></iframe><script>
        const kept = new Map();
        addEventListener("message", (e) => {
          const { subject, message_id, key, value } = e.data || {};
          if (subject === "lti.put_data") { kept.set(e.origin + key, value); e.source.postMessage({ subject: subject + ".response", message_id, key, value }, e.origin); }
          if (subject === "lti.get_data") e.source.postMessage({ subject: subject + ".response", message_id, key, value: kept.get(e.origin + key) }, e.origin);
        });
      </script>`);
    response.writeHead(404);
    response.end();
  }
}

export { CLAIM, DEEP, randomUUID };
