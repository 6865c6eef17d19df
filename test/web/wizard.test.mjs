// The steps of awarding: who, by every way there is; which column is what; a line
// changed in its place; the people kept as a group and chosen again.
import assert from "node:assert/strict";
import test from "node:test";
import { file } from "./harness.mjs";
import { openOffice } from "./office.mjs";
import { unescape, words } from "./html.mjs";

async function who(office) {
  return office.maya.get(`${office.base}/awards/new?badge=${office.badge}`);
}
const submit = (office, page, fields, action = "/awards/new") => office.maya.submit(page, fields, { action });
const lineOf = (page, number) => new RegExp(`<tr[^>]*id="line-${number}"[^]*?</tr>`).exec(page.text)?.[0] ?? "";
const href = (html, label) => unescape(new RegExp(`href="([^"]+)"[^>]*>(?:<svg[^]*?</svg>)?\\s*${label}`).exec(html)?.[1] ?? "").split("#")[0];

async function person(office, name, email) {
  const page = await office.maya.get(`${office.base}/people/new`);
  const done = await office.maya.submit(page, { name, email }, { action: "/people" });
  assert.equal(done.status, 200, words(done).slice(0, 400));
}

test("people are looked for, ticked and checked, and the list is kept as a group that is chosen again", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const { maya } = office;
  await person(office, "Ann Lee", "ann@example.org");
  await person(office, "Anna Berg", "anna@example.org");

  let page = await submit(office, await who(office), { find: "ann", narrative: "Kept" });
  assert.equal(page.status, 200);
  assert.match(words(page), /Ann Lee ann@example\.org/);
  assert.match(page.text, />\s*Kept</);
  const ids = [...page.text.matchAll(/name="pick" value="(\d+)"/g)].map((m) => m[1]);
  assert.equal(ids.length, 2);
  page = await submit(office, page, { go: "pick", pick: ids[0] });
  assert.match(page.text, /Ann Lee,ann@example\.org\n/);
  page = await submit(office, page, { go: "find", find: "nobody-there" });
  assert.match(words(page), /Nobody with an address is found by “nobody-there”/);
  page = await submit(office, page, { go: "check", find: "" });
  assert.match(words(page), /1 person will get “Forklift operator”/);

  page = await submit(office, await who(office), { people: "name,email\nAnn Lee,ann@example.org\nNew One,new@example.org\nNo,no\n" });
  page = await submit(office, page, { group: "" }, "/group");
  assert.equal(page.status, 422);
  page = await submit(office, page, { group: "Course of May" }, "/group");
  assert.match(words(page), /2 people are kept as the group “Course of May”/);
  page = await submit(office, page, { group: "course of may" }, "/group");
  assert.equal(page.status, 422);
  assert.match(words(page), /There is a group of that name already/);

  page = await who(office);
  const value = /<option value="(people:group=\d+)"[^>]*>Group: Course of May/.exec(page.text)?.[1];
  assert.ok(value);
  page = await submit(office, page, { who: value });
  assert.match(words(page), /2 people will get/);
  assert.match(words(await maya.get(`${office.base}/people?q=new@`)), /New One/);
});

test("a table says which column is what: read, corrected by hand, asked for where nobody could know, remembered", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const { maya } = office;

  // Understood; what is left out is told, and can be said otherwise.
  let page = await submit(office, await who(office), { people: "Name;E-mail;Ward\nAnn Lee;ann@example.org;North\n" });
  assert.match(words(page), /Name → Name/);
  assert.match(words(page), /Ward → left out/);
  page = await maya.get(href(page.text, "Which column is what"));
  assert.match(words(page), /Ward North/);
  page = await submit(office, page, { column1: "name", column2: "email", column3: "note", first: "names", days: "day" }, "/columns");
  assert.match(words(page), /Ward → A sentence on the award/);
  assert.match(lineOf(page, 2), /North/);

  // Two columns of addresses: asked.
  const table = "Teilnehmer,E-mail,Chef e-mail,Abschluss\nAnn Lee,ann@example.org,boss@example.org,04/03/2026\n";
  page = await submit(office, await who(office), { file: file("course.csv", "text/csv", table) });
  assert.match(page.path, /\/columns$/);
  assert.match(words(page), /Which column is what\?/);
  page = await submit(office, page, { column1: "name", column2: "-", column3: "-", column4: "day", first: "names", days: "month" }, "/columns");
  assert.equal(page.status, 422);
  assert.match(words(page), /Say which column holds the e-mail addresses/);
  page = await submit(office, page, { column1: "name", column2: "email", column3: "email", column4: "day", first: "names", days: "month" }, "/columns");
  assert.equal(page.status, 422);
  page = await submit(office, page, { column1: "name", column2: "email", column3: "-", column4: "day", first: "names", days: "month" }, "/columns");
  assert.match(words(page), /1 person will get/);
  assert.match(lineOf(page, 2), /3 Apr 2026|2026-04-03|3 April 2026/);

  // And remembered for the same headings, in another badge's list too.
  page = await maya.submit(await maya.get(`${office.base}/awards/new?badge=${office.otherBadge}`), { people: table.replace("ann@", "bo@") }, { action: "/awards/new" });
  assert.doesNotMatch(page.path, /columns/);
  assert.match(words(page), /1 person will get/);
  assert.match(words(page), /Chef e-mail → left out/);

  // Headings that say nothing to us.
  page = await submit(office, await who(office), { people: "Wer;Wohin\nAnn;ann@example.org\n" });
  assert.match(page.path, /\/columns$/);
  assert.match(page.text, /value="email" selected/);
  page = await maya.post(page.path.replace(/columns$/, "discard"));
  assert.match(words(page), /The list is thrown away/);
});

test("a line is changed in its place with all that it says, and one left out comes back", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const { maya } = office;
  let page = await submit(office, await who(office), { people: "Ann,ann@example.org\nBo,bo@\nCy,cy@example.org\n", narrative: "All did well" });

  page = await maya.get(`${page.path}?only=all`);
  page = await maya.get(href(lineOf(page, 1), "Change"));
  assert.match(lineOf(page, 1), /Save the line/);
  page = await submit(office, page, { valid_until: "1999-01-01" }, "/line?only=all");
  assert.equal(page.status, 422);
  assert.match(words(page), /The award would end before it begins/);
  page = await submit(office, page, { evidence_url: "javascript:alert(1)", valid_until: "" }, "/line?only=all");
  assert.equal(page.status, 422);
  page = await submit(office, page, { narrative: "Best of all", evidence_url: "https://example.org/e", awarded_on: "2026-01-05", valid_until: "2036-01-05" }, "/line?only=all");
  assert.match(page.path, /\?only=all/);
  assert.match(words(page), /The line is changed/);
  assert.match(lineOf(page, 1), /Best of all/);
  assert.match(lineOf(page, 1), /https:\/\/example\.org\/e/);

  page = await maya.get(href(lineOf(page, 2), "All details"));
  page = await submit(office, page, { email: "bo@example.org" }, "/line?only=all");
  assert.match(words(page), /3 people will get/);

  // Left out, and taken in again by saving its line.
  page = await maya.submit({ ...page, form: () => page.forms.find((f) => f.action.endsWith("/row") && f.fields.number === "3") }, { go: "leave-out" });
  assert.match(words(page), /2 people will get/);
  page = await maya.get(`${page.path.split("?")[0]}?only=all&edit=3`);
  page = await submit(office, page, {}, "/line?only=all");
  assert.match(words(page), /3 people will get/);
});
