// Awarding in a real browser: every page by axe at both widths, light and dark.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { look as lookAt, openAs, openBrowser } from "./harness.mjs";
import { openOffice } from "../web/office.mjs";

let office, browser, page;

before(async () => {
  office = await openOffice();
  browser = await openBrowser();
  page = await openAs(browser, office.server, office.maya);
});
after(async () => {
  await browser?.close();
  await office?.server.stop();
});

const look = (name) => lookAt(page, name);

test("before the first award the pages say what to do", async () => {
  await page.goto(`${office.base}/awards`);
  await look("awards-empty");
  await page.goto(`${office.base}/mail`);
  await look("mail-empty");
  await page.goto(`${office.base}/awards/lists`);
  await look("award-lists-empty");
});

test("from the badge to the result", async () => {
  await page.goto(`${office.base}/awards/new`);
  await look("award-choose");
  await page.getByRole("link", { name: "Forklift operator" }).click();
  await page.getByRole("button", { name: "Check the list" }).click();
  await look("award-who-error");
  await page.getByLabel("Paste names and e-mail addresses").fill([
    "Tomasz Zieliński, tomasz.zielinski@harbourvale.example", "Ifeoma Okonkwo <ifeoma@harbourvale.example>",
    "li.wei@harbourvale.example", "Bartholomew Featherstonehaugh;b.featherstonehaugh@harbourvale.example",
    "Jakub Nowak, jakub.nowak@", "Li Wei, LI.WEI@harbourvale.example",
  ].join("\n"));
  await look("award-who");
  await page.getByRole("button", { name: "Check the list" }).click();
  await look("award-check");
  await page.getByRole("link", { name: "Show all lines" }).click();
  await look("award-check-all");
  await page.getByRole("button", { name: "Award to 3 people" }).or(page.getByRole("button", { name: "Award to 4 people" })).click();
  await page.getByText(/people now have|person now has/).waitFor();
  await look("award-result");
  await page.getByLabel("E-mail address, line 5").fill("jakub.nowak@harbourvale.example");
  await page.getByRole("button", { name: "Correct line 5" }).click();
  await look("award-result-corrected");
});

test("columns named by hand, people found, a line changed in its place, the list kept as a group", async () => {
  await page.goto(`${office.base}/awards/new?badge=${office.otherBadge}`);
  await page.getByLabel("Name or address").fill("li.wei");
  await page.keyboard.press("Enter");
  await page.getByText("Tick whom you mean.").waitFor();
  await page.getByRole("checkbox", { name: /li\.wei/i }).check();
  await look("award-who-found");
  await page.getByRole("button", { name: "Add whom I ticked" }).click();
  assert.match(await page.getByLabel("Paste names and e-mail addresses").inputValue(), /li\.wei@/);
  await page.getByLabel("Paste names and e-mail addresses").fill([
    "Teilnehmer;E-Mail;E-Mail Leitung;Abschluss;Kommentar", "Tomasz Zieliński;tomasz.zielinski@harbourvale.example;boss@harbourvale.example;03.04.2026;Led the night shift",
    "Ifeoma Okonkwo;ifeoma@harbourvale.example;boss@harbourvale.example;03.04.2026;", "Jakub Nowak;jakub.nowak@;boss@harbourvale.example;03.04.2026;",
  ].join("\n"));
  await page.getByRole("button", { name: "Check the list" }).click();
  await page.getByRole("heading", { name: "Which column is what?" }).waitFor();
  await page.getByLabel("What the column Teilnehmer is").selectOption({ label: "Name" });
  await page.getByLabel("What the column Abschluss is").selectOption({ label: "Day of the award" });
  await page.getByLabel("What the column Kommentar is").selectOption({ label: "A sentence on the award" });
  await page.getByLabel("What the column E-Mail Leitung is").selectOption({ label: "E-mail address" });
  await page.getByRole("button", { name: "Check the list" }).click();
  await page.getByRole("alert").waitFor();
  await look("award-columns-error");
  await page.getByLabel("What the column E-Mail Leitung is").selectOption({ label: "Leave out" });
  await look("award-columns");
  await page.getByRole("button", { name: "Check the list" }).click();
  await page.getByRole("link", { name: "Show all lines" }).click();
  await page.getByRole("link", { name: "Change line 2" }).click();
  await look("award-line");
  await page.getByLabel("Last day it is valid").fill("2020-01-01");
  await page.getByRole("button", { name: "Save the line" }).click();
  await page.getByText("The award would end before it begins").first().waitFor();
  await look("award-line-error");
  await page.getByLabel("Last day it is valid").fill("2036-01-01");
  await page.getByRole("button", { name: "Save the line" }).click();
  await page.getByText("The line is changed.").waitFor();
  await page.getByText("Keep these people as a group").click();
  await page.getByLabel("Name of the group").fill("Night shift");
  await look("award-group");
  await page.getByRole("button", { name: "Keep as a group" }).click();
  await page.getByText("2 people are kept as the group “Night shift”.").waitFor();
});

test("the awards, one of them, and revoking it", async () => {
  await page.goto(`${office.base}/awards`);
  await look("awards");
  await page.getByRole("link", { name: "Tomasz Zieliński" }).click();
  await look("award-admin");
  await page.getByRole("link", { name: "Revoke …" }).click();
  await page.getByRole("button", { name: "Revoke this award" }).click();
  await look("award-revoke-error");
  await page.getByLabel("Reason").fill("Given to the wrong person");
  await page.getByRole("button", { name: "Revoke this award" }).click();
  await look("award-admin-revoked");
  await page.goto(`${office.base}/awards/lists`);
  await look("award-lists");
});

test("the mails, one of them as it will look, and the mail server", async () => {
  await page.goto(`${office.base}/mail`);
  await look("mail");
  await page.locator("tr", { hasNotText: "Revoked" }).getByRole("link", { name: /Tomasz/ }).first().click();
  await page.frameLocator("iframe").getByText("See your badge").waitFor();
  page.faults.length = 0;                         // Chromium notes that a sandboxed frame may not run scripts
  await look("mail-one");
  await page.goto("/settings/mail");
  await page.getByRole("button", { name: "Save" }).click();
  await look("mail-settings");
  await page.goto("/settings/mail/outbox");
  await look("mail-accounts");
});
