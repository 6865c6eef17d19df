// Every page of the route table, by axe at both widths, light and dark: full of
// sample data, empty, and as an error. The table itself says what is missing.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import test, { after, before } from "node:test";
import { axe, build, file, freePort, look, root, openAs, openBrowser, openPage, shot, until } from "./harness.mjs";
import { caller, makeToken } from "../web/api.mjs";
import { openSample } from "./sample.mjs";
import { signedForParts } from "../web/parts.mjs";
import { App, BACK, Issuer, METADATA, S30 } from "../web/app.mjs";
import { PASSWORD, accident, openOffice } from "../web/office.mjs";

// Addresses that give no page of ours: documents, pictures, machines; and the
// second step and the company's sign-in, which sign_in and company.test.mjs look at; courses, which lti.test.mjs does.
const NO_PAGE = /\.(svg|csv|ics|json|png|atom|xml|txt|pdf)$|^\/brand\/|\/original$|\/body$|^\/(assets|images|endorsers|status|healthz|readyz|oembed|ob2)\b|\/(multi)?keys\/\{kid\}$|^\/setup|\/reports\/((verification|compliance|recognition)\/)?files\/|\/awards\/lists\/\{id\}\/result|^\/sign-in\/second$|^\/scim\/|^\/sign-(in|out)\/(company|join)\b|\/settings\/company\/test$|\.zip$|^\/api\/(v1|xapi)\b|^\/lti\/|\/platforms\/\{id\}\/courses\/|\/badges\/(\{id\}\/)?export$|\/evidence\/.*\/file$|^\/ims\/|\/oauth-authorization-server$|\/elsewhere\/\{id\}\/(go|back)$|^\/issuer(\.js|\/outcome|\/assertion)$|^\/api\/identity$|^\/displayer\/\{user\}|^\/bake$|\/revocations$|^\/b\/\{id\}\/refresh$|^\/backpack\/(login|settings)$|^\/wallet\/|\/openid-credential-issuer$|\/oauth-authorization-server\/wallet$|^\/holders\/|^\/(witness\/\{token\}|backpack\/log\/\{id\}|induction\/\{id\}\/steps\/\{step\}|training\/\{id\}|org\/\{org\}\/(team\/)?external\/\{id\})\/files\//;
const routes = execFileSync(path.join(build, "lapel"), ["routes", "--tsv"], { encoding: "utf8" }).trim().split("\n")
  .map((line) => line.split("\t")).filter(([method, where]) => method === "GET" && !NO_PAGE.test(where)).map(([, where]) => where);

let sample, browser;
const seen = new Set();
const pages = {};

before(async () => {
  sample = await openSample();
  browser = await openBrowser();
  for (const [who, visitor] of Object.entries(sample.visitors)) pages[who] = await openAs(browser, sample.server, visitor);
  pages.nobody = await openPage(browser, sample.server);
});
after(async () => {
  await browser?.close();
  await sample?.server.stop();
});

const matches = (pattern, where) =>
  new RegExp(`^${pattern.replace(/\{[^}]+\}/g, "[^/]+")}$`).test(where.split("?")[0]);

function note(where) {
  // The pattern with the most fixed letters is the one that answers.
  const fits = routes.filter((pattern) => matches(pattern, where));
  fits.sort((x, y) => y.replace(/\{[^}]+\}/g, "").length - x.replace(/\{[^}]+\}/g, "").length);
  if (fits[0]) seen.add(fits[0]);
}

async function see(who, where, name) {
  const answer = await pages[who].goto(where);
  assert.equal(answer.status(), 200, `${where}: ${answer.status()}`);
  assert.equal(new URL(pages[who].url()).pathname, where.split("?")[0], "it led elsewhere");
  note(where);
  await look(pages[who], name);
}

// The first address on a page that fits.
async function find(who, where, match) {
  await pages[who].goto(where);
  return match.exec(await pages[who].content())[0];
}

// A view that is called otherwise, of a list of the organisation and of the Backpack.
async function seeView(who, list, name) {
  await pages[who].goto(list);
  await pages[who].locator("summary", { hasText: "Views" }).click();
  await pages[who].getByLabel("Save what is shown now as").fill("What I look at on Mondays");
  await pages[who].getByRole("button", { name: "Save the view" }).click();
  await pages[who].getByText("The view is saved").waitFor();
  const edit = await find(who, list, /(\/org\/1)?\/lists\/[a-z-]+\/views\/\d+/);
  await see(who, `${edit}?back=${encodeURIComponent(list)}`, name);
  await pages[who].getByLabel("Name of the view").fill(" ");
  await pages[who].getByRole("button", { name: "Save" }).click();
  await look(pages[who], `${name}-error`);
  await pages[who].getByRole("button", { name: "Delete the view" }).click();
  await pages[who].getByText("What I look at on Mondays is deleted").waitFor();
  await look(pages[who], `${name}-deleted`);
  await pages[who].getByRole("button", { name: "Undo" }).first().click();
}

// A profile beside the first has pages of its own.
async function seeProfile(base) {
  await pages.admin.goto(`${base}/settings/profiles`);
  await pages.admin.getByRole("button", { name: "Make the profile" }).click();
  await look(pages.admin, "profile-error");
  await pages.admin.getByLabel("Name", { exact: true }).fill("Harbour Academy");
  await pages.admin.getByRole("button", { name: "Make the profile" }).click();
  await pages.admin.getByText("The profile is made").waitFor();
  const profile = new URL(pages.admin.url()).pathname;
  for (const [where, name] of [[profile, "profile"], [`${profile}/keys`, "profile-keys"], [`${profile}/brand`, "profile-brand"]])
    await see("admin", where, name);
  await see("admin", `${profile}/keys/restore`, "profile-key-restore");
  await see("admin", await find("admin", `${profile}/keys`, /\/org\/1\/settings\/profiles\/\d+\/keys\/\d+/), "profile-key");
  await pages.admin.getByRole("button", { name: "Show the backup sheet" }).click();
  await look(pages.admin, "key-sheet");
}

// A company's directory that is connected, with a group, and a call that was refused.
async function seeDirectory(base) {
  const page = pages.admin;
  await see("admin", `${base}/settings/directory`, "directory-none");
  await page.getByRole("button", { name: "Make the token" }).click();
  const token = (await page.locator("#token-secret").textContent()).trim();
  const call = async (where, data) => (await page.request.post(`/scim/v2${where}`, { data, headers: { authorization: `Bearer ${token}` } })).json();
  const user = await call("/Users", { userName: "inga@example.org", displayName: "Inga Berg", active: true });
  const group = await call("/Groups", { displayName: "First aiders", members: [{ value: user.id }] });
  await call("/Groups", { displayName: "Night shift", members: [{ value: "99999" }] });
  await see("admin", `${base}/settings/directory`, "directory");
  await see("admin", `${base}/settings/directory/groups/${group.id}`, "directory-group");
}

// What is asked of people: written, looked at, published, and one who stands somehow with it.
async function seeStandards(base) {
  const page = pages.admin;
  await see("admin", `${base}/standards?q=zebra`, "standards-none");
  await see("admin", await find("admin", `${base}/standards?q=FIRE-01`, /\/org\/1\/standards\/\d+/), "requirement-second");
  await see("admin", `${await find("admin", `${base}/standards?q=HGT-01`, /\/org\/1\/standards\/\d+/)}/versions/1`, "requirement-version");
  await see("earner", "/standards", "my-standards-full");
  await see("admin", `${base}/standards/new`, "requirement-new");
  await page.getByRole("button", { name: "Go on" }).click();
  await look(page, "requirement-new-error");
  await page.getByLabel("Code").fill("FS-01");
  await page.getByLabel("Name", { exact: true }).fill("Fire safety");
  await page.getByRole("button", { name: "Go on" }).click();
  const self = new URL(page.url()).pathname.replace(/\/edit$/, "");
  await see("admin", `${self}/edit`, "requirement-edit");
  await page.getByLabel("A record by a member").check();
  await page.locator("#due0_from").selectOption("assigned");
  await page.locator("#due0_n").fill("30");
  await page.getByLabel("Take in: Everybody").check();
  await page.getByRole("button", { name: "Keep and look" }).click();
  await see("admin", `${self}/publish`, "requirement-publish");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await until(async () => (await page.goto(self)) && (await page.getByRole("link", { name: /Amina/ }).count()) > 0, "the people");
  await see("admin", self, "requirement");
  await see("admin", `${base}/standards`, "standards");
  const cell = await find("admin", `${self}?q=Amina`, /\/org\/1\/standards\/\d+\/people\/\d+/);
  await see("admin", cell, "standing");
  await page.getByRole("button", { name: "Record", exact: true }).click();
  await look(page, "standing-recorded");
  await see("admin", `${base}/people/${cell.split("/").pop()}/standards`, "person-standards");
  await see("admin", `${base}/people/${cell.split("/").pop()}/days`, "person-days");
  await see("admin", `${self}/owner`, "requirement-owner");
  await see("admin", "/standards", "my-standards");
  await see("admin", "/calendar", "calendar-none");
  await page.getByRole("button", { name: "Make my calendar" }).click();
  await look(page, "calendar");
  const role = await find("admin", `${base}/job-roles?q=forklift`, /\/org\/1\/job-roles\/\d+/);
  await see("admin", `${base}/job-roles`, "job-roles");
  await see("admin", `${base}/job-roles/new`, "job-role-new");
  for (const [at, name] of [["", "job-role"], ["/edit", "job-role-edit"], ["/ready", "job-role-ready"], ["/ready?state=not-ready&q=zebra", "job-role-ready-none"]])
    await see("admin", `${role}${at}`, name);
  await see("admin", await find("admin", role, /\/org\/1\/job-roles\/\d+\/asks\/\d+/), "job-role-ask");
  const open = await find("admin", role, /\/roles\/[\w-]{12,}/);
  await see("nobody", open, "role-public");
  for (const page of ["about", "privacy", "accessibility"]) await see("nobody", `/${page}`, page);
  await see("nobody", `${open}/poster`, "role-poster");
  await see("nobody", `${open}/compare`, "role-compare");
  const driver = await find("admin", `${role}/ready`, /\/org\/1\/people\/\d+\/ready\/\d+/);
  await see("admin", driver, "ready-person-role");
  await see("admin", `${driver}/card`, "clearance-card-none");
  await pages.admin.getByRole("button", { name: "Make a card" }).click();
  await look(pages.admin, "clearance-card");
  await see("nobody", await find("admin", `${driver}/card`, /\/cleared\/[\w-]+/), "clearance-answer");
  await see("admin", driver.replace(/\/\d+$/, ""), "ready-person");
  for (const [at, name] of [["", "clearance"], ["?person=zebra&role=FLT", "clearance-error"]]) {
    await pages.admin.goto(`${base}/clearance${at}`);
    note(`${base}/clearance`);
    await look(pages.admin, name);
  }
  for (const [address, name] of [["amina.diallo@example.com", "clearance-yes"], ["luca.ferrari@example.com", "clearance-no"]]) {
    await pages.admin.goto(`${base}/clearance?person=${address}&role=FLT`);
    await see("admin", pages.admin.url().replace(/^https?:\/\/[^/]+/, ""), name);
  }
  await see("earner", "/ready", "my-ready");
  await see("earner", await find("earner", "/ready", /\/ready\/\d+\/\d+\/card/), "my-clearance-card");
  await see("admin", `${base}/job-roles/ladder`, "ladder");
  await see("admin", `${base}/job-roles/compare`, "job-roles-compare");
  await see("admin", await find("admin", `${base}/job-roles/ladder`, /\/org\/1\/job-roles\/compare\?a=\d+&amp;b=\d+/).then((one) => one.replace("&amp;", "&")), "job-roles-compared");
  await see("earner", "/ladder", "ladder-mine");
  await see("earner", "/ladder/way", "way-mine-none");
  await see("earner", await find("earner", "/ladder", /\/ladder\/way\?me=\d+&amp;b=\d+/).then((one) => one.replace("&amp;", "&")), "way-mine");
  await see("admin", `${base}/job-roles/way`, "job-roles-way");
  await see("admin", `${driver.replace(/\/ready\/\d+$/, "/way")}?b=${await find("admin", `${base}/job-roles?q=technician`, /job-roles\/\d+/).then((one) => one.split("/").pop())}`, "way-person");
  await see("manager", await find("manager", `${base}/team`, /\/org\/1\/team\/\d+/).then((one) => `${one}/way`), "way-led");
  await see("earner", "/ladder/compare", "ladder-compare-mine");
  await see("viewer", "/ladder", "ladder-mine-none");
  const takes = await find("admin", `${base}/job-roles?q=forklift`, /\/org\/1\/job-roles\/\d+/);
  await see("admin", `${takes}/skills?q=lead`, "job-role-skill-new");
  await see("admin", `${takes}/skills?item=` + /item=(\d+)/.exec(await pages.admin.content())[1], "job-role-skill-one");
  await see("admin", await find("admin", takes, /\/org\/1\/job-roles\/\d+\/skills\/\d+/), "job-role-skill");
  await see("admin", `${takes}/past`, "job-role-past");
  await see("admin", `${takes}/could`, "job-role-could-none");
  await see("admin", `${await find("admin", `${base}/job-roles?q=technician`, /\/org\/1\/job-roles\/\d+/)}/could`, "job-role-could");
  await see("nobody", `${await find("admin", takes, /\/roles\/[\w-]+/)}/check`, "role-check");
  await pages.nobody.getByLabel("Or a link to a Backpack").fill("/c/none");
  await pages.nobody.getByRole("button", { name: "See what is missing" }).click();
  await look(pages.nobody, "role-check-error");
  await see("earner", "/skills", "my-skills");
  await see("viewer", "/skills", "my-skills-none");
  await see("earner", "/skills/say?q=loads", "skill-say");
  await see("earner", "/skills/say?item=" + /item=(\d+)/.exec(await pages.earner.content())[1], "skill-say-one");
  await see("earner", await find("earner", "/skills", /\/skills\/mine\/\d+/), "skill-mine");
  await see("manager", "/skills/asked", "skills-asked");
  await see("viewer", "/skills/asked", "skills-asked-none");
  for (const [where, name] of [["", "partners"], ["?q=zebra", "partners-none"], ["/new", "partner-new"]]) await see("admin", `${base}/partners${where}`, name);
  const partner = await find("admin", `${base}/partners?q=quayside`, /\/org\/1\/partners\/\d+(?=")/);
  await see("admin", partner, "partner");
  await see("admin", `${partner}/edit`, "partner-edit");
  for (const [where, name] of [["/history", "partner-history"], ["/history?of=notes", "partner-notes"]]) await see("admin", partner + where, name);
  await see("admin", await find("admin", `${base}/partners?q=rescue`, /\/org\/1\/partners\/\d+(?=")/), "partner-suspended");
  await see("viewer", partner, "partner-read");
  await see("nobody", await find("admin", partner, /\/endorsements\/[\w-]{12,}(?=")/), "given-endorsement");
  await see("earner", "/campaigns", "my-campaigns");
  await see("admin", "/campaigns", "my-campaigns-none");
  await see("admin", `${base}/campaigns`, "campaigns");
  await see("admin", `${base}/campaigns/new`, "campaign-new");
  const planned = await find("admin", `${base}/campaigns`, /\/org\/1\/campaigns\/\d+/);
  await see("admin", planned, "campaign-planned");
  await see("admin", `${planned}/edit`, "campaign-edit");
  await see("admin", planned.replace(/\d+$/, (id) => String(Number(id) - 1)), "campaign");
  await see("earner", "/plan", "my-plans");
  await see("viewer", "/plan", "my-plans-none");
  await see("earner", "/plan/new", "plan-new");
  const plan = await find("earner", "/plan", /\/plan\/\d+/);
  for (const [at, name] of [["", "plan"], ["/edit", "plan-edit"], ["/paper", "plan-paper"]]) await see("earner", `${plan}${at}`, name);
  await see("earner", await find("earner", plan, /\/plan\/\d+\/steps\/\d+/), "plan-step");
  await see("admin", `${base}/skills`, "skills");
  await see("admin", `${base}/skills?q=zebra`, "skills-none");
  const skill = await find("admin", `${base}/skills`, /\/org\/1\/skills\/\d+/);
  await see("admin", skill, "skill-who");
  await see("admin", await find("admin", skill, /\/org\/1\/people\/\d+\/skills/), "person-skills");
  await see("admin", "/ready", "my-ready-none");
  await see("admin", `${base}/matrix`, "matrix");
  await see("admin", await find("admin", `${base}/matrix?q=Amina`, /\/org\/1\/matrix\/\d+\/\d+/), "matrix-why");
  await see("admin", `${base}/matrix?at=2036-01-01`, "matrix-as-at");
  for (const [at, name] of [["audit", "audit"], ["audit/waivers?state=all", "waivers"], ["audit/waivers?q=zebra", "waivers-none"], ["audit/views", "audit-views"]])
    await see("admin", `${base}/${at}`, name);
  for (const [at, name] of [["audit/packs", "packs-none"], ["audit/samples", "samples"], ["audit/samples/new", "sample-draw"]]) await see("admin", `${base}/${at}`, name);
  await see("auditor", await find("auditor", `${base}/audit/samples`, /\/org\/1\/audit\/samples\/\d+/), "sample-auditor");
  await see("auditor", `${base}/audit`, "audit-auditor");
  await see("admin", `${self}/edit`, "requirement-edit-again");
  await see("admin", `${await find("admin", `${base}/standards?q=MAN-01`, /\/org\/1\/standards\/\d+/)}/what-if`, "what-if");
}

test("the organisation's pages", async () => {
  const { base } = sample;
  const person = await find("admin", `${base}/people?q=Amina`, /\/org\/1\/people\/\d+/);
  const badge = await find("admin", `${base}/badges?q=fire+warden`, /\/org\/1\/badges\/\d+/);
  const award = await find("admin", `${base}/awards`, /\/org\/1\/awards\/\d+/);
  const list = await find("admin", `${base}/awards/lists`, /\/org\/1\/awards\/lists\/\d+/);
  const mail = await find("admin", `${base}/mail`, /\/org\/1\/mail\/\d+/);
  const record = await caller(sample.server, await makeToken({ base, maya: sample.visitors.admin }, ["awards:read", "awards:write"]))(
    "POST", `/people/${person.split("/").pop()}/records`, { name: "What Amina has learnt" });
  await see("nobody", new URL(record.body.credentialUrl).pathname, "learner-record");
  for (const [where, name] of [[`${base}/records`, "records"], [`${base}/records/${record.body.id}`, "record"], [`${base}/records?q=zebra`, "records-none"]]) await see("admin", where, name);
  await see("admin", `${person}/record`, "record-choose");
  await pages.admin.getByLabel("What it is called").fill("For the harbour authority");
  await pages.admin.getByRole("button", { name: "Preview" }).click();
  await look(pages.admin, "record-new");
  for (const [where, name] of [
    [base, "home"], [`${base}/badges`, "badges"], [`${base}/badges?q=zebra`, "badges-none"], [badge, "badge-page"],
    [`${base}/awards`, "awards"], [`${base}/awards?q=zebra`, "awards-none"], [`${base}/badges/list`, "badges-list"], [`${base}/badges/list?q=zebra`, "badges-list-none"], [`${base}/awards/new`, "award-choose"],
    [`${base}/awards/new?badge=${badge.split("/").pop()}`, "award-who"], [award, "award-admin"], [`${award}/revoke`, "award-revoke"],
    [`${award}/suspend`, "award-suspend"], [`${award}/correct`, "award-correct"], [`${award}/move`, "award-move"], [`${award}/evidence`, "award-evidence"], [`${base}/awards?state=valid&badge=1`, "awards-filtered"], [`${base}/awards/lists`, "award-lists"], [list, "award-result"], [`${base}/people`, "people"], [`${base}/people?q=zebra`, "people-none"],
    [person, "person"], [`${person}/edit`, "person-edit"], [`${base}/people/new`, "person-new"], [`${base}/people?state=left`, "people-left"],
    [`${base}/places/departments`, "departments"], [`${base}/places/teams/1`, "team-change"], [`${base}/groups`, "groups"],
    [`${base}/groups?from=team%3D1`, "group-new"], [`${base}/groups/1`, "group"], [`${base}/mail`, "mail"], [`${base}/settings`, "settings"], [`${base}/settings/profile`, "settings-profile"],
    [`${base}/settings/members`, "members"], [`${base}/settings/members/new`, "members-new"], [`${base}/settings/members/1`, "member"],
    [`${base}/settings/members/4/remove`, "member-remove"], [`${base}/roles`, "roles"], [`${base}/settings/keys`, "keys"], [`${base}/settings/log`, "log"], [`${base}/settings/ledger`, "ledger"], [`${base}/settings/ledger/entries/90`, "ledger-entry"], [`${base}/settings/ledger/accept`, "ledger-accept"], [`${base}/settings/awarding`, "settings-awarding"], [`${base}/settings/brand`, "brand"], [`${base}/settings/profiles`, "profiles"], [`${base}/settings/keys/1`, "key"], [`${base}/settings/keys/restore`, "key-restore"],
    [`${base}/settings/brand?colour=%23ffcc00&has_band=1&band=%23ffe680`, "brand-light"],
    [`${base}/settings/company`, "company"], [`${base}/settings/company?kind=entra`, "company-entra"],
    [`${base}/settings/privacy`, "privacy"], [`${base}/settings/privacy/due/leavers`, "privacy-due"], [`${base}/settings/privacy/due/mails`, "privacy-due-none"],
    [`${base}/settings/privacy/receipts/1`, "privacy-receipt"], [`${base}/settings/export`, "export"], [`${person}/erase`, "privacy-erase"], [`${base}/reports`, "reports"], [`${base}/reports/compliance`, "compliance"], [`${base}/reports/recognition`, "spread"], [`${base}/reports/verification`, "checked"], [`${base}/reports/recognition?period=all&scheme=1`, "spread-all"], [`${base}/reports/compliance?department=1&weight=blocks`, "compliance-part"], [`${base}/reports?period=all&compare=1&department=1`, "reports-compared"], [`${base}/reports?period=own&from=2001-01-01&until=2001-02-01`, "reports-none"],
    ["/account/company", "company-known-none"], [`${base}/endorsements`, "endorsements"], [`${base}/endorsements/new`, "endorse-ask"],
    [`${base}/endorsements/2`, "endorsement"],
    [`${base}/settings/catalogue`, "settings-catalogue"], [`${base}/settings/website`, "settings-website"], [`${base}/catalogue`, "catalogue"], [`${base}/catalogue/sections/1`, "catalogue-section"],
    [`${badge}/catalogue`, "catalogue-badge"], ["/settings/organisations", "server-organisations"],
  ]) await see("admin", where, name);
  await seeProfile(base);
  await seeView("admin", `${base}/people`, "view");
  await seeStandards(base);
  await pages.admin.goto(`${base}/badges`);
  await pages.admin.getByRole("button", { name: "Table", exact: true }).click();
  await look(pages.admin, "badges-table");
  await pages.admin.goto(`${base}/catalogue`);
  await pages.admin.getByRole("button", { name: "Add the section" }).click();
  await look(pages.admin, "catalogue-error");
  await see("admin", `${base}/settings/tokens`, "tokens");
  await pages.admin.getByLabel("Name", { exact: true }).fill("Learning platform");
  await pages.admin.getByRole("button", { name: "Make the token" }).click();
  await look(pages.admin, "token-error");
  await pages.admin.getByLabel("Award badges").check();
  await pages.admin.getByRole("button", { name: "Make the token" }).click();
  await pages.admin.getByText("Copy it now").waitFor();
  await look(pages.admin, "token-secret");
  await pages.admin.getByRole("link", { name: "I have copied it" }).click();
  note(new URL(pages.admin.url()).pathname);
  await look(pages.admin, "token");
  await seeDirectory(base);
  await see("nobody", "/api/docs", "api-docs");
  await see("admin", `${base}/settings/webhooks`, "webhooks");
  await pages.admin.getByRole("button", { name: "Make the webhook" }).click();
  await look(pages.admin, "webhook-error");
  await see("admin", await find("admin", `${base}/settings/webhooks`, /\/org\/1\/settings\/webhooks\/\d+/), "webhook");
  await see("admin", await find("admin", pages.admin.url(), /\/org\/1\/settings\/webhooks\/\d+\/messages\/\d+/), "webhook-message");
  await see("admin", `${base}/settings/learning`, "learning");
  await pages.admin.getByRole("button", { name: "Make a key" }).click();
  await look(pages.admin, "learning-error");
  await pages.admin.getByLabel("Name", { exact: true }).fill("Safety course");
  await pages.admin.getByRole("button", { name: "Make a key" }).click();
  await pages.admin.getByText("Secret (password)").waitFor();
  await look(pages.admin, "learning-key");
  await see("admin", `${base}/settings/learning/rules/new`, "learning-rule-new");
  await pages.admin.getByRole("button", { name: "Save and look" }).click();
  await look(pages.admin, "learning-rule-error");
  await see("admin", await find("admin", `${base}/settings/learning`, /\/org\/1\/settings\/learning\/rules\/\d+/), "learning-rule");
  await see("admin", `${base}/settings/learning/statements`, "learning-statements");
  await see("admin", await find("admin", pages.admin.url(), /\/org\/1\/settings\/learning\/statements\/\d+/), "learning-statement");
  await see("admin", `${base}/settings/learning/awards`, "learning-awards");
  await see("admin", `${base}/settings/learning/people`, "learning-people");
  await see("admin", await find("admin", pages.admin.url(), /\/org\/1\/settings\/learning\/people\/\d+/), "learning-person");
  await see("admin", `${base}/settings/learning/platforms`, "learning-platforms");
  await see("admin", await find("admin", pages.admin.url(), /\/org\/1\/settings\/learning\/platforms\/\d+/), "learning-platform");
  await see("admin", `${base}/settings/mails`, "settings-mails");
  await see("admin", `${base}/settings/mails/award?lang=de`, "settings-mail-words");
  await pages.admin.getByLabel("Subject").fill("Well done {nmae}");
  await pages.admin.getByRole("button", { name: "{organisation}" }).click();
  assert.match(await pages.admin.getByLabel("Subject").inputValue(), /nmae\}\{organisation\}$/);
  await pages.admin.frameLocator("[data-letter-frame]").first().getByText("Hallo").or(pages.admin.frameLocator("[data-letter-frame]").first().getByText("Anna Beispiel")).first().waitFor();
  await pages.admin.getByRole("button", { name: "Save", exact: true }).click();
  await look(pages.admin, "settings-mail-words-error");
  const anyMail = await find("admin", `${base}/mail?kind=award`, /\/org\/1\/mail\/\d+/);
  const choices = await find("admin", anyMail, /\/mail-choices\/[\w.-]+/);
  await see("admin", `${base}/settings/reminders`, "settings-reminders");
  await pages.admin.getByLabel("Days before the end").fill("soon");
  await pages.admin.getByRole("button", { name: "Save", exact: true }).click();
  await look(pages.admin, "settings-reminders-error");
  await see("admin", await find("admin", `${base}/settings/reminders`, /\/org\/1\/settings\/reminders\/\d+/), "settings-reminders-badge");
  await see("admin", `${base}/settings/duties`, "settings-duties");
  await pages.admin.getByLabel("Days before").fill("soon");
  await pages.admin.getByRole("button", { name: "Save", exact: true }).click();
  await look(pages.admin, "settings-duties-error");
  await see("admin", `${base}/settings/duties/today`, "settings-duties-today");
  await see("admin", await find("admin", `${base}/settings/duties`, /\/org\/1\/standards\/\d+\/reminders/), "requirement-reminders");
  await see("nobody", choices, "mail-choices");
  await see("nobody", `${choices}/refuse/reminders`, "mail-refused");
  await pages.admin.goto(`${award}/suspend`);
  await pages.admin.getByRole("button", { name: "Suspend this award" }).click();
  await look(pages.admin, "award-suspend-error");
  await pages.admin.getByLabel("Reason").fill("The exam is looked into.");
  await pages.admin.getByRole("button", { name: "Suspend this award" }).click();
  await look(pages.admin, "award-suspended");
  await pages.nobody.goto(await find("admin", award, /\/b\/[\w-]{22}/));
  await look(pages.nobody, "public-suspended");
  await pages.admin.getByRole("button", { name: "Reinstate" }).click();
  await pages.admin.getByText("Suspend this award").first().waitFor();
  await pages.admin.goto(`${award}/correct`);
  await pages.admin.getByLabel("Day of the award").fill("2020-02-29");
  await pages.admin.getByRole("button", { name: "Sign it anew" }).click();
  await look(pages.admin, "award-correct-error");
  await pages.admin.getByLabel("Why").fill("The course ended earlier.");
  await pages.admin.getByRole("button", { name: "Sign it anew" }).click();
  await pages.admin.getByRole("heading", { name: "What it said before" }).waitFor();
  await look(pages.admin, "award-corrected");
  await pages.admin.getByRole("button", { name: "Put back what it said" }).click();
  await pages.admin.goto(mail);
  await pages.admin.frameLocator("iframe").locator("body").waitFor();
  pages.admin.faults.length = 0;                 // Chromium notes that a sandboxed frame may not run scripts
  note(mail);
  await look(pages.admin, "mail-one");
});

test("links and codes: made, printed, and used on a phone", async () => {
  const { base } = sample;
  const { admin, nobody } = pages;
  const open = await find("admin", `${base}/claims`, /\/org\/1\/claims\/\d+(?=">Open day)/);
  const slips = await find("admin", `${base}/claims`, /\/org\/1\/claims\/\d+(?=">Induction)/);
  const waiting = await find("admin", `${base}/claims`, /\/org\/1\/claims\/\d+(?=">Toolbox)/);
  for (const [where, name] of [
    [`${base}/claims`, "claims"], [`${base}/claims/new`, "claim-choose"], [`${base}/claims/new?badge=1`, "claim-new"], [open, "claim-link"],
    [slips, "claim-codes"], [waiting, "claim-waiting"], [`${open}/edit`, "claim-edit"], [`${open}/poster`, "claim-poster"], [`${slips}/slips`, "claim-slips"],
  ]) await see("admin", where, name);

  await admin.goto(open);
  const address = new URL(await admin.locator("#claim-address").innerText()).pathname;
  await see("nobody", address, "claim-public");
  await nobody.getByRole("button", { name: "Send me the badge" }).click();
  await look(nobody, "claim-public-error");
  await nobody.getByLabel("Your name").fill("Robin Hale");
  const file = nobody.waitForEvent("download");
  await nobody.getByRole("button", { name: "Just give me the file" }).click();
  await nobody.waitForURL(/\/got\//);
  note(new URL(nobody.url()).pathname);
  await look(nobody, "claim-file");
  await file;                                    // a download that begins would break off the next visit
  await nobody.goto(address);
  await nobody.getByLabel("Your name").fill("Sam Ode");
  await nobody.getByLabel("E-mail address").fill("sam.ode@visitors.example");
  await nobody.getByRole("button", { name: "Send me the badge" }).click();
  await nobody.getByText("We have written to").waitFor();
  await look(nobody, "claim-mailbox");
  const mail = await find("admin", `${base}/mail?state=outbox`, /\/org\/1\/mail\/\d+/);
  await admin.goto(mail);
  const link = /\/claimed\/[\w-]+/.exec(await admin.content())[0];
  admin.faults.length = 0;
  await see("nobody", link, "claim-press");
  await nobody.getByRole("button", { name: "Get my badge" }).click();
  await nobody.getByText("Awarded to Sam Ode").waitFor();
});

test("applications: handed in on a phone, judged by two, and the evidence", async () => {
  const { base } = sample;
  const { admin, reviewer, nobody } = pages;
  const open = await find("admin", `${base}/applications/open`, /\/org\/1\/applications\/open\/\d+(?=">Mentor)/);
  for (const [where, name] of [[`${base}/applications/open`, "apply-opened"], [open, "apply-open"], [`${base}/applications/open/1`, "apply-open-new"]]) await see("admin", where, name);
  for (const [where, name] of [[`${base}/applications`, "apply-queue"], [`${base}/applications?state=all`, "apply-queue-all"], [`${base}/applications?q=zebra`, "apply-queue-none"]]) await see("reviewer", where, name);
  const one = (who) => find("reviewer", `${base}/applications?state=all`, new RegExp(`/org/1/applications/\\d+(?="[^>]*>${who})`));
  await see("reviewer", await one("Leila"), "apply-passed");
  // The award of it is made minutes later; the page of how it was judged belongs to that.
  accident(sample.server, "UPDATE application SET award_id = (SELECT min(w.id) FROM award w WHERE w.org_id = 1) WHERE state = 'passed' AND org_id = 1");
  await see("admin", `${base}/awards/1/judged`, "award-judged");
  await see("reviewer", await one("Tom"), "apply-more");
  const late = await one("Ingrid");
  await reviewer.goto(late);
  await look(reviewer, "apply-late");
  await reviewer.getByRole("button", { name: "Take it" }).click();
  await reviewer.getByText("It is with you now").waitFor();
  await look(reviewer, "apply-judge");
  await reviewer.getByLabel("Award the badge").check();
  await reviewer.getByRole("button", { name: "Judge it" }).click();
  await reviewer.getByText("all four questions").first().waitFor();
  await look(reviewer, "apply-judge-error");
  const piece = await find("reviewer", late, /\/evidence\/[\w-]+\/[\w-]+(?=")/);
  await see("reviewer", piece, "evidence-piece");
  await see("reviewer", piece.split("/").slice(0, 3).join("/"), "evidence-folder");
  await see("nobody", piece.split("/").slice(0, 3).join("/"), "evidence-public");

  await admin.goto(open);
  const address = new URL(await admin.locator("#apply-address").innerText()).pathname;
  await see("nobody", address, "apply-page");
  await nobody.getByRole("button", { name: "Send me the link" }).click();
  await look(nobody, "apply-page-error");
  await nobody.getByLabel("Your name").fill("Noor Bakker");
  await nobody.getByLabel("E-mail address").fill("noor@visitors.example");
  await nobody.getByRole("button", { name: "Send me the link" }).click();
  await nobody.getByText("We have written to").waitFor();
  await look(nobody, "apply-mailbox");
  await admin.goto(await find("admin", `${base}/mail?state=outbox`, /\/org\/1\/mail\/\d+/));
  const own = /\/applications\/[\w-]+\/[\w-]+/.exec(await admin.content())[0];
  admin.faults.length = 0;
  await see("nobody", own, "applicant-draft");
  await nobody.getByRole("button", { name: "Add evidence for criterion 1" }).click();
  await nobody.waitForURL(/\/add/);
  note(new URL(nobody.url()).pathname);
  await look(nobody, "applicant-add");
  await nobody.getByRole("button", { name: "Add it" }).click();
  await nobody.getByText("Choose a file, write a link").first().waitFor();
  await look(nobody, "applicant-add-error");
  await nobody.getByLabel("Or in words").fill("Jo, Max and Amal, in spring.");
  await nobody.getByRole("button", { name: "Add it" }).click();
  await nobody.getByRole("button", { name: "Hand it in" }).click();
  await nobody.getByText("has no answer and no evidence yet").waitFor();
  await look(nobody, "applicant-error");
  await nobody.getByLabel("How do you meet it?").nth(1).fill("The mirror at dock 4.");
  await nobody.getByRole("button", { name: "Hand it in" }).click();
  await nobody.getByText("Being looked at", { exact: true }).waitFor();
  await look(nobody, "applicant-waits");
  await see("earner", "/applications", "applications-mine");
});

test("recognition: who waits, who decides, the rules, and nominating somebody", async () => {
  const { base } = sample;
  const { admin, earner } = pages;
  for (const [where, name] of [["", "recognise-queue"], ["?state=all", "recognise-queue-all"], ["?q=zebra", "recognise-queue-none"]]) await see("admin", `${base}/recognition${where}`, name);
  await see("viewer", `${base}/recognition`, "recognise-queue-empty");
  await see("admin", await find("admin", `${base}/recognition`, new RegExp(`${base}/recognition/\\d+(?="[^>]*>Priya)`)), "recognise-decide");
  await admin.getByRole("radio", { name: /^No/ }).check();
  await admin.getByRole("button", { name: "Vote" }).click();
  await admin.getByText("who nominated reads it").first().waitFor();
  await look(admin, "recognise-decide-error");
  await see("admin", await find("admin", `${base}/recognition?state=accepted`, new RegExp(`${base}/recognition/\\d+(?="[^>]*>Yusuf)`)), "recognise-decided");
  await see("admin", `${base}/recognition/schemes`, "recognise-schemes");
  await see("admin", `${base}/recognition/schemes/new`, "recognise-scheme-new");
  await admin.getByRole("button", { name: "Save" }).click();
  await admin.getByText("give it a name", { exact: false }).first().waitFor();
  await look(admin, "recognise-scheme-error");
  await see("admin", await find("admin", `${base}/recognition/schemes`, new RegExp(`${base}/recognition/schemes/\\d+`)), "recognise-scheme");
  const address = new URL(await admin.locator("#recognise-address").innerText()).pathname;
  await see("admin", await find("admin", `${base}/recognition/schemes`, new RegExp(`${base}/recognition/schemes/\\d+(?="[^>]*>Hero)`)), "recognise-scheme-rounds");

  await see("earner", "/recognise", "recognise-home");
  await see("auditor", "/recognise", "recognise-home-none");
  await see("earner", address, "recognise-nominate");
  await earner.getByLabel("Who", { exact: true }).fill("ma");
  await earner.getByRole("radio", { name: /Mateusz/ }).first().waitFor();
  await look(earner, "recognise-nominate-found");
  await earner.getByRole("button", { name: "Nominate" }).click();
  await earner.locator(".error-summary").waitFor();
  await look(earner, "recognise-nominate-error");
});

test("the wall: for everybody, one person's, what is taken down, and a screen", async () => {
  const { base } = sample;
  const { admin, nobody } = pages;
  await see("earner", `${base}/wall`, "wall");
  await see("earner", `${base}/wall?value=zebra`, "wall-none");
  await see("earner", await find("earner", `${base}/wall`, new RegExp(`${base}/wall/people/\\d+`)), "wall-person");
  await see("admin", `${base}/wall?show=taken`, "wall-taken-none");
  await see("admin", await find("admin", `${base}/wall`, new RegExp(`${base}/wall/\\d+(?=")`)), "wall-take");
  await admin.getByRole("button", { name: "Take down" }).click();
  await admin.locator(".error-summary").waitFor();
  await look(admin, "wall-take-error");
  await admin.getByLabel("Why it is taken down").fill("Asked for.");
  await admin.getByRole("button", { name: "Take down" }).click();
  await admin.getByText("Taken down. The badge stays").waitFor();
  await look(admin, "wall-taken");
  await admin.getByRole("button", { name: "Put back" }).click();
  await see("admin", `${base}/recognition/screen`, "wall-screen-none");
  await admin.getByRole("button", { name: "Make an address" }).click();
  await look(admin, "wall-screen");
  await see("nobody", new URL(await admin.locator("#screen-address").innerText()).pathname, "lobby");
  await nobody.setViewportSize({ width: 1920, height: 1080 });
  await look(nobody, "lobby-wide");
  await nobody.setViewportSize({ width: 1280, height: 800 });
});

test("pathways: all of them, one with its picture, its steps and forms, who is where, and everybody's own", async () => {
  const base = `${sample.base}/pathways`;
  const { admin } = pages;
  await see("admin", base, "pathways");
  await see("auditor", base, "pathways-auditor");
  await see("admin", `${base}/new`, "pathway-new");
  await admin.getByRole("button", { name: "Save" }).click();
  await admin.locator(".error-summary").waitFor();
  await look(admin, "pathway-error");
  await admin.goto(base);
  const pathway = await admin.getByRole("link", { name: "Warehouse supervisor" }).getAttribute("href");
  await see("admin", pathway, "pathway");
  await see("admin", `${pathway}?version=1`, "pathway-version");
  await see("auditor", pathway, "pathway-auditor");
  await see("admin", `${pathway}/edit`, "pathway-edit");
  await see("admin", `${pathway}/steps/new`, "pathway-step-new");
  await admin.getByRole("button", { name: "Save" }).click();
  await admin.locator(".error-summary").waitFor();
  await look(admin, "pathway-step-error");
  await see("admin", `${pathway}/steps/2`, "pathway-step");
  await see("admin", `${pathway}/change`, "pathway-change");
  await see("admin", `${pathway}/people`, "pathway-people");
  await see("admin", `${pathway}/people?q=zebra`, "pathway-people-none");
  const hers = await find("admin", `${pathway}/people`, /\/org\/\d+\/people\/\d+\/pathways\/\d+/);
  await see("admin", hers, "pathway-run");
  await see("admin", hers.replace(/\/\d+$/, ""), "pathway-person");
  await see("earner", "/pathways", "pathways-mine");
  await see("earner", await find("earner", "/pathways", /\/pathways\/\d+(?=")/), "pathway-mine");
  await see("auditor", "/pathways", "pathways-mine-none");
});

test("induction: checklists, what is stuck, what is on record, a template and its items", async () => {
  const { base } = sample;
  const { admin } = pages;
  for (const [where, name] of [["", "induction"], ["?q=zebra", "induction-none"], ["/open", "induction-open"], ["/records", "induction-records"], ["/templates", "induction-templates"]]) await see("admin", `${base}/induction${where}`, name);
  await see("admin", `${base}/induction/templates/new`, "induction-template-new");
  await admin.getByRole("button", { name: "Save" }).click();
  await admin.locator(".error-summary").waitFor();
  await look(admin, "induction-template-error");
  const template = await find("admin", `${base}/induction/templates`, new RegExp(`${base}/induction/templates/\\d+`));
  await see("admin", template, "induction-template");
  await see("admin", `${template}/edit`, "induction-template-edit");
  await see("admin", `${template}/items/new`, "induction-item-new");
  await see("admin", await find("admin", template, /\/org\/\d+\/induction\/templates\/\d+\/items\/\d+/), "induction-item");
  const run = await find("admin", `${base}/induction`, /\/org\/\d+\/people\/\d+\/induction\/\d+/);
  await see("admin", run, "induction-run");
  await see("admin", run.replace(/\/\d+$/, ""), "induction-person");
  await see("admin", "/induction", "induction-waiting");
  await see("earner", "/induction", "induction-home");
  await see("earner", await find("earner", "/induction", /\/induction\/\d+/), "induction-page");
  await see("auditor", "/induction", "induction-home-none");
  await see("admin", `${base}/induction/visitors`, "visitors");
  await see("admin", `${base}/induction/lanes`, "visitor-posters");
  await see("admin", `${base}/induction/lanes/new`, "visitor-poster-new");
  const lane = await find("admin", `${base}/induction/lanes`, new RegExp(`${base}/induction/lanes/\\d+`));
  await see("admin", lane, "visitor-poster-page");
  await see("admin", `${lane}/edit`, "visitor-poster-edit");
  await see("admin", `${lane}/poster`, "visitor-poster");
  await pages.admin.goto(lane);
  const visit = new URL(await admin.locator("#visit-address").innerText()).pathname;
  const { nobody } = pages;
  await see("nobody", visit, "visit");
  await nobody.getByRole("button", { name: "Get my pass" }).click();
  await nobody.locator(".error-summary").waitFor();
  await look(nobody, "visit-error");
  await nobody.getByLabel("Your name").fill("Jun Watanabe");
  await nobody.getByRole("checkbox").check();
  await nobody.getByRole("button", { name: "Get my pass" }).click();
  await nobody.getByText("Holds until").waitFor();
  await look(nobody, "visitor-pass");
  const pass = new URL(nobody.url()).pathname;
  await see("nobody", pass, "visitor-pass-again");
  await see("nobody", await find("nobody", pass, /\/admitted\/[\w-]+/), "visitor-check");
});

test("external training: handed in on a phone, judged, by rules, taken back", async () => {
  const { base } = sample;
  const { admin, earner } = pages;
  await see("earner", "/training", "training-home");
  await see("viewer", "/training", "training-home-none");
  await see("earner", await find("earner", "/training", /\/training\/\d+(?="[^>]*>First aid at work)/), "training-accepted");
  await see("manager", await find("manager", "/training", /\/training\/\d+(?="[^>]*>First aid at work)/), "training-reopened");
  await see("earner", "/training/new", "training-new");
  await earner.getByRole("button", { name: "Hand it in" }).click();
  await earner.locator(".error-summary").waitFor();
  await look(earner, "training-new-error");
  await earner.locator("input[type=file]").setInputFiles({ name: "slinger.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n") });
  await earner.getByRole("button", { name: "Hand it in" }).click();
  await earner.getByLabel("What it certifies").waitFor();
  note(new URL(earner.url()).pathname);
  await look(earner, "training-say");
  await earner.getByLabel("What it certifies").fill("Slinger");
  await earner.getByLabel("Who gave it").fill("Quay");
  await earner.getByLabel("Given on").fill("2026-01-05");
  await earner.getByRole("button", { name: "Hand it in" }).click();
  await earner.getByText("Waits to be judged").first().waitFor();
  await look(earner, "training-waiting");

  await see("earner", await find("earner", "/standards", /\/standards\/\d+\/evidence/), "evidence-pack");
  await earner.getByRole("button", { name: "Add it" }).click();
  await earner.locator(".error-summary").waitFor();
  await look(earner, "evidence-pack-error");
  await see("admin", await find("admin", `${base}/external?kind=evidence`, new RegExp(`${base}/external/\\d+(?="[^>]*>Oliver)`)), "evidence-judge");

  for (const [where, name] of [["", "external-queue"], ["?state=all", "external-queue-all"], ["?q=zebra", "external-queue-none"]]) await see("admin", `${base}/external${where}`, name);
  await see("admin", await find("admin", `${base}/external`, new RegExp(`${base}/external/\\d+(?="[^>]*>Amina)`)), "external-judge");
  await admin.getByRole("radio", { name: "Accept it" }).check();
  await admin.getByRole("button", { name: "Decide" }).click();
  await admin.locator(".error-summary").waitFor();
  await look(admin, "external-judge-error");
  await see("auditor", `${base}/external?state=all`, "external-queue-auditor");
  await see("admin", await find("admin", `${base}/external?state=reopened`, new RegExp(`${base}/external/\\d+(?="[^>]*>Oliver)`)), "external-reopened");
  await see("admin", `${base}/external/rules`, "external-rules");
  await see("admin", `${base}/external/rules/new`, "external-rule-new");
  await see("admin", await find("admin", `${base}/external/rules`, new RegExp(`${base}/external/rules/\\d+`)), "external-rule");
  await admin.getByRole("button", { name: "What would fit?" }).click();
  await admin.getByText("that were handed in here").first().waitFor();
  await look(admin, "external-rule-preview");
  await see("viewer", await find("viewer", `${base}/external/rules`, new RegExp(`${base}/external/rules/\\d+`)), "external-rule-read");
});

test("vacancies: what is asked for, badges dropped by anybody, sent, who they are, and the order without names", async () => {
  const { base } = sample;
  const { admin, nobody } = pages;
  for (const [where, name] of [["", "vacancies"], ["?q=zebra", "vacancies-none"], ["/new", "vacancy-new"]]) await see("admin", `${base}/vacancies${where}`, name);
  await admin.getByRole("button", { name: "Save" }).click();
  await admin.locator(".error-summary").waitFor();
  await look(admin, "vacancy-new-error");
  await admin.getByLabel("Title", { exact: true }).fill("Crane driver");
  await admin.getByLabel("Last day").fill(new Date(Date.now() + 20 * 864e5).toISOString().slice(0, 10));
  await admin.getByRole("button", { name: "Save" }).click();
  await admin.getByText("Draft", { exact: true }).first().waitFor();
  await look(admin, "vacancy-draft");
  const one = await find("admin", `${base}/vacancies?q=forklift`, new RegExp(`${base}/vacancies/\\d+(?=")`));
  for (const [at, name] of [["", "vacancy"], ["/edit", "vacancy-edit"], ["/candidates", "candidates"], ["/candidates?q=zebra", "candidates-none"]]) await see("admin", `${one}${at}`, name);
  const candidate = await find("admin", `${one}/candidates`, new RegExp(`${one}/candidates/\\d+(?=")`));
  await see("admin", candidate, "candidate-blind");
  await admin.getByRole("button", { name: "Show who this is" }).click();
  await admin.getByText("is shown now").waitFor();
  await look(admin, "candidate-known");
  await admin.getByRole("button", { name: "Shortlist" }).click();
  await admin.getByText("Take it back").waitFor();
  await look(admin, "candidate-decided");
  await see("viewer", `${one}/order`, "candidate-order");
  await see("viewer", candidate.replace("/candidates/", "/order/"), "candidate-order-one");
  await see("viewer", one, "vacancy-read");

  const open = await find("admin", one, /\/vacancies\/[\w-]{12,}(?=")/);
  await see("nobody", open, "vacancy-public");
  await nobody.getByRole("button", { name: "See what they cover" }).click();
  await nobody.locator(".error-summary").waitFor();
  await look(nobody, "vacancy-public-error");
  const badge = new Issuer().badge("urn:uuid:pages-vacancy", { email: "pia@example.net", name: "Rigger", achievement: { alignment: [{ type: ["Alignment"], targetName: "Rigging", targetUrl: "https://skills.example/rigging" }] } });
  await nobody.locator("input[type=file]").setInputFiles([{ name: "rigger.jwt", mimeType: "text/plain", buffer: Buffer.from(badge) }, { name: "cv.txt", mimeType: "text/plain", buffer: Buffer.from("no badge") }]);
  await nobody.locator("#address").fill("pia@example.net");
  await nobody.getByRole("button", { name: "See what they cover" }).click();
  await nobody.getByRole("heading", { name: "What your badges cover" }).waitFor();
  await look(nobody, "vacancy-dropped");
  await nobody.getByRole("button", { name: "Send", exact: true }).click();
  await nobody.locator(".error-summary").waitFor();
  await look(nobody, "vacancy-dropped-error");
  await nobody.getByLabel("Your name", { exact: true }).fill("Pia Holm");
  await nobody.getByRole("checkbox").check();
  await nobody.getByRole("button", { name: "Send", exact: true }).click();
  await nobody.getByRole("heading", { name: "Look into your mailbox" }).waitFor();
  await look(nobody, "vacancy-sent");
  await admin.goto("/settings/mail/outbox");
  let mine;
  for (const where of new Set((await admin.content()).match(/\/settings\/mail\/outbox\/\d+/g))) {
    await admin.goto(where);
    if ((await admin.content()).includes("pia@example.net")) mine = /\/vacancies\/[\w-]+\/mine\/[\w-]+/.exec(await admin.content())[0];
  }
  await see("nobody", mine, "vacancy-mine");
  await nobody.getByRole("button", { name: "Confirm and hand in" }).click();
  await nobody.getByText("To be looked at").waitFor();
  await look(nobody, "vacancy-mine-confirmed");
});

test("a badge made of badges", async () => {
  const { base } = sample;
  const set = await find("admin", `${base}/sets`, /\/org\/1\/sets\/\d+/);
  await see("admin", `${base}/sets`, "sets");
  await see("admin", set, "set");
  await see("admin", `${base}/sets/1`, "set-new");
});

test("something done with many people, and taken back", async () => {
  const { base } = sample;
  const page = pages.admin;
  await page.goto(`${base}/people?q=shift&sort=-name`);
  await page.goto(`${base}/people?q=a`);
  await page.locator("[data-tick]").first().check();
  await page.locator("[data-tick-every]").check();
  await page.getByRole("button", { name: "Site" }).click();
  await page.waitForURL(/\/acts\/\d+$/);
  note(new URL(page.url()).pathname);
  await look(page, "act");
  await page.getByRole("button", { name: "Site" }).click();
  await page.locator(".field-error").waitFor();
  await look(page, "act-error");
  await page.getByLabel("Site").selectOption({ index: 2 });
  await page.getByRole("button", { name: "Site" }).click();
  await page.waitForURL(/\/people\?q=a$/);
  await look(page, "act-done");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Taken back").waitFor();
});

test("a list of people is brought in", async () => {
  const { base } = sample;
  const page = pages.admin;
  await see("admin", `${base}/people/import`, "import");
  const lines = ["Email,Full name,Dept,Start date,Colour", "amina.diallo@example.com,Amina Diallo,Office,,red",
    "new.one@example.com,New One,Operations / Dispatch,2026-12-01,blue", "nonsense,Nobody,,,", "two@example.com,Two,,31.02.2026,"];
  await page.getByLabel("Or paste the list").fill(lines.join("\n"));
  await page.getByRole("button", { name: "Go on" }).click();
  await page.waitForURL(/\/import\/\d+$/);
  note(new URL(page.url()).pathname);
  await look(page, "import-columns");
  await page.getByRole("button", { name: "See what will happen" }).click();
  await page.getByText("Check what will happen").waitFor();
  await look(page, "import-check");
  await page.getByRole("button", { name: /Bring in/ }).click();
  await page.getByText(/(people are|person is) in/).first().waitFor();
  await look(page, "import-done");
  await page.getByRole("button", { name: "Take the list back" }).click();
  await page.getByText("The list is taken back").waitFor();
});

test("lists by keys alone", async () => {
  const { base } = sample;
  const page = pages.admin;
  await page.goto(`${base}/people`);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  assert.equal(await page.locator("[data-tick]:checked").count(), 1);
  assert.ok(await page.locator(".bulk-bar").isVisible());
  // The bar sticks to the window's edge and covers part of a row, wherever the page
  // is scrolled to; without anything ticked the sizes were looked at above.
  await shot(page, "people-ticked", async (at) => {
    if (/1280 light|360 dark/.test(at)) await axe(page, { without: ["target-size"] });
  });
  await page.keyboard.press("/");
  await page.keyboard.type("amina");
  await page.locator("tbody tr").nth(1).waitFor({ state: "detached" });
  assert.match(page.url(), /q=amina/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await look(page, "keys-help", { looks: /1280 light|360 dark/ });
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await page.waitForURL(/\/badges$/);
});

test("an endorsement: asked for, signed behind its link, and everybody's page of one", async () => {
  const { admin, nobody } = pages;
  await admin.goto(`${sample.base}/endorsements/new`);
  await admin.getByLabel("Whom to ask").fill("no address");
  await admin.getByRole("button", { name: "Send the link" }).click();
  await look(admin, "endorse-ask-error");
  await admin.getByLabel("Whom to ask").fill("Greta <greta@example.org>");
  await admin.getByRole("button", { name: "Send the link" }).click();
  await admin.getByText("One person was asked").waitFor();
  await admin.goto("/settings/mail/outbox");
  await admin.locator("tbody a").first().click();
  await admin.waitForURL(/outbox\/\d+$/);
  const link = /\/endorse\/[\w-]+/.exec(await admin.content())[0];
  await see("nobody", link, "endorse");
  await nobody.getByRole("button", { name: "Sign", exact: true }).click();
  await look(nobody, "endorse-error");
  await nobody.getByLabel("What do you say?").fill("I buy there.");
  await nobody.getByLabel("Your name").fill("Greta");
  await nobody.getByRole("button", { name: "Sign", exact: true }).click();
  await nobody.getByText("your endorsement is signed").waitFor();
  await look(nobody, "endorse-signed");
  await see("nobody", await find("nobody", "/i/harbour-and-vale", /\/endorsements\/[\w-]+/), "public-endorsement");
  const person = await find("admin", `${sample.base}/people?q=Amina`, /\/org\/1\/people\/\d+/);
  const mine = await find("admin", await find("admin", person, /\/org\/1\/awards\/\d+/), /\/b\/[\w-]{22}/);
  await see("earner", `${mine}/endorsements`, "endorse-mine");
});

test("a manager who is no member sees their team", async () => {
  const { base } = sample;
  await see("earner", `${base}/team`, "team");
  const one = await find("earner", `${base}/team`, /\/org\/1\/team\/\d+/);
  await see("earner", one, "team-person");
  await see("earner", `${one}/skills`, "team-skills");
  await see("earner", `${one}/skills/say`, "team-skill-say");
  await see("earner", `${base}/team/remind?reach=all`, "team-remind");
  await see("earner", `${base}/team/plans`, "team-plans");
  await see("manager", `${base}/team/judge`, "team-judge");
  await see("manager", await find("manager", `${base}/team/judge`, /\/org\/1\/team\/external\/\d+/), "team-external");
  await see("manager", await find("manager", `${base}/team/judge`, /\/org\/1\/team\/applications\/\d+/), "team-application");
});

test("a draft's pages in the editor", async () => {
  const { base } = sample;
  await see("designer", `${base}/badges/new`, "badge-new");
  const draft = await find("designer", `${base}/badges?state=draft`, /\/org\/1\/badges\/\d+/);
  for (const step of ["basics", "picture", "upload", "criteria", "levels", "levels/test", "validity", "skills", "translations", "translations/de", "preview"]) {
    await see("designer", `${draft}/${step}`, `badge-${step.replace("/", "-")}`);
  }
  await see("designer", `${base}/badges/templates`, "badge-templates");
  await see("designer", `${base}/badges/import`, "badge-import");
  await see("designer", `${base}/frameworks`, "frameworks");
  await see("designer", `${base}/frameworks/unplaced`, "skills-unplaced");
  await see("designer", `${base}/frameworks/unplaced?state=left`, "skills-left");
  const framework = await find("designer", `${base}/frameworks`, /\/org\/1\/frameworks\/\d+/);
  await see("designer", framework, "framework");
  await see("designer", await find("designer", framework, /\/org\/1\/frameworks\/\d+\/skills\/\d+/), "framework-skill");
  await pages.designer.goto(framework);
  await pages.designer.locator("details:has(input[type=file]) > summary").click();
  await pages.designer.locator("input[type=file]").setInputFiles({ name: "newer.csv", mimeType: "text/csv", buffer: Buffer.from("code,name,url\nS,Safety at work,https://example.com/skills/S\nX,No address,\n") });
  await pages.designer.getByRole("button", { name: "Look what it would do" }).click();
  await pages.designer.waitForURL(/\/imports\/\d+$/);
  const planned = new URL(pages.designer.url()).pathname;
  await see("designer", planned, "framework-plan");
  await pages.designer.getByRole("button", { name: "Leave it out" }).click();
  const changed = await find("designer", `${base}/badges?q=first+aid`, /\/org\/1\/badges\/\d+/);
  await see("designer", `${changed}/versions/2`, "badge-version");
  await see("designer", `${changed}/relations`, "badge-relations");
  const working = await find("designer", `${base}/badges?q=welcome`, /\/org\/1\/badges\/\d+/);
  await see("designer", working, "badge-working");
  await see("designer", `${working}/preview`, "badge-working-preview");
});

test("the server's pages", async () => {
  for (const [where, name] of [
    ["/settings", "server"], ["/settings/health", "health"], ["/settings/mail", "mail-server"], ["/settings/mail/outbox", "mail-accounts-empty"],
  ]) await see("admin", where, name);
});

test("one's own account, for who has several roles and for who has none", async () => {
  await see("admin", "/account", "account");
  for (const [where, name] of [
    ["/account/delete", "account-delete"], ["/account/addresses/new", "address-new"], ["/account/security", "security"],
    ["/account/confirm", "confirm"], ["/account/takeout", "takeout"], ["/account/security/app", "code-app"], ["/account/security/passkeys/new", "passkey-none"],
  ]) await see("admin", where, name);
  await pages.earner.goto("/org");
  note("/org");
  await look(pages.earner, "no-organisation");
});

test("the Backpack's pages, full and empty", async () => {
  const mine = await find("earner", "/backpack", /\/backpack\/badges\/\d+/);
  await see("earner", "/backpack", "backpack");
  await seeView("earner", "/backpack", "shelf-view");
  assert.ok(await pages.earner.locator(".badge-card .tag", { hasText: "Expired" }).count() > 0);
  assert.equal(await pages.earner.locator(".badge-card .tag", { hasText: "Revoked" }).count(), 0);
  await see("earner", "/backpack/add", "backpack-add");
  await see("earner", "/backpack/addresses", "backpack-addresses");
  await see("earner", "/backpack/paper", "backpack-paper");
  await see("earner", mine, "backpack-badge");
  await pages.earner.getByText("The evidence, as it was seen").click();
  await look(pages.earner, "backpack-badge-evidence");
  await see("earner", "/backpack?view=list", "backpack-list");
  await pages.earner.goto("/backpack?q=trainer");       // so few that the bar covers none of them
  await pages.earner.locator("[data-tick]").first().check();
  await look(pages.earner, "backpack-ticked");
  await see("earner", "/backpack?q=zebra", "backpack-none");
  await see("earner", "/backpack?in=removed", "backpack-bin");
  await pages.earner.goto("/backpack/collections/new");
  await see("earner", "/backpack/collections/new", "collection-new");
  await pages.earner.getByLabel("Name", { exact: true }).fill("For my next job");
  await pages.earner.getByLabel("What should a reader know?").fill("What I can show for **two years** on the docks.");
  await pages.earner.getByLabel("Anyone with the link can see it").check();
  await pages.earner.getByRole("button", { name: "Save" }).click();
  await look(pages.earner, "collection-choose");
  const choose = new URL(pages.earner.url()).pathname, collection = choose.replace("/badges", "");
  note(choose);
  await see("earner", collection, "collection-empty");
  await pages.earner.goto(choose);
  for (const box of (await pages.earner.getByRole("checkbox").all()).slice(0, 3)) await box.check();
  await pages.earner.getByRole("button", { name: "Save" }).click();
  await pages.earner.getByText("Saved.").waitFor();
  await pages.earner.locator(".arrange-story summary").first().click();
  await pages.earner.locator(".arrange-story textarea").first().fill("My first winter on the docks.");
  await pages.earner.locator(".arrange-story button").first().click();
  await pages.earner.getByText("Saved.").waitFor();
  await see("earner", collection, "collection");
  await see("earner", `${collection}/edit`, "collection-edit");
  await see("earner", "/backpack/collections", "collections");
  const shared = await find("earner", collection, /\/c\/[\w-]+/);
  await see("nobody", shared, "collection-public");
  await see("nobody", await find("nobody", shared, /\/c\/[\w-]+\/[\w-]{20,}/), "collection-badge-public");
  await pages.earner.goto(mine);
  await pages.earner.getByText("Anyone with the link").click();
  await pages.earner.getByRole("button", { name: "Save" }).click();
  await see("nobody", await find("earner", mine, /\/h\/[\w-]+/), "backpack-badge-public");
  await see("earner", await find("earner", mine, /\/h\/[\w-]+/), "backpack-badge-mine");
  await see("viewer", "/backpack/sharing", "sharing-empty");
  await see("earner", "/backpack/profile", "profile-edit");
  await pages.earner.getByLabel("Anyone with the link can see it").check();
  await pages.earner.getByLabel("In one line").fill("Forklifts and cranes, Leith");
  await pages.earner.getByRole("button", { name: "Save" }).click();
  await see("earner", mine.replace("/backpack/badges/", "/backpack/links/new?badge="), "link-new");
  await pages.earner.getByLabel("For whom").fill("Jo at Acme");
  await pages.earner.getByRole("button", { name: "Make the link" }).click();
  await pages.earner.getByText("The link is ready.").waitFor();
  const reader = await find("earner", "/backpack/sharing", /\/r\/[\w-]+/), profile = await find("earner", "/backpack/sharing", /\/p\/[\w-]+/);
  await see("nobody", reader, "reader-link");
  await see("nobody", profile, "profile-public");
  for (const where of [profile, shared, await find("earner", mine, /\/h\/[\w-]+/)]) await see("nobody", `${where}/embed`, `embed${where.slice(1, 2)}`);
  const together = collection.replace("/backpack/collections/", "/backpack/links/new?collection=");
  await pages.earner.goto(together);
  await pages.earner.getByLabel("For whom").fill("Sam");
  await pages.earner.getByRole("button", { name: "Make the link" }).click();
  const bundle = await find("earner", "/backpack/sharing", /\/r\/[\w-]+/);
  await see("nobody", await find("nobody", bundle, /\/r\/[\w-]+\/[\w-]+/), "reader-link-badge");
  await see("nobody", `/proof/ask?about=${profile}`, "proof-ask");
  await pages.nobody.getByLabel("Who asks").fill("Jo at Acme");
  await pages.nobody.getByLabel("Question").fill("For the interview on Monday?");
  await pages.nobody.getByRole("button", { name: "Ask", exact: true }).click();
  await pages.nobody.getByText("Waiting for the answer").waitFor();
  const proof = new URL(pages.nobody.url()).pathname;
  await see("nobody", proof, "proof-waiting");
  await see("earner", "/backpack/sharing", "sharing");
  const question = await find("earner", "/backpack/sharing", /\/backpack\/proofs\/\d+/);
  await see("earner", question, "proof-question");
  await pages.earner.getByRole("button", { name: "Yes, it is mine: sign" }).click();
  await see("nobody", proof, "proof-confirmed");
  await see("viewer", "/backpack", "backpack-empty");
  await see("viewer", "/backpack/collections", "collections-empty");
});

test("the learning log: empty, written in a minute, witnessed by a link, proposed for a badge", async () => {
  const { earner, admin, nobody } = pages;
  await see("viewer", "/backpack/log", "log-empty");
  await see("earner", "/backpack/log/new", "log-new");
  await earner.getByLabel("What you did").fill("Rebuilt the gearbox of crane 4 with Jo");
  await earner.getByLabel("How long").fill("6:30");
  await earner.getByLabel("Who saw it").fill("jo.price@quay.example");
  await earner.reload();
  await earner.getByText("kept on this device").waitFor();
  assert.equal(await earner.getByLabel("What you did").inputValue(), "Rebuilt the gearbox of crane 4 with Jo", "a draft outlives the page");
  await earner.getByText("More words, a link").click();
  await earner.getByLabel("What you learned").fill("Shims first, then the bearing. The drawing is wrong about the seal.");
  await earner.getByRole("button", { name: "Save", exact: true }).click();
  await earner.getByText("Written down.").waitFor();
  const entry = new URL(earner.url()).pathname;
  await earner.goto("/backpack/log/new");
  assert.equal(await earner.getByLabel("What you did").inputValue(), "", "what was saved is no draft any more");
  for (const [what, day, hours] of [["First aid at the quay: a sprained wrist", "2026-10-12", "0:20"], ["Showed the new lifting plan to the early shift", "2026-10-02", "1"], ["Night shift in the cab, wind from the east", "2026-09-21", "8"]]) {
    await earner.goto("/backpack/log/new");
    await earner.getByLabel("What you did").fill(what);
    await earner.getByLabel("When").fill(day);
    await earner.getByLabel("How long").fill(hours);
    await earner.getByRole("button", { name: "Save", exact: true }).click();
    await earner.getByText("Written down.").waitFor();
  }
  await see("earner", `${entry}/edit`, "log-edit");
  await see("earner", `${entry}/witness`, "log-witness");
  await earner.getByLabel("A few words").fill("You held the lamp the whole night. Would you confirm it?");
  await earner.getByRole("button", { name: "Send the link" }).click();
  await earner.getByText("They were asked by mail").waitFor();
  await admin.goto("/settings/mail/outbox");
  await admin.locator("tbody a").first().click();
  await admin.waitForURL(/outbox\/\d+$/);
  const link = /\/witness\/[\w-]+/.exec(await admin.content())[0];
  await see("nobody", link, "witness");
  await nobody.getByRole("button", { name: "Confirm it" }).click();
  await nobody.getByText("say what you saw").first().waitFor();
  await look(nobody, "witness-wrong");
  await nobody.getByLabel("Yes, I was there").check();
  await nobody.getByLabel("Your name").fill("Jo Price");
  await nobody.getByLabel("In what role?").fill("shift lead");
  await nobody.getByLabel("How do you know").selectOption("leads");
  await nobody.getByLabel("What do you say").fill("Clean work, and she knew when to stop and ask.");
  await nobody.getByRole("button", { name: "Confirm it" }).click();
  await nobody.getByText("stands with the entry now").waitFor();
  await see("nobody", link, "witness-said");
  await see("earner", entry, "log-entry");
  await see("earner", "/backpack/log", "log");
  await see("earner", "/backpack/news", "news-witness");
  await see("earner", `${entry}/propose`, "log-propose");
});

test("goals: none, one of a catalogue, one in words, and the front of the Backpack", async () => {
  const { earner } = pages;
  await see("viewer", "/backpack/goals", "goals-empty");
  await see("earner", "/backpack/goals/new", "goal-new");
  await earner.getByRole("button", { name: /Make it my goal/ }).first().click();
  await earner.getByText("It is among your goals.").waitFor();
  await see("earner", new URL(earner.url()).pathname, "goal");
  await earner.goto("/backpack/goals/new");
  await earner.getByLabel("What you want to reach").fill("Read a lifting plan without help");
  await earner.getByLabel("Until").fill("2027-03-01");
  await earner.getByRole("button", { name: "Save", exact: true }).click();
  await earner.getByText("It is among your goals.").waitFor();
  await see("earner", "/backpack/goals", "goals");
  await see("earner", "/backpack", "backpack-goals");
});

test("CVs, empty and full, and a part of a badge, for who makes and who reads them", async () => {
  const { earner } = pages;
  const save = () => earner.getByRole("button", { name: "Save", exact: true }).first().click();
  await see("viewer", "/backpack/cvs", "cvs-empty");
  await earner.goto("/backpack/cvs");
  await earner.getByLabel("What it is for").fill("Crane work at the harbour");
  await earner.getByRole("button", { name: "Make it" }).click();
  const cv = new URL(earner.url()).pathname;
  await see("earner", cv, "cv-new");
  await see("earner", `${cv}/head`, "cv-head");
  await earner.getByLabel("Headline").fill("Crane driver, slinger, first aider");
  await earner.getByLabel("Place").fill("Hull");
  await save();
  const part = async (title) => find("earner", cv, new RegExp(`${cv}/sections/\\d+(?=">${title}<)`));
  await earner.goto(await part("About me"));
  await earner.getByLabel("Text").fill("Eight years on the docks, six of them in the cab.\nI look for a team that takes lifting plans seriously.");
  await save();
  const jobs = await part("Experience");
  await see("earner", jobs, "cv-section-empty");
  await see("earner", `${jobs}/entries/new`, "cv-entry");
  for (const [what, where, from, until] of [["Crane driver", "Harbour & Vale", "2019-03", ""], ["Dock worker", "Port of Hull", "2016", "2019-02"]]) {
    await earner.goto(`${jobs}/entries/new`);
    await earner.getByLabel("Position").fill(what);
    await earner.getByLabel("Employer").fill(where);
    await earner.getByLabel("From").fill(from);
    await earner.getByLabel("Until").fill(until);
    await save();
  }
  await see("earner", jobs, "cv-section");
  await see("earner", await find("earner", jobs, /\/backpack\/cvs\/\d+\/sections\/\d+\/entries\/\d+/), "cv-entry-change");
  const badges = await part("Badges");
  await see("earner", `${badges}/pick`, "cv-pick");
  for (const box of (await earner.getByRole("checkbox").all()).slice(0, 3)) await box.check();
  await save();
  await see("earner", badges, "cv-badges");
  await see("earner", cv, "cv");
  await see("earner", `${cv}/share`, "cv-share");
  await earner.getByLabel("For whom").fill("Port of Rotterdam");
  await earner.getByRole("button", { name: "Make the link" }).click();
  await earner.getByText("The link is made").waitFor();
  await see("earner", `${cv}/share`, "cv-shared");
  const shared = await find("earner", `${cv}/share`, /\/cv\/[\w-]{20,}/);
  await see("nobody", shared, "cv-reader");
  await see("nobody", await find("nobody", shared, new RegExp(`${shared}/[\\w-]{20,}`)), "cv-reader-badge");

  const given = await find("earner", "/backpack", /\/backpack\/badges\/\d+/);
  await see("earner", `${given}/wallet`, "wallet");
  await earner.getByRole("button", { name: "Show the code" }).click();
  await earner.getByText("open for ten minutes").waitFor();
  await see("earner", `${given}/wallet`, "wallet-open");

  const token = signedForParts(sample.people.earner);
  await sample.visitors.earner.submit(await sample.visitors.earner.get("/backpack/add"), { file: file("parts.json", "application/json", token) }, { action: "/backpack/add" });
  const mine = await find("earner", "/backpack", /\/backpack\/badges\/\d+/);
  await see("earner", mine, "backpack-badge-parts");
  await see("earner", `${mine}/part`, "part");
  await earner.getByLabel("For whom").fill("Site office");
  await earner.getByRole("button", { name: "Make it" }).click();
  await earner.getByText("It is ready").waitFor();
  await see("earner", `${mine}/part`, "part-made");
  await see("nobody", await find("earner", `${mine}/part`, /\/part\/[\w-]{20,}/), "part-reader");
});

test("adding many badges, and what is new with them", async () => {
  const page = pages.earner, issuer = new Issuer(), given = (name, text, mimeType = "text/plain") => ({ name, mimeType, buffer: Buffer.from(text) });
  await page.goto("/backpack/add");
  await page.locator("input[type=file]").setInputFiles([
    given("crane.jwt", issuer.badge("urn:uuid:browser-1", { email: "amina.diallo@example.com" })), given("hers.jwt", issuer.badge("urn:uuid:browser-2", { email: "somebody.with.a.long.name@a-long-domain.example" })),
    given("altered.jwt", issuer.badge("urn:uuid:browser-3", { email: "amina.diallo@example.com" }).replace(/.{8}$/, "AAAAAAAA")), given("first-aid.pdf", "%PDF-1.4\n%%EOF\n", "application/pdf"),
  ]);
  await page.waitForURL(/\/backpack\/added\/\d+$/);
  note(new URL(page.url()).pathname);
  await page.getByText("Add and prove this address").first().waitFor();
  await look(page, "backpack-added");
  await page.getByRole("link", { name: "Keep it as a certificate on paper" }).click();
  await page.getByLabel("What it certifies").fill("First aid");
  await page.getByLabel("Who gave it").fill("Red Cross");
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.getByText("Kept, marked as not verified.").waitFor();
  await look(page, "backpack-paper-kept");
  await see("viewer", "/backpack/news", "backpack-news-empty");
  accident(sample.server, "INSERT INTO holding_event (holding_id, kind, about, at) SELECT id, 'revoked', 1, 1764000000000 FROM holding WHERE standing = 'good'");
  await see("earner", "/backpack/news", "backpack-news");
  accident(sample.server, "UPDATE job SET run_at = 0, job_key = 'tell now' WHERE kind = 'backpack.tell'");
  let off;
  await until(async () => {
    await pages.admin.goto("/settings/mail/outbox");
    for (const mail of new Set((await pages.admin.content()).match(/\/settings\/mail\/outbox\/\d+/g))) {
      await pages.admin.goto(`${mail}/body`);
      off ||= /\/backpack\/mail\/off\/[\w.-]+/.exec(await pages.admin.content())?.[0];
    }
    return off;
  }, "the mail", 60);
  await see("nobody", off, "backpack-mail-off");
  await pages.nobody.getByRole("button", { name: "No more of these mails" }).click();
  await pages.nobody.getByText("They are switched off.").waitFor();
  await look(pages.nobody, "backpack-mail-is-off");
});

test("what anyone sees", async () => {
  const award = await find("admin", await find("admin", `${sample.base}/awards`, /\/org\/1\/awards\/\d+/), /\/b\/[\w-]{22}/);
  const revoked = await find("admin", await find("admin", `${sample.base}/awards?state=revoked`, /\/org\/1\/awards\/\d+/), /\/b\/[\w-]{22}/);
  const expired = await find("admin", await find("admin", `${sample.base}/awards?state=expired`, /\/org\/1\/awards\/\d+/), /\/b\/[\w-]{22}/);
  const badge = await find("nobody", "/i/harbour-and-vale", /\/badges\/[\w-]+/);
  const check = (where) => `/verify?link=${encodeURIComponent(sample.server.url + where)}`;
  for (const [where, name] of [
    ["/", "entrance"], [award, "public-award"], [revoked, "public-revoked"], [expired, "public-expired"], [`${award}/embed`, "embed"],
    [badge, "public-badge"], [`${badge}/1`, "public-badge-version"], [`${badge}/embed`, "embed-badge"], ["/i/harbour-and-vale", "issuer"], ["/i/harbour-and-vale/embed", "embed-window"], ["/i/harbour-and-vale/card/embed", "embed-card"], ["/i/harbour-and-vale?level=advanced", "issuer-found"], ["/i/harbour-academy", "issuer-academy"], ["/i", "organisations"],
    ["/verify", "verify"], [check(award), "verify-yes"], [check(revoked), "verify-revoked"], [check(expired), "verify-expired"],
    [`/verify?link=${encodeURIComponent("http://10.0.0.1/badge")}`, "verify-unreachable"],
  ]) await see("nobody", where, name);
  await pages.nobody.goto("/i/harbour-and-vale");
  for (const one of new Set((await pages.nobody.content()).match(/\/badges\/[\w-]+/g)))
    if ((await pages.nobody.request.get(`${one}/1/de`)).ok()) return see("nobody", `${one}/1/de`, "public-badge-german");
  assert.fail("no badge of the sample is there in German");
});

test("badges are checked together, compared with an address, and a result is shown to others", async () => {
  const { nobody } = pages;
  const award = await find("admin", await find("admin", `${sample.base}/awards`, /\/org\/1\/awards\/\d+/), /\/b\/[\w-]{22}/);
  const get = async (ending) => Buffer.from(await (await fetch(`${sample.server.url}${award}${ending}`)).arrayBuffer());
  const png = { name: "forklift.png", mimeType: "image/png", buffer: await get(".png") };
  const jwt = { name: "changed-on-the-way.jwt", mimeType: "text/plain", buffer: Buffer.from(String(await get(".jwt")).replace(/.{8}$/, "AAAAAAAA")) };
  const record = readFileSync(path.join(root, "test/fuzz/corpus/verify/record")).toString("latin1").split("\0")[0];
  const choose = async (files) => {
    await nobody.goto("/verify");
    await nobody.locator("#file").setInputFiles(files);
    await nobody.waitForLoadState();
    await nobody.getByText(/Check (another|others)/).waitFor();
  };
  await choose([png, jwt, { name: "record.json", mimeType: "application/json", buffer: Buffer.from(record, "latin1") },
    { name: "holiday.txt", mimeType: "text/plain", buffer: Buffer.from("no badge") }]);
  await look(nobody, "verify-list");
  await nobody.locator("#result-2 > summary").click();
  await look(nobody, "verify-list-open");
  await choose([{ name: "record.json", mimeType: "application/json", buffer: Buffer.from(record, "latin1") }]);
  await nobody.locator("details.inside > summary").first().click();
  await look(nobody, "verify-record");
  await choose([png]);
  await look(nobody, "verify-picture");
  await nobody.getByLabel("Is it made out to this person?").fill("somebody.else@example.org");
  await nobody.getByRole("button", { name: "Compare" }).click();
  await nobody.getByText("this badge belongs to somebody else").first().waitFor();
  await look(nobody, "verify-no-match");
  await choose([png]);
  await nobody.getByRole("button", { name: "Make a link" }).click();
  await nobody.getByText("Your link").waitFor();
  note(new URL(nobody.url()).pathname);
  await look(nobody, "verify-kept-own");
  const own = nobody.url();
  const shown = new URL(await nobody.locator("#share").innerText()).pathname;
  await see("nobody", shown, "verify-kept");
  await nobody.getByRole("button", { name: "Check again now" }).click();
  await nobody.getByText("Yes, this badge is genuine").first().waitFor();
  await nobody.goto(own);
  await nobody.getByRole("button", { name: "Delete it now" }).click();
  await nobody.getByText("The result was deleted").waitFor();
  assert.equal((await nobody.goto(shown)).status(), 404);
  nobody.faults.length = 0;                      // Chromium notes the 404
});

test("signing in, registering, and every link that comes by mail", async () => {
  const { nobody, admin } = pages;
  for (const [where, name] of [
    ["/sign-in", "sign-in"], ["/language", "language"], ["/sign-in/link", "sign-in-link"], ["/register", "register"], ["/forgotten-password", "forgotten"],
  ]) await see("nobody", where, name);
  const ask = async (where, fields, button) => {
    await nobody.goto(where);
    for (const [label, value] of Object.entries(fields)) await nobody.getByLabel(label).fill(value);
    await nobody.getByRole("button", { name: button }).click();
    await nobody.getByText("Look into your mailbox").waitFor();
  };
  const link = async (match) => {
    await admin.goto("/settings/mail/outbox");
    await admin.locator("tbody a").first().click();
    await admin.waitForURL(/outbox\/\d+$/);
    return match.exec(await admin.content())[0];
  };
  await ask("/register", { "Your name": "Nina Newcomer", "E-mail address": "nina@example.org" }, "Continue");
  await look(nobody, "mailbox");
  await see("nobody", await link(/\/verify-email\/[\w-]+/), "verify-email");
  await ask("/sign-in/link", { "E-mail address": sample.people.viewer }, "Send the link");
  await see("nobody", await link(/\/sign-in\/link\/[\w-]+/), "sign-in-by-link");
  await ask("/forgotten-password", { "E-mail address": sample.people.viewer }, "Send the link");
  await see("nobody", await link(/\/new-password\/[\w-]+/), "new-password");
  await admin.goto("/account/addresses/new");
  await admin.getByLabel("E-mail address").fill(sample.people.viewer);
  await admin.getByRole("button", { name: "Send the link" }).click();
  await admin.waitForURL("**/account");
  await see("admin", await link(/\/account\/merge\/[\w-]+/), "merge");
  note("/settings/mail/outbox/1");
  await look(admin, "mail-accounts-one");
  await see("admin", "/settings/mail/outbox", "mail-accounts");
  await admin.goto(`${sample.base}/settings/members/new`);
  await admin.getByLabel("E-mail address").fill("ivy@example.org");
  await admin.getByLabel("Viewer").check();
  await admin.getByRole("button", { name: "Send the invitation" }).click();
  await admin.goto(`${sample.base}/mail`);
  await admin.locator("tbody a").first().click();
  await admin.waitForURL(/mail\/\d+$/);
  await see("nobody", /\/invite\/[\w-]+/.exec(await admin.content())[0], "invite");
  await see("earner", /\/invite\/[\w-]+/.exec(await admin.content())[0], "invite-known");
});

test("the link of a mail, on the award and into a first Backpack", async () => {
  const { admin, nobody } = pages;
  await admin.goto(`${sample.base}/mail?state=outbox&q=vikram.singh`);
  await admin.locator("tbody a").last().click();
  await admin.waitForURL(/mail\/\d+$/);
  const claim = /\/claim\/[\w-]+\/[\w-]+/.exec(await admin.content())[0];
  await see("nobody", claim, "claim");
  await nobody.getByRole("button", { name: "Add to my Backpack" }).click();
  await nobody.getByText("Start your Backpack").waitFor();
  await look(nobody, "backpack-start");
  await nobody.getByRole("button", { name: "Make my Backpack" }).click();
  await look(nobody, "backpack-start-error");
});

test("an app asks for the Backpack, and is seen and ended", async () => {
  const page = pages.earner, app = new App(sample.server, sample.visitors.earner);
  const https = (text) => JSON.parse(JSON.stringify(text).replaceAll("http://", "https://"));
  assert.equal((await app.register(https(METADATA))).status, 201);
  const where = app.ask([S30.read, S30.write, S30.profile, "offline_access"], { redirect_uri: BACK.replace("http:", "https:") });
  await see("earner", "/account/apps", "apps-empty");
  await page.goto(where);
  note("/oauth/authorize");
  await look(page, "app-allow");
  const [back] = await Promise.all([                   // nobody is there: that the browser asks is enough
    page.waitForRequest(/^https:\/\/app\.example\/back\?/), page.getByRole("button", { name: "Allow", exact: true }).click(),
  ]);
  assert.equal(new URL(back.url()).searchParams.get("state"), app.state);
  await page.waitForURL(/^chrome-error:/);
  page.faults.length = 0;
  await page.goto("/account/apps");
  await look(page, "apps");
  await page.goto(where.replace("app.example", "evil.example"));
  page.faults.length = 0;                              // the status is what is wanted
  await look(page, "app-unknown-address");
  for (const [about, name] of [["/about/terms", "about-terms"], ["/about/privacy", "about-privacy"]]) await see("nobody", about, name);
});

test("badges that other sites push, sites that were let in, and collections that they show", async () => {
  const { earner, nobody } = pages, { url } = sample.server;
  for (const [where, name] of [["/issuer/welcome", "issuer-welcome"], ["/issuer/frame", "issuer-frame"], ["/issuer/frameless", "issuer-frameless"], ["/displayer/convert/email", "displayer-convert"], ["/baker", "baker"]]) await see("nobody", where, name);
  await nobody.goto("/displayer/convert/email");
  await nobody.getByLabel("E-mail address").fill("nobody@example.org");
  await nobody.getByRole("button", { name: "Find" }).click();
  await nobody.getByText("Nobody with this address").waitFor();
  await look(nobody, "displayer-convert-none");

  // Awards of our own: one is hers already, one is not there.
  const awards = await sample.visitors.admin.get(`${sample.base}/awards?q=Amina`);
  const award = await sample.visitors.admin.get(/\/org\/1\/awards\/\d+/.exec(awards.text)[0]);
  const link = url + /\/b\/[\w-]+/.exec(award.text)[0];
  const push = async (badges) => sample.server.visitor().request("POST", "/issuer/frameless", { body: new URLSearchParams(badges.map((b) => ["assertions", b])), headers: { origin: "https://training.example" } });
  const sent = await push([link, `${url}/b/gone`]);
  assert.equal(sent.status, 303, sent.text);
  await see("earner", sent.location, "push-asked");
  await earner.getByRole("button", { name: /^(Close|Refuse)/ }).click();
  await earner.getByText("Nothing was taken in").waitFor();
  await look(earner, "push-none");

  await see("earner", `/access?callback=${encodeURIComponent("https://training.example/back")}&scope=issue`, "connect-ask");
  await sample.visitors.earner.submit(await sample.visitors.earner.get(`/access?callback=${encodeURIComponent("https://training.example/back")}&scope=issue`), {}, { action: "/accept", follow: false });
  await see("earner", "/account/apps", "apps-sites");
  await earner.getByRole("button", { name: "End it training.example" }).click();
  await earner.getByText("can do nothing here any more").waitFor();
  await see("earner", "/backpack/shown", "shown");
});

test("a Backpack elsewhere: its pages before, while and after it is connected", async () => {
  const port = await freePort(), elsewhere = `http://localhost:${port}`;   // cookies know no ports: another name
  const there = await openOffice({ engine: "sqlite", args: ["--allow-private"], port, publicUrl: elsewhere }), here = await openOffice({ engine: "sqlite", args: ["--allow-private"] });
  try {
    const page = await openAs(browser, here.server, here.maya);
    const note = (path) => seen.add(path);
    for (const where of ["/backpack/elsewhere", "/backpack/elsewhere/{id}", "/backpack/elsewhere/{id}/send"]) note(where);
    await page.goto("/backpack/elsewhere");
    await look(page, "elsewhere-empty");
    await page.getByLabel("Address of the other Backpack").fill("nobody.invalid");
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await page.getByText("Please correct this").waitFor();
    page.faults.length = 0;
    await look(page, "elsewhere-wrong");
    await page.getByLabel("Address of the other Backpack").fill(elsewhere);
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await page.getByText("Not allowed yet").waitFor();
    await look(page, "elsewhere-new");
    const self = new URL(page.url()).pathname;
    await page.getByRole("link", { name: "Go there" }).click();
    await page.getByLabel("E-mail address").fill("maya@example.org");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("button", { name: "Allow", exact: true }).click();
    await page.getByText("Connected. Badges can move now.").waitFor();
    assert.equal(new URL(page.url()).origin, here.server.url);
    await page.goto("/backpack/add");
    await page.getByText("Or paste its text").click();
    await page.getByRole("textbox", { name: /^JSON or JWT/ }).fill(new Issuer().badge("urn:x:1", { email: "maya@example.org" }));
    await page.getByRole("button", { name: "Add it" }).click();
    await page.goto(`${self}/send`);
    await look(page, "elsewhere-send");
    await page.getByRole("button", { name: "Send those ticked" }).click();
    await page.getByText("Tick at least one badge").waitFor();
    page.faults.length = 0;
    await page.getByRole("checkbox").first().check();
    await page.getByRole("button", { name: "Send those ticked" }).click();
    await until(async () => { await page.goto(self); return (await page.getByText("Sent", { exact: true }).count()) > 0; }, "the badge", 60);
    await look(page, "elsewhere-moved");
    await page.goto("/backpack/elsewhere");
    await look(page, "elsewhere");
  } finally {
    await Promise.all([here.server.stop(), there.server.stop()]);
  }
});

test("every error has a page of words", async () => {
  const { admin, nobody, viewer } = pages;
  const go = async (page, where, status, name) => {
    const answer = await page.goto(where);
    assert.equal(answer.status(), status);
    await look(page, name);
  };
  await go(nobody, "/nothing/here", 404, "error-404");
  await go(admin, "/org/1/nothing", 404, "error-404-inside");
  await go(admin, "/b/AAAAAAAAAAAAAAAAAAAAAA", 404, "error-404-award");
  await go(nobody, "/new-password/wrong-token", 404, "error-link");
  await go(viewer, `${sample.base}/settings`, 403, "error-403");
  await viewer.goto("/account");
  await viewer.locator("form[action='/account/name'] input[name=csrf]").evaluate((field) => (field.value = "stolen"));
  await viewer.locator("form[action='/account/name'] button").click();
  await viewer.getByText("Nothing was changed").waitFor();
  await look(viewer, "error-csrf");
  await nobody.goto("/sign-in");
  for (let i = 0; i < 12 && !(await nobody.getByText(/wait/i).count()); i++) {
    await nobody.getByLabel("E-mail address").fill("somebody@example.org");
    await nobody.getByLabel("Password").fill("not the password");
    await nobody.getByRole("button", { name: "Sign in" }).click();
    await nobody.waitForLoadState();
  }
  await look(nobody, "sign-in-throttled");
});

test("a draft that was read from a table has its columns and its lines to look at", async () => {
  const page = pages.awarder;
  await page.goto(`${sample.base}/awards/new?badge=1`);
  await page.getByLabel("Paste names and e-mail addresses").fill("Name;E-mail;Ward\nAnn Lee;ann.lee@example.com;North\n");
  await page.getByRole("button", { name: "Check the list" }).click();
  await page.getByRole("link", { name: "Which column is what" }).click();
  await page.getByRole("heading", { name: "Which column is what?" }).waitFor();
  note(new URL(page.url()).pathname);
  await look(page, "award-columns-read");
});

test("an organisation that has nothing yet says what to do first", async () => {
  const office = await openOffice({ engine: "sqlite" });
  try {
    const page = await openAs(browser, office.server, office.maya);
    for (const [where, name] of [
      ["", "home-empty"], ["/awards", "awards-empty"], ["/awards/lists", "award-lists-empty"], ["/people", "people-empty"], ["/claims", "claims-empty"], ["/sets", "sets-empty"], ["/mail", "mail-empty"],
    ]) {
      await page.goto(office.base + where);
      await look(page, name);
    }
    await page.goto("/backpack");
    await look(page, "backpack-empty-first");
  } finally {
    await office.server.stop();
  }
});

test("no page of the route table was left out", () => {
  assert.deepEqual(routes.filter((where) => !seen.has(where)), []);
});
