// site.mjs — a made-up site on an origin of its own that gives badges of the old
// versions: hosts assertions, classes, issuer, picture and key, and the pages that
// a test wants it to have. Also what it answers can be spoilt, one by one.
import { createHash, createSign, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import { picture } from "./office.mjs";

const base64url = (v) => Buffer.from(typeof v === "string" ? v : JSON.stringify(v)).toString("base64url");
export const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><script>alert(1)</script><circle cx="5" cy="5" r="4" fill="#163"/></svg>';

export class Site {
  constructor() {
    this.files = new Map();
    this.asked = [];                                 // "GET /path", in order
    this.count = 0;
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.key = privateKey;
    this.publicKey = publicKey.export({ type: "spki", format: "pem" });
  }

  async start() {
    this.server = http.createServer(async (request, response) => {
      const parts = [];
      for await (const part of request) parts.push(part);
      const where = new URL(request.url, this.url).pathname, file = this.files.get(where);
      this.asked.push(`${request.method} ${where}`);
      if (!file) return response.writeHead(404).end("not here");
      response.writeHead(file.status, { "content-type": file.type, ...file.headers }).end(request.method === "HEAD" ? undefined : file.bytes);
    }).listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.server.unref();
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    this.put("/issuer.json", { name: "Quay Training", url: this.url, email: "office@quay.example" });
    this.put("/class.json", this.badgeClass());
    this.put("/picture.png", picture(64), "image/png");
    this.put("/picture.svg", SVG, "image/svg+xml");
    this.put("/key.pem", this.publicKey, "text/plain");
    this.put("/criteria", "<p>Passed.</p>", "text/html");
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  badgeClass(changes = {}) {
    return { name: "Slinger", description: "Knows the sling.", image: `${this.url}/picture.png`, criteria: `${this.url}/criteria`, issuer: `${this.url}/issuer.json`, tags: ["lifting"], ...changes };
  }

  put(where, value, type = "application/json", status = 200, headers = {}) {
    const bytes = Buffer.isBuffer(value) || typeof value === "string" ? value : JSON.stringify(value);
    this.files.set(where, { bytes, type, status, headers });
    return this.url + where;
  }

  recipient(email, hashed) {
    const salt = "brine";
    return hashed ? { type: "email", hashed, salt, identity: `sha256$${createHash("sha256").update(email + salt).digest("hex")}` } : { type: "email", hashed, identity: email };
  }

  // 1.0, hosted; its address. `changes` replace members of the assertion.
  badge(email, { hashed = true, changes = {}, badgeClass } = {}) {
    const where = `/assertions/${++this.count}.json`;
    let badge = `${this.url}/class.json`;
    if (badgeClass) badge = this.put(`/classes/${this.count}.json`, this.badgeClass(badgeClass));
    return this.put(where, {
      uid: `quay-${this.count}`, recipient: this.recipient(email, hashed), issuedOn: "2015-03-01T10:00:00Z", badge,
      verify: { type: "hosted", url: this.url + where }, ...changes,
    });
  }

  // 0.5: all in one, no word of where it is kept.
  oldBadge(email, changes = {}) {
    return this.put(`/old/${++this.count}.json`, {
      recipient: email, issued_on: "2012-05-01",
      badge: { version: "0.5.0", name: "Banksman", image: "/picture.png", description: "Gives signs.", criteria: "/criteria", issuer: { origin: this.url, name: "Quay Training" } }, ...changes,
    });
  }

  // 1.0, signed.
  signed(email, { alg = "RS256", key = this.key, changes = {} } = {}) {
    const claims = {
      uid: `signed-${++this.count}`, recipient: this.recipient(email, true), issuedOn: 1425204000, badge: `${this.url}/class.json`,
      verify: { type: "signed", url: `${this.url}/key.pem` }, ...changes,
    };
    const text = `${base64url({ alg, typ: "JWT" })}.${base64url(claims)}`;
    return `${text}.${alg === "none" ? "" : createSign("RSA-SHA256").update(text).sign(key, "base64url")}`;
  }
}
