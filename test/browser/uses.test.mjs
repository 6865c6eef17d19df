// What Lapel is used for, each use once through the three who meet in it: a training manager at
// a desk, an employee on a phone, and an auditor who reads what the two did and changes nothing.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { checkNoSidewaysScroll, look, openAs, openBrowser, openPage, twoLooks, until } from "./harness.mjs";
import { accident } from "../web/office.mjs";
import { openSample } from "./sample.mjs";

const AMINA = "Amina Diallo";
let sample, browser, base, desk, lead, phone, auditor, stranger;
const day = (ahead) => new Date(Date.now() + ahead * 864e5).toISOString().slice(0, 10);

before(async () => {
  sample = await openSample();
  ({ base } = sample);
  browser = await openBrowser();
  const { server, visitors } = sample, small = { viewport: { width: 360, height: 800 } };
  desk = await openAs(browser, server, visitors.admin);
  lead = await openAs(browser, server, visitors.manager);
  phone = await openAs(browser, server, visitors.earner, small);
  stranger = await openPage(browser, server, small);
});
after(async () => {
  await browser?.close();
  await sample?.server.stop();
});

const press = (page, name) => page.getByRole("button", { name }).first().click();
const follow = (page, name) => page.getByRole("link", { name }).first().click();
const says = (page, words) => page.getByText(words).first().waitFor();
const main = (page) => page.locator("main").innerText();
// The page has the words, in their order; what it has instead is told.
async function reads(page, words) {
  await until(async () => words.test(await main(page)), `${words}`).catch(async () => assert.match(await main(page), words));
}
// What a job works out in the background is asked for again, as a reader would.
const comes = (page, where, words) => until(async () => (await page.goto(where)) && words.test(await main(page)), `${words} at ${where}`, 60);

// What was written to an address, as the operator reads it: the newest mail with such a link.
async function linkTo(address, match) {
  for (const box of [`${base}/mail`, "/settings/mail/outbox"]) {
    const list = await (await desk.request.get(`${box}?q=${encodeURIComponent(address)}`)).text();
    for (const where of new Set(list.match(new RegExp(`${box}/\\d+`, "g")))) {
      const mail = await (await desk.request.get(where)).text(), found = match.exec(mail);
      if (found && mail.includes(address)) return found[0];
    }
  }
  throw new Error(`no mail to ${address} has ${match}`);
}

// Whoever reads finds no form on the page but those that only show something else.
async function readsOnly(page) {
  await checkNoSidewaysScroll(page);
  assert.deepEqual(await page.locator("main form[method=post]:not([action*='/lists/']) button").allInnerTexts(), [], page.url());
}

test("an auditor of everybody is invited for three days, and comes in by the link", async () => {
  await desk.goto(`${base}/audit`);
  await follow(desk, "Invite an auditor");
  await desk.getByLabel("E-mail address").fill("vera.ito@auditors.example");
  await desk.locator("[name='people-auditor'][value=all]").check();
  await desk.locator("[name='badges-auditor'][value=all]").check();
  await desk.locator("[name='until-auditor']").fill(day(3));
  await press(desk, "Send the invitation");
  await says(desk, "vera.ito@auditors.example");
  auditor = await openPage(browser, sample.server);
  await auditor.goto(await linkTo("vera.ito@auditors.example", /\/invite\/[\w-]+/));
  await auditor.getByLabel("Your name").fill("Vera Ito");
  await auditor.getByLabel("Password").fill("seven green bottles on a wall");
  await auditor.locator("main form button").first().click();
  await auditor.waitForURL(/\/org\/\d+/);
  await auditor.goto(`${base}/audit`);
  await says(auditor, "What you may see");
  await readsOnly(auditor);
});

test("an employee without a role finds by the menu what is asked of them, how much of it is open, and what it makes them ready for", async () => {
  await phone.goto("/backpack");
  await reads(phone, /At work, one thing needs something of you\. The first day: \d/);
  await checkNoSidewaysScroll(phone);
  const menu = () => phone.locator("summary", { hasText: AMINA }).click();
  for (const [link, where] of [[/^What is asked of me 1 open/, /\/standards$/], ["What I am ready for", /\/ready$/], ["My skills", /\/skills$/]]) {
    await menu();
    await follow(phone, link);
    await phone.waitForURL(where);
  }
});

test("1. a standard: written and published, read as what is expected, recorded, and gone back to its version and its record", async () => {
  await desk.goto(`${base}/standards`);
  await follow(desk, "New requirement");
  await desk.getByLabel("Code").fill("SPILL-01");
  await desk.getByLabel("Name").fill("Oil on the floor");
  await press(desk, "Go on");
  await desk.getByLabel("What it asks").fill("Where the kit hangs, and **who is called**.");
  await desk.getByLabel("Reference", { exact: false }).first().fill("Site rules, chapter 4");
  await desk.getByLabel("A record by a member proves it too").check();
  await desk.getByLabel("Take in: Everybody").check();
  await press(desk, "Keep and look");
  await says(desk, /Matches \d+ people/);
  await press(desk, "Publish");
  await says(desk, "Version 1");

  await comes(phone, "/standards", /Oil on the floor/);
  await phone.locator("li, article, section", { hasText: "SPILL-01" }).last().locator("summary").first().click();
  await says(phone, "who is called");
  await checkNoSidewaysScroll(phone);

  const standard = desk.url().split("?")[0];
  await desk.goto(`${standard}?q=amina`);
  await follow(desk, AMINA);
  await desk.getByLabel("Completed on").fill(day(-1));
  await desk.getByLabel("How it is known").selectOption({ label: "I saw it" });
  await desk.getByLabel("Note").fill("Shown at gate 2, with sand and the sheet");
  await press(desk, "Record");
  await says(desk, "Current");
  await comes(phone, "/standards", /Oil on the floor\s+Current/);

  await auditor.goto(`${base}/standards?q=SPILL`);
  await follow(auditor, "SPILL-01");
  await reads(auditor, /Site rules, chapter 4[^]*Versions\s+1 · Oil on the floor/);
  await readsOnly(auditor);
  await auditor.goto(`${standard}?q=amina`);
  await follow(auditor, AMINA);
  await reads(auditor, /By version 1[^]*Robin Demo[^]*Shown at gate 2, with sand and the sheet/);
  await readsOnly(auditor);
});

test("2. induction: the next step on a phone, done and signed off by another, a dated line for the auditor", async () => {
  await phone.goto("/induction");
  await follow(phone, "First weeks in the warehouse");
  await press(phone, /^Done.*Coffee with the night shift/);
  await says(phone, "4 of 6 done");
  await look(phone, "use-induction", twoLooks);
  await lead.goto("/induction");
  await follow(lead, /A talk about how the week went/);
  await lead.getByRole("button", { name: /A talk about how the week went/ }).first().click();
  await says(lead, "5 of 6 done");

  await desk.goto(`${base}/induction/open`);
  await reads(desk, /Björn Lindqvist[^]*Overdue/);
  await auditor.goto(`${base}/induction/records?q=amina`);
  await reads(auditor, /A talk about how the week went[^]*Amina Diallo[^]*Oliver Schäfer/);
  await readsOnly(auditor);
  await auditor.goto(`${base}/people/1/induction/1`);
  await reads(auditor, /Tour of the warehouse and its exits[^]*Amina Diallo[^]*Oliver Schäfer/);
  await readsOnly(auditor);
});

test("2. induction: a checklist is written, published and begun from the directory, and ends on a phone", async () => {
  await desk.goto(`${base}/induction/templates`);
  await follow(desk, "New checklist");
  await desk.getByLabel("Name", { exact: true }).fill("New gate");
  await press(desk, "Save");
  await desk.waitForURL(/\/templates\/\d+$/);
  await follow(desk, "New item");
  await desk.getByLabel("What is to be done").fill("How the new gate opens");
  await desk.getByLabel("Kind").selectOption({ label: "Read and acknowledge" });
  await desk.getByLabel("What is read").fill("Stop, look, **then** press.");
  await press(desk, "Save");
  await desk.waitForURL(/\/templates\/\d+$/);
  await press(desk, "Publish");
  await says(desk, "In use");
  await desk.goto(`${base}/people?q=amina`);
  await desk.getByLabel(`Tick ${AMINA}`).check();
  await press(desk, "Begin a checklist");
  await desk.getByLabel("Checklist").selectOption({ label: "New gate" });
  await press(desk, "Begin a checklist");
  await says(desk, /1 person ha(s|ve) a checklist/);
  await comes(phone, "/induction", /New gate/);
  await follow(phone, "New gate");
  await says(phone, "press.");
  await press(phone, /^I have read it and keep to it/);
  await says(phone, "1 of 1 done");
  await checkNoSidewaysScroll(phone);
});

test("3. what somebody learned by doing: written down in a minute, witnessed by a link, judged for a badge, and its witness read", async () => {
  await phone.goto("/backpack/log");
  await follow(phone, "New entry");
  await phone.getByLabel("What you did").fill("Led two new colleagues through the night of the flood");
  await phone.getByLabel("How long").fill("6:30");
  await phone.getByLabel("Who saw it").fill("kofi@harbour.example");
  await press(phone, "Save");
  await says(phone, "Written down.");
  const entry = phone.url().split("?")[0];
  await follow(phone, "Ask a witness");
  await press(phone, "Send the link");
  await says(phone, "They were asked by mail");
  await stranger.goto(await linkTo("kofi@harbour.example", /\/witness\/[\w-]+/));
  await checkNoSidewaysScroll(stranger);
  await stranger.getByLabel("Yes, I was there").check();
  await stranger.getByLabel("Your name").fill("Kofi Boateng");
  await stranger.getByLabel("In what role?").fill("harbour master");
  await stranger.getByLabel("How do you know").selectOption("peer");
  await stranger.getByLabel("What do you say").fill("Nobody got wet feet twice.");
  await press(stranger, "Confirm it");
  await says(stranger, "stands with the entry now");

  await desk.goto(`${base}/applications/open`);
  await follow(desk, "Mentor on the floor");
  await desk.getByLabel("Judged twice, of a hundred").fill("0");    // else chance asks for a second judge
  await press(desk, "Save");
  await says(desk, "Saved");
  await phone.goto(entry);
  await says(phone, "Nobody got wet feet twice.");
  await follow(phone, "Propose for a badge");
  await press(phone, /^Propose/);
  await phone.waitForURL(/\/applications\//);
  for (const answer of await phone.getByLabel("How do you meet it?").all()) await answer.fill("As the entry tells.");
  await press(phone, "Hand it in");
  await says(phone, "Being looked at");
  await checkNoSidewaysScroll(phone);

  const judge = await openAs(browser, sample.server, sample.visitors.reviewer);
  await judge.goto(`${base}/applications?q=amina`);
  await follow(judge, AMINA);
  await press(judge, "Take it");
  await says(judge, "It is with you now");
  await says(judge, "Nobody got wet feet twice.");
  for (const tick of await judge.locator("main form[action$='/judge'] input[type=checkbox]").all()) await tick.check();
  await judge.getByLabel("Award the badge").check();
  await press(judge, "Judge it");
  await says(judge, "Awarded in some minutes");
  await judge.context().close();
  // The minutes in which it can be taken back are over.
  accident(sample.server, "UPDATE application SET decided_at = decided_at - 700000 WHERE decided_at IS NOT NULL AND told_at IS NULL");
  accident(sample.server, "UPDATE job SET run_at = 1 WHERE kind = 'apply.decided' AND state = 0");
  await comes(auditor, `${base}/people/1`, /Mentor on the floor/);
  await follow(auditor, "Mentor on the floor");
  await follow(auditor, "Evidence");
  await auditor.getByLabel("Why you look").fill("Drawn in the sample of autumn");
  await auditor.locator("main form button").first().click();
  await says(auditor, "You see what only judges see");
  await reads(auditor, /Kofi Boateng[^]*harbour master[^]*Nobody got wet feet twice/);
});

test("5. and 15. a goal nobody else sees, and a hero who would rather not be shown", async () => {
  await phone.goto("/backpack/goals");
  await follow(phone, "New goal");
  await phone.getByLabel("What you want to reach").fill("Read a lifting plan without help");
  await phone.getByLabel("Until").fill(day(90));
  await press(phone, "Save");
  await says(phone, "It is among your goals.");
  await phone.goto("/backpack/goals");
  await says(phone, "Read a lifting plan without help");
  await checkNoSidewaysScroll(phone);
  await auditor.goto("/backpack/goals");
  assert.doesNotMatch(await main(auditor), /lifting plan/);

  await desk.goto(`${base}/recognition/schemes`);
  await follow(desk, "Hero of the week");
  await reads(desk, /Friday|Tuesday|15:00/);
  await desk.goto(`${base}/recognition/schemes/new`);
  await desk.getByLabel("Badge", { exact: true }).selectOption({ label: "Idea of the year" });
  await desk.getByLabel("Name", { exact: true }).fill("Thanks of the week");
  for (const who of ["Robin Demo", "Oliver Schäfer"]) await desk.getByRole("checkbox", { name: who }).check();
  await desk.getByRole("radio", { name: "Every week" }).check();
  await press(desk, "Save");
  await says(desk, "Thanks of the week");
  await phone.goto("/recognise");
  await follow(phone, "Thanks of the week");
  await phone.getByLabel("Who", { exact: true }).fill("Kwame");
  await phone.getByRole("radio", { name: /Kwame Mensah/ }).check();
  await phone.getByLabel("What for").fill("Stayed till the last lorry was out, and swept the yard after it.");
  await press(phone, "Nominate");
  await says(phone, "swept the yard");
  await checkNoSidewaysScroll(phone);
  await desk.goto(`${base}/recognition/screen`);
  await press(desk, "Make an address");
  const screen = new URL(await desk.locator("#screen-address").innerText()).pathname;
  await stranger.goto(screen);
  await says(stranger, "Charlotte Müller");
  await checkNoSidewaysScroll(stranger);
  await phone.goto(`${base}/wall`);
  await press(phone, "Do not show me");
  await says(phone, /Show me/);
  await press(phone, /Show me/);
  await says(phone, "Do not show me");
});

test("6. skills: how many have one and how well it is proved, down to the badge behind each claim", async () => {
  await desk.goto(`${base}/skills`);
  await desk.getByLabel("Name or code of a skill").fill("evacuation");
  await press(desk, "Show");
  await says(desk, "Lead an evacuation");
  await desk.getByRole("link", { name: /^\d+ Proved/ }).first().click();
  await says(desk, /people have it/);
  await auditor.goto(`${base}/skills?q=evacuation`);
  await auditor.getByRole("link", { name: /^\d+ Proved/ }).first().click();
  await follow(auditor, AMINA);
  await says(auditor, "Lead an evacuation");
  await reads(auditor, /Badge: Fire warden, [^]*Counts in full until/);
  await readsOnly(auditor);
  await look(auditor, "use-skills-read", twoLooks);
  await follow(auditor, "Fire warden");
  await follow(auditor, "Public page");
  await says(auditor, "Yes, this badge is genuine");
});

test("7. recognition: the panel decides, the wall shows it, and how it is spread is read", async () => {
  await desk.goto(`${base}/recognition`);
  await follow(desk, "Priya Raman");
  await desk.getByRole("radio", { name: /^Yes/ }).check();
  await press(desk, "Vote");
  await says(desk, /Awarded|Take it back|taken back/);
  await phone.goto("/recognise");
  await follow(phone, /^The wall of/);
  await says(phone, "Charlotte Müller");
  await checkNoSidewaysScroll(phone);
  await auditor.goto(`${base}/reports/recognition`);
  await reads(auditor, /People reached[^]*By department[^]*Operations/);
  await readsOnly(auditor);
});

test("8. readiness: an auditor asks who was cleared on a day that is over", async () => {
  await auditor.goto(`${base}/clearance`);
  await auditor.getByLabel("Who", { exact: true }).fill(AMINA);
  await auditor.getByLabel("As what").selectOption({ label: "Forklift driver" });
  await auditor.getByLabel("Day", { exact: false }).first().fill(day(-30));
  await press(auditor, "Check");
  await auditor.getByRole("heading", { name: `Yes: ${AMINA}` }).waitFor();
  await readsOnly(auditor);
  await look(auditor, "use-clearance-read", twoLooks);
});

test("9. a CV with badges in it, for one reader until a day, checked by whoever has the link", async () => {
  await phone.goto("/backpack/cvs");
  await phone.getByLabel("What it is for").fill("Crane work at the harbour");
  await press(phone, "Make it");
  await phone.getByRole("link", { name: /^Badges/ }).last().click();
  await follow(phone, "Choose badges");
  await phone.getByRole("checkbox", { name: /^First aider/ }).check();
  await press(phone, "Save");
  await says(phone, "First aider");
  await follow(phone, "Crane work at the harbour");
  await follow(phone, "Who may read it");
  await phone.getByLabel("For whom").fill("Dock company");
  await press(phone, "Make the link");
  await says(phone, "opened 0 times");
  await checkNoSidewaysScroll(phone);
  const share = phone.url().split("?")[0];
  const shown = await stranger.goto(/\/cv\/[\w-]+/.exec(await main(phone))[0]);
  assert.equal(shown.headers()["referrer-policy"], "same-origin");
  await says(stranger, "First aider");
  await checkNoSidewaysScroll(stranger);
  await comes(phone, share, /opened (1 time|once)/);
  await press(phone, /^End it/);
  assert.equal((await stranger.reload()).status(), 404);
});

test("10. the record of what must be done: due on a phone, red first at the desk, and the register of waivers", async () => {
  await phone.goto("/standards");
  await reads(phone, /Until \d+ \w+ 20\d\d/);
  await desk.goto(`${base}/matrix`);
  await follow(desk, "Red first");
  await desk.locator(".mx-table a.mx").first().waitFor();
  await auditor.goto(`${base}/audit/waivers`);
  await says(auditor, "Fatima Zahra El Idrissi");
  await readsOnly(auditor);
});

test("11. training from elsewhere: handed in on a phone, judged, and read with how it was known", async () => {
  await phone.goto("/training");
  await follow(phone, "Hand something in");
  await phone.locator("input[type=file]").setInputFiles({ name: "first-aid.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n") });
  await press(phone, "Hand it in");
  await phone.getByLabel("What it certifies").fill("First aid at sea");
  await phone.getByLabel("Who gave it").fill("Lifeboat school");
  await phone.getByLabel("Given on").fill(day(-40));
  await press(phone, "Hand it in");
  await says(phone, "Waits to be judged");
  await checkNoSidewaysScroll(phone);

  await desk.goto(`${base}/external?q=sea`);
  await follow(desk, AMINA);
  await desk.getByLabel("What it counts for").selectOption({ label: "AID-01 First aiders" });
  for (const tick of ["Valid", "Authentic", "Current", "Sufficient"]) await desk.getByRole("checkbox", { name: tick }).check();
  await desk.getByRole("radio", { name: "It was found in a register" }).check();
  await desk.getByLabel("What you looked at").fill("Register of the school, number 88");
  await desk.getByRole("radio", { name: "Accept it" }).check();
  await press(desk, "Decide");
  await says(desk, "Counts");
  const one = desk.url().split("?")[0];
  await comes(phone, "/training", /First aid at sea[^]*?Counts/);

  await auditor.goto(one);
  await reads(auditor, /found in a register[^]*Register of the school, number 88/i);
  await readsOnly(auditor);
  await look(auditor, "use-external-read", twoLooks);
  await auditor.goto(`${base}/external?state=all&q=first`);
  await auditor.locator("tr", { hasText: "Revoked by its issuer" }).getByRole("link", { name: "Oliver Schäfer" }).click();
  await reads(auditor, /Taken back by its issuer[^]*Last looked at/);
  await readsOnly(auditor);
});

test("12. a vacancy: the auditor reads by which rule numbers stand in which order, and no name", async () => {
  await auditor.goto(`${base}/vacancies`);
  assert.equal(await auditor.getByRole("link", { name: "New vacancy" }).count(), 0);
  await auditor.locator("tbody th a").first().click();
  await readsOnly(auditor);
  await auditor.goto(`${auditor.url().split("?")[0]}/order`);
  await auditor.getByRole("link", { name: /^Candidate \d+/ }).first().click();
  await says(auditor, /counts in full|Nothing/);
  await readsOnly(auditor);
});

test("13. a campaign: how far each department is, as figures and as a file", async () => {
  await auditor.goto(`${base}/campaigns`);
  await follow(auditor, "Screens are locked");
  await reads(auditor, /Target[^]*By department[^]*Production/);
  await readsOnly(auditor);
  const file = await auditor.request.get(`${auditor.url().split("?")[0]}?as=csv`);
  assert.match(await file.text(), /Production/);
});

test("14. a partner: trust, agreement, its days and what it meets are read", async () => {
  await auditor.goto(`${base}/external`);
  await follow(auditor, "Partners");
  await follow(auditor, "Quayside First Aid Academy");
  await reads(auditor, /Trusted[^]*Meets AID-01[^]*Agreement with the academy\.pdf/);
  await readsOnly(auditor);
  await follow(auditor, "Agreement with the academy.pdf");
  await says(auditor, "Agreement with the academy.pdf");
});

test("16. the ladder: who could go where is the same for whoever reads it", async () => {
  await auditor.goto(`${base}/job-roles/ladder`);
  await readsOnly(auditor);
  await follow(auditor, "Compare two");
  await auditor.getByLabel("From").selectOption({ label: "Forklift driver" });
  await auditor.getByLabel("To", { exact: true }).selectOption({ label: "First aider on shift" });
  await press(auditor, "Compare");
  await says(auditor, "Differs");
  await readsOnly(auditor);
  const who = async (page) => {
    await page.goto(`${base}/job-roles?q=first+aider`);
    await follow(page, "First aider on shift");
    await follow(page, "Who could fill it");
    await says(page, "Who could fill it: First aider on shift");
    return (await page.locator("main a[href*='/people/']").allInnerTexts()).sort();
  };
  const seen = await who(auditor);
  assert.ok(seen.length > 3, seen.join());
  assert.deepEqual(seen, await who(desk));
});

test("17. what a job role takes: said once at the desk, on the public page at once, and with the days it held", async () => {
  await desk.goto(`${base}/job-roles?q=forklift`);
  await follow(desk, "Forklift driver");
  const role = desk.url().split("?")[0], address = new URL(await desk.locator("a[href*='/roles/']").first().getAttribute("href")).pathname;
  await desk.getByLabel("Requirement").selectOption({ label: "SPILL-01 Oil on the floor" });
  await desk.getByLabel("Why").fill("Pallets drip.");
  await press(desk, "Add");
  await says(desk, "Pallets drip.");
  await stranger.goto(address);
  await says(stranger, "Pallets drip.");
  await checkNoSidewaysScroll(stranger);
  await comes(phone, "/ready", /SPILL-01 Oil on the floor[^]*Current/);
  await auditor.goto(role);
  await follow(auditor, "What it took when");
  await says(auditor, "What it took when: Forklift driver");
  const [now, before] = (await main(auditor)).split(/\d+ \w+ 20\d\d – \d+ \w+ 20\d\d/);
  assert.match(now, /SPILL-01/);
  assert.doesNotMatch(before, /SPILL-01/);
  await readsOnly(auditor);
});
