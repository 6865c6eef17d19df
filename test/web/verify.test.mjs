// /verify: several badges at once, whose they are, results kept to be shown to
// others and taken away again, and how much of all that a stranger may ask for.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import test, { after, before } from "node:test";
import { file, until } from "./harness.mjs";
import { openOffice } from "./office.mjs";
import { unescape } from "./html.mjs";

const ANN = "ann.lee@example.org";
let office, host, asked = 0, issuer = "Old", id, png, token;
const words = (page) => unescape(page.text.replace(/<(script|style)[^]*?<\/\1>/g, "").replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");
const json = { headers: { accept: "application/json" } };

// Each test comes from a network of its own.
let network = 0;
const somebody = () => office.server.visitor({ "x-forwarded-for": `192.0.2.${++network}` });

async function award(people) {
  let page = await office.maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  page = await office.maya.submit(page, { people }, { action: "/awards/new" });
  await office.maya.submit(page, {}, { action: "/start" });
  await until(async () => /now ha(ve|s)/.test((await office.maya.get(page.path)).text), "the award", 60);
}

before(async () => {
  office = await openOffice({ args: ["--behind-proxy", "--allow-private", "--checks", "25"] });
  await award(`Ann Lee <${ANN}>`);
  const list = await office.maya.get(`${office.base}/mail`);
  const mail = await office.maya.get(/\/org\/\d+\/mail\/\d+/.exec(list.text)[0]);
  id = /\/claim\/([\w-]+)\//.exec(mail.text)[1];
  png = (await somebody().get(`/b/${id}.png`)).bytes;
  token = (await somebody().get(`/b/${id}.jwt`)).text;
  // A host of old badges, each of which names a class and an issuer of its own.
  host = createServer((rq, rs) => {
    asked++;
    const here = `http://127.0.0.1:${host.address().port}`, n = rq.url.split("/").pop();
    const context = "https://w3id.org/openbadges/v2";
    const documents = {
      a: { "@context": context, type: "Assertion", id: `${here}/a/${n}`, recipient: { type: "email", identity: ANN, hashed: false },
        badge: `${here}/b/${n}`, verification: { type: "HostedBadge" }, issuedOn: "2024-01-01T00:00:00Z", evidence: `${here}/e/${n}` },
      b: { "@context": context, type: "BadgeClass", id: `${here}/b/${n}`, name: "Old", description: "Old", image: `${here}/p/${n}`,
        criteria: { narrative: "x" }, issuer: `${here}/i/${n}` },
      i: { "@context": context, type: "Issuer", id: `${here}/i/${n}`, name: issuer, url: here, email: "a@example.org" },
    };
    const one = documents[rq.url.split("/")[1]];
    rs.writeHead(one ? 200 : 404, { "content-type": "application/ld+json" });
    rs.end(one ? JSON.stringify(one) : "");
  });
  await new Promise((done) => host.listen(0, "127.0.0.1", done));
});
after(async () => {
  host?.close();
  await office?.server.stop();
});

test("several files give a list with a verdict for each, which opens to its report", async () => {
  const ann = somebody();
  const files = [file("good.png", "image/png", png), file("altered.jwt", "text/plain", token.replace(/.{8}$/, "AAAAAAAA")),
    file("holiday.txt", "text/plain", "no badge at all"), file("good.jwt", "text/plain", token)];
  const page = await ann.submit(await ann.get("/verify"), { file: files }, { action: "/verify" });
  assert.equal(page.status, 200, words(page));
  assert.match(words(page), /Results: 4 files Genuine: 2\. Not to be relied on: 1\. Could not tell: 1\./);
  assert.deepEqual([...page.text.matchAll(/<summary><span class="result-(\w+)"/g)].map((m) => m[1]), ["valid", "invalid", "valid"]);
  for (const name of ["good.png", "altered.jwt", "holiday.txt"]) assert.match(page.text, new RegExp(name));
  assert.match(words(page), /The signature does not fit/);
  assert.match(words(page), /If it is yours/);
  const machine = (await somebody().post("/verify", { file: files }, json)).json();
  assert.deepEqual(machine.results.map((r) => [r.name, r.report?.verdict ?? "none"]),
    [["good.png", "valid"], ["altered.jwt", "invalid"], ["holiday.txt", "none"], ["good.jwt", "valid"]]);
  assert.ok(machine.results[1].report.checks.find((c) => c.code === "signature-invalid").next.verifier);
  assert.match(machine.results[2].problem, /^[A-Z].*\.$/);
});

test("more files than can be checked at once are refused, and too large ones", async () => {
  const ann = somebody();
  const many = Array.from({ length: 21 }, (_, i) => file(`${i}.jwt`, "text/plain", token));
  let page = await ann.post("/verify", { file: many });
  assert.equal(page.status, 422);
  assert.match(words(page), /up to 20 can be checked at once/);
  assert.equal((await ann.post("/verify", { file: many }, json)).status, 413);
  page = await ann.post("/verify", { file: [file("big.png", "image/png", Buffer.alloc(7 << 20))] }).catch((e) => ({ status: 413, e }));
  assert.equal(page.status, 413);
  page = await ann.post("/verify", {});
  assert.equal(page.status, 422);
  assert.match(words(page), /Choose a badge, give a link/);
});

test("an address is compared, yes or no, without asking anybody again", async () => {
  const ann = somebody();
  const page = await ann.submit(await ann.get("/verify"), { file: [file("a.png", "image/png", png)] }, { action: "/verify" });
  assert.match(words(page), /Yes, this badge is genuine/);
  assert.match(page.text, /<img class="checked-picture" src="data:image\/png;base64,/);
  const yes = await ann.submit(page, { recipient: ANN }, { action: "/verify/match" });
  assert.match(words(yes), /Yes, it is made out to the address you gave/);
  assert.match(words(yes), /Yes, this badge is genuine/);
  const no = await ann.submit(yes, { recipient: "bo@example.org" }, { action: "/verify/match" });
  assert.match(words(no), /No, this badge belongs to somebody else/);
  assert.match(words(await ann.submit(no, { recipient: ANN }, { action: "/verify/match" })), /Yes, this badge is genuine/);
  const sealed = page.form("/verify/match").fields.result;
  for (const result of ["", "AAAA", sealed.slice(0, -4) + "AAAA", "x".repeat(300000)])
    assert.ok([403, 422].includes((await ann.post("/verify/match", { result, recipient: ANN })).status));
  const report = (await ann.post("/verify/match", { result: sealed, recipient: ANN }, json)).json();
  assert.equal(report.recipientMatches, true);
});

test("a result that is kept shows what was true then, and nobody's address", async () => {
  const ann = somebody(), other = somebody();
  const old = JSON.stringify({ "@context": "https://w3id.org/openbadges/v2", type: "Assertion", id: `http://127.0.0.1:${host.address().port}/a/kept` });
  const checked = await ann.post("/verify", { text: old, recipient: ANN });
  const sealed = checked.form("/verify/results").fields.result;
  let page = await ann.post("/verify/results", { result: sealed, days: "30" });
  assert.equal(page.status, 200, words(page));
  const mine = page.path, link = new URL(/id="share">([^<]+)</.exec(page.text)[1]).pathname;
  assert.match(mine, /^\/verify\/results\/[\w-]{22}\/[\w-]{22}$/);
  assert.ok(mine.startsWith(link));
  page = await other.get(link);
  assert.equal(page.status, 200);
  assert.equal(page.headers.get("x-robots-tag"), "noindex");
  assert.ok(!page.text.includes(ANN), "an address on a public page");
  assert.ok(!page.text.includes(mine), "the way to delete it on a public page");
  const kept = (await other.get(link, json)).json();
  assert.ok(!JSON.stringify(kept).includes(ANN));
  assert.deepEqual(kept.badge.recipients, []);
  assert.equal(kept.verdict, JSON.parse(JSON.stringify(kept)).verdict);
  assert.equal((await other.post(`${link}/${"A".repeat(22)}/delete`)).status, 404);
  page = await other.submit(page, {}, { action: "/again" });
  assert.equal(page.status, 200);
  assert.ok(!page.text.includes(ANN));
  page = await ann.submit(await ann.get(mine), {}, { action: "/delete" });
  assert.match(words(page), /The result was deleted/);
  for (const gone of [link, mine]) assert.equal((await other.get(gone)).status, 404);
  for (const days of ["0", "366", "1e9", ""]) assert.equal((await ann.post("/verify/results", { result: sealed, days })).status, 422, days);
});

test("after a revocation the kept result is as it was, and the new check says so", async () => {
  const ann = somebody();
  const checked = await ann.post("/verify", { file: [file("a.jwt", "text/plain", token)] });
  const made = await ann.post("/verify/results", { result: checked.form("/verify/results").fields.result, days: "1" }, json);
  assert.equal(made.status, 201);
  const { link, delete: remove, until: end } = made.json();
  assert.ok(new Date(end) - Date.now() > 23 * 3600e3 && new Date(end) - Date.now() < 25 * 3600e3);
  const list = await office.maya.get(`${office.base}/awards`);
  const award = new RegExp(`href="(/org/\\d+/awards/\\d+)"[^>]*>\\s*Ann Lee`).exec(list.text)[1];
  await office.maya.submit(await office.maya.get(`${award}/revoke`), { reason: "Wrong person" }, { action: "/revoke" });
  const page = await ann.get(new URL(link).pathname);
  assert.match(words(page), /Yes, this badge is genuine/);
  const now = await ann.submit(page, {}, { action: "/again" });
  assert.match(words(now), /No, the issuer has revoked this badge/);
  assert.equal((await ann.post(new URL(remove).pathname, {}, { follow: false })).status, 303);
  assert.equal((await ann.get(new URL(link).pathname)).status, 404);
});

test("what is handed in together fetches no more than 64 documents", async () => {
  asked = 0;
  const files = Array.from({ length: 20 }, (_, i) => file(`${i}.json`, "application/json", JSON.stringify({
    "@context": "https://w3id.org/openbadges/v2", type: "Assertion", id: `http://127.0.0.1:${host.address().port}/a/${i}` })));
  const { results } = (await somebody().post("/verify", { file: files }, json)).json();
  assert.equal(results.length, 20);
  assert.ok(asked > 20 && asked <= 64, `${asked} asked`);
  assert.ok(results.every((r) => r.report.verdict !== "valid"));
  assert.equal(results.at(-1).report.verdict, "unverified");
});

test("a network that asks for too much is told when to come back, and others are not", async () => {
  const eager = somebody();
  const files = Array.from({ length: 20 }, (_, i) => file(`${i}.jwt`, "text/plain", token));
  assert.equal((await eager.post("/verify", { file: files }, json)).status, 200);
  const refused = await eager.get(`/verify?link=${encodeURIComponent(`${office.server.url}/b/${id}`)}`);
  assert.equal(refused.status, 429);
  assert.match(words(refused), /Too many tries Your network had many badges checked just now: try again in \d+ seconds/);
  assert.ok(Number(refused.headers.get("retry-after")) > 60);
  const machine = await eager.post("/verify", { text: token }, json);
  assert.equal(machine.status, 429);
  assert.equal(machine.headers.get("content-type"), "application/problem+json");
  assert.equal((await eager.get("/verify")).status, 200);
  assert.equal((await somebody().post("/verify", { text: token }, json)).status, 200);
});

test("an issuer that takes a name known here is told apart by where it is at home", async () => {
  const link = `/verify?link=${encodeURIComponent(`http://127.0.0.1:${host.address().port}/a/1`)}`;
  assert.doesNotMatch(words(await somebody().get(link)), /is an organisation of this server/);
  for (const name of ["Harbour & Vale Logistics", "H\u0430rbour & Vale Logistics", "HARB0UR AND VALE L0GISTICS".replace("AND", "&"), "Harbour\u200b & Vale Logistics"]) {
    issuer = name;
    const page = words(await somebody().get(link));
    assert.match(page, /“Harbour & Vale Logistics” is an organisation of this server, at .+? This badge is not from there\./, name);
  }
  issuer = "H\u0430rbour (verified) \u2713";
  const page = words(await somebody().get(link));
  assert.match(page, /mixes letters of several alphabets/);
  assert.match(page, /says that it was checked/);
});
