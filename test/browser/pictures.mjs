// pictures.mjs — the pictures of the README and of docs/tour.md, of the sample organisation: `make pictures`.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openAs, openBrowser, openPage, root } from "./harness.mjs";
import { openSample } from "./sample.mjs";

const PEOPLE = `Tomasz Zieliński, tomasz@example.org
Ifeoma Okonkwo <ifeoma@example.org>
li.wei@example.org
Amina Diallo <amina.diallo@example.com>
Rahman;Aisha;aisha@example
Tomasz Zieliński <tomasz@example.org>`;

const sample = await openSample();
const browser = await openBrowser();

async function take(page, name, width, height) {
  await page.setViewportSize({ width, height });
  await page.screenshot({ path: path.join(root, "docs", `${name}.png`) });
  console.log(`docs/${name}.png`);
}

// One of the tour: as wide and high as told, small on disk.
async function show(page, name, where, { width = 1180, height = 760, dark = false, before = async () => {} } = {}) {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
  if (where) await page.goto(where);
  await before(page);
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send("Page.captureScreenshot", { format: "webp", quality: 80 });
  writeFileSync(path.join(root, "docs", "tour", `${name}.webp`), Buffer.from(data, "base64"));
  console.log(`docs/tour/${name}.webp`);
}
const phone = { width: 390, height: 780 };
const dark = { ...phone, dark: true };
const openWhy = async (page) => {
  await page.locator(".mx-table a.mx-bad").first().click();
  await page.getByRole("dialog").getByText("by version").waitFor();
};
const found = async (page, where, match) => {
  await page.goto(where);
  return match.exec(await page.content())[0];
};

async function makeCv(page) {
  await page.goto("/backpack/cvs");
  await page.getByLabel("What it is for").fill("Crane work at the harbour");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.getByRole("link", { name: /^Badges/ }).last().click();
  await page.getByRole("link", { name: "Choose badges" }).click();
  for (const badge of [/^First aider/, /^Fire warden/]) await page.getByRole("checkbox", { name: badge }).first().check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Crane work at the harbour" }).first().click();
  await page.waitForURL(/cvs\/\d+/);
}
async function checkClearance(page) {
  await page.getByLabel("Who", { exact: true }).fill("Amina Diallo");
  await page.getByLabel("As what").selectOption({ label: "Forklift driver" });
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByRole("heading", { name: /Amina Diallo/ }).waitFor();
}
const lobby = async (admin, nobody) => {
  await admin.goto("/org/1/recognition/screen");
  if (!(await admin.locator("#screen-address").count())) await admin.getByRole("button", { name: "Make an address" }).click();
  await nobody.goto(new URL(await admin.locator("#screen-address").innerText()).pathname);
};

// Whose page, what it is called, where it is, how it is looked at.
const tour = [
  ["admin", "start", "/org/1"],
  ["admin", "matrix", "/org/1/matrix?sort=-open"],
  ["admin", "why", "/org/1/matrix?sort=-open", { before: openWhy }],
  ["admin", "compliance", "/org/1/reports/compliance"],
  ["admin", "standards", "/org/1/standards"],
  ["admin", "standard", "/org/1/standards?q=HGT-01", { before: (page) => page.locator("tbody a").first().click().then(() => page.waitForURL(/standards\/\d+/)) }],
  ["admin", "job-role", "/org/1/job-roles/1"],
  ["admin", "readiness", "/org/1/job-roles/1/ready"],
  ["admin", "skills", "/org/1/skills"],
  ["admin", "induction", "/org/1/induction"],
  ["admin", "external", "/org/1/external?state=all"],
  ["admin", "wall", "/org/1/wall"],
  ["admin", "clearance", "/org/1/clearance", { before: checkClearance }],
  ["admin", "rounds", "/org/1/recognition/schemes", { before: (page) => page.getByRole("link", { name: "Hero of the week" }).click().then(() => page.waitForURL(/schemes\/\d+/)).then(() => page.getByText("Rounds", { exact: true }).first().scrollIntoViewIfNeeded()) }],
  ["admin", "spread", "/org/1/reports/recognition?period=all"],
  ["admin", "pathway", "/org/1/pathways/1"],
  ["admin", "ladder", "/org/1/job-roles/ladder"],
  ["admin", "partner", "/org/1/partners?q=quayside", { before: (page) => page.locator("tbody a").first().click().then(() => page.waitForURL(/partners\/\d+$/)) }],
  ["admin", "campaign", "/org/1/campaigns/1"],
  ["admin", "order", "/org/1/vacancies/1/order"],
  ["manager", "team", "/org/1/team"],
  ["earner", "standards-phone", "/standards", phone],
  ["earner", "cv-phone", null, { ...phone, before: makeCv }],
  ["earner", "log-phone", "/backpack/log", phone],
  ["earner", "way-phone", "/ladder", { ...phone, before: (page) => page.locator("a[href*='/ladder/way?me=']").last().click().then(() => page.waitForURL(/way\?me=/)) }],
  ["earner", "ready-phone", "/ready", phone],
  ["earner", "induction-phone", "/induction", phone],
  ["earner", "training-phone", "/training", phone],
  ["earner", "backpack-dark", "/backpack", dark],
  ["earner", "recognise-phone", "/recognise", phone],
  ["earner", "pathways-phone", "/pathways", phone],
  ["earner", "ladder-phone", "/ladder", phone],
  ["earner", "plan-phone", "/plan", phone],
  ["earner", "skills-phone", "/skills", phone],
  ["nobody", "verify", "/verify"],
  ["auditor", "audit", "/org/1/audit"],
  ["auditor", "samples", "/org/1/audit/samples"],
];

async function takeTour(visitors) {
  mkdirSync(path.join(root, "docs", "tour"), { recursive: true });
  for (const [who, name, where, how] of tour) await show(visitors[who], name, where, how);
  await show(visitors.nobody, "vacancy-public", await found(visitors.admin, "/org/1/vacancies/1", /\/vacancies\/[\w-]{16,}/));
  await lobby(visitors.admin, visitors.nobody);
  await show(visitors.nobody, "screen", null);
  const role = await found(visitors.admin, "/org/1/job-roles/1", /\/roles\/[\w-]+/);
  await show(visitors.nobody, "poster", `${role}/poster`, { width: 820, height: 1100 });
  await show(visitors.nobody, "check-me", `${role}/check`);
  await show(visitors.nobody, "role-public", await found(visitors.admin, "/org/1/job-roles/1", /\/roles\/[\w-]+/));
}

try {
  const admin = await openAs(browser, sample.server, sample.visitors.admin);
  const earner = await openAs(browser, sample.server, sample.visitors.earner);
  const nobody = await openPage(browser, sample.server);

  const award = await found(admin, `${sample.base}/awards?q=Amina`, /\/org\/1\/awards\/\d+/);
  await nobody.goto(await found(admin, award, /\/b\/[\w-]{22}/));
  await take(nobody, "award", 1100, 760);
  await earner.goto("/backpack");
  await take(earner, "backpack", 1100, 760);

  const badge = await found(admin, `${sample.base}/badges?q=first+aider`, /\/org\/1\/badges\/\d+/);
  await admin.goto(`${sample.base}/awards/new?badge=${badge.split("/").pop()}`);
  await admin.getByLabel("Paste names and e-mail addresses").fill(PEOPLE);
  await admin.getByRole("button", { name: "Check the list" }).click();
  await admin.getByRole("heading", { name: /people will get/ }).waitFor();
  await take(admin, "check", 1280, 620);

  await admin.goto(`${badge}/picture?preset=first-aid`);
  await admin.locator("img.studio-picture").waitFor();
  await take(admin, "studio", 1100, 760);

  const manager = await openAs(browser, sample.server, sample.visitors.manager);
  const auditor = await openAs(browser, sample.server, sample.visitors.auditor);
  await takeTour({ admin, earner, manager, auditor, nobody });
} finally {
  await browser.close();
  await sample.server.stop();
}
