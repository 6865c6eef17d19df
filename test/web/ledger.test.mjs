// The ledger: what changes anybody's standing is written down, signed and checked; the
// chain that is exported is checked by the lines of docs/ledger.md, without Lapel.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { engine, freePort, lapel, newDatabase, startServer, until } from "./harness.mjs";
import { accident, signIn } from "./office.mjs";

const self = "/org/1/settings/ledger";

async function sample(t) {
  const data = mkdtempSync(path.join(tmpdir(), "lapel-ledger.")), port = await freePort(), database = engine === "postgres" ? newDatabase() : "";
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const place = ["--data", data, ...(database ? ["--database", database] : [])];
  const made = await lapel(["demo", "--make-only", "--public-url", `http://127.0.0.1:${port}`, ...place]);
  assert.equal(made.status, 0, made.err);
  const server = await startServer({ data, database, port });
  t.after(() => server.stop());
  return { server, place, dir: data, password: /Password of each: (\S+)/.exec(made.out)[1] };
}

const verify = (place, ...more) => lapel(["ledger", "verify", ...place, ...more]);

async function checked(boss) {
  await boss.submit(await boss.get(self), {}, { action: "/ledger/check" });
  await until(async () => !/being checked just now/.test((await boss.get(self)).text), "the end of the check", 60);
  return (await boss.get(self)).text;
}

test("the ledger is read, checked, signed and exported, and names what was done past it", async (t) => {
  const { server, place, dir, password } = await sample(t), boss = server.visitor(), viewer = server.visitor();
  await signIn(boss, "demo@example.com", password);
  await signIn(viewer, "viewer@example.com", password);
  const keep = (name, text) => (writeFileSync(path.join(dir, name), text), path.join(dir, name));
  let point;

  await t.test("it is green after two years of life, and so it says", async () => {
    const all = await verify(place);
    assert.equal(all.status, 0, all.out + all.err);
    assert.match(all.out, /harbour-and-vale: \d+ entries, \d+ rows, nothing was changed outside of Lapel/);
    assert.match(await checked(boss), /Nothing was changed outside of Lapel/);
    assert.equal((await viewer.get(self)).status, 403);
  });

  await t.test("what somebody does on screen is an entry with their name, before and after", async () => {
    await boss.submit(await boss.get("/org/1/people/3/edit"), { title: "Head of everything" }, { action: "/people/3" });
    const list = await boss.get(self);
    const entry = await boss.get(/href="(\/org\/1\/settings\/ledger\/entries\/\d+)"/.exec(list.text)[1]);
    assert.match(entry.text, /Person: changed/);
    assert.match(entry.text, /<del>Administrator<\/del>[^]*<strong>Head of everything<\/strong>/);
    assert.match((await boss.get(`${self}?deed=erased`)).text, /Nothing/);
    assert.match((await boss.get(`${self}.csv`)).text || "", /./);
    assert.equal((await boss.get(`${self}/entries/999999`)).status, 404);
  });

  await t.test("a checkpoint is signed, found by everybody, and held against the ledger", async () => {
    assert.equal((await server.visitor().get("/i/harbour-and-vale/ledger.txt")).status, 404);
    await boss.submit(await boss.get(self), {}, { action: "/ledger/checkpoint" });
    const where = /href="([^"]+checkpoint\.txt)"/.exec((await boss.get(self)).text)[1], file = await boss.get(where);
    point = keep("point.txt", file.text);
    assert.equal((await server.visitor().get("/i/harbour-and-vale/ledger.txt")).text, file.text);
    assert.equal((await verify(place, "--checkpoint", point)).status, 0);
    const forged = await verify(place, "--checkpoint", keep("forged.txt", file.text.replace(/.{9}\n$/, "AAAAAAAAA\n")));
    assert.equal(forged.status, 1);
    assert.match(forged.out, /a checkpoint was not signed by this organisation/);
  });

  await t.test("the lines of docs/ledger.md check an export without Lapel", async () => {
    const out = await lapel(["ledger", "export", ...place, "--organisation", "harbour-and-vale"]);
    assert.equal(out.status, 0, out.err);
    const script = keep("check.mjs", /```js\n([^]*?)```/.exec(readFileSync(new URL("../../docs/ledger.md", import.meta.url), "utf8"))[1]);
    const good = keep("good.ledger", out.out);
    assert.match(execFileSync(process.execPath, [script, good], { encoding: "utf8" }), /\d+ entries and 1 checkpoints hold/);
    for (const [name, from, to] of [["row", "Head of everything", "Head of nothing"], ["act", '"act":"changed"', '"act":"added"'], ["cut", /\n\{"account":[^\n]*\n\{"checkpoint"/, '\n{"checkpoint"']])
      assert.equal(spawnSync(process.execPath, [script, keep(`${name}.ledger`, out.out.replace(from, to))]).status, 1, name);
  });

  await t.test("what is done past the program is named, on the command line, the page and by the doctor", async () => {
    accident(server, "UPDATE award SET valid_until = 4102444800000 WHERE id = 7");
    const found = await verify(place);
    assert.equal(found.status, 1);
    assert.match(found.out, /award 7 was changed outside of Lapel since entry/);
    assert.match(JSON.parse((await verify(place, "--json")).out)[0].found[0], /award 7/);
    assert.match(await checked(boss), /Something was changed outside of Lapel[^]*award 7 was changed/);
    const doctor = await lapel(["doctor", ...place, "--json"]);
    assert.match(doctor.out, /changed outside of Lapel/);
  });

  await t.test("an administrator answers for it with a reason, and it stays to be seen", async () => {
    const page = await boss.get(`${self}/accept`);
    assert.match(page.text, /award 7 was changed outside of Lapel/);
    assert.equal((await viewer.get(`${self}/accept`)).status, 403);
    const empty = await boss.submit(page, { reason: "" }, { action: "/ledger/accept" });
    assert.equal(empty.status, 422);
    assert.match(empty.text, /Tick what you answer for|Reason/);
    const row = /name="row" value="([^"]+)"/.exec(page.text)[1];
    assert.match(row, /^award 7 \d+$/);
    const wrong = await boss.submit(page, { row: "award 8 1", reason: "Typed by hand" }, { action: "/ledger/accept" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /not found any more[^]*value="Typed by hand"/);
    await boss.submit(page, { row, reason: "The vendor put a day right" }, { action: "/ledger/accept" });
    await until(async () => /Nothing was changed outside of Lapel/.test((await boss.get(self)).text), "a check that holds", 60);
    assert.match((await boss.get(self)).text, /award 7 was changed outside of Lapel[^]*The vendor put a day right/);
    const found = await verify(place);
    assert.equal(found.status, 0, found.out);
    assert.match(found.out, /accepted in entry \d+: award 7 was changed[^]*The vendor put a day right/);
    assert.equal(JSON.parse((await verify(place, "--json")).out)[0].accepted.length, 1);
    const entry = await boss.get(/href="([^"]+\/entries\/\d+)">award 7/.exec((await boss.get(self)).text)[1]);
    assert.match(entry.text, /A change outside was accepted[^]*The vendor put a day right/);
    assert.match((await boss.get(`${self}/accept`)).text, /Nothing to answer for/);
  });

  await t.test("a ledger that ends earlier than a checkpoint says was cut off", async () => {
    accident(server, "DELETE FROM ledger_checkpoint");
    accident(server, "DELETE FROM ledger_entry WHERE seq > 300");
    const found = await verify(place, "--checkpoint", point);
    assert.match(found.out, /the end was cut off: the entries 301 to/);
    assert.match(found.out, /a checkpoint says that there was an entry \d+: it was cut off/);
  });
});
