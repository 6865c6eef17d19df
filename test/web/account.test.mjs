// A person's account as a whole: several addresses, two accounts made one, all
// of it taken away, and the end of it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import test, { after, before } from "node:test";
import { file, smtpSink, until } from "./harness.mjs";
import { words } from "./html.mjs";
import { accident, openOffice, PASSWORD, signIn } from "./office.mjs";
import { unzip } from "./unzip.mjs";

let office, sink, ann, ben;

const at = (page) => new URL(page.url).pathname;

before(async () => {
  sink = await smtpSink();
  office = await openOffice();
  const page = await office.maya.get("/settings/mail");
  await office.maya.submit(page, { host: "127.0.0.1", port: sink.port, security: "none", from: "badges@example.org" }, { action: "/settings/mail" });
  await award("Ann Lee <ann@example.org>\nAnn Lee <ann.private@example.net>");
  ann = await register("Ann Lee", "ann@example.org");
});
after(async () => {
  await office?.server.stop();
  await sink?.stop();
});

const mailTo = (address, subject) => until(() => sink.to(address).filter((m) => subject.test(m.subject)).pop(), `a mail: ${subject}`);
const link = (mail, match) => new URL(mail.links.find((l) => match.test(l))).pathname;

async function award(people) {
  let page = await office.maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  page = await office.maya.submit(page, { people }, { action: "/awards/new" });
  await office.maya.submit(page, {}, { action: "/start" });
}

async function register(name, email) {
  const visitor = office.server.visitor();
  await visitor.submit(await visitor.get("/register"), { name, email }, { action: "/register" });
  const mail = await mailTo(email, /address/i);
  const page = await visitor.get(link(mail, /verify-email/));
  await visitor.submit(page, { password: PASSWORD }, { action: "/verify-email" });
  return visitor;
}

// The badge of an award mail goes into the visitor's Backpack.
async function claim(visitor, email) {
  const mail = await until(() => sink.to(email).find((m) => m.links.some((l) => /\/claim\//.test(l))), "the award's mail");
  const page = await visitor.get(link(mail, /\/claim\//));
  return visitor.submit(page, {}, { action: "/backpack/claim" });
}

async function askAddress(visitor, email) {
  return visitor.submit(await visitor.get("/account/addresses/new"), { email }, { action: "/account/addresses" });
}

test("a further address is proved, made the main one, and taken away without losing badges", async () => {
  await claim(ann, "ann@example.org");
  await askAddress(ann, "ann.work@example.com");
  const mail = await mailTo("ann.work@example.com", /./);
  await ann.submit(await ann.get(link(mail, /verify-email/)), {}, { action: "/verify-email" });
  await mailTo("ann@example.org", /address was added/);
  let page = await ann.get("/account");
  page = await ann.submit(page, {}, { action: "/primary" });
  await mailTo("ann@example.org", /main address was changed/);
  page = await ann.submit(await ann.get("/account"), {}, { action: "/remove" });
  assert.match(words(page), /address is removed/);
  assert.doesNotMatch(words(page), /ann@example\.org/);
  assert.match(words(await ann.get("/backpack")), /Forklift|badge/i);
  assert.match((await ann.get("/backpack")).text, /\/backpack\/badges\/\d+/);
});

test("two accounts become one, with proof of both", async () => {
  ben = await register("Ann at home", "ann.private@example.net");
  await claim(ben, "ann.private@example.net");
  const shown = await askAddress(ann, "ann.private@example.net");
  assert.doesNotMatch(words(shown), /account of its own/);
  const mail = await mailTo("ann.private@example.net", /Make two accounts one/);
  const where = link(mail, /account\/merge/);

  const foreign = await ben.get(where);
  assert.equal(foreign.status, 403);
  assert.equal((await office.server.visitor().get(where)).path.split("?")[0], "/sign-in");
  let page = await ann.get(where);
  assert.match(words(page), /Ann at home, ann\.private@example\.net/);
  page = await ann.submit(page, {}, { action: "/account/merge" });
  assert.match(words(page), /Both accounts are one now/);
  assert.match(words(page), /ann\.private@example\.net/);
  assert.equal(at(await ben.get("/account")), "/sign-in");
  assert.equal(new Set((await ann.get("/backpack")).text.match(/\/backpack\/badges\/\d+/g)).size, 2);
  assert.equal((await ann.get(where)).status, 404);
  await mailTo("ann.private@example.net", /Two accounts of yours became one/);
  const visitor = office.server.visitor();
  await signIn(visitor, "ann.private@example.net", PASSWORD);
  assert.match(words(await visitor.get("/account")), /Ann Lee|ann\.work/);
});

test("an account with a second step is not had by a mail alone", async () => {
  const carl = await register("Carl", "carl@example.org");
  accident(office.server, "INSERT INTO passkey (account_id, credential_id, rp_id, user_handle, public_key, counter, transports, model, attestation, is_synced, name, created_at)" +
    " SELECT account_id, 'x', 'x', 'x', '', 0, '', '', '', 0, 'x', 1 FROM account_email WHERE folded = 'carl@example.org'".replace(/'', 0, '', '', ''/, office.server.database ? "''::bytea, 0, '', '', ''::bytea" : "x'', 0, '', '', x''"));
  await carl.post("/account/security/step", { csrf: (await carl.get("/account/security")).csrf, on: "1" });
  await askAddress(ann, "carl@example.org");
  const where = link(await mailTo("carl@example.org", /Make two accounts one/), /account\/merge/);
  const page = await ann.get(where);
  assert.match(words(page), /has a second step/);
  const { csrf } = await ann.get("/account");
  assert.equal((await ann.post(where, { csrf })).status, 409);
  assert.equal(at(await carl.get("/account")), "/account");
});

test("everything is taken away in one file that other programs read", async () => {
  await ann.submit(await ann.get("/backpack/collections/new"), { name: "For my next job", story: "What I can show." }, { action: "/backpack/collections" });
  const shelf = (await ann.get("/backpack/collections")).text.match(/\/backpack\/collections\/(\d+)/)[0];
  const first = (await ann.get("/backpack")).text.match(/\/backpack\/badges\/(\d+)/);
  await ann.submit(await ann.get(`${shelf}/badges`), { in: first[1] }, { action: `${shelf}/badges` });
  await ann.get("/backpack");
  await ann.post("/backpack/act", { act: "tag", tag: "Harbour", row: [first[1]], back: "/backpack" });
  await ann.post(`${shelf}/story`, { csrf: (await ann.get(shelf)).csrf, badge: first[1], story: "Earned at night." });
  await ann.submit(await ann.get("/backpack/cvs"), { label: "For the port" }, { action: "/backpack/cvs" });
  await ann.get("/backpack/goals/new");
  await ann.post("/backpack/goals", { title: "Read a lifting plan" });
  await ann.submit(await ann.get("/backpack/log/new"), { what: "Held the lamp", day: "2025-02-03", hours: "1:30", file: file("notes.txt", "text/plain", "notes of the night") }, { action: "/backpack/log" });
  const zip = await ann.get("/account/takeout.zip");
  assert.equal(zip.headers.get("content-type"), "application/zip");
  const files = unzip(zip.bytes), names = [...files.keys()];
  const read = (name) => files.get(name)().toString("utf8");
  assert.equal(names.filter((n) => /^badges\/\d+-[\w-]+\/report\.json$/.test(n)).length, 2);
  const account = JSON.parse(read("account.json")), list = JSON.parse(read("backpack.json"));
  assert.equal(account.name, "Ann Lee");
  assert.deepEqual([list.format, list.version, list.badges.length], ["lapel-backpack", 1, 2]);
  assert.equal(list.collections[0].name, "For my next job");
  assert.deepEqual(list.collections[0].badges, [list.badges.find((b) => b.folder.startsWith(`badges/${first[1]}-`)).folder]);
  assert.ok(list.badges.every((b) => b.verdict === "valid" && b.sha256 === createHash("sha256").update(files.get(`${b.folder}/${b.file}`)()).digest("hex")));
  assert.deepEqual(list.badges.flatMap((b) => b.tags), ["Harbour"]);
  assert.equal(list.collections[0].stories[list.collections[0].badges[0]], "Earned at night.");
  const person = JSON.parse(read("person.json")), log = JSON.parse(read("log.json"));
  assert.equal(person.goals[0].title, "Read a lifting plan");
  assert.equal(person.cvs[0].label, "For the port");
  assert.deepEqual(person.cvs[0].content.sections.map((s) => s.kind), ["about", "experience", "education", "badges"]);
  assert.deepEqual([log.entries[0].what, log.entries[0].day, log.entries[0].minutes, log.entries[0].files.length], ["Held the lamp", "2025-02-03", 90, 1]);
  assert.ok(files.get(log.entries[0].files[0].file)().includes("notes of the night"));
  assert.ok(account.log.some((l) => l.what === "Accounts merged"));
  assert.match(read("index.html"), /Badges of Ann Lee/);
  assert.doesNotMatch(JSON.stringify(account), /argon2|password/i);
  assert.ok((await ann.get("/account/takeout.zip")).bytes.equals(zip.bytes), "on one day the same Backpack makes the same file");
  const one = [...unzip((await ann.get(`${first[0]}/folder.zip`)).bytes).keys()], some = [...unzip((await ann.get(`${shelf}/folder.zip`)).bytes).keys()];
  for (const part of [one, some]) assert.ok(part.includes("index.html") && !part.includes("account.json") && part.filter((n) => /^badges\/\d+-[\w-]+\/report\.json$/.test(n)).length === 1);
  assert.equal(some.filter((n) => /^collections\//.test(n)).length, 1);
  for (const where of [first[0], shelf]) assert.equal((await office.maya.get(`${where}/folder.zip`)).status, 404, "another's number opens nothing");
  for (const where of ["/backpack/badges/0", "/backpack/badges/x", "/backpack/collections/0"]) assert.equal((await ann.get(`${where}/folder.zip`)).status, 404);
  const other = office.server.visitor();
  await other.submit(await other.get("/register"), { name: "x", email: "x@example.org" }, { action: "/register" });
  for (const where of ["/account/takeout.zip", `${first[0]}/folder.zip`]) assert.equal(at(await other.get(where)), "/sign-in");
});

test("a large Backpack is made in the background, told by mail, fetched by its owner alone, and goes with the account", async () => {
  const eva = await register("Eva Moss", "eva@example.org"), long = "long ".repeat(700);
  accident(office.server, `INSERT INTO log_entry (owner_id, mark, what, day, month, minutes, words, link, seen_by, edition, search_key, created_at, changed_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
    SELECT e.account_id, 'mark-' || n.i, 'Deed ' || n.i, 1700006400000 + (n.i % 90) * CAST(86400000 AS BIGINT), 202311, 5, '${long}', '', '', 1, 'deed', 1, 1 FROM n, account_email e WHERE e.folded = 'eva@example.org'`);
  assert.equal(at(await eva.get("/account/takeout.zip")), "/account/takeout", "nobody waits for it");
  let page = await eva.get("/account/takeout");
  assert.match(words(page), /There is much in your Backpack.*Make the file/);
  await eva.submit(page, {}, { action: "/account/takeout" });
  page = await until(async () => {
    const now = await eva.get("/account/takeout");
    return /file\.zip/.test(now.text) && now;
  }, "the file to be made", 120);
  assert.match(words(page), /Ready/);
  const where = page.text.match(/\/account\/takeout\/\d+\/file\.zip/)[0], fetched = await eva.get(where);
  assert.equal(fetched.headers.get("content-type"), "application/zip");
  await mailTo("eva@example.org", /ready to be taken away/);
  assert.equal((await ann.get(where)).status, 404, "another's number opens nothing");
  await ann.post(where.replace("file.zip", "drop"), { csrf: (await ann.get("/account")).csrf });
  assert.equal((await eva.get(where)).status, 200, "and ends nothing");
  assert.equal(at(await office.server.visitor().get(where)), "/sign-in");
  assert.doesNotMatch((await ann.get("/account/takeout")).text, /file\.zip/);
  const files = unzip(fetched.bytes), lists = ["log.json", "log-2.json"].map((name) => JSON.parse(files.get(name)().toString("utf8")).entries);
  assert.ok(lists.every((list) => list.length > 1000));
  const entries = lists.flat();
  assert.equal(entries.length, 3000);
  assert.equal(new Set(entries.map((e) => e.mark)).size, 3000);
  assert.ok(entries.every((e) => e.words.trim() === long.trim()));
  await eva.submit(await eva.get("/account/takeout"), {}, { action: "/account/takeout" });
  const second = await until(async () => {
    const now = (await eva.get("/account/takeout")).text.match(/\/account\/takeout\/\d+\/file\.zip/)?.[0];
    return now && now !== where && now;
  }, "a newer file", 120);
  assert.equal((await eva.get(where)).status, 404, "one file at a time");
  const kept = () => readdirSync(`${office.server.data}/takeouts`);
  assert.deepEqual(kept().length, 1);
  await eva.submit(await eva.get("/account/delete"), { typed: "eva@example.org" }, { action: "/account/delete" });
  assert.equal(at(await eva.get(second)), "/sign-in");
  assert.deepEqual(kept(), []);
});

test("the account ends at once; the organisation's record stays", async () => {
  const page = await ann.get("/account/delete");
  assert.match(words(page), /organisations keep their own record/);
  await ann.submit(page, { typed: "ann.work@example.com" }, { action: "/account/delete" });
  assert.equal(at(await ann.get("/account")), "/sign-in");
  const awards = await office.maya.get(`${office.base}/awards`);
  assert.match(words(awards), /Ann Lee/);
  const visitor = office.server.visitor();
  assert.equal((await signIn(visitor, "ann.private@example.net", PASSWORD)).status, 422);
});

test("pages speak the browser's language, the one chosen, and the person's own in another browser", async () => {
  const visitor = office.server.visitor({ "accept-language": "de-AT, en;q=0.5" });
  assert.match((await visitor.get("/verify")).text, /<html lang="de">[^]*Badge prüfen/);
  let page = await visitor.get("/language?next=/verify");
  page = await visitor.submit(page, { lang: "en" }, { action: "/language" });
  assert.equal(at(page), "/verify");
  assert.match(page.text, /<html lang="en">[^]*Check a badge/);

  const cara = await register("Cara Moss", "cara@example.org");
  await cara.submit(await cara.get("/language"), { lang: "de" }, { action: "/language" });
  const elsewhere = office.server.visitor({ "accept-language": "en" });
  await signIn(elsewhere, "cara@example.org", PASSWORD);
  assert.match((await elsewhere.get("/account")).text, /<html lang="de">/);
});

test("a language that is not spoken here is refused, and nothing is remembered", async () => {
  const visitor = office.server.visitor();
  const page = await visitor.submit(await visitor.get("/language"), { lang: "tlh" }, { action: "/language" });
  assert.equal(page.status, 400);
  assert.match((await visitor.get("/verify")).text, /<html lang="en">/);
});
