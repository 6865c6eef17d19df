// Hostile bytes on the wire, from both sides, and hostile words in every field:
// requests by raw socket, answers of a bad host, scripts, names, mails, logs.
// Each as its manifest expects; skipped where the corpus is not at hand.
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import test, { after, before } from "node:test";
import { smtpSink, startServer, until } from "./harness.mjs";
import { openOffice, publish } from "./office.mjs";
import { absent, casesOf, hostile } from "./hostile.mjs";
import { unescape, words } from "./html.mjs";

const skip = absent;
let office;

before(async () => {
  if (!skip) office = await openOffice({ shim: true, args: ["--allow-private"] });
});
after(() => office?.server.stop());

// ---- requests --------------------------------------------------------------------

// Paths of the corpus stand for ours.
const PATHS = [["/login", "/sign-in"], ["/backpack/import", "/verify"], ["/password/forgot", "/forgotten-password"]];

async function styleSheet() {
  return /href="(\/assets\/[^"]+\.css)"/.exec((await office.server.visitor().get("/verify")).text)[1];
}

async function requestOf(one) {
  let bytes = one.bytes.toString("latin1").replace("/static/app.css", await styleSheet());
  for (const [theirs, ours] of PATHS) bytes = bytes.replace(new RegExp(`^(\\w+) ${theirs}`), `$1 ${ours}`);
  return Buffer.from(bytes, "latin1");
}

// Whole lines, which arrive by a pipe of their own.
async function loggedSince(from) {
  const { server } = office;
  await until(() => server.output.length > from && server.output.endsWith("\n"), "a line of the log");
  return server.output.slice(from).trim();
}

const statusOf = (answer) => Number(/^HTTP\/1\.\d (\d{3})/.exec(answer)?.[1] ?? 0);

for (const one of hostile("http-request")) {
  test(`request ${one.name} (${one.attack}): ${one.answer}`, { skip }, async () => {
    const lines = office.server.output.length;
    const answer = await office.server.raw(await requestOf(one), { seconds: 3, answers: one.name.startsWith("pipeline") ? 500 : 1 });
    const status = statusOf(answer), wanted = (one.answer.match(/\d{3}/g) || []).map(Number);
    if (one.verdict === "reject") {
      const closed = status === 0 && /closed/.test(one.answer);
      assert.ok(closed || wanted.includes(status) || (status >= 400 && status < 500), `${status}`);
    }
    if (one.verdict === "accept") assert.equal(status, 200);
    assert.doesNotMatch(answer.split("\r\n\r\n")[0], /sid=evil|attackerchosen|evil\.lapel\.test/i);
    assert.equal((await office.server.visitor().get("/healthz")).status, 200);
    const logged = await loggedSince(lines);
    assert.doesNotMatch(logged, /[\x00-\x08\x0b-\x1f\x7f]/);
    assert.ok(logged.split("\n").every((line) => /^\d{4}-\d\d-\d\dT/.test(line)), logged);
  });
}

test("a range of a thousand parts is no larger than the file", { skip }, async () => {
  const one = hostile("http-request").find((r) => r.name === "range-1000.http");
  const answer = await office.server.raw(await requestOf(one), { seconds: 3, answers: 1 });
  const sheet = await office.server.visitor().get(await styleSheet());
  assert.ok(answer.length < sheet.bytes.length + 4000);
});

test("five hundred requests in one write are answered in order, or the line is closed", { skip }, async () => {
  const one = hostile("http-request").find((r) => r.name === "pipeline-500.http");
  const answer = await office.server.raw(one.bytes, { seconds: 5, answers: 500 });
  const answers = answer.match(/HTTP\/1\.1 \d{3}/g) || [];
  assert.ok(answers.length > 0 && answers.length <= 500 && answers.every((line) => line === "HTTP/1.1 200"));
});

test("a poisoned Host is in no mail: links begin with the configured address", { skip }, async (t) => {
  const server = await startServer({ publicUrl: "https://badges.example.org" });
  t.after(() => server.stop());
  const maya = server.visitor();
  let page = await maya.get("/");
  for (const fields of [{ name: "Maya", email: "maya@example.org", password: "four plain words here" }, { org: "Vale" }, {}, {}]) {
    page = await maya.submit(page, fields);
  }
  const evil = { headers: { host: "evil.lapel.test", "x-forwarded-host": "evil.lapel.test" } };
  const visitor = server.visitor(evil.headers);
  const form = await visitor.get("/forgotten-password");
  assert.doesNotMatch(form.text, /evil\.lapel\.test/);
  await visitor.submit(form, { email: "maya@example.org" }, { action: "forgotten" });
  const outbox = await maya.get("/settings/mail/outbox");
  const mail = await maya.get(/\/settings\/mail\/outbox\/\d+/.exec(outbox.text)[0]);
  assert.match(mail.text, /https:\/\/badges\.example\.org\/new-password\//);
  assert.doesNotMatch(mail.text, /evil\.lapel\.test/);
});

for (const one of casesOf("html/oauth.json").filter((c) => c.parameter.startsWith("next="))) {
  test(`after signing in nobody is sent away: ${one.parameter}`, { skip }, async () => {
    const visitor = office.server.visitor();
    const page = await visitor.get(`/sign-in?${one.parameter}`);
    const answer = await visitor.submit(page, { email: "maya@example.org", password: "four plain words here" }, { action: "sign-in", follow: false });
    assert.equal(answer.status, 303);
    assert.match(answer.location, /^\/(?![/\\])/);
  });
}

// ---- answers of a bad host ---------------------------------------------------------

async function badHost(bytes) {
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(bytes));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}/a/1`, stop: () => server.close() };
}

for (const one of hostile("http-response")) {
  test(`answer ${one.name} (${one.attack})`, { skip }, async (t) => {
    const host = await badHost(one.bytes);
    t.after(() => host.stop());
    const visitor = office.server.visitor();
    const began = Date.now();
    const page = await visitor.post("/verify", { link: host.url }, { headers: { accept: "application/json" } });
    assert.ok(Date.now() - began < 12000, `${Date.now() - began} ms`);
    assert.ok(page.status < 500 || page.status === 502, `${page.status}`);
    const verdict = page.status === 200 ? page.json().verdict : "refused";
    assert.notEqual(verdict, "valid");
    const codes = page.status === 200 ? page.json().checks.map((c) => c.code) : [];
    if (one.verdict === "accept") assert.ok(!codes.includes("fetch-failed"), JSON.stringify(codes));
    const kept = await office.maya.submit(await office.maya.get("/backpack/add"), { link: host.url }, { action: "/backpack/add" });
    assert.ok([200, 422, 502].includes(kept.status), `${kept.status}`);
    assert.doesNotMatch(words(kept), /Genuine and valid/);
  });
}

// ---- addresses that a stranger gives -------------------------------------------------

// Names are looked up nowhere (shim); here are those that need no name.
const literal = (url) => /^\w+:\/*(\[|0|\d|localhost)/i.test(url) || !/^https?:/i.test(url);

test("addresses of our own network, and of other kinds, are fetched for nobody", { skip }, async (t) => {
  const strict = await openOffice({ shim: true });
  t.after(() => strict.server.stop());
  const visitor = strict.server.visitor();
  for (const one of casesOf("url/ssrf-urls.json").filter((c) => c.expected === "refuse" && literal(c.url))) {
    const page = await visitor.post("/verify", { link: one.url }, { headers: { accept: "application/json" } });
    assert.ok(page.status < 500 || page.status === 502, `${one.url}: ${page.status}`);
    if (page.status === 200) assert.notEqual(page.json().verdict, "valid", one.url);
    const kept = await strict.maya.submit(await strict.maya.get("/backpack/add"), { link: one.url }, { action: "/backpack/add" });
    assert.ok([400, 422, 502].includes(kept.status) || !/Genuine/.test(words(kept)), `${one.url}: ${kept.status}`);
  }
});

// ---- scripts in fields -----------------------------------------------------------------

// Elements with their attributes, as a browser's tokenizer finds them.
function elements(html) {
  const found = [];
  const text = html.replace(/<!--[^]*?-->/g, "").replace(/<(script|style|textarea|title)\b([^>]*)>[^]*?<\/\1>/gi, "<$1$2>");
  for (const [, name, rest] of text.matchAll(/<([a-zA-Z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>/g)) {
    const attributes = {};
    for (const [, key, a, b, c] of rest.matchAll(/([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g)) {
      attributes[key.toLowerCase()] = unescape(a ?? b ?? c ?? "");
    }
    found.push({ name: name.toLowerCase(), attributes });
  }
  return found;
}

function checkMustNot(one, html, where) {
  for (const { name, attributes } of elements(html)) {
    for (const [key, value] of Object.entries(attributes)) {
      assert.ok(!/^on/.test(key), `${one.id} on ${where}: <${name} ${key}>`);
      if (/^(href|src|action|formaction|data|srcdoc|xlink:href|poster)$/.test(key)) {
        const bare = value.replace(/[\s\x00-\x1f]/g, "").toLowerCase();
        assert.ok(!/^(javascript|vbscript|data):/.test(bare), `${one.id} on ${where}: ${key}=${value}`);
      }
    }
    for (const rule of one.must_not.filter((r) => r.startsWith("element:"))) {
      assert.notEqual(name, rule.slice(8), `${one.id} on ${where}: <${name}>`);
    }
  }
}

const between = (text, from, to) => text.slice(text.indexOf(from), text.indexOf(to, text.indexOf(from)));

test("criteria in Markdown: what is allowed is rendered, nothing else comes through", { skip }, async () => {
  const form = await office.maya.get(`${office.base}/badges/${office.badge}/criteria`);
  const stranger = office.server.visitor();
  for (const one of casesOf("html/xss.json").filter((c) => c.field.startsWith("criteria"))) {
    const saved = await office.maya.submit(form, { criteria: one.input, go: "next" }, { action: "/criteria" });
    assert.ok(saved.status < 500, `${one.id}: ${saved.status}`);
    const preview = await office.maya.get(`${office.base}/badges/${office.badge}/preview`);
    const part = between(preview.text, "What it takes to earn it", "</article>");
    checkMustNot(one, part, "the preview");
    for (const wanted of one.must_contain || []) {
      const there = wanted.startsWith("&") ? part.includes(wanted) : elements(part).some((e) => e.name === wanted || (/^h\d$/.test(wanted) && /^h\d$/.test(e.name)));
      assert.ok(there, `${one.id}: no ${wanted}`);
    }
  }
  assert.equal((await stranger.get("/verify")).status, 200);
});

// Where each field of the corpus is typed, and on which pages it is then read.
const org = () => `${office.base}/settings/profile`;
const badgePages = () => [`${office.base}/badges`, `${office.base}/badges/${office.otherBadge}`, `${office.base}/badges/${office.otherBadge}/preview`];
const FIELDS = {
  "badge.name": { where: () => `${office.base}/badges/${office.otherBadge}/basics`, action: "/basics", field: "name", pages: badgePages },
  "badge.description": { where: () => `${office.base}/badges/${office.otherBadge}/basics`, action: "/basics", field: "description", pages: badgePages },
  "alignment.targetName": { where: () => `${office.base}/badges/${office.otherBadge}/skills`, action: "/skills", field: "name", also: { url: "https://example.org/s" }, pages: badgePages },
  "alignment.targetUrl": { where: () => `${office.base}/badges/${office.otherBadge}/skills`, action: "/skills", field: "url", also: { name: "A skill" }, pages: badgePages },
  tag: { where: () => `${office.base}/badges/${office.otherBadge}/validity`, action: "/validity", field: "tags", pages: badgePages },
  "issuer.name": { where: org, action: "/settings/profile", field: "name", pages: () => [org(), "/i/harbour", office.base] },
  "organisation.name": { where: org, action: "/settings/profile", field: "name", pages: () => [org(), "/i/harbour", office.base] },
  "issuer.url": { where: org, action: "/settings/profile", field: "url", pages: () => [org(), "/i/harbour"] },
  "evidence.id": { where: () => `${office.base}/awards/new?badge=${office.badge}`, action: "/awards/new", field: "evidence_url", also: { people: "xss@example.org" }, pages: () => [] },
  "CSV error message": { where: () => `${office.base}/awards/new?badge=${office.badge}`, action: "/awards/new", field: "people", pages: () => [] },
};

for (const one of casesOf("html/xss.json").filter((c) => !c.field.startsWith("criteria"))) {
  test(`${one.id}: ${one.field} holds ${JSON.stringify(one.input).slice(0, 40)}`, { skip }, async () => {
    const where = FIELDS[one.field];
    const clean = one.must_not.filter((rule) => !["element:form", "element:link", "element:meta", "element:script", "element:svg", "element:style"].includes(rule));
    const check = (page) => {
      checkMustNot({ ...one, must_not: clean }, page.text.replace(/<iframe class="mail-preview-frame"[^>]*>/, ""), page.path);
      if (/7\*7/.test(one.input)) assert.doesNotMatch(words(page).replace(/\d\d:\d\d/g, ""), /\b49\b/); // no clock
      assert.ok(!elements(page.text).some((e) => e.name === "img" && e.attributes.src === "x"), `an element of the input on ${page.path}`);
    };
    if (!where) {                                // the user agent, where one is signed in; criteria.id is no field here
      const visitor = office.server.visitor({ "user-agent": one.input });
      await visitor.submit(await visitor.get("/sign-in"), { email: "maya@example.org", password: "four plain words here" }, { action: "sign-in" });
      check(await visitor.get("/account"));
      return;
    }
    const page = await office.maya.get(where.where());
    check(await office.maya.submit(page, { [where.field]: one.input, ...where.also }, { action: where.action }));
    if (where.pages === badgePages && /\/working\/publish/.test((await office.maya.get(badgePages()[2])).text)) await publish(office.maya, `${office.base}/badges/${office.otherBadge}`);
    for (const path of where.pages()) check(await office.maya.get(path, { headers: { accept: "text/html" } }));
    if (one.field.startsWith("issuer.name") || one.field.startsWith("organisation")) {
      await office.maya.submit(await office.maya.get(org()), { name: "Harbour & Vale Logistics" }, { action: "/settings/profile" });
    }
  });
}

// ---- names, mails, logs, file names ------------------------------------------------------

for (const one of casesOf("text/names.json")) {
  test(`a name ${JSON.stringify(one.input.slice(0, 24))} (${one.why}) is stored as text or refused`, { skip }, async () => {
    const page = await office.maya.get("/account");
    const saved = await office.maya.submit(page, { name: one.input }, { action: "/account/name" });
    assert.ok([200, 422].includes(saved.status), `${saved.status}`);
    if (saved.status === 422) assert.match(saved.text, /class="field-error"/);
    const home = await office.maya.get(office.base);
    assert.equal(home.status, 200);
    assert.doesNotMatch(home.text, /[\u202a-\u202e\u2066-\u2069\x1b\u{e0041}]/u);
    await office.maya.submit(await office.maya.get("/account"), { name: "Maya Lindqvist" }, { action: "/account/name" });
  });
}

for (const one of casesOf("text/mail.json")) {
  test(`a mail with a hostile ${one.field} (${one.why}) is one mail to one person`, { skip }, async (t) => {
    const sink = await smtpSink();
    const mailing = await openOffice({ shim: true, args: ["--allow-private"] });
    t.after(async () => {
      await mailing.server.stop();
      await sink.stop();
    });
    const set = await mailing.maya.get("/settings/mail");
    await mailing.maya.submit(set, {
      host: "127.0.0.1", port: String(sink.port), security: "none", from: "badges@example.org",
      from_name: one.field === "from-name" ? one.input : "Vale",
    }, { action: "/settings/mail" });
    const person = one.field === "to" ? one.input : `${one.field === "subject" ? one.input.replace(/[\r\n,;]/g, " ") : "Ada"} <ada@example.org>`;
    const page = await mailing.maya.get(`${mailing.base}/awards/new?badge=${mailing.badge}`);
    const list = await mailing.maya.submit(page, { people: person, narrative: one.input }, { action: "/awards/new" });
    if (list.status === 200 && /Award to/.test(list.text)) {
      await mailing.maya.submit(list, {}, { action: "/start" });
      await until(() => sink.mails.length > 0, "the mail", 30);
    }
    for (const mail of sink.mails) {
      assert.deepEqual(mail.to, ["ada@example.org"]);
      assert.deepEqual(Object.keys(mail.headers).filter((h) => ["bcc", "cc", "x"].includes(h)), []);
      assert.equal((mail.raw.match(/^to:/gim) || []).length, 1);
      assert.match(mail.headers.from, /<badges@example\.org>$/);
    }
    assert.ok(sink.mails.length <= 1);
  });
}

for (const one of casesOf("text/logs.json")) {
  test(`the log keeps a hostile ${one.field} (${one.why}) on one line`, { skip }, async () => {
    const from = office.server.output.length;
    const bare = one.input.replace(/[\r\n]/g, " ");
    await office.server.raw(`GET /x?${encodeURIComponent(one.input)} HTTP/1.1\r\nhost: x\r\nuser-agent: ${bare}\r\nauthorization: ${bare.slice(0, 2000)}\r\nconnection: close\r\n\r\n`, { seconds: 3 });
    if (one.field === "token") await office.server.visitor().get(`/new-password/${encodeURIComponent(one.input)}`);
    else await office.server.visitor().request("GET", `/${encodeURIComponent(one.input).slice(0, 1500)}`);
    const logged = await loggedSince(from);
    assert.ok(logged.split("\n").every((line) => /^\d{4}-\d\d-\d\dT\S+ \w+ [\w.]+ /.test(line)), logged);
    assert.doesNotMatch(logged, /[\x00-\x09\x0b-\x1f\x7f]/);
    if (one.field === "token") assert.doesNotMatch(logged, /eyJhbGciOi/);
  });
}

for (const one of casesOf("text/filenames.json")) {
  test(`a file called ${JSON.stringify(one.input.slice(0, 30))} (${one.why}) is stored under our own name`, { skip }, async () => {
    const jwt = "eyJhbGciOiJFZERTQSJ9.e30.AAAA";
    const quoted = one.input.replace(/["\\]/g, "\\$&");
    await office.maya.get("/backpack/add");
    const boundary = "limit";
    const body = `--${boundary}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n${office.maya.last.csrf}\r\n`
      + `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${quoted}"\r\nContent-Type: image/png\r\n\r\n${jwt}\r\n--${boundary}--\r\n`;
    const page = await office.maya.request("POST", "/backpack/add", { body: Buffer.from(body), headers: { "content-type": `multipart/form-data; boundary=${boundary}` } });
    assert.ok([303, 400, 422].includes(page.status), `${page.status}`);
    const shown = page.status === 303 ? await office.maya.get(page.location) : page;
    assert.ok(!elements(shown.text).some((e) => e.name === "img" && e.attributes.src === "x"));
    if (page.status !== 303) return;
    const original = await office.maya.get(`${page.location}/original`);
    const disposition = original.headers.get("content-disposition") || "";
    assert.match(disposition, /^attachment; filename="[\w. -]+"$/);
    assert.equal(original.headers.get("x-evil"), null);
    await office.maya.submit(await office.maya.get(page.location), {}, { action: "/remove" });
  });
}

test("the server is as well as before", { skip }, async () => {
  assert.equal((await office.server.visitor().get("/healthz")).status, 200);
  office.server.checkOutput();
});
