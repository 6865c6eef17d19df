// walk.mjs — the whole way of a new user, from an empty data folder to a
// revoked badge, as steps that know only what a person sees: labels, buttons,
// links. The same steps are gone with and without script.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openBrowser, openPage, smtpSink, startServer, until } from "./harness.mjs";

const PASSWORD = "four plain words here";
const ANN = "ann.lee@example.org";

// 80 lines: 70 good ones, three who hold it, four twice, three malformed.
export function eighty() {
  const good = Array.from({ length: 69 }, (_, i) => `Person ${i + 1}, person${i + 1}@harbourvale.example`);
  const held = ["Holder One <holder1@harbourvale.example>", "holder2@harbourvale.example", "Holder Three;holder3@harbourvale.example"];
  const twice = ["PERSON1@harbourvale.example", "Person 2, person2@harbourvale.example", "person3@HARBOURVALE.example", "person4@harbourvale.example"];
  return [`Ann Lee <${ANN}>`, ...good, ...held, ...twice, "Jakub Nowak, jakub.nowak@", "nobody here", "two@@harbourvale.example"].join("\n");
}

// LAPEL_WALK_AT: a fresh server that somebody else started, as `make run` on a bare machine.
async function openServer() {
  if (process.env.LAPEL_WALK_AT) return { url: process.env.LAPEL_WALK_AT, stop: async () => {} };
  return startServer({ publicUrl: null, engine: "sqlite", args: ["--allow-private"] });
}

// `look(page, name)` is called on every page that is reached.
export async function openWalk({ look, ...options }) {
  const server = await openServer();
  const sink = await smtpSink();
  const browser = await openBrowser();
  const folder = mkdtempSync(path.join(tmpdir(), "lapel-walk."));
  const open = () => openPage(browser, server, { acceptDownloads: true, ...options });
  const walk = { server, sink, browser, folder, look, admin: await open(), earner: await open(), stranger: await open() };
  walk.close = async () => {
    await browser.close();
    await sink.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return walk;
}

export const press = (page, name) => page.getByRole("button", { name }).and(page.locator(":not([tabindex='-1'])")).first().click();
export const follow = (page, name) => page.getByRole("link", { name }).first().click();
// A page that works on in the background is asked again, as a reader would.
export const awaitText = (page, words) => until(async () => {
  if (await page.getByText(words).first().isVisible()) return true;
  await page.reload();
  return false;
}, `${words}`, 60);

export async function setUp({ admin, sink, look }) {
  await admin.goto("/");
  await look(admin, "setup-you");
  await admin.getByLabel("Your name").fill("Maya Lindqvist");
  await admin.getByLabel("E-mail address").fill("maya@harbourvale.example");
  await admin.getByLabel("Password").fill("short");
  await press(admin, "Continue");
  await look(admin, "setup-you-error");
  await admin.getByLabel("Password").fill(PASSWORD);
  await press(admin, "Continue");
  await admin.getByText("Who awards the badges?").waitFor();
  await look(admin, "setup-organisation");
  await admin.getByLabel("Organisation").fill("Harbour & Vale Logistics");
  await press(admin, "Continue");
  await admin.getByText("Where will it be found?").waitFor();
  await look(admin, "setup-address");
  await press(admin, "Continue");
  await admin.getByText("How do mails leave?").first().waitFor();
  await look(admin, "setup-mail");
  await admin.getByRole("radio", { name: "Through our mail server" }).check();
  await press(admin, "Continue");
  await admin.getByText("Please correct this").waitFor();
  await look(admin, "setup-mail-error");
  await admin.locator("#host").fill("127.0.0.1");
  await admin.getByLabel("Port").fill(String(sink.port));
  await admin.getByLabel("Encryption").selectOption("none");
  await admin.getByLabel("Sender’s address").fill("badges@harbourvale.example");
  await press(admin, "Send a test mail");
  await admin.getByText("The server took the mail").waitFor();
  await look(admin, "setup-mail-tested");
  assert.equal(sink.to("maya@harbourvale.example").length, 1);
  await press(admin, "Continue");
  await admin.getByText("Ready to start").waitFor();
  await look(admin, "setup-start");
  await press(admin, "Finish set-up");
  await admin.getByText("Everything is ready for your first badge.").waitFor();
  await look(admin, "home-first");
}

export async function makeBadge({ admin, look }) {
  await follow(admin, "New badge");
  await press(admin, "Save and continue");
  await admin.getByText("Please correct this").waitFor();
  await look(admin, "badge-basics-error");
  await admin.getByLabel("Name", { exact: true }).fill("Fire marshal");
  await admin.getByLabel("One sentence about it").fill("Leads a floor out of the building in an emergency and keeps its ways free.");
  await press(admin, "Save and continue");
  await admin.waitForURL(/\/picture$/);
  await follow(admin, "Fire safety");
  await admin.waitForURL(/preset=fire-safety/);
  await look(admin, "badge-studio");
  await press(admin, "Save and continue");
  await admin.waitForURL(/\/criteria$/);
  await admin.getByLabel("What has to be shown").fill("Half a day of training");
  await press(admin, "Another criterion");
  await admin.getByLabel("What has to be shown").last().fill("Two drills");
  await admin.getByLabel("What else is said about earning it").fill("**Judged by** the safety officer.");
  await press(admin, "Show how it looks");
  await admin.getByText("Judged by").first().waitFor();
  await look(admin, "badge-criteria");
  await press(admin, "Save and continue");
  await admin.waitForURL(/\/levels$/);
  await look(admin, "badge-levels");
  await press(admin, "Continue");
  await admin.waitForURL(/\/validity$/);
  await admin.getByRole("radio", { name: /months/i }).check();
  await admin.getByLabel("Months", { exact: false }).last().fill("24");
  await press(admin, "Save and continue");
  await admin.waitForURL(/\/skills$/);
  await look(admin, "badge-skills");
  await press(admin, "Save and continue");
  await admin.waitForURL(/\/translations$/);
  await look(admin, "badge-languages");
  await press(admin, "Continue");
  await admin.waitForURL(/\/preview$/);
  await look(admin, "badge-preview");
  await press(admin, "Publish");
  await admin.getByText("The badge is published").waitFor();
  await look(admin, "badge-published");
}

async function awardThree({ admin }) {
  await admin.goto("/org/1/awards/new");
  await follow(admin, "Fire marshal");
  await admin.getByLabel("Paste names and e-mail addresses").fill([1, 2, 3].map((n) => `holder${n}@harbourvale.example`).join("\n"));
  await press(admin, "Check the list");
  await press(admin, "Award to 3 people");
  await press(admin, "Send now");
  await awaitText(admin, /3 people now have/);
}

async function awardEighty({ admin, sink, look }) {
  await admin.goto("/org/1/awards/new");
  await look(admin, "award-choose");
  await follow(admin, "Fire marshal");
  await press(admin, "Check the list");
  await admin.getByText("Please correct this").waitFor();
  await look(admin, "award-who-error");
  await admin.getByLabel("Paste names and e-mail addresses").fill(eighty());
  await look(admin, "award-who");
  await press(admin, "Check the list");
  await admin.getByRole("heading", { name: "70 people will get “Fire marshal”" }).waitFor();
  await look(admin, "award-check");
  await follow(admin, "Show all lines");
  await look(admin, "award-check-all");
  await admin.goBack();
  await press(admin, "Award to 70 people");
  await admin.getByText("Nothing is signed and no mail is sent yet.").waitFor();
  await look(admin, "award-held");
  await press(admin, "Take back");
  await admin.getByText("Taken back. Nobody was awarded").waitFor();
  await press(admin, "Award to 70 people");
  await press(admin, "Send now");
  await awaitText(admin, /70 people now have/);
  await look(admin, "award-result");
  await admin.getByLabel("E-mail address, line 78").fill("jakub.nowak@harbourvale.example");
  await press(admin, "Correct line 78");
  await admin.getByText("The line is corrected.").waitFor();
  await look(admin, "award-result-corrected");
  await press(admin, "Award to 1 person more");
  await press(admin, "Send now");
  await awaitText(admin, /71 people now have/);
  await until(() => sink.mails.filter((mail) => mail.subject.includes("Fire marshal")).length === 74, "74 mails", 60);
  await admin.goto("/org/1/mail");
  await look(admin, "mail-sent");
}

async function openMail(walk) {
  const { earner, sink, look } = walk;
  const mail = sink.to(ANN)[0];
  assert.match(mail.text, /Hello Ann Lee/);
  walk.claim = mail.links.find((link) => link.includes("/claim/"));
  await earner.goto("/");
  await look(earner, "entrance");
  await earner.goto(walk.claim);
  await earner.getByText("Yes, this badge is genuine").waitFor();
  await look(earner, "public-award");
  await earner.locator("summary").filter({ hasText: "Download" }).click();
  await look(earner, "public-award-download");
  for (const [link, name] of [["PNG picture with proof", "badge.png"], ["SVG picture with proof", "badge.svg"], ["JSON (Open Badges 3.0)", "badge.json"]]) {
    const [file] = await Promise.all([earner.waitForEvent("download"), earner.getByRole("link", { name: link }).click()]);
    await file.saveAs(path.join(walk.folder, name));
  }
}

async function startBackpack({ earner, look }) {
  await press(earner, "Add to my Backpack");
  await earner.getByText("Start your Backpack").waitFor();
  await look(earner, "backpack-start");
  await earner.getByLabel("Choose a password").fill("rain on a tin roof");
  await press(earner, "Make my Backpack");
  await earner.getByText("Genuine and valid").waitFor();
  await look(earner, "backpack-badge");
}

async function addInEveryForm(walk) {
  const { earner, folder, look } = walk;
  const ways = [
    ["file", (page) => page.locator("#file").setInputFiles(path.join(folder, "badge.png"))],
    ["file", (page) => page.locator("#file").setInputFiles(path.join(folder, "badge.svg"))],
    ["link", (page) => page.getByLabel("Or a link to it").fill(walk.claim.replace("/claim/", "/b/").replace(/\/[^/]*$/, ""))],
    ["text", async (page) => {
      await page.locator("summary").filter({ hasText: "Or paste its text" }).click();
      await page.getByRole("textbox", { name: /^JSON or JWT/ }).fill(readFileSync(path.join(folder, "badge.json"), "utf8"));
    }],
  ];
  await earner.goto("/backpack/add");
  await press(earner, "Add it");
  await earner.getByText("Please correct this").waitFor();
  await look(earner, "backpack-add-error");
  // Each time out of the Backpack and in again in another form.
  for (const [, give] of ways) {
    await earner.goto("/backpack");
    await follow(earner, "Fire marshal");
    await press(earner, "Remove");
    await earner.goto("/backpack/add");
    await give(earner);
    // Where script is at work, a chosen file goes off by itself.
    if (!/badges\/\d+$/.test(earner.url())) await press(earner, "Add it").catch(() => {});
    await earner.waitForURL(/\/backpack\/badges\/\d+$/);
    await earner.getByText("Genuine and valid").waitFor();
  }
  await earner.goto("/backpack");
  await look(earner, "backpack");
}

async function checkAsStranger(walk, verdict, name) {
  const { stranger, folder, look } = walk;
  await stranger.goto("/verify");
  await stranger.locator("#file").setInputFiles(path.join(folder, "badge.png"));
  if (!(await stranger.getByText(verdict).count())) await press(stranger, "Check it").catch(() => {});
  await stranger.getByText(verdict).first().waitFor();
  await look(stranger, name);
}

async function revoke(walk) {
  const { admin, earner, stranger, look } = walk;
  await admin.goto("/org/1/awards?q=Ann");
  await follow(admin, "Ann Lee");
  await look(admin, "award-admin");
  await follow(admin, "Revoke …");
  await press(admin, "Revoke this award");
  await admin.getByText("Please correct this").waitFor();
  await look(admin, "award-revoke-error");
  await admin.getByLabel("Reason").fill("Given to the wrong person");
  await press(admin, "Revoke this award");
  await admin.getByText("The award is revoked").waitFor();
  await look(admin, "award-admin-revoked");
  await stranger.goto(walk.claim.replace("/claim/", "/b/").replace(/\/[^/]*$/, ""));
  await stranger.getByText("Given to the wrong person").waitFor();
  await look(stranger, "public-revoked");
  await checkAsStranger(walk, "the issuer has revoked this badge", "verify-revoked");
  await earner.goto("/backpack");
  await follow(earner, "Fire marshal");
  await press(earner, "Check again");
  await earner.getByText("Revoked by its issuer").waitFor();
  await look(earner, "backpack-badge-revoked");
}

export const steps = [
  ["the first run, with the mail server tested", setUp],
  ["a badge in eight steps", makeBadge],
  ["three who hold it already", awardThree],
  ["a list of eighty, its failures corrected and tried again", awardEighty],
  ["the mail's link, the public page and its downloads", openMail],
  ["a Backpack of one's own", startBackpack],
  ["the same badge as PNG, SVG, link and text", addInEveryForm],
  ["a stranger checks it", (walk) => checkAsStranger(walk, "Yes, this badge is genuine", "verify-yes")],
  ["the award is revoked, and everybody says so", revoke],
];
