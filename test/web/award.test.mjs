// Awarding to a list, from the pasted text to the result; one award; revoking.
import assert from "node:assert/strict";
import test from "node:test";
import { file, sleep, until } from "./harness.mjs";
import { accident, leasesEnd, openOffice } from "./office.mjs";
import { unescape, words } from "./html.mjs";

// Where the link with these words leads; undefined when there is none.
function link(page, label) {
  const href = new RegExp(`<a [^>]*href="([^"]+)"[^>]*>${label}</a>`).exec(page.text)?.[1];
  return href && unescape(href);
}

async function check(office, fields) {
  const page = await office.maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  return read(office, await office.maya.submit(page, fields, { action: "/awards/new" }));
}

// A long list is read by a job; its page says how far it is.
function read(office, page) {
  return until(async () => {
    if (!/lines are read/.test(page.text)) return page;
    assert.match(page.text, /<progress class="progress" value="\d+" max="\d{4,}"/);
    page = await office.maya.get(page.path);
  }, "the list to be read", 60);
}

async function award(office, page) {
  await office.maya.submit(page, {}, { action: "/start" });
  return until(async () => {
    const now = await office.maya.get(page.path.split("?")[0]);
    assert.equal(now.status, 200);
    return !/id="progress"/.test(now.text) && now;
  }, "the end of the list", 60);
}

const correct = (office, page, line, fields) =>
  office.maya.submit({ ...page, url: page.url, form: () => rowForm(page, line) }, { go: "correct", ...fields });
function rowForm(page, line) {
  const form = page.forms.find((f) => f.action.endsWith("/row") && f.fields.number === String(line));
  assert.ok(form, `no form for line ${line}`);
  return form;
}
const box = (page, label) => Number(new RegExp(`outcome-number">([\\d,]+)</span><span class="outcome-label">${label}`).exec(page.text)?.[1].replace(",", ""));

test("a list of eighty is checked, corrected, awarded once, and its failures tried again", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const { maya } = office;

  let page = await check(office, { people: "Holder One,holder1@example.org\nHolder Two,holder2@example.org\n" });
  assert.match(words(page), /2 people will get “Forklift operator”/);
  page = await award(office, page);
  assert.match(words(page), /2 people now have “Forklift operator”/);

  const lines = [];
  for (let i = 1; i <= 71; i++) lines.push(`Person ${i},person${i}@example.org`);
  lines.push("Jakub Nowak,jakub.nowak@", "No Address", "Sofia,sofia marchetti@example.org", "Évora,a@b@example.org");
  lines.push("Again,PERSON7@example.org", "person8@EXAMPLE.org", "Third time <person7@example.org>");
  lines.push("Holder One,Holder1@example.org", "holder2@example.org");
  assert.equal(lines.length, 80);

  page = await check(office, { people: lines.join("\n") });
  assert.equal(page.status, 200);
  assert.equal(box(page, "will get the badge"), 71);
  assert.equal(box(page, "hold it already"), 2);
  assert.equal(box(page, "stand twice in the list"), 3);
  assert.equal(box(page, "need correcting"), 4);
  assert.match(words(page), /Award to 71 people/);
  assert.match(words(page), /Hello Person 1,/);
  assert.match(words(page), /No mail server is set/);

  // One is corrected badly, then well; one is left out.
  page = await correct(office, page, 72, { email: "still@wrong@" });
  assert.equal(page.status, 422);
  assert.equal(rowForm(page, 72).fields.number, "72");
  assert.match(page.text, /value="still@wrong@"/);
  page = await correct(office, page, 72, { name: "Jakub Nowak", email: "jakub.nowak@example.org" });
  assert.equal(box(page, "will get the badge"), 72);
  page = await correct(office, page, 73, { go: "leave-out" });
  assert.equal(box(page, "need correcting"), 2);

  page = await award(office, page);
  assert.match(words(page), /72 people now have “Forklift operator”/);
  assert.equal(box(page, "not awarded"), 2);
  assert.equal(box(page, "left out: hold it, twice, yourself, or by hand"), 6);

  // A double press of a stale page changes nothing.
  page = await maya.post(`${page.path}/start`);
  page = await until(async () => {
    const now = await maya.get(page.path);
    return /now have/.test(now.text) && now;
  });
  assert.match(words(page), /72 people now have/);

  page = await correct(office, page, 74, { name: "Sofia", email: "sofia@example.org" });
  assert.match(words(page), /Award to 1 person more/);
  page = await award(office, page);
  assert.match(words(page), /73 people now have/);

  const csv = (await maya.get(`${page.path}/result.csv`)).text;
  assert.equal(csv.trim().split("\r\n").length, 81);
  assert.match(csv, /^\uFEFFLine,Name,E-mail address,Outcome,Why,Award\r\n/);
  assert.match(csv, /74,Sofia,sofia@example\.org,Awarded,,http/);

  page = await maya.get(`${office.base}/awards`);
  assert.match(words(page), /1–25/);
  assert.match(page.text, /after=\d+/);
  page = await maya.get(`${office.base}/awards?q=sofia`);
  assert.equal([...page.text.matchAll(/<th scope="row">/g)].length, 1);
  page = await maya.get(`${office.base}/mail`);
  assert.match(words(page), /Waiting 75/);
});

test("what is no list is refused beside the field and kept", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const cases = [
    [{ people: "" }, /Nobody is in this list yet/],
    [{ people: "\"Ann,ann@example.org" }, /quote that is never closed/],
    [{ file: file("a.csv", "text/csv", Buffer.from("\uFEFFAnn,ann@example.org\n", "utf16le")) }, /UTF-16/],
    [{ file: file("a.xlsx", "application/zip", "PK\u0003\u0004rest") }, /Excel/],
    [{ file: file("a.csv", "text/csv", Array.from({ length: 200002 }, (_, i) => `p${i}@example.org`).join("\n")) }, /more than 200,000 rows/],
    [{ file: file("a.csv", "text/csv", `Ann,${"x".repeat(1100000)}@example.org`) }, /more than 4,096 bytes/],
    [{ file: file("a.csv", "text/csv", `Ann,"${"x".repeat(17 << 20)}"`) }, /Row 1, column 2: this cell has more than 4,096 bytes/],
    [{ file: file("a.csv", "text/csv", `Ann,ann@example.org\n${"Bo,bo@example.org\n".repeat(90000)}"Cy`) }, /Row 90002, column 1: this cell begins with a quote/],
    [{ file: file("a.csv", "text/csv", Buffer.alloc(61 << 20, "x")) }, /too large/],
    [{ people: "Ann,ann@example.org", awarded_on: "2026-13-40" }, /not a date/],
    [{ people: "Ann,ann@example.org", awarded_on: "2999-01-01" }, /too far in the future/],
    [{ people: "Ann,ann@example.org", awarded_on: "" }, /fill in/],
    [{ people: "Ann,ann@example.org", evidence_url: "javascript:alert(1)" }, /not a web address/],
    [{ people: "Ann,ann@example.org", email: "bo@example.org" }, /one way only/],
    [{ email: "bo@" }, /not an e-mail address/],
  ];
  for (const [fields, sentence] of cases) {
    const page = await check(office, { narrative: "Kept & shown", ...fields });
    assert.equal(page.status, 422, String(sentence));
    assert.match(words(page), sentence);
    assert.match(page.text, /Kept &amp; shown/);
    if (fields.people && fields.people.length < 100) assert.ok(unescape(page.text).includes(fields.people));
  }
  assert.match(words(await office.maya.get(`${office.base}/awards/lists`)), /No lists yet/);
  const gone = await office.maya.get(`${office.base}/awards/new?badge=999`);
  assert.equal(gone.status, 404);
});

test("ten thousand lines are checked and awarded, to places of their own, while every page answers", { timeout: 300000 }, async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const { maya, base } = office;
  const people = Array.from({ length: 10000 }, (_, i) => `Person Number ${i};person.number.${i}@example.org`).join("\n");
  let page = await check(office, { file: file("all.csv", "text/csv", people) });
  assert.match(words(page), /10000 people will get|10,000 people will get/);
  await maya.submit(page, {}, { action: "/start" });
  const meanwhile = [];
  page = await until(async () => {
    const now = await maya.get(page.path);
    if (/now have/.test(now.text)) return now;
    for (const where of ["", "/awards", "/awards/lists", "/people", "/people?q=number%2077", "/badges", `/badges/${office.badge}`, "/mail"]) {
      const answer = await maya.get(base + where);
      assert.equal(answer.status, 200, where);
      meanwhile.push(answer);
    }
    assert.match(words(now), /of 10,?000/);
    return false;
  }, "the end", 240);
  assert.ok(meanwhile.length >= 8, "nobody looked before the end");
  assert.equal(box(page, "awarded"), 10000);
  const csv = (await maya.get(`${page.path}/result.csv`)).text;
  assert.equal(csv.trim().split("\r\n").length, 10001);
  const links = csv.match(/\/b\/[\w-]{22}/g);
  assert.equal(new Set(links).size, 10000);
  const places = new Set();
  for (let i = 0; i < 10000; i += 1999) {
    const { credentialStatus } = JSON.parse((await office.server.visitor().get(links[i], { headers: { accept: "application/json" } })).text);
    places.add(`${[credentialStatus].flat()[0].statusListCredential}#${[credentialStatus].flat()[0].statusListIndex}`);
  }
  assert.equal(places.size, 6);
});

test("the page of a list that nobody reads says so, and the list can be thrown away", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  let page = await check(office, { people: "Ann,ann@example.org" });
  accident(office.server, "UPDATE award_batch SET state = 'reading', starts_at = NULL, created_at = 1");
  page = await office.maya.get(page.path);
  assert.match(words(page), /The list did not come in whole, or its text was deleted/);
  assert.doesNotMatch(page.text, /lines are read|http-equiv="refresh"/);
  page = await office.maya.submit(page, {}, { action: "/discard" });
  assert.equal(page.status, 200);
});

test("a hundred thousand lines are one list, read page by page, forward and back", { timeout: 300000 }, async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const people = Array.from({ length: 100000 }, (_, i) => `Person Number ${i};person.number.${i}@example.org;${"did it well ".repeat(8)};https://example.org/${i}`);
  people[70000] = "Nobody;nobody@;;";
  let page = await check(office, { file: file("all.csv", "text/csv", `Name;E-mail;Note;Evidence\n${people.join("\n")}`) });
  assert.match(words(page), /99999 people will get|99,999 people will get/);
  assert.match(page.text, /value="nobody@"/);
  const all = await office.maya.get(`${page.path}?only=all`);
  const second = await office.maya.get(link(all, "Next"));
  assert.match(words(second), /51–100 of 100,?000/);
  const third = await office.maya.get(link(second, "Next"));
  const back = await office.maya.get(link(third, "Previous"));
  assert.match(words(back), /51–100 of 100,?000/);
  assert.match(back.text, /person\.number\.50@/);
  assert.match(back.text, /person\.number\.99@/);
  const start = await office.maya.get(link(back, "Previous"));
  assert.match(words(start), /1–50 of 100,?000/);
  assert.equal(link(start, "Previous"), undefined);
  const csv = (await office.maya.get(`${page.path}/result.csv`)).text;
  assert.equal(csv.trim().split("\r\n").length, 100001);
});

test("a cell that a spreadsheet would run is defused in the result", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const page = await check(office, { people: "\"=cmd|' /C calc'!A0\",ann@example.org\n@SUM(1),bo@example.org" });
  const csv = (await office.maya.get(`${page.path}/result.csv`)).text;
  assert.match(csv, /1,'=cmd/);
  assert.doesNotMatch(csv, /(^|,)"?[=@+]/m);
});

test("one person gets a badge, sees it revoked with the reason, and may get it again", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const { maya, base } = office;
  let page = await check(office, { name: "Ifeoma Okonkwo", email: "ifeoma@example.org", narrative: "For the night shift", evidence_url: "https://example.org/p" });
  assert.match(words(page), /1 person will get/);
  page = await award(office, page);
  page = await maya.get(/href="(\/org\/\d+\/awards\/\d+)"/.exec(page.text)[1]);
  assert.match(words(page), /Ifeoma Okonkwo/);
  assert.match(words(page), /For the night shift/);
  assert.match(words(page), /by Maya Lindqvist/);
  assert.match(words(page), /Waits in the outbox/);
  const self = page.path;

  page = await maya.submit(page, {}, { action: "/mail" });
  assert.equal([...page.text.matchAll(/Waits in the outbox/g)].length, 2);

  page = await maya.get(`${self}/revoke`);
  assert.match(words(page), /For good after ten minutes/);
  page = await maya.submit(page, { reason: "  " }, { action: "/revoke" });
  assert.equal(page.status, 422);
  page = await maya.submit(page, { reason: "Given to the wrong person" }, { action: "/revoke" });
  assert.equal(page.path, self);
  assert.match(words(page), /Given to the wrong person/);
  assert.match(words(page), /Revoked/);
  page = await maya.post(`${self}/revoke`, { reason: "again" });
  assert.equal(page.status, 409);
  await maya.get(self);
  page = await maya.post(`${self}/mail`, {});
  assert.equal(page.status, 409);
  page = await maya.get(`${base}/awards?state=revoked`);
  assert.match(words(page), /Ifeoma Okonkwo/);
  page = await maya.get(`${base}/awards?state=valid`);
  assert.match(words(page), /Nothing fits/);

  page = await maya.get(`${base}/awards/new?person=1`);
  page = await maya.get(unescape(/href="([^"]*awards\/new\?badge=[^"]*)"/.exec(page.text)[1]));
  assert.match(page.text, /value="ifeoma@example.org"/);
  page = await maya.submit(page, {}, { action: "/awards/new" });
  assert.match(words(page), /1 person will get/);
});

test("lists of another organisation, strangers and unknown numbers are not there", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const { maya, base } = office;
  const page = await check(office, { people: "ann@example.org" });
  const stranger = office.server.visitor();
  for (const path of [page.path, `${page.path}/result.csv`, `${base}/awards`, `${base}/mail`]) {
    const seen = await stranger.request("GET", path);
    assert.ok([303, 401, 403, 404].includes(seen.status), `${path}: ${seen.status}`);
  }
  assert.equal((await maya.get(`${base}/awards/lists/999`)).status, 404);
  assert.equal((await maya.get(`${base}/awards/999`)).status, 404);
  assert.equal((await maya.get(`${base}/awards/lists/x`)).status, 404);
  assert.equal((await maya.get(`/org/999/awards`)).status, 404);
});

test("killed again and again while two thousand are awarded: nothing lost, nothing twice", { timeout: 300000 }, async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const { server, maya } = office;
  const people = Array.from({ length: 2000 }, (_, i) => `Person ${i},person${i}@example.org`).join("\n");
  let page = await check(office, { people });
  const list = page.path;
  await maya.submit(page, {}, { action: "/start" });
  let cut = 0;
  for (let i = 0; i < 8; i++) {
    await sleep(10 + Math.random() * 60);
    await server.kill();
    leasesEnd(server);
    await server.start();
    cut += /id="progress"/.test((await maya.get(list)).text);
  }
  t.diagnostic(`${cut} of 8 kills came in the middle`);
  page = await until(async () => {
    const now = await maya.get(list);
    return /now have/.test(now.text) && now;
  }, "the end of the list", 120);
  assert.equal(box(page, "awarded"), 2000);
  assert.equal(box(page, "not awarded"), 0);
  const csv = (await maya.get(`${list}/result.csv`)).text.trim().split("\r\n").slice(1);
  const links = csv.map((row) => row.split(",").at(-1));
  assert.equal(new Set(links).size, 2000);
  assert.match(words(await maya.get(`${office.base}/mail`)), /All 2,000/);
  for (let i = 0; i < 2000; i += 397) {
    const found = await maya.get(`${office.base}/awards?q=person${i}@`);
    assert.equal([...found.text.matchAll(/<th scope="row">/g)].length, 1);
  }
});

test("starting and throwing away a list are written to the log, with who did it", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  await award(office, await check(office, { people: "ann@example.org\nbo@example.org" }));
  const draft = await check(office, { people: "cy@example.org" });
  await office.maya.submit(draft, {}, { action: "/discard" });
  const log = await office.maya.get(`${office.base}/settings/log`);
  assert.match(words(log), /List thrown away Forklift operator 1 Maya Lindqvist .* List awarded Forklift operator: 2 Maya Lindqvist/);
  assert.equal((await office.maya.get(link(log, "Forklift operator: 2"))).status, 200);
});

test("before the first award the check page warns of an address of this machine alone", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const warning = /for ever\. It works on this machine alone/;
  const page = await check(office, { people: "ann@example.org" });
  assert.match(words(page), warning);
  await award(office, page);
  assert.doesNotMatch(words(await check(office, { people: "bo@example.org" })), warning);
});

test("a list waits, is corrected, moved, taken back and sent", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const { maya, base } = office;

  let page = await maya.get(`${base}/settings/awarding`);
  page = await maya.submit(page, { time_zone: "Atlantis/Port", hold_minutes: "10" }, { action: "/settings/awarding" });
  assert.equal(page.status, 422);
  assert.match(words(page), /knows no such time zone/);
  page = await maya.submit(page, { time_zone: "Asia/Tokyo", hold_minutes: "10" }, { action: "/settings/awarding" });
  assert.match(words(page), /\(Asia\/Tokyo\)/);

  page = await check(office, { people: "Ann Lee,ann@example.org\nBo Ek,bo@example.org\n" });
  assert.match(words(page), /You can take it back for 10 minutes/);
  page = await maya.submit(page, {}, { action: "/start" });
  assert.match(words(page), /Nothing is signed and no mail is sent yet/);
  assert.match(page.text, /progress-number">(10:00|9:5\d)</);
  page = await maya.post(`${page.path}/row`, { number: "2", go: "leave-out" });
  assert.match(words(page), /The line is left out/);
  page = await maya.post(`${page.path}/take-back`);
  assert.match(words(page), /Taken back\. Nobody was awarded/);
  assert.match(words(page), /1 person will get “Forklift operator”/);
  assert.equal((await maya.post(`${page.path}/take-back`)).status, 409);
  page = await maya.get(page.path);

  const day = new Date(Date.now() + 3 * 86400e3).toISOString().slice(0, 10);
  for (const [fields, wrong] of [[{ day: "2020-01-01", time: "09:00" }, /This time is over/i], [{ day, time: "9 o'clock" }, /hours and minutes/],
    [{ day: "", time: "09:00" }, /Choose the day/], [{ day: "2199-01-01", time: "09:00" }, /within a year/]]) {
    const refused = await maya.post(`${page.path}/start`, { when: "at", ...fields });
    assert.equal(refused.status, 422);
    assert.match(words(refused), wrong);
  }
  page = await maya.post(`${page.path}/start`, { when: "at", day, time: "09:30" });
  assert.match(words(page), /, 09:30 \(Asia\/Tokyo\)/);
  const lists = await maya.get(`${base}/awards/lists`);
  assert.match(words(lists), /Planned \d+ \w+ \d+, 09:30 \(Asia\/Tokyo\)/);
  page = await maya.post(`${page.path}/now`);
  await until(async () => /1 person now has “Forklift operator”/.test(words(await maya.get(page.path))), "the award");
  const log = words(await maya.get(`${base}/settings/log`));
  assert.match(log, /List taken back/);
  assert.match(log, /Way of awarding changed/);
});

test("people of the directory are chosen, and who holds a badge is renewed", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const { maya, base } = office;

  await award(office, await check(office, { people: "Ann Lee,ann@example.org\nBo Ek,bo@example.org\n" }));
  const people = await maya.get(`${base}/people?q=ann`);
  const page = await maya.get(link(people, "[^<]*(?:<svg.*?</svg>)?\\s*Award a badge to them"));
  assert.equal(page.status, 200);
  const who = await maya.get(`${base}/awards/new?badge=${office.badge}&who=${encodeURIComponent("people:q=ann")}`);
  assert.match(words(who), /From the directory: /);
  let list = await maya.submit(who, { renews: "1" }, { action: "/awards/new" });
  assert.match(words(list), /1 person will get “Forklift operator”/);
  list = await award(office, list);
  const newest = await maya.get(/\/org\/\d+\/awards\/\d+/.exec((await maya.get(`${base}/awards`)).text)[0]);
  assert.match(words(newest), /Renews the award of/);
  const earlier = await maya.get(link(newest, "the award of [^]*?"));
  assert.match(words(earlier), /Renewed by the award of/);
  const open = await office.server.visitor().get(/\/b\/[\w-]+/.exec(earlier.text)[0], { headers: { accept: "text/html" } });
  assert.match(words(open), /Renewed See the award of/);
  for (const [fields, wrong] of [[{ who: "ending" }, /nobody with an address/], [{ who: "people:q=ann", people: "x@example.org" }, /one way only/],
    [{ who: "everybody" }, /choose from the list/]]) {
    const refused = await check(office, fields);
    assert.equal(refused.status, 422);
    assert.match(words(refused), new RegExp(wrong, "i"));
  }
});

test("LinkedIn is told exactly what the badge says, whatever it is called, and no end where there is none", async (t) => {
  const office = await openOffice();
  t.after(() => office.server.stop());
  const { maya, base, server } = office;
  const name = "Crane & \"Lift\" <b>#1</b>? 100%=a+b ü𝒳";
  const told = async (fields) => {
    const page = await award(office, await check(office, fields));
    const id = /\/b\/([\w-]{22})/.exec((await maya.get(`${page.path.split("?")[0]}/result.csv`)).text)[1];
    const shown = (await server.visitor().get(`/b/${id}`, { headers: { accept: "text/html" } })).text;
    const [, href] = /href="(https:\/\/www\.linkedin\.com\/profile\/add\?[^"]*)"/.exec(shown);
    return { id, raw: unescape(href), all: [...new URL(unescape(href)).searchParams] };
  };
  const ends = await told({ people: "Ann,ann@example.org", awarded_on: "2024-02-29" });
  assert.deepEqual(ends.all, [
    ["startTask", "CERTIFICATION_NAME"], ["name", "Forklift operator"], ["organizationName", "Harbour & Vale Logistics"], ["issueYear", "2024"], ["issueMonth", "2"],
    ["certUrl", `${server.url}/b/${ends.id}`], ["certId", ends.id], ["expirationYear", "2027"], ["expirationMonth", "2"]]);
  assert.match(ends.raw, /&certUrl=http%3A%2F%2F127\.0\.0\.1/);

  accident(server, `UPDATE achievement_version SET name = '${name}', validity_months = 0 WHERE achievement_id = ${office.badge}`);
  const never = await told({ people: "Bo,bo@example.org", awarded_on: "2025-12-31" });
  assert.deepEqual(never.all, [
    ["startTask", "CERTIFICATION_NAME"], ["name", name], ["organizationName", "Harbour & Vale Logistics"], ["issueYear", "2025"], ["issueMonth", "12"],
    ["certUrl", `${server.url}/b/${never.id}`], ["certId", never.id]]);
  assert.doesNotMatch(never.raw, /[<>"' +#]|%0|expiration/);
  await maya.submit(await maya.get(`${base}/awards/2/revoke`), { reason: "mistake" }, { action: "/revoke" });
  assert.doesNotMatch((await server.visitor().get(`/b/${never.id}`, { headers: { accept: "text/html" } })).text, /linkedin\.com/, "what was revoked goes on no profile");
});
