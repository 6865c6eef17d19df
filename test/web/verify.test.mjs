// /verify: several badges at once, whose they are, results kept to be shown to
// others and taken away again, and how much of all that a stranger may ask for.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import test, { after, before } from "node:test";
import { file, until } from "./harness.mjs";
import { openOffice, picture } from "./office.mjs";
import { words } from "./html.mjs";
import { zip } from "./zip.mjs";

const ANN = "ann.lee@example.org";
let office, host, asked = 0, issuer = "Old", id, png, token;
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
    if (rq.url === "/page") return rs.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Ann's badge</title>");
    if (rq.url === "/p/pictured") return rs.writeHead(200, { "content-type": "image/png" }).end(picture(64));
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

test("a badge that its issuer hosts is shown with the picture that it has there, drawn anew", async () => {
  const link = `http://127.0.0.1:${host.address().port}/a/pictured`;
  const page = await somebody().post("/verify", { link });
  assert.match(words(page), /Yes, this badge is genuine/);
  const [, base64] = /<img class="checked-picture" src="data:image\/png;base64,([^"]+)"/.exec(page.text) ?? [];
  assert.ok(base64, "no picture");
  assert.deepEqual([...Buffer.from(base64, "base64").subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  assert.ok(!page.text.includes(`src="http://127.0.0.1:${host.address().port}`), "a reader's browser would ask the issuer");
});

test("what holds no badge is refused beside its field, with what it is and what to do", async () => {
  const files = [
    ["empty.png", "", /This file is empty\./],
    ["huge.png", Buffer.alloc((5 << 20) + 1, 1), /The file is too large: at most 5 MB\./],
    ["photo.png", picture(64), /There is no badge inside this PNG\. Ask the holder for the file as it was downloaded/],
    ["cut.png", Buffer.from(png).subarray(0, 200), /The picture cannot be read: the PNG file ends inside its part \w+\. Ask the holder/],
    ["plain.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>', /There is no badge inside this SVG\./],
    ["cut.svg", '<svg xmlns="http://www.w3.org/2000/svg"><g>', /The picture cannot be read: no element found\./],
    ["photo.jpg", Buffer.from("ffd8ffe000104a464946", "hex"), /A JPEG picture cannot hold a badge; PNG and SVG can\./],
    ["letter.pdf", "%PDF-1.7\n%%EOF\n", /A PDF document is no badge; files that are attached to it may be\./],
    ["empty.zip", zip([]), /This ZIP archive is empty\./],
    ["photos.zip", zip([["a/b.jpg", "x"]]), /A ZIP archive is no badge; files in it may be\./],
    ["page.html", "<!DOCTYPE html><title>Badge</title>", /This is a page to look at, and no badge: .* Ask the holder for the badge's web address/],
    ["cut.json", '{"a":', /The JSON cannot be read: the text ends too early\./],
    ["other.json", "{}", /This is JSON, and not a badge of any version\./],
    ["note.txt", "no badge at all", /This is neither a badge nor a picture that holds one\./],
    ["program", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 255, 254]), /This is neither a badge nor a picture that holds one\./],
  ];
  for (const [name, bytes, sentence] of files) {
    const handed = { file: [file(name, "application/octet-stream", bytes)] };
    const page = await somebody().post("/verify", handed);
    assert.equal(page.status, 422, name);
    assert.match(words(page), sentence, name);
    assert.match(page.text, /<a href="#file">/, name);
    const machine = await somebody().post("/verify", handed, json);
    assert.ok([400, 422].includes(machine.status), `${name}: ${machine.status}`);
  }
  const typed = await somebody().post("/verify", { text: "<p>no badge</p>" });
  assert.match(typed.text, /<details class="fold" open>[^]*no badge&lt;\/p&gt;/);
  assert.match(typed.text, /<a href="#text">/);
  const shown = await somebody().post("/verify", { link: `http://127.0.0.1:${host.address().port}/page` });
  assert.match(words(shown), /This is a page to look at, and no badge/);
  assert.match(shown.text, /<a href="#link">/);
  // Of what did not answer there is nothing to compare or to keep.
  const silent = await somebody().post("/verify", { link: `http://127.0.0.1:${host.address().port}/nothing` });
  assert.match(words(silent), /We could not tell/);
  assert.doesNotMatch(silent.text, /verify\/match|verify\/results/);
});

test("archives, PDFs and answers of a Backpack are the badges in them", async () => {
  const attached = Buffer.concat([
    Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Type /EmbeddedFile /Length ${token.length} >>\nstream\n${token}\nendstream\nendobj\n`),
    Buffer.from("2 0 obj\n<< /Type /EmbeddedFile /Length 5 >>\nstream\nhello\nendstream\nendobj\n"),
  ]);
  const altered = token.replace(/.{8}$/, "AAAAAAAA");
  const check = async (name, bytes) => (await somebody().post("/verify", { file: [file(name, "application/octet-stream", bytes)] }, json)).json();
  assert.equal((await check("cv.pdf", attached)).verdict, "valid");
  const verdicts = (all) => all.results.map((r) => r.report.verdict);
  assert.deepEqual(verdicts(await check("all.zip", zip([["a/one.jwt", token], ["a/readme.html", "<p>"], ["two.png", Buffer.from(png)], ["three.jwt", altered]]))), ["valid", "valid", "invalid"]);
  assert.deepEqual(verdicts(await check("answer.json", JSON.stringify({ compactJwsString: [token, altered] }))), ["valid", "invalid"]);
  const page = await somebody().post("/verify", { file: [file("all.zip", "application/zip", zip([["one.jwt", token], ["three.jwt", altered]]))] });
  assert.match(words(page), /Results: 2 files Genuine: 1\. Not to be relied on: 1\./);
  const many = zip(Array.from({ length: 21 }, (_, i) => [`${i}.jwt`, token]));
  assert.match(words(await somebody().post("/verify", { file: [file("many.zip", "application/zip", many)] })), /These are 21 badges: up to 20 can be checked at once/);
  const bomb = await somebody().post("/verify", { file: [file("bomb.zip", "application/zip", zip(Array.from({ length: 40 }, (_, i) => [`${i}.json`, "[".repeat(120000)])))] });
  assert.ok([200, 422].includes(bomb.status), String(bomb.status));
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

test("archives that are taken apart for nothing count as well", async () => {
  const eager = somebody();
  const archive = file("all.zip", "application/zip", zip(Array.from({ length: 21 }, (_, i) => [`${i}.jwt`, token])));
  const answers = [];
  for (let i = 0; i < 21; i++)
    answers.push((await eager.post("/verify", { file: archive }, json)).status);
  assert.ok(answers[0] !== 429 && answers[0] >= 400, `${answers[0]}`);
  assert.equal(answers.at(-1), 429);
  assert.equal((await eager.post("/verify", {}, json)).status === 429, false, "a form without anything takes nothing apart");
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
