// The first day of a training manager: from an empty server to a file with everything in it. What
// a badge takes, who is in the directory, awards by list, by code and by application, what others
// say of it, how all of that looks to strangers, and the programs that come along.
import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import test, { after, before } from "node:test";
import { caller, checker } from "../web/api.mjs";
import { accident, totp } from "../web/office.mjs";
import { checkNoSidewaysScroll, look as lookAt, openPage, twoLooks, until } from "./harness.mjs";
import { awaitText, follow, makeBadge, openWalk, press, setUp } from "./walk.mjs";

const LARS = "lars.holm@harbourvale.example", MINA = "mina.yilmaz@visitors.example", SEEN = "examiner@college.example";
let walk, admin, phone, sink, listener, secret, token, badge;
const look = (page, name) => lookAt(page, `first-day-${name}`, twoLooks);
const says = (page, words) => page.getByText(words).first().waitFor();
const main = (page) => page.locator("main").innerText();
// The link of a mail that came to the address.
const mailed = (address, match) => until(() => sink.to(address).flatMap((mail) => mail.links).reverse().find((link) => match.test(link)), `a mail to ${address} with ${match}`, 60);

// A program of theirs, which keeps what it is told.
async function listen() {
  const told = [], server = http.createServer((request, response) => {
    let text = "";
    request.on("data", (piece) => (text += piece));
    request.on("end", () => { told.push(JSON.parse(text)); response.end(); });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { told, url: `http://127.0.0.1:${server.address().port}/in`, stop: () => { server.closeAllConnections(); server.close(); } };
}

before(async () => {
  walk = await openWalk({ look: checkNoSidewaysScroll });        // journey.test.mjs looks at those pages
  ({ admin, sink } = walk);
  phone = await openPage(walk.browser, walk.server, { viewport: { width: 360, height: 800 } });
  listener = await listen();
});
after(async () => {
  listener?.stop();
  await walk?.close();
});

test("set up, and a badge with a picture of the studio", async () => {
  await setUp(walk);
  await makeBadge(walk);
  badge = new URL(admin.url()).pathname;
});

test("a program is told by a webhook from now on", async () => {
  await admin.goto("/org/1/settings/webhooks");
  await admin.getByLabel("Address", { exact: true }).fill(listener.url);
  for (const what of ["A badge was awarded", "A badge was published"]) await admin.getByRole("checkbox", { name: new RegExp(`^${what}`) }).check();
  await press(admin, "Make the webhook");
  await press(admin, "Send a test");
  await until(() => listener.told.length > 0, "the test message");
});

test("people come in as a list: columns named, looked at first, taken back, and in for good", async () => {
  await admin.goto("/org/1/people/import");
  const lines = ["Navn;Epost;Avdeling;Start", `Lars Holm;${LARS};Quay / Cranes;2026-03-02`, "Eva Lund;eva.lund@harbourvale.example;Quay;2025-11-17", "Nobody;nonsense;;"];
  for (const round of ["taken back", "for good"]) {
    await admin.goto("/org/1/people/import");
    await admin.getByLabel("Or paste the list").fill(lines.join("\n"));
    await press(admin, "Go on");
    await admin.waitForURL(/\/import\/\d+$/);
    for (const [column, what] of [["Navn", "Name"], ["Epost", "E-mail address"], ["Avdeling", "Department"], ["Start", "First day"]])
      await admin.getByLabel(new RegExp(`\\b${column}\\b`)).first().selectOption({ label: what });
    await press(admin, "See what will happen");
    await says(admin, "Check what will happen");
    if (round === "for good") await look(admin, "people-check");
    await press(admin, /^Bring in/);
    await says(admin, /2 people are in/);
    if (round === "for good") break;
    await press(admin, "Take the list back");
    await says(admin, "The list is taken back");
  }
  await admin.goto("/org/1/people");
  assert.match(await main(admin), /Lars Holm[^]*Cranes/);
});

test("an award by list with a sentence of its own for each, held, taken back, and sent", async () => {
  await admin.goto("/org/1/awards/new");
  await follow(admin, "Fire marshal");
  await admin.getByLabel("Paste names and e-mail addresses").fill(["Hvem;E-mail;E-mail leder;Merknad", `Lars Holm;${LARS};boss@harbourvale.example;Counted all forty twice`, "Eva Lund;eva.lund@harbourvale.example;boss@harbourvale.example;"].join("\n"));
  await press(admin, "Check the list");
  await says(admin, "Which column is what?");
  await admin.getByLabel("What the column Hvem is").selectOption({ label: "Name" });
  await admin.getByLabel("What the column E-mail leder is").selectOption({ label: "Leave out" });
  await admin.getByLabel("What the column Merknad is").selectOption({ label: "A sentence on the award" });
  await press(admin, "Check the list");
  await press(admin, "Award to 2 people");
  await says(admin, "Nothing is signed and no mail is sent yet.");
  await press(admin, "Take back");
  await says(admin, "Taken back. Nobody was awarded");
  await press(admin, "Award to 2 people");
  await press(admin, "Send now");
  await awaitText(admin, /2 people now have/);
  await phone.goto(await mailed(LARS, /\/claim\//));
  await says(phone, "Counted all forty twice");
  await checkNoSidewaysScroll(phone);
});

test("a second version; what was published first stays", async () => {
  await admin.goto(badge);
  await follow(admin, "Edit");
  await admin.getByLabel("One sentence about it").fill("Leads a floor out of the building, and counts who is there.");
  await press(admin, "Save and continue");
  await admin.waitForURL(/\/picture$/);
  await admin.goto(`${badge}/preview`);
  await press(admin, "Publish");
  await says(admin, "Version 2");
  await phone.goto(await mailed(LARS, /\/claim\//));
  await says(phone, "keeps its ways free");
});

test("a code on the wall: a visitor takes the badge with a phone", async () => {
  await admin.goto("/org/1/claims/new");
  await follow(admin, "Fire marshal");
  await admin.getByLabel("Name", { exact: false }).first().fill("Open day");
  await press(admin, /^(Make|Save)/);
  const address = new URL(await admin.locator("#claim-address").innerText()).pathname;
  await phone.goto(address);
  await phone.getByLabel("Your name").fill("Mina Yılmaz");
  await phone.getByLabel("E-mail address").fill(MINA);
  await press(phone, "Send me the badge");
  await says(phone, "We have written to");
  await phone.goto(await mailed(MINA, /\/claimed\//));
  await press(phone, "Get my badge");
  await says(phone, "Awarded to Mina Yılmaz");
  await checkNoSidewaysScroll(phone);
});

test("somebody applies with what they can show, and it is judged", async () => {
  await admin.goto("/org/1/settings/members");
  await follow(admin, "Maya Lindqvist");
  await admin.getByRole("checkbox", { name: /^Assessor/ }).check();
  await press(admin, "Save");
  await admin.goto("/org/1/applications/open");
  await follow(admin, "Fire marshal");
  await admin.getByLabel("Judged twice, of a hundred").fill("0");
  await press(admin, /^(Open it|Save)/);
  const address = new URL(await admin.locator("#apply-address").innerText()).pathname;
  await phone.goto(address);
  await phone.getByLabel("Your name").fill("Noor Bakker");
  await phone.getByLabel("E-mail address").fill("noor@visitors.example");
  await press(phone, "Send me the link");
  await phone.goto(await mailed("noor@visitors.example", /\/applications\//));
  for (const answer of await phone.getByLabel("How do you meet it?").all()) await answer.fill("In spring, twice, with the alarm.");
  await press(phone, "Add evidence for criterion 1");
  await phone.getByLabel("Or in words").fill("Jo, Max and Amal were there.");
  await press(phone, "Add it");
  await checkNoSidewaysScroll(phone);
  await press(phone, "Hand it in");
  await says(phone, "Being looked at");
  await admin.goto("/org/1/applications");
  await follow(admin, "Noor Bakker");
  await press(admin, "Take it");
  await says(admin, "It is with you now");
  await says(admin, "Jo, Max and Amal were there.");
  for (const tick of await admin.locator("main form[action$='/judge'] input[type=checkbox]").all()) await tick.check();
  await admin.getByLabel("Award the badge").check();
  await press(admin, "Judge it");
  await says(admin, "Awarded in some minutes");
  // The minutes in which it can be taken back are over.
  accident(walk.server, "UPDATE application SET decided_at = decided_at - 700000 WHERE decided_at IS NOT NULL AND told_at IS NULL");
  accident(walk.server, "UPDATE job SET run_at = 1 WHERE kind = 'apply.decided' AND state = 0");
  await phone.goto(await mailed("noor@visitors.example", /\/claim\//));
  await says(phone, "Yes, this badge is genuine");
});

test("an examiner endorses the badge behind a link, without an account", async () => {
  await admin.goto(badge);
  await follow(admin, "Ask for an endorsement");
  await admin.getByLabel("Whom to ask").fill(`Rosa Examiner <${SEEN}>`);
  await press(admin, "Send the link");
  await says(admin, "One person was asked by mail");
  await phone.goto(await mailed(SEEN, /\/endorse\//));
  await phone.getByLabel("What do you say").fill("We sat in on a drill. It is what it says.");
  await phone.getByLabel("Your name").fill("Rosa Examiner");
  await press(phone, "Sign");
  await says(phone, "your endorsement is signed");
  await admin.goto("/org/1/endorsements");
  await follow(admin, /Rosa Examiner/);
  await press(admin, "Show it");
  await says(admin, "It is shown now");
});

test("strangers find the badge: profile, colours and catalogue", async () => {
  await admin.goto("/org/1/settings/profile");
  await admin.getByLabel("Description").fill("Logistics at the quay since 1911.");
  await press(admin, "Save");
  await says(admin, "Saved");
  await admin.goto("/org/1/settings/brand");
  await admin.getByLabel("Colour", { exact: true }).fill("#7a1f3d");
  await press(admin, "Save");
  await says(admin, "Saved");
  await admin.goto("/org/1/catalogue");
  await follow(admin, "As strangers see it");
  const shop = new URL(admin.url()).pathname;
  await phone.goto(shop);
  await says(phone, "Logistics at the quay since 1911.");
  await follow(phone, "Fire marshal");
  await says(phone, "We sat in on a drill. It is what it says.");
  await phone.goto(shop);
  await look(phone, "catalogue");
});

test("a second step: an app for codes, and signing in with it", async () => {
  await admin.goto("/account/security/app");
  secret = (await admin.locator("#secret").textContent()).replace(/ /g, "");
  await admin.getByLabel("Code").fill(totp(secret));
  await press(admin, "Switch it on");
  await says(admin, "Recovery codes");
  await admin.context().clearCookies();
  await admin.goto("/sign-in");
  await admin.getByLabel("E-mail address").fill("maya@harbourvale.example");
  await admin.getByLabel("Password").fill("four plain words here");
  await press(admin, "Sign in");
  await admin.waitForURL(/second/);
  accident(walk.server, "UPDATE totp SET last_step = last_step - 1");   // as if the half minute of the first code had gone by
  await admin.getByLabel("Code").fill(totp(secret));
  await press(admin, "Sign in");
  await admin.waitForURL(/\/org\//);
});

test("a program reads and awards by a token, as the description says", async () => {
  await admin.goto("/org/1/settings/tokens");
  await admin.getByLabel("Name", { exact: true }).fill("Learning platform");
  for (const scope of ["badges:read", "awards:read", "awards:write"]) await admin.locator(`[name=scopes][value='${scope}']`).check();
  await press(admin, "Make the token");
  token = (await admin.locator("#token-secret").textContent()).trim();
  await follow(admin, "I have copied it");
  await admin.goto("/org/1/settings/tokens");
  await follow(admin, "How programs talk to Lapel");
  await look(admin, "api");
  const call = caller(walk.server, token);
  const document = (await call("GET", `${walk.server.url}/api/openapi.json`)).body, check = checker(document);
  const badges = await call("GET", "/badges");
  check("GET", "/api/v1/badges", badges);
  const one = badges.body.items[0];
  assert.equal(one.name, "Fire marshal");
  const made = await call("POST", "/awards", { badge: one.id, recipient: { email: "kai@harbourvale.example", name: "Kai Berg" } });
  check("POST", "/api/v1/awards", made);
  assert.equal(made.status, 201, made.text);
  await admin.goto("/org/1/awards?q=kai");
  await says(admin, "Kai Berg");
});

test("the program was told what happened meanwhile", async () => {
  await until(() => listener.told.filter((one) => one.type === "award.issued").length >= 4, "four awards told", 60);
  await admin.goto("/org/1/settings/webhooks");
  await follow(admin, listener.url);
  assert.match(await main(admin), /award\.issued/);
});

test("what a mail will say is looked at, in both languages", async () => {
  await admin.goto("/org/1/settings/mails");
  await admin.locator("main").getByRole("link", { name: "Award", exact: true }).click();
  await admin.getByLabel("Opening words").fill("Well done, {name}. Wear it with pride.");
  await press(admin, "Save");
  await says(admin, "Saved");
  await admin.frameLocator("iframe").first().getByText("Wear it with pride").first().waitFor();
  await follow(admin, "Deutsch");
  await admin.frameLocator("iframe").first().locator("body").waitFor();
  admin.faults.length = 0;                        // Chromium notes that a sandboxed frame may not run scripts
});

test("how many awards there were, as a chart and a table; and everything in one file", async () => {
  await admin.goto("/org/1/reports");
  await says(admin, "Awards over time");
  const file = await admin.request.get(await admin.getByRole("link", { name: /CSV.*By badge/ }).first().getAttribute("href"));
  assert.match(await file.text(), /Fire marshal/);
  await admin.goto("/org/1/settings/export");
  await press(admin, "Make the file");
  await until(async () => (await admin.goto("/org/1/settings/export")) && (await admin.locator("a[href$='/file.zip']").count()) > 0, "the file", 60);
  const [download] = await Promise.all([admin.waitForEvent("download"), admin.locator("a[href$='/file.zip']").first().click()]);
  assert.match(download.suggestedFilename(), /\.zip$/);
  assert.deepEqual(admin.faults.filter((fault) => !/status of (403|404|409|422)/.test(fault)), []);
});
