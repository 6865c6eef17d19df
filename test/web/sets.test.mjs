// A badge made of badges: chosen, looked at, switched on; it comes and it lapses.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "./harness.mjs";
import { openOffice } from "./office.mjs";
import { words } from "./html.mjs";

async function give(office, badge, people) {
  let page = await office.maya.get(`${office.base}/awards/new?badge=${badge}`);
  page = await office.maya.submit(page, { people }, { action: "/awards/new" });
  page = await office.maya.submit(page, {}, { action: "/start" });
  return until(async () => {
    const now = await office.maya.get(page.path.split("?")[0]);
    return !/id="progress"/.test(now.text) && now;
  }, "the end of the list", 60);
}

test("a set is chosen, looked at, switched on, and lapses with its part", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const { maya, base, badge, otherBadge } = office;
  const self = `${base}/sets/${otherBadge}`;

  assert.match(words(await maya.get(`${base}/sets`)), /No badge is made of others yet/);
  await give(office, badge, "Ann Lee,ann@example.org\nBo,bo@example.org");
  let page = await maya.submit(await maya.get(self), { needed: "" }, { action: self });
  assert.equal(page.status, 422);
  assert.match(words(page), /Tick the badges that make the set/i);
  page = await maya.submit(page, { part: badge, needed: "2" }, { action: self });
  assert.match(words(page), /so many badges are not in the set/i);
  assert.match(page.text, new RegExp(`value="${badge}" checked`));
  page = await maya.submit(page, { part: badge, needed: "", lapses: "1" }, { action: self });
  assert.match(words(page), /2 people would get it now Ann Lee/);
  assert.match(words(page), /Off/);
  page = await maya.submit(page, {}, { action: "/on" });
  await until(async () => /Nobody would get it now/.test(words(await maya.get(self))), "the awards");
  const listed = await maya.get(`${base}/awards?badge=${otherBadge}`);
  assert.match(words(listed), /Ann Lee[^]*Valid/);

  const part = /href="([^"]+\/awards\/\d+)">Ann Lee/.exec((await maya.get(`${base}/awards?badge=${badge}`)).text)[1];
  await maya.submit(await maya.get(`${part}/revoke`), { reason: "By mistake" }, { action: "/revoke" });
  await until(async () => /Ann Lee[^<]*<[^]*?Revoked/.test((await maya.get(`${base}/awards?badge=${otherBadge}&state=revoked`)).text), "the lapse");
  assert.match(words(await maya.get(`${base}/awards?badge=${otherBadge}&state=valid`)), /Bo/);
  page = await maya.submit(await maya.get(self), {}, { action: "/off" });
  assert.match(words(page), /Switched off/);
  assert.match(words(await maya.get(`${base}/settings/log`)), /Set of badges switched off/);
});
