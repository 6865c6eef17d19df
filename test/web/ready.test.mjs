// Public documents are kept ready for those who ask again: nothing that was
// changed may be answered as it was before.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { openOffice, publish } from "./office.mjs";

let office, id, admin;
const json = { headers: { accept: "application/json" } };

before(async () => {
  office = await openOffice();
  const { maya, base, badge } = office;
  let page = await maya.get(`${base}/awards/new?badge=${badge}`);
  page = await maya.submit(page, { people: "Ann Lee <ann@example.org>" }, { action: "/awards/new" });
  await maya.submit(page, {}, { action: "/start" });
  await until(async () => /now has/.test((await maya.get(page.path)).text), "the award", 60);
  const list = await maya.get(`${base}/awards`);
  admin = /href="(\/org\/\d+\/awards\/\d+)"/.exec(list.text)[1];
  id = /\/b\/([\w-]{22})/.exec((await maya.get(admin)).text)[1];
});
after(() => office?.server.stop());

// Asked for often enough to be kept ready; all the answers are the same.
async function settled(path, options = json) {
  const answers = [];
  for (let i = 0; i < 6; i++) answers.push(await office.server.visitor().get(path, options));
  for (const one of answers) assert.equal(one.text, answers[0].text, path);
  return answers[0];
}

// `change` must be visible at `path` in the answer right after it.
async function changes(path, change, options = json) {
  const was = await settled(path, options);
  await change();
  const now = await office.server.visitor().get(path, options);
  assert.notEqual(now.text, was.text, path);
  assert.equal((await settled(path, options)).text, now.text, path);
  return { was, now };
}

test("the token, the JSON, the picture and the page of one address are not mixed up", async () => {
  const path = `/b/${id}`;
  const types = {
    "application/json": "application/json", "application/vc+jwt": "application/vc+jwt", "image/png": "image/png",
    "text/html": "text/html; charset=utf-8", "application/vc+ld+json": "application/vc+ld+json",
  };
  for (let i = 0; i < 5; i++)
    for (const [accept, type] of Object.entries(types)) {
      const answer = await office.server.visitor().get(path, { headers: { accept } });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("content-type"), type, accept);
      if (accept !== "image/png") assert.match(answer.headers.get("vary"), /Accept/);
    }
});

test("who has the answer already gets 304, and the whole again when it changed", async () => {
  const first = await settled(`/ob2/b/${id}`);
  const tag = first.headers.get("etag");
  for (let i = 0; i < 5; i++) {
    const same = await office.server.visitor().get(`/ob2/b/${id}`, { headers: { ...json.headers, "if-none-match": tag } });
    assert.equal(same.status, 304);
    assert.equal(same.headers.get("etag"), tag);
  }
});

test("an edited badge, profile and key are told at once", async () => {
  const { maya, base, badge } = office;
  const article = /\/badges\/([\w-]{22})/.exec((await maya.get(`${base}/badges/${badge}`)).text)[1];
  const slug = /\/i\/([\w-]+)/.exec((await maya.get(`${base}/settings/profile`)).text)[1];

  await changes(`/badges/${article}`, async () => {
    const page = await maya.get(`${base}/badges/${badge}/criteria`);
    const done = await maya.submit(page, { criteria: "Drive for a day, and for a night.", go: "next" }, { action: "/criteria" });
    assert.ok(done.status < 400, `criteria: ${done.status}`);
    await publish(maya, `${base}/badges/${badge}`);
  });
  await changes(`/i/${slug}`, async () => {
    const page = await maya.get(`${base}/settings/profile`);
    const done = await maya.submit(page, { description: "Says something else now." }, { action: "/settings/profile" });
    assert.ok(done.status < 400, `settings: ${done.status}`);
  });
  await changes(`/i/${slug}/jwks.json`, async () => {
    const page = await maya.get(`${base}/settings/keys`);
    const done = await maya.submit(page, {}, { action: "/settings/keys" });
    assert.ok(done.status < 400, `keys: ${done.status}`);
  });
});

test("a revoked award is revoked in the next answer, everywhere", async () => {
  const { maya } = office;
  const list = /\/status\/([\w-]{22})/.exec((await settled(`/b/${id}`)).text)[1];
  const listBefore = await settled(`/status/${list}`);
  const { now } = await changes(`/ob2/b/${id}`, async () => {
    const page = await maya.get(`${admin}/revoke`);
    await maya.submit(page, { reason: "Given by mistake" }, { action: "/revoke" });
  });
  assert.equal(now.status, 410);
  assert.match(now.text, /"revoked":true/);
  assert.match(now.text, /Given by mistake/);
  assert.notEqual((await office.server.visitor().get(`/status/${list}`, json)).text, listBefore.text);
});
