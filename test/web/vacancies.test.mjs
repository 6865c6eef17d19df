// Vacancies: badges dropped on a page by strangers, verified, and what is missing; nothing is
// kept unless it is sent and confirmed, and all of it goes when they say so, or on its day.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { otherOrganisation } from "./api.mjs";
import { Issuer } from "./app.mjs";
import { file, until } from "./harness.mjs";
import { unescape } from "./html.mjs";
import { accident, openOffice } from "./office.mjs";

const words = (page) => unescape(page.text.replace(/^[^]*?<main/, "<main").replace(/<\/main>[^]*$/, "").replace(/<(script|style)[^]*?<\/\1>/g, "").replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");
const quay = new Issuer(), nobody = new Issuer(), ANA = "ana@example.net", DAY = 86400000;
const day = (n) => new Date(Date.now() + n * DAY).toISOString().slice(0, 10);
const crane = (email = ANA, more = {}) => quay.badge(`urn:uuid:crane-${email}`, { email, name: "Crane driver", ...more });
const skill = { achievement: { id: "https://nobody.example/1", alignment: [{ type: ["Alignment"], targetName: "Rigging", targetUrl: "https://skills.example/rigging" }] } };
const rigging = (email = ANA) => nobody.badge(`urn:uuid:rigging-${email}`, { email, name: "Rigger", ...skill });
let office, maya, base, self, address;

before(async () => {
  office = await openOffice({ args: ["--allow-private"] });
  ({ maya, base } = office);
});
after(async () => office?.server.stop());

const drop = async (who, files, fields = {}) => who.submit(await who.get(address), { file: files.map((bytes, i) => file(`badge-${i}.jwt`, "text/plain", bytes)), ...fields }, { action: "/check" });
// Mails to this address about a vacancy, the newest first, which the operator reads in the outbox.
const LINK = /\/vacancies\/[\w-]+\/mine\/[\w-]+/;
async function mailsTo(whom) {
  const box = await maya.get("/settings/mail/outbox"), all = [];
  for (const [, where] of box.text.matchAll(/href="(\/settings\/mail\/outbox\/\d+)"/g)) {
    const mail = await maya.get(where);
    if (LINK.test(mail.text) && mail.text.includes(whom)) all.push(mail.text);
  }
  return all;
}
const linkTo = async (whom) => LINK.exec((await mailsTo(whom))[0])?.[0];
const send = (who, page, fields = {}) => who.submit(page, { name: "Ana Pereira", address: ANA, agree: "1", ...fields }, { action: "/send" });
// Are there rows of this? Of none there is no number, and that is refused.
function there(from) {
  try {
    accident(office.server, `INSERT INTO throttle (subject, failures, until_at, seen_at) VALUES ('asked', (SELECT min(1) FROM ${from}), 0, 0); DELETE FROM throttle WHERE subject = 'asked'`);
    return true;
  } catch {
    return false;
  }
}
const line = async (fields) => {
  await maya.get(self);
  return maya.post(`${self}/lines`, { need: "must", weight: "3", ...fields });
};
const added = async (fields) => {
  const page = await line(fields);
  assert.equal(page.status, 200, words(page));
  return page;
};

test("a vacancy is made, says what must be and what is nice to have, and is opened", async () => {
  assert.match(words(await maya.get(`${base}/vacancies`)), /No vacancies yet/);
  let page = await maya.submit(await maya.get(`${base}/vacancies/new`), { title: "", closes: "" }, { action: "/vacancies/new" });
  assert.equal(page.status, 422);
  page = await maya.submit(await maya.get(`${base}/vacancies/new`), { title: "Crane <b>driver", place: "Quay 4", words: "Nights.", opens: day(2), closes: day(1), kept: "30", blind: "1" }, { action: "/vacancies/new" });
  assert.equal(page.status, 422);
  assert.match(words(page), /The last day comes before the first/);
  page = await maya.submit(page, { opens: "", closes: day(20) }, { action: "/vacancies/new" });
  self = page.path;
  assert.match(words(page), /Crane <b>driver.*Draft/);
  for (const [fields, why] of [
    [{ kind: "others", issuer: "Quay Academy", pattern: "*" }, /the host, the DID or the address/], [{ kind: "others", issuer: quay.did, pattern: "" }, /which achievement/],
    [{ kind: "badge", badge: "99999" }, /Choose one of the list/], [{ kind: "skill", pattern: "Rigging" }, /write its address/], [{ kind: "skill", pattern: "https://skills.example/rigging", weight: "11" }, /10/],
    [{ kind: "nonsense" }, /offered values/],
  ]) {
    page = await line(fields);
    assert.equal(page.status, 422, JSON.stringify(fields));
    assert.match(words(page), why);
  }
  // A level of sixty letters of any alphabet is not what is wrong.
  page = await line({ kind: "skill", pattern: "https://skills.example/rigging", level: "ü".repeat(60), weight: "11" });
  assert.deepEqual([page.status, page.text.match(/class="field-error"/g).length], [422, 1]);
  page = await maya.submit(await maya.get(self), {}, { action: "/open" });
  assert.equal(page.status, 409);
  assert.match(words(page), /asks for nothing yet/);
  await added({ kind: "others", issuer: quay.did, pattern: "Crane*", title: "Drives a crane", weight: "4" });
  await added({ kind: "badge", badge: office.badge, weight: "2" });
  page = await added({ kind: "skill", pattern: "https://skills.example/rigging", title: "Rigging", need: "nice", weight: "1" });
  assert.match(words(page), /Drives a crane.*Forklift operator.*Nice to have.*Rigging/);
  page = await maya.submit(page, {}, { action: "/open" });
  address = /id="address">[^<]*?(\/vacancies\/[\w-]+)</.exec(page.text)[1];
  assert.match(words(page), /Open/);
  page = await maya.post(`${self}/lines`, { kind: "skill", pattern: "https://skills.example/x", title: "More", weight: "1", need: "must" });
  assert.equal(page.status, 409, "what people read stays as they read it");
});

test("anybody reads what it asks for; programs too; a draft and a guessed address are nothing", async () => {
  const ana = office.server.visitor(), page = await ana.get(address);
  assert.match(words(page), /Crane <b>driver.*Must be.*Drives a crane.*Our badge “Forklift operator”.*Nice to have.*Rigging/);
  const posting = JSON.parse((await ana.get(`${address}/vacancy.json`)).text);
  assert.deepEqual([posting["@type"], posting.qualifications.length, posting.skills.length, posting.validThrough], ["JobPosting", 2, 1, day(20)]);
  for (const where of ["/vacancies/1", "/vacancies/abc", `${address}x`, `/vacancies/${"a".repeat(3000)}`]) assert.equal((await ana.get(where)).status, 404, where);
  for (const where of [`${base}/vacancies`, self, `${self}/candidates`, `${self}/order`]) assert.match((await ana.get(where)).path, /^\/sign-in/, where);
});

test("badges of any sort are verified and what is missing is shown, and nothing is kept", async () => {
  const ana = office.server.visitor();
  let page = await drop(ana, []);
  assert.equal(page.status, 422);
  page = await drop(ana, [crane(), rigging(), "no badge at all", crane("her@example.net")], { address: ANA });
  assert.equal(page.status, 200, words(page));
  assert.match(words(page), /Must be: 4 of 6 points.*1 of 2 are met in full.*“Crane driver” counts in full.*4 of 4.*Forklift operator.*No badge is for this.*0 of 2.*Missing/);
  assert.match(words(page), /Nice to have: 0\.5 of 1 points.*“Rigger” counts by half/);
  assert.match(words(page), /Made out to this address.*Made out to another address/);
  assert.equal(page.headers.get("cache-control"), "no-store");
  page = await drop(ana, [crane("her@example.net")], { address: ANA });
  assert.match(words(page), /Must be: 0 of 6 points.*is made out to another address: it does not count/);
  page = await drop(ana, [crane().replace(/.{8}$/, "AAAAAAAA")]);
  assert.match(words(page), /Must be: 0 of 6 points/);
  page = await drop(ana, [crane(ANA, { until: "2025-01-01T00:00:00Z" })]);
  assert.match(words(page), /Must be: 0 of 6 points.*could not be verified: it does not count/);
  page = await drop(ana, [nobody.badge("urn:uuid:fake", { email: ANA, name: "Crane driver" })], { address: ANA });
  assert.match(words(page), /Must be: 0 of 6 points/, "a name proves nothing: the issuer does");
  page = await drop(ana, [nobody.badge(`${office.server.url}/b/forged`, { email: ANA, achievement: { id: `${office.server.url}/badges/forged` } })], { address: ANA });
  assert.match(words(page), /Must be: 0 of 6 points/, "nor does an address of ours in a badge of others");
  page = await drop(ana, [quay.badge("urn:uuid:key", { name: "Crane driver" })], { address: ANA });
  assert.match(words(page), /made out to no e-mail address/);
  assert.match(words(await maya.get(`${self}/candidates`)), /Nobody sent anything yet/);
});

test("hostile files, and results that were not made here, are refused in words", async () => {
  const ana = office.server.visitor();
  for (const bytes of ["{".repeat(5000), "<!doctype html><script>alert(1)</script>", "\u0000\u0001", "a.b.c", `<svg xmlns="http://www.w3.org/2000/svg">${"<g>".repeat(3000)}`]) {
    const page = await drop(ana, [bytes]);
    assert.ok([200, 422].includes(page.status), `${page.status}`);
    assert.doesNotMatch(page.text, /<script>alert/);
  }
  const page = await drop(ana, [crane()]);
  const sealed = page.form("/send").fields.badges;
  assert.equal((await send(ana, page, { badges: "" })).status, 422);
  for (const badges of ["x", sealed.replace(/.{6}$/, "AAAAAA"), sealed.slice(4)]) {
    const old = await send(ana, page, { badges, letter: "Typed for an hour." });
    assert.equal(old.status, 403, badges.slice(0, 10));
    assert.equal(old.form("/send").fields.letter, "Typed for an hour.", "what was typed is still there");
    assert.match(words(old), /was not checked here, for this vacancy/);
  }
  assert.equal((await send(ana, page, { badges: Array(30).fill(sealed) })).status, 413);
  const other = await maya.submit(await maya.get(`${base}/vacancies/new`), { title: "Other", closes: day(5), kept: "10" }, { action: "/vacancies/new" });
  await maya.submit(await maya.get(other.path), { kind: "badge", badge: office.badge }, { action: "/lines" });
  const open = await maya.submit(await maya.get(other.path), {}, { action: "/open" });
  const elsewhere = /id="address">[^<]*?(\/vacancies\/[\w-]+)</.exec(open.text)[1];
  assert.equal((await ana.post(`${elsewhere}/send`, { badges: sealed, name: "Ana", address: ANA, agree: "1" })).status, 403, "what was checked for one vacancy is not sent for another");
  for (const [fields, why] of [[{ name: "" }, /./], [{ address: "ana" }, /e-mail address, such as/], [{ agree: undefined }, /Nothing is sent without it/]]) {
    const wrong = await send(ana, page, fields);
    assert.equal(wrong.status, 422, JSON.stringify(fields));
    assert.match(words(wrong), why);
    assert.equal(wrong.form("/send").fields.badges, sealed, "the badges are still in hand");
  }
});

let mine;
test("what is sent is seen once its address is proved: by a button, not by looking", async () => {
  const ana = office.server.visitor();
  let page = await send(ana, await drop(ana, [crane(), rigging()], { address: ANA }), { letter: "I like <i>cranes." });
  assert.match(words(page), /A mail is on its way to ana@example\.net/);
  mine = await linkTo(ANA);
  const [asked] = await mailsTo(ANA);
  assert.doesNotMatch(asked, /Pereira/, "whose name it is nobody has proved: the mail does not say it");
  page = await ana.get(mine);
  assert.match(words(page), /Not confirmed yet.*Nobody has read this yet.*Must be: 4 of 6 points.*Ana Pereira/);
  assert.equal(page.headers.get("referrer-policy"), "same-origin");
  assert.match(words(await maya.get(`${self}/candidates`)), /Nobody sent anything yet/);
  page = await ana.submit(page, {}, { action: "/confirm" });
  assert.match(words(page), /Confirmed.*To be looked at/);
  assert.equal((await ana.post(`${mine}/confirm`)).status, 409, "once");
  for (const where of [`${mine}x`, mine.replace(/mine\/..../, "mine/AAAA"), mine.replace(/vacancies\/[\w-]+/, "vacancies/AAAA")]) assert.equal((await ana.get(where)).status, 404, where);
});

let one;
test("whoever recruits sees a number, its points and their reasons, and who it is when they ask, which is noted", async () => {
  let page = await maya.get(`${self}/candidates`);
  assert.match(words(page), /Candidate 1 .*4.*0\.5.*To be looked at/);
  one = /\/org\/\d+\/vacancies\/\d+\/candidates\/\d+/.exec(page.text)[0];
  for (const where of [`${self}/candidates`, `${self}/candidates?q=ana`, `${self}/candidates.csv`, `${self}/order`, one, one.replace("candidates", "order")]) assert.doesNotMatch((await maya.get(where)).text, /Pereira|ana@example/, where);
  assert.match(words(await maya.get(`${self}/candidates?q=pereira`)), /Nothing fits|No candidate|fits/i);
  page = await maya.get(one);
  assert.match(words(page), /Candidate 1.*“Crane driver” counts in full.*No badge is for this.*“Rigger” counts by half/);
  assert.doesNotMatch(page.text, /I like/);
  page = await maya.submit(page, {}, { action: "/reveal" });
  assert.match(words(page), /Ana Pereira.*I like <i>cranes.*ana@example\.net/);
  assert.match(words(await maya.get(`${base}/settings/log`)), /Asked who a candidate is.*candidate 1/);
  assert.doesNotMatch((await maya.get(one.replace("candidates", "order"))).text, /Pereira|ana@example/, "the order has no names");
  for (const where of [`${self}/candidates/999999`, one.replace(/vacancies\/\d+/, "vacancies/99999")]) assert.equal((await maya.get(where)).status, 404, where);
});

test("a decision is told after ten minutes, and taken back before that it is told to nobody", async () => {
  const ana = office.server.visitor();
  let page = await maya.submit(await maya.get(one), { verdict: "declined" }, { action: "/decide" });
  assert.match(words(page), /Decided.*Declined/);
  assert.match(words(await ana.get(mine)), /To be looked at/, "not theirs to see yet");
  page = await maya.submit(page, {}, { action: "/undo" });
  assert.match(words(page), /Taken back/);
  assert.equal((await maya.post(`${one}/decide`, { verdict: "rejected" })).status, 400);
  await maya.submit(await maya.get(one), { verdict: "shortlisted" }, { action: "/decide" });
  accident(office.server, `UPDATE vacancy_candidate SET decided_at = decided_at - 600000; UPDATE job SET run_at = 1 WHERE kind = 'vacancy.decided'`);
  await until(async () => /Shortlisted/.test(words(await ana.get(mine))), "the decision is told", 60);
  const copy = JSON.parse((await ana.get(`${mine}/copy.json`)).text);
  assert.deepEqual([copy.name, copy.address, copy.state, copy.badges.length, copy.points.length], ["Ana Pereira", ANA, "shortlisted", 2, 3]);
  assert.match(copy.points[0].why, /counts in full/);
});

test("who withdraws is gone: rows, badges, reasons and mails", async () => {
  const ana = office.server.visitor();
  await ana.submit(await ana.get(mine), {}, { action: "/withdraw" });
  assert.equal((await ana.get(mine)).status, 404);
  assert.equal((await maya.get(one)).status, 404);
  await until(async () => (await linkTo(ANA)) === undefined && !there("vacancy_candidate WHERE state = 'withdrawn'"), "the rows and their mails are gone", 60);
  assert.match(words(await maya.get(`${base}/settings/log`)), /Candidate withdrew.*candidate 1/);
  assert.doesNotMatch(words(await maya.get(`${base}/settings/log`)), /its days are over/);
  assert.doesNotMatch((await maya.get(`${base}/settings/log`)).text, /Pereira|ana@example/);
});

test("what is sent again from an address takes the place of what was sent before", async () => {
  const ana = office.server.visitor();
  for (const badges of [[crane()], [crane(), rigging()]]) {
    await send(ana, await drop(ana, badges, { address: ANA }));
    mine = await linkTo(ANA);
    await ana.submit(await ana.get(mine), {}, { action: "/confirm" });
  }
  const page = await maya.get(`${self}/candidates`);
  assert.match(words(page), /Candidate 3/);
  assert.doesNotMatch(words(page), /Candidate 2/);
});

test("who has the same points is tied, and the page says so", async () => {
  const bo = office.server.visitor(), BO = "bo@example.net";
  await send(bo, await drop(bo, [crane(BO), rigging(BO)], { address: BO }), { name: "Bo", address: BO });
  await bo.submit(await bo.get(await linkTo(BO)), {}, { action: "/confirm" });
  assert.equal([...words(await maya.get(`${self}/order`)).matchAll(/Tied with others/g)].length, 2);
});

test("on its day, and a day after it was sent and not confirmed, all of it goes by itself", async () => {
  const cy = office.server.visitor(), CY = "cy@example.net";
  await send(cy, await drop(cy, [crane(CY)], { address: CY }), { name: "Cy", address: CY });
  const unconfirmed = await linkTo(CY);
  assert.equal((await cy.get(unconfirmed)).status, 200);
  accident(office.server, `UPDATE vacancy_candidate SET created_at = created_at - 86400001 WHERE state = 'unconfirmed'`);
  accident(office.server, `UPDATE vacancy_candidate SET keep_until = 1 WHERE number = 3`);
  accident(office.server, `INSERT INTO throttle (subject, failures, until_at, seen_at) VALUES ('vacancy-address x', 1, 0, 1), ('account x', 1, 0, 1)`);
  accident(office.server, `UPDATE job SET run_at = 1 WHERE kind = 'vacancy.forget'`);
  await until(async () => (await cy.get(unconfirmed)).status === 404 && (await cy.get(mine)).status === 404, "both are gone", 60);
  assert.match(words(await maya.get(`${self}/candidates`)), /Candidate 4/, "the day of others has not come");
  assert.ok(!there("throttle WHERE subject = 'vacancy-address x'") && there("throttle WHERE subject LIKE 'vacancy-address %'") && there("throttle WHERE subject = 'account x'"), "how often somebody sent is forgotten too");
  assert.equal(await linkTo(CY), undefined);
  assert.match(words(await maya.get(`${base}/settings/log`)), /its days are over.*candidate 3/);
});

test("closed, it takes nothing any more, and says so", async () => {
  const ana = office.server.visitor(), page = await drop(ana, [crane()], { address: ANA });
  await maya.submit(await maya.get(self), {}, { action: "/close" });
  const late = await send(ana, page, { letter: "Typed for an hour." });
  assert.equal(late.status, 409);
  assert.equal(late.form("/send").fields.letter, "Typed for an hour.");
  const shut = await ana.get(address);
  assert.match(words(shut), /This vacancy is closed/);
  assert.equal(shut.forms.filter((f) => f.action.includes("/check")).length, 0);
});

/* ---- who may what ---- */

async function join(name, fields) {
  await maya.get(`${base}/settings/members`);
  await maya.post(`${base}/settings/members`, { email: `${name}@example.org`, ...fields });
  const visitor = office.server.visitor(), list = await maya.get(`${base}/mail`);
  let invite;
  for (const [, href] of list.text.matchAll(/href="(\/org\/\d+\/mail\/\d+)"/g)) {
    const mail = unescape((await maya.get(href)).text);
    if (!invite && mail.includes(`${name}@example.org`)) invite = /(\/invite\/[A-Za-z0-9_-]+)/.exec(mail)?.[1];
  }
  await visitor.submit(await visitor.get(invite), { name: `The ${name}`, password: "seven green bottles on a wall" }, { action: "/invite/" });
  return visitor;
}

test("a recruiter does all of it and sees nothing else about people; an auditor reads the order; an employee nothing", async () => {
  const rita = await join("rita", { role: "recruiter" }), otto = await join("otto", { role: "auditor", "until-auditor": day(3) }), emil = await join("emil", { role: "employee" });
  assert.match(words(await rita.get(`${self}/candidates`)), /Candidate 4/);
  for (const where of ["/people", "/awards", "/settings/log"]) assert.equal((await rita.get(base + where)).status, 403, where);
  const four = /\/org\/\d+\/vacancies\/\d+\/candidates\/\d+/.exec((await rita.get(`${self}/candidates`)).text)[0];
  assert.match(words(await rita.submit(await rita.get(four), { note: "Call <them>." }, { action: "/note" })), /Saved.*Call <them>\./);
  assert.match(words(await otto.get(`${base}/vacancies`)), /Crane <b>driver/);
  assert.match(words(await otto.get(`${self}/order`)), /Candidate 4/);
  assert.match(words(await otto.get(four.replace("candidates", "order"))), /“Crane driver” counts in full.*weight × coverage × strength/);
  for (const where of [`${self}/candidates`, four, `${self}/edit`, `${base}/vacancies/new`]) assert.equal((await otto.get(where)).status, 403, where);
  for (const what of ["reveal", "decide", "undo", "note"]) assert.equal((await otto.post(`${four}/${what}`, { verdict: "declined" })).status, 403, what);
  for (const what of ["open", "close", "delete", "edit", "lines"]) assert.equal((await otto.post(`${self}/${what}`)).status, 403, what);
  for (const where of [`${base}/vacancies`, self, `${self}/order`, four]) assert.equal((await emil.get(where)).status, 403, where);
  const stranger = office.server.visitor();
  for (const what of ["reveal", "decide", "note"]) assert.notEqual((await stranger.request("POST", `${four}/${what}`, { body: new URLSearchParams({ verdict: "hired" }) })).status, 200, what);
  assert.match(words(await rita.get(four)), /To be looked at/);
});

test("an auditor with a part sees the vacancies that ask for one of its badges, and no others", async () => {
  const own = await join("opal", { role: "auditor", "until-auditor": day(3), "people-auditor": "all", "badges-auditor": "some", "badge-auditor": [office.badge] }), other = await join("onyx", { role: "auditor", "until-auditor": day(3), "people-auditor": "all", "badges-auditor": "some", "badge-auditor": [office.otherBadge] });
  assert.match(words(await own.get(`${base}/vacancies`)), /Crane <b>driver/);
  assert.equal((await own.get(self)).status, 200);
  const order = await own.get(`${self}/order`);
  assert.match(words(order), /Candidate 4/);
  const line = /\/org\/\d+\/vacancies\/\d+\/order\/\d+/.exec(order.text)[0];
  assert.match(words(await own.get(line)), /weight × coverage × strength/);
  assert.doesNotMatch((await own.get(line)).text, /Pereira|@example\.net/);
  assert.equal((await own.get(`${self}/candidates`)).status, 403);
  assert.doesNotMatch(words(await other.get(`${base}/vacancies`)), /Crane <b>driver/);
  for (const where of [self, `${self}/order`, `${self}/order?as=csv`, line]) assert.equal((await other.get(where)).status, 404, where);
});

test("of another organisation nobody reads or changes anything, whatever number they guess", async () => {
  const four = /\/org\/(\d+)\/vacancies\/(\d+)\/candidates\/(\d+)/.exec((await maya.get(`${self}/candidates`)).text);
  otherOrganisation(office);
  assert.equal((await maya.get("/org/77/vacancies")).status, 200, "she recruits there too");
  const there = `/org/77/vacancies/${four[2]}`, him = `${there}/candidates/${four[3]}`;
  for (const where of [there, `${there}/edit`, him, him.replace("candidates", "order")]) assert.equal((await maya.get(where)).status, 404, where);
  for (const [where, fields] of [[`${him}/reveal`], [`${him}/decide`, { verdict: "hired" }], [`${him}/undo`], [`${him}/note`, { note: "x" }], [`${there}/close`], [`${there}/open`], [`${there}/delete`]]) {
    await maya.get("/org/77/vacancies");
    assert.equal((await maya.post(where, fields)).status, 404, where);
  }
  assert.notEqual((await maya.get(`/org/99999/vacancies/${four[2]}`)).status, 200);
  assert.match(words(await maya.get(four[0])), /Candidate 4.*To be looked at/);
  for (const id of ["0", "-1", "9223372036854775807", "x"]) {
    assert.equal((await maya.get(`${base}/vacancies/${id}`)).status, 404, id);
    assert.equal((await maya.get(`${self}/candidates/${id}`)).status, 404, id);
    await maya.get(self);
    assert.equal((await maya.post(`${self}/candidates/${id}/decide`, { verdict: "hired" })).status, 404, id);
  }
});

test("many are declined and asked for at once, and declining is taken back", async () => {
  await maya.submit(await maya.get(`${self}/edit`), { closes: day(30) }, { action: "/edit" });
  await maya.submit(await maya.get(self), {}, { action: "/open" });
  const dee = office.server.visitor(), DEE = "dee@example.net";
  await send(dee, await drop(dee, [rigging(DEE)], { address: DEE }), { name: "Dee", address: DEE });
  await dee.submit(await dee.get(await linkTo(DEE)), {}, { action: "/confirm" });
  let page = await maya.get(`${self}/candidates`);
  assert.ok(words(page).indexOf("Candidate 4") < words(page).indexOf("Candidate 5"), "more of what must be comes first");
  const ids = [...page.text.matchAll(/candidates\/(\d+)"/g)].map((m) => m[1]), form = page.forms.find((f) => f.action.endsWith("/acts"));
  assert.ok(form, words(page));
  const act = (name) => maya.post(form.action, { ...form.fields, act: name, row: ids });
  page = await act("decline");
  assert.match(words(page), /2 candidates declined/);
  page = await maya.submit(page, {}, { action: "/undo" });
  const asked = await act("reveal");
  assert.match(words(asked), /Show who 2 candidates are/);
  assert.match(words(await maya.post(`${asked.path}/do`)), /2 candidates known now/);
  page = await maya.get(`${self}/candidates`);
  assert.match(words(page), /Bo .*Dee /);
  assert.doesNotMatch(words(page), /0\.5 Declined/);
  const csv = await maya.get(/href="([^"]*candidates[^"]*csv[^"]*)"/.exec(page.text)[1].replaceAll("&amp;", "&"));
  assert.match(csv.text, /Bo,.*\r?\n.*Dee,/);
});

test("a legal hold keeps what is withdrawn, unseen; and what was promised holds when the last day is moved", async () => {
  const dee = office.server.visitor(), DEE = "dee@example.net", hers = await linkTo(DEE);
  const goes = /Is deleted on (\d+ \w+ \d+)/.exec(words(await dee.get(hers)))[1];
  await maya.submit(await maya.get(`${self}/edit`), { closes: day(300) }, { action: "/edit" });
  assert.ok(words(await dee.get(hers)).includes(`Is deleted on ${goes}`), "never later than they were told");
  await maya.submit(await maya.get(`${base}/people/new`), { name: "Dee", email: "dee@work.example" }, { action: "/people/new" });
  accident(office.server, `INSERT INTO person_address (org_id, folded, address, person_id) SELECT org_id, '${DEE}', '${DEE}', id FROM person WHERE folded = 'dee@work.example'`);
  accident(office.server, `INSERT INTO legal_hold (org_id, person_id, reason, created_at) SELECT org_id, id, 'Case 7', 1 FROM person WHERE folded = 'dee@work.example'`);
  await dee.submit(await dee.get(hers), {}, { action: "/withdraw" });
  assert.equal((await dee.get(hers)).status, 404);
  assert.doesNotMatch(words(await maya.get(`${self}/candidates`)), /Dee/);
  const kept = `vacancy_candidate WHERE state = 'withdrawn' AND folded = '${DEE}'`;
  await until(() => !there("job WHERE job_key LIKE 'vacancy.forget of %'"), "the job has run", 60);
  await until(() => there(kept), "it is kept while it is held", 10);
  assert.notEqual(await linkTo(DEE), undefined, "with its mails");
  accident(office.server, `UPDATE legal_hold SET ended_at = 2; INSERT INTO job (kind, payload, job_key, run_at, attempts, state, created_at) VALUES ('vacancy.forget', '', 'once more', 1, 0, 0, 1)`);
  await until(async () => !there(kept) && (await linkTo(DEE)) === undefined, "it is gone once the hold has ended", 60);
});

test("whoever sends in the name of an address takes nothing from it: the mailbox decides; too often is told, and what was typed stays", async () => {
  const flo = office.server.visitor(), FLO = "flo@example.net", page = await drop(flo, [crane(FLO)], { address: FLO });
  let last;
  for (let i = 0; i < 8 && last?.status !== 429; i++) last = await send(flo, page, { name: `Flo ${i}`, address: FLO, letter: "Typed for an hour." });
  assert.equal(last.status, 429);
  assert.match(words(last), /Too many tries: wait/);
  assert.equal(last.form("/send").fields.letter, "Typed for an hour.");
  const links = (await mailsTo(FLO)).map((mail) => LINK.exec(mail)[0]);
  assert.ok(links.length > 2, `${links.length}`);
  for (const where of links) assert.equal((await flo.get(where)).status, 200, "each is still there");
  mine = links.at(-1);
  await flo.submit(await flo.get(mine), {}, { action: "/confirm" });
  for (const where of links.slice(0, -1)) assert.equal((await flo.get(where)).status, 404);
  assert.match(words(await flo.get(mine)), /Flo 0/);
});

test("a last day that is moved or mistyped, or closing and opening again, takes nothing from whoever sent something", async () => {
  const flo = office.server.visitor(), goes = async () => /Is deleted on (\d+ \w+ \d+)/.exec(words(await flo.get(mine)))[1], was = await goes();
  const typo = await maya.submit(await maya.get(`${self}/edit`), { closes: day(-300) }, { action: "/edit" });
  assert.equal(typo.status, 422);
  assert.match(words(typo), /This day is over already/);
  await maya.submit(await maya.get(self), {}, { action: "/close" });
  assert.notEqual(await goes(), was);
  await maya.submit(await maya.get(self), {}, { action: "/open" });
  assert.equal(await goes(), was);
  const gus = office.server.visitor(), GUS = "gus@example.net", page = await drop(gus, [crane(GUS)], { address: GUS });
  await maya.submit(await maya.get(`${self}/edit`), { closes: day(310) }, { action: "/edit" });
  const moved = await send(gus, page, { name: "Gus", address: GUS, letter: "Typed." });
  assert.equal(moved.status, 422);
  assert.match(words(moved), /The last day was moved: read until when it is kept, and agree again\./);
  assert.equal(moved.form("/send").fields.letter, "Typed.");
  assert.match(words(await send(gus, moved, { name: "Gus", address: GUS })), /A mail is on its way/);
  assert.equal(await goes(), was, "never later than they were told");
});

test("what is too large to be sent is said beside the badge, and pictures in badges take no room", async () => {
  const hal = office.server.visitor(), HAL = "hal@example.net", noise = (n) => Array.from({ length: n }, (_, i) => "abcdefghijklmnop"[(i * 7919 + (i >> 4)) % 16]).join("");
  const large = (i, n) => quay.badge(`urn:uuid:large-${i}`, { email: HAL, name: `Crane ${i}`, achievement: { description: noise(n) } });
  const page = await drop(hal, [large(1, 150000), large(2, 150000), large(3, 150000), large(4, 150000), large(5, 150000)], { address: HAL });
  assert.equal(page.status, 200, words(page).slice(0, 500));
  assert.match(words(page), /too large to be sent, alone or with those before it/);
  const wrong = await send(hal, page, { name: "", address: HAL, letter: "ä".repeat(3000) });
  assert.equal(wrong.status, 422, "so much is shown again too");
  const sent = await send(hal, page, { name: "Hal", address: HAL, letter: "ä".repeat(3000) });
  assert.match(words(sent), /A mail is on its way/, `${sent.status}`);
  const n = 200000, picture = { id: `data:image/png;base64,${noise(n)}`, type: "Image" };
  const seen = await drop(hal, [quay.badge("urn:uuid:picture", { email: HAL, name: "Crane driver", achievement: { image: picture } })], { address: HAL });
  assert.ok(seen.form("/send").fields.badges.length < 2.2 * n, "it is in the badge itself alone, not in what was found too");
});

// The nightly look, now, under a key of its own, so that it can queue the next.
async function look(before = "") {
  accident(office.server, `UPDATE vacancy_candidate SET looked_at = 0, confirmed_at = confirmed_at - 90000000 WHERE confirmed_at IS NOT NULL; ${before}`);
  accident(office.server, "UPDATE job SET run_at = 1, job_key = 'vacancy.look now ' || id WHERE kind = 'vacancy.look' AND state = 0");
}

test("until it is decided badges are looked at again each night: what their issuer takes back counts no more", async () => {
  const zoe = office.server.visitor(), ZOE = "zoe@example.net";
  let page = await maya.submit(await maya.get(`${base}/awards/new?badge=${office.badge}`), { people: `Zoe,${ZOE}` }, { action: "/awards/new" });
  await maya.submit(page, {}, { action: "/start" });
  const award = await until(async () => new RegExp(`href="([^"]+/awards/\\d+)">Zoe`).exec((await maya.get(`${base}/awards?badge=${office.badge}`)).text)?.[1], "it is awarded", 60);
  const ours = /\/b\/[\w-]+/.exec((await maya.get(award)).text)[0];
  await send(zoe, await drop(zoe, [`${office.server.url}${ours}`, crane(ZOE)], { address: ZOE }), { name: "Zoe", address: ZOE });
  const hers = await linkTo(ZOE);
  page = await zoe.submit(await zoe.get(hers), {}, { action: "/confirm" });
  assert.match(words(page), /Must be: 6 of 6 points/);
  const number = /Candidate (\d+)/.exec(words(await maya.get(`${self}/candidates?state=sent`)))[1];
  const his = /\/org\/\d+\/vacancies\/\d+\/candidates\/\d+/.exec((await maya.get(`${self}/candidates`)).text)[0];
  assert.match(words(await maya.get(his)), /Looked at again each night until it is decided/);
  await look();
  await until(async () => /The last time:/.test(words(await maya.get(his))), "it was looked at", 60);
  assert.doesNotMatch(words(await maya.get(his)), /When it was sent/);
  assert.match(words(await zoe.get(hers)), /Must be: 6 of 6 points/, "nothing changed");
  assert.doesNotMatch(words(await maya.get(`${self}/candidates`)), /A badge changed/);
  // Its issuer takes it back: the points go, with the day and the reason; the other badge counts as it did.
  await maya.submit(await maya.get(`${award}/revoke`), { reason: "By mistake" }, { action: "/revoke" });
  await look();
  page = await until(async () => {
    const now = await maya.get(his);
    return /When it was sent: verified\. Since .*: revoked by its issuer\./.test(words(now)) && now;
  }, "it is found", 60);
  assert.match(words(page), /could not be verified: it does not count.*“Crane driver” counts in full|“Crane driver” counts in full.*could not be verified: it does not count/);
  assert.match(words(await maya.get(`${self}/candidates`)), /4 A badge changed since it was sent/);
  assert.match(words(await maya.get(`${self}/order`)), /4 A badge changed since it was sent/);
  assert.match(words(await maya.get(his.replace("candidates", "order"))), /revoked by its issuer/);
  assert.match(words(await zoe.get(hers)), /Must be: 4 of 6 points.*revoked by its issuer/);
  assert.match(words(await maya.get(`${base}/settings/log`)), /A badge of a candidate changed since it was sent/);
  assert.ok(number);
  // Decided upon it is looked at no more.
  await maya.submit(await maya.get(his), { verdict: "declined" }, { action: "/decide" });
  await look();
  await until(async () => !there("vacancy_candidate WHERE state IN ('sent', 'shortlisted') AND looked_at = 0"), "all others were looked at", 60);
  assert.ok(there("vacancy_candidate WHERE state = 'declined' AND looked_at = 0 AND changed_at IS NOT NULL"));
});

test("what cannot be looked at at all holds up nobody who comes after it, and it is said since when", async () => {
  const una = office.server.visitor(), UNA = "una@example.net", vic = office.server.visitor(), VIC = "vic@example.net", links = {};
  for (const [who, mail] of [[una, UNA], [vic, VIC]]) {
    await send(who, await drop(who, [crane(mail)], { address: mail }), { name: mail, address: mail });
    links[mail] = await linkTo(mail);
    await who.submit(await who.get(links[mail]), {}, { action: "/confirm" });
  }
  const of = (mail) => `candidate_id = (SELECT max(id) FROM vacancy_candidate WHERE address = '${mail}')`;
  accident(office.server, `UPDATE vacancy_candidate SET letter = (SELECT report FROM vacancy_badge WHERE ${of(UNA)}) WHERE address = '${UNA}'; UPDATE vacancy_badge SET report = '{' WHERE ${of(UNA)}`);
  await look(`UPDATE vacancy_candidate SET looked_at = -1 WHERE address = '${UNA}'`);
  await until(async () => !there(`vacancy_candidate WHERE address = '${VIC}' AND looked_at <= 0`), "the next one is looked at", 60);
  assert.ok(there(`vacancy_badge WHERE ${of(VIC)} AND stands = 'good' AND silent_since IS NULL`));
  assert.ok(there(`vacancy_badge WHERE ${of(UNA)} AND silent_since IS NOT NULL`), "it is noted");
  assert.ok(there(`vacancy_candidate WHERE address = '${UNA}' AND looked_at > 0`), "and it waits for the next night");
  // Mended, it is looked at as any other.
  accident(office.server, `UPDATE vacancy_badge SET report = (SELECT letter FROM vacancy_candidate WHERE id = candidate_id) WHERE ${of(UNA)}; UPDATE vacancy_candidate SET letter = '' WHERE address = '${UNA}'`);
  assert.match(words(await una.get(links[UNA])), /could not be looked at again since/);
  await look();
  await until(async () => there(`vacancy_badge WHERE ${of(UNA)} AND silent_since IS NULL AND stands = 'good'`), "it is told again", 60);
});

test("what is found at night takes no more room than what was sent, and counts where there is none for it", async () => {
  const wim = office.server.visitor(), WIM = "wim@example.net", of = (what) => `candidate_id = (SELECT max(id) FROM vacancy_candidate WHERE address = '${WIM}') AND name ${what} 'Crane driver'`;
  await maya.submit(await maya.submit(await maya.get(`${base}/awards/new?badge=${office.badge}`), { people: `Wim,${WIM}` }, { action: "/awards/new" }), {}, { action: "/start" });
  const award = await until(async () => new RegExp(`href="([^"]+/awards/\\d+)">Wim`).exec((await maya.get(`${base}/awards?badge=${office.badge}`)).text)?.[1], "it is awarded", 60);
  const ours = office.server.url + /\/b\/[\w-]+/.exec((await maya.get(award)).text)[0];
  const picture = { id: `data:image/png;base64,${"abcdefgh".repeat(8000)}`, type: "Image" };
  await send(wim, await drop(wim, [ours, crane(WIM, { achievement: { image: picture } })], { address: WIM }), { name: "Wim", address: WIM });
  const mine = await linkTo(WIM);
  assert.match(words(await wim.submit(await wim.get(mine), {}, { action: "/confirm" })), /Must be: 6 of 6 points/);
  await look(`UPDATE vacancy_candidate SET size = 1 WHERE address = '${WIM}'`);
  await until(async () => there(`vacancy_badge WHERE ${of("=")} AND stands = 'good'`), "it is looked at", 60);
  assert.ok(!there(`vacancy_badge WHERE ${of("=")} AND length(report) > 60000`), "the picture is in the badge alone");
  assert.ok(there(`vacancy_candidate WHERE address = '${WIM}' AND size > 60000`), "its size is counted anew");
  // No room is left: the verdict of now takes the place of the one before, and nothing else does.
  accident(office.server, `UPDATE vacancy_badge SET original = original || original WHERE ${of("=")};`.repeat(5));
  await maya.submit(await maya.get(`${award}/revoke`), { reason: "By mistake" }, { action: "/revoke" });
  await look();
  await until(async () => there(`vacancy_badge WHERE ${of("<>")} AND stands = 'revoked'`), "it is found", 60);
  assert.ok(there(`vacancy_badge WHERE ${of("<>")} AND report LIKE '%"verdict":"invalid"%' AND report NOT LIKE '%Baking 2.0%'`), "what decided stands there alone");
  const told = words(await wim.get(mine));
  assert.match(told, /Must be: 0 of 6 points.*could not be verified: it does not count.*revoked by its issuer/);
  assert.doesNotMatch(told, /this badge is genuine/);
});

test("a deletion that fails half-way deletes nothing of anybody, stands in the way of nobody, and is made good", async () => {
  const kim = office.server.visitor(), KIM = "kim@example.net", lou = office.server.visitor(), LOU = "lou@example.net", links = {};
  for (const [who, address] of [[kim, KIM], [lou, LOU]]) {
    await send(who, await drop(who, [crane(address)], { address }), { name: address, address });
    links[address] = await linkTo(address);
    await who.submit(await who.get(links[address]), {}, { action: "/confirm" });
  }
  // Kim has a second mail, which is being sent just now: the first is deleted before that is known.
  const kims = /\/org\/\d+\/vacancies\/\d+\/candidates\/\d+/.exec((await maya.get(`${self}/candidates?q=kim`)).text) ?? await (async () => {
    for (const [one] of (await maya.get(`${self}/candidates?state=sent`)).text.matchAll(/\/org\/\d+\/vacancies\/\d+\/candidates\/\d+/g)) {
      await maya.submit(await maya.get(one), {}, { action: "/reveal" }).catch(() => {});
      if ((await maya.get(one)).text.includes(KIM)) return [one];
    }
  })();
  await maya.submit(await maya.get(kims[0]), { verdict: "shortlisted" }, { action: "/decide" });
  accident(office.server, `UPDATE vacancy_candidate SET decided_at = decided_at - 600000 WHERE address = '${KIM}'; UPDATE job SET run_at = 1 WHERE kind = 'vacancy.decided'`);
  await until(async () => (await mailsTo(KIM)).length === 2, "the decision is told", 60);
  accident(office.server, `UPDATE mail SET state = 'queued', attempts = 1, last_error = NULL, due_at = 9000000000000 WHERE id = (SELECT max(m.id) FROM mail m WHERE m.to_address = '${KIM}')`);
  accident(office.server, `UPDATE vacancy_candidate SET keep_until = 1 WHERE address IN ('${KIM}', '${LOU}')`);
  accident(office.server, `UPDATE job SET run_at = 1, job_key = 'vacancy.forget now ' || id WHERE kind = 'vacancy.forget' AND state = 0`);
  await until(async () => (await lou.get(links[LOU])).status === 404, "nobody else waits", 60);
  assert.match(words(await kim.get(links[KIM])), /“Crane driver” counts in full/, "all of it is there still");
  assert.ok((await mailsTo(KIM)).length > 0, "the mail that was deleted first is back");
  accident(office.server, `UPDATE mail SET state = 'outbox', attempts = 0 WHERE to_address = '${KIM}' AND state = 'queued'`);
  accident(office.server, `UPDATE job SET run_at = 1, job_key = 'vacancy.forget now ' || id WHERE kind = 'vacancy.forget' AND state = 0`);
  await until(async () => (await kim.get(links[KIM])).status === 404 && !there(`mail WHERE to_address = '${KIM}'`), "then it goes", 60);
});
