// Links and codes: made by a member, used by strangers on their phones.
import assert from "node:assert/strict";
import test from "node:test";
import { openOffice } from "./office.mjs";
import { unescape, words } from "./html.mjs";

async function newLink(office, fields) {
  const page = await office.maya.get(`${office.base}/claims/new?badge=${office.badge}`);
  const made = await office.maya.submit(page, { name: "Open day", with_file: "", ...fields }, { action: "/claims/new" });
  assert.equal(made.status, 200, words(made));
  return { page: made, path: made.path, address: /id="claim-address">([^<]+)</.exec(made.text)[1] };
}

async function mailedLink(office, email) {
  const list = await office.maya.get(`${office.base}/mail`);
  const row = [...list.text.matchAll(/<tr data-row>[^]*?<\/tr>/g)].map((m) => m[0]).find((text) => text.includes(email));
  assert.ok(row, `no mail to ${email}`);
  const mail = await office.maya.get(/href="(\/org\/\d+\/mail\/\d+)"/.exec(row)[1]);
  return /https?:\/\/[^\s"<]+\/claimed\/[\w-]+/.exec(unescape(mail.text))[0];
}

test("a stranger proves an address and has the badge, once", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const link = await newLink(office, { with_file: "1" });
  assert.match(words(link.page), /Nobody came yet/);

  const ann = office.server.visitor();
  let page = await ann.get(link.address);
  assert.equal(page.status, 200);
  assert.match(words(page), /Just give me the file/);
  page = await ann.submit(page, { name: "", email: "", how: "mail" });
  assert.equal(page.status, 422);
  page = await ann.submit(page, { name: "Ann <b>Lee", email: "", how: "mail" });
  assert.match(words(page), /Write your e-mail address/);
  page = await ann.submit(page, { name: "Ann <b>Lee", email: "ann@example.org", how: "mail" });
  assert.match(words(page), /We have written to ann@example.org/);

  const mailed = await mailedLink(office, "ann@example.org");
  page = await ann.get(mailed);
  assert.match(words(page), /For Ann <b>Lee, ann@example.org/);
  page = await ann.submit(page);
  assert.match(page.path, /^\/claim\/[\w-]+\/[\w-]+$/);
  assert.match(words(page), /Forklift operator Awarded to Ann <b>Lee/);
  page = await ann.get(mailed);
  assert.equal(page.status, 404);

  // The same answer for one who has it; the link then leads to the same award.
  page = await ann.get(link.address);
  page = await ann.submit(page, { name: "Ann", email: "ANN@example.org", how: "mail" });
  assert.match(words(page), /We have written to/);
  page = await office.maya.get(link.path);
  assert.match(words(page), /Ann <b>Lee ann@example.org/);
  assert.match(words(page), /Taken 1 /);

  page = await office.maya.submit(page, {}, { action: "/stop" });
  page = await ann.get(link.address);
  assert.match(words(page), /have stopped it/);
  assert.equal(page.forms.filter((f) => f.action.includes("/claim/")).length, 0);
});

test("the file comes at once, with no address, and verifies", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const link = await newLink(office, { with_file: "1", most: "1" });
  const bo = office.server.visitor();
  let page = await bo.get(link.address);
  page = await bo.submit(page, { name: "Bo", how: "file" });
  assert.match(page.path, /^\/got\//);
  assert.match(page.headers.get("refresh"), /badge\.png$/);
  const file = await bo.request("GET", `${page.path}/badge.png`);
  assert.equal(file.headers.get("content-type"), "image/png");
  assert.match(file.headers.get("content-disposition"), /^attachment/);
  const checked = await bo.get(page.path.replace("/got/", "/b/"), { headers: { accept: "text/html" } });
  assert.match(words(checked), /Awarded to Bo/);
  page = await bo.get(link.address);
  assert.match(words(page), /All of these badges are taken/);
  const people = await office.maya.get(`${office.base}/people`);
  const person = await office.maya.get(/\/org\/1\/people\/\d+(?=">Bo<)/.exec(people.text)[0]);
  assert.match(words(person), /No address/);
  for (const seen of [await office.maya.get(`${office.base}/awards`), people, person]) assert.doesNotMatch(seen.text, /urn:uuid/);
});

test("codes are made, handed out on paper, and work once", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const link = await newLink(office, { with_file: "1", by_code: "1" });
  let page = await office.maya.submit(link.page, { codes: "0" }, { action: "/codes" });
  assert.equal(page.status, 422);
  page = await office.maya.submit(page, { codes: "3" }, { action: "/codes" });
  assert.match(words(page), /0 of 3 are used/);
  const csv = (await office.maya.get(`${link.path}/codes.csv`)).text.trim().split("\r\n");
  assert.equal(csv.length, 4);
  const [code] = csv[1].split(",");
  assert.match((await office.maya.get(`${link.path}/slips`)).text, new RegExp(code));
  assert.match(words(await office.maya.get(`${link.path}/poster`)), /Type the code from your slip/);
  const qr = await office.maya.get(`${link.path}/qr.svg`);
  assert.equal(qr.headers.get("content-type"), "image/svg+xml");

  const bo = office.server.visitor();
  page = await bo.get(`${link.address}?code=${code}`);
  assert.match(page.text, new RegExp(`value="${code}"`));
  page = await bo.submit(page, { name: "Bo", code: "WRONG-WRONG", how: "file" });
  assert.match(words(page), /This code is not right/i);
  page = await bo.submit(page, { name: "Bo", code: code.toLowerCase().replace("-", " "), how: "file" });
  assert.match(page.path, /^\/got\//);
  page = await bo.get(link.address);
  page = await bo.submit(page, { name: "Bo", code, how: "file" });
  assert.match(words(page), /used before/);
});

test("whoever waits is approved or refused from the list, and a webhook hears who waits", async (t) => {
  const office = await openOffice({ args: ["--allow-private"] });
  t.after(() => office.server.stop());
  const hook = await office.maya.submit(await office.maya.get(`${office.base}/settings/webhooks`), { url: "http://127.0.0.1:9/in", events: ["claim.waiting"] }, { action: "/settings/webhooks" });
  const link = await newLink(office, { needs_approval: "1" });
  for (const name of ["ann", "bo"]) {
    const visitor = office.server.visitor();
    await visitor.submit(await visitor.get(link.address), { name, email: `${name}@example.org`, how: "mail" });
    const page = await visitor.submit(await visitor.get(await mailedLink(office, `${name}@example.org`)));
    assert.match(words(page), /Almost yours/);
  }
  const told = await office.maya.get(/action="([^"]+)\/test"/.exec(hook.text)[1]);
  assert.equal((words(told).match(/claim\.waiting Somebody came/g) ?? []).length, 2, words(told));
  let page = await office.maya.get(`${link.path}?state=waiting`);
  assert.match(words(page), /ann@example.org[^]*Waits for approval/);
  const rows = [...page.text.matchAll(/name="row" value="(\d+)"/g)].map((m) => m[1]);
  assert.equal(rows.length, 2);
  page = await office.maya.submit(page, { act: "refuse", row: rows[0] }, { action: "lists/claims/acts" });
  page = await office.maya.submit(page, { reason: "" }, { action: "/do" });
  assert.match(words(page), /Reason/);
  page = await office.maya.submit(page, { reason: "Was not there" }, { action: "/do" });
  page = await office.maya.get(link.path);
  assert.match(words(page), /Refused Was not there/);
  page = await office.maya.get(`${link.path}?state=waiting`);
  page = await office.maya.submit(page, { act: "accept", row: rows[1] }, { action: "lists/claims/acts" });
  assert.match(words(page), /Approve 1 person\?/);
  page = await office.maya.submit(page, {}, { action: "/do" });
  page = await office.maya.get(link.path);
  assert.match(words(page), /Has the badge/, words(page));
  assert.match(words(await office.maya.get(`${office.base}/awards`)), /ann|bo/);
});

test("nobody else makes links, and unknown ones are not there", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const stranger = office.server.visitor();
  assert.equal((await stranger.get("/claim/nothing")).status, 404);
  assert.equal((await stranger.get("/claimed/nothing")).status, 404);
  assert.equal((await stranger.get("/got/nothing")).status, 404);
  assert.match((await stranger.get(`${office.base}/claims`)).path, /sign-in/);
});
