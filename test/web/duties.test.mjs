// People are reminded of what is asked of them: the days, a requirement's own, who comes
// today, and somebody reminded at once; the mail stands at the person.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { words } from "./html.mjs";
import { openOffice, standards } from "./office.mjs";

let office, maya, base, fire, person;
before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  ({ fire, person } = standards(office));
});
after(() => office?.server.stop());

test("the days of an organisation are refused with what was typed, and kept", async () => {
  const where = `${base}/settings/duties`;
  const bad = await maya.submit(await maya.get(where), { days: "soon", after: "1", team_day: "1" }, { action: "/duties" });
  assert.equal(bad.status, 422);
  assert.match(bad.text, /value="soon"/);
  await maya.submit(await maya.get(where), { days: "30, 0", after: "2", team_day: "3", to_owner: "1" }, { action: "/duties" });
  const page = await maya.get(where);
  assert.match(words(page), /30, 0 days before, and 2 after/);
  assert.match(page.text, /<option value="3" selected/);
});

test("a requirement has days of its own", async () => {
  const where = `${base}/standards/${fire}/reminders`;
  assert.equal((await maya.submit(await maya.get(where), { how: "own", days: "", after: "" }, { action: "/reminders" })).status, 422);
  await maya.submit(await maya.get(where), { how: "own", days: "120", after: "" }, { action: "/reminders" });
  assert.match(words(await maya.get(`${base}/settings/duties`)), /120 days before its own/);
  assert.equal((await maya.get(`${base}/standards/99999/reminders`)).status, 404);
  assert.equal((await maya.get(`${base}/settings/duties/today`)).status, 200);
});

test("somebody is reminded at once, and it stands at the person", async () => {
  const asked = await maya.submit(await maya.get(`${base}/matrix?q=person+00`), { act: "remind", row: [person] }, { action: "/lists/matrix/acts" });
  await maya.submit(asked, { requirement: `${fire}` }, { action: "/do" });
  assert.match(words(await maya.get(`${base}/people/${person}`)), /To be done: /);
});
