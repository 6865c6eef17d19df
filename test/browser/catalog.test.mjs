// Making a badge in a real browser, step by step: axe on every page at both
// widths, light and dark; the studio with and without script.
import assert from "node:assert/strict";
import { createServer } from "node:http";
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
const press = (name) => page.getByRole("button", { name, exact: true }).and(page.locator(":not([tabindex='-1'])")).click();

test("a badge is made in eight steps", async () => {
  await page.goto(`${office.base}/badges`);
  await page.getByRole("link", { name: "New badge" }).click();
  await press("Save and continue");
  await look("badge-basics-error");
  await page.getByLabel("Name", { exact: true }).fill("Fire marshal");
  await page.getByLabel("One sentence about it").fill("Leads a floor out of the building in an emergency and keeps its ways free.");
  await look("badge-basics");
  await press("Save and continue");

  await page.waitForURL(/\/picture$/);
  await look("badge-studio-first");
  await page.getByRole("link", { name: "Fire safety" }).click();
  await page.waitForURL(/preset=fire-safety/);
  const before = await page.locator("img.studio-picture").getAttribute("src");
  await page.getByLabel("Words above").fill("GROUND FLOOR");
  await page.waitForFunction((old) => document.querySelector("img.studio-picture").getAttribute("src") !== old, before);
  await page.getByLabel("Search symbols").fill("ambulance");
  await page.getByText(/of \d+ symbols/).waitFor();
  assert.ok(await page.locator("#icons .swatch").count() < 40);
  await press("Ribbon");
  await page.getByLabel("Words, layer 1").fill("SHIFT B");
  await press("Words");
  await page.getByLabel("Words, layer 2").fill("Hull");
  await page.getByLabel("Colour", { exact: true }).last().fill("#ffd27a");
  await page.getByLabel("From the top, layer 2").fill("520");
  await page.waitForFunction(() => /l2y=520/.test(document.querySelector("img.studio-picture").src));
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.waitForFunction(() => !/l2y=520/.test(document.querySelector("img.studio-picture").src));
  await page.getByRole("button", { name: "Redo", exact: true }).click();
  await page.waitForFunction(() => /l2y=520/.test(document.querySelector("img.studio-picture").src));
  await look("badge-studio");
  await press("Save and continue");

  await page.waitForURL(/\/criteria$/);
  await page.getByLabel("What has to be shown").fill("Half a day of training");
  await press("Another criterion");
  await page.getByLabel("What has to be shown").last().fill("Two drills");
  await page.getByLabel("What else is said about earning it").fill("**Judged by** the safety officer.");
  await press("Show how it looks");
  await page.getByText("Judged by").last().waitFor();
  await look("badge-criteria");
  await press("Save and continue");

  await page.waitForURL(/\/levels$/);
  await press("Continue");
  await page.waitForURL(/\/validity$/);
  await page.getByLabel("For a number of months").check();
  await press("Save and continue");
  await look("badge-validity-error");
  await page.getByLabel("Months", { exact: true }).fill("24");
  await page.getByLabel("Tags").fill("safety, building");
  await press("Save and continue");

  await page.waitForURL(/\/skills$/);
  await page.getByLabel("Name of the skill").fill("Lead an evacuation");
  await page.getByLabel("Web address").fill("http://data.europa.eu/esco/skill/7f3c");
  await press("Another skill");
  await look("badge-skills");
  await press("Save and continue");

  await page.waitForURL(/\/translations$/);
  await page.getByRole("link", { name: /Preview/ }).first().click();
  await page.waitForURL(/\/preview$/);
  await look("badge-preview");
  await press("Publish");
  await page.getByText("The badge is published.").waitFor();
  await look("badge-page");
});

test("archiving is undone from the message", async () => {
  await page.goto(`${office.base}/badges?state=published`);
  await page.getByRole("link", { name: "Fire marshal" }).click();
  await press("Archive");
  await look("badge-archived");
  await press("Undo");
  await page.getByText("The badge is published again.").waitFor();
});

test("a picture of one's own is dropped, and a wrong one is told beside the field", async () => {
  await page.goto(`${office.base}/badges/new`);
  await page.getByLabel("Name", { exact: true }).fill("Waste separation and recycling champion");
  await press("Save draft");
  await page.getByText("Saved.").waitFor();
  await page.getByRole("link", { name: "Picture" }).click();
  await page.getByRole("link", { name: "Upload a picture" }).click();
  await page.locator("#picture").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await press("Save and continue");
  await look("badge-upload-error");
  await page.locator("#picture").setInputFiles({
    name: "a.svg", mimeType: "image/svg+xml",
    buffer: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle cx='4.5' cy='4.5' r='4' fill='#157a50'/></svg>"),
  });
  await press("Save and continue");
  await page.waitForURL(/\/criteria$/);
  await page.goto(page.url().replace(/criteria$/, "picture"));
  await page.waitForURL(/\/upload$/);
  await look("badge-upload");
  await page.goto(page.url().replace(/\/upload$/, "/preview"));
  await look("badge-preview-missing");
  await page.goto(page.url().replace(/\/preview$/, ""));
  await look("badge-draft");
});

test("a draft is saved while one types", async () => {
  await page.goto(`${office.base}/badges/new`);
  await page.getByLabel("Name", { exact: true }).fill("Typed");
  await press("Save draft");
  await page.getByText("Saved.").waitFor();
  await page.getByLabel("One sentence about it").fill("Typed and never sent.");
  await page.getByText("Saved as you type").waitFor();
  await page.reload();
  assert.equal(await page.getByLabel("One sentence about it").inputValue(), "Typed and never sent.");
});

test("templates", async () => {
  await page.goto(`${office.base}/badges/templates`);
  await look("badge-templates");
  await page.getByRole("button", { name: /Use it.*Mentor/ }).click();
  await page.getByText("This is a draft made from the template.").waitFor();
});

test("badges come in from a file", async () => {
  await page.goto(`${office.base}/badges`);
  await page.getByText("More", { exact: true }).click();
  await page.getByRole("link", { name: "Import" }).click();
  await page.locator("#file").setInputFiles({ name: "a.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  await press("Import");
  await look("badge-import-error");
  const one = (name) => ({ type: ["Achievement"], name, description: "D", criteria: { narrative: "- one" } });
  await page.locator("#file").setInputFiles({
    name: "a.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify([one("Ladder safety"), one("Manual handling"), {}])),
  });
  await press("Import");
  await look("badge-import");
  await press("Undo");
  await page.getByText("The import is undone.").waitFor();
});

test("the gallery", async () => {
  await page.goto(`${office.base}/badges`);
  await look("badges");
  await page.goto(`${office.base}/badges?q=forklfit`);
  await look("badges-none");
});

test("the studio works without script", async () => {
  const plain = await openAs(browser, office.server, office.maya, { javaScriptEnabled: false });
  await plain.goto(`${office.base}/badges/${office.badge}/picture?draw=1`);
  await plain.locator("label.swatch-shape", { has: plain.locator("[value=gear]") }).click();
  await plain.getByLabel("Words on a banner").fill("Level 3");
  await plain.getByRole("button", { name: "Ribbon" }).click();
  await plain.getByLabel("Words, layer 1").fill("Certified");
  await plain.getByRole("button", { name: "Show the picture" }).click();
  assert.match(await plain.locator("img.studio-picture").getAttribute("src"), /shape=gear.*banner=Level%203/);
  assert.equal(await plain.getByLabel("Words on a banner").inputValue(), "Level 3");
});

test("what an organisation copies stands in a page of another site", async () => {
  await page.goto(`${office.base}/badges/${office.badge}`);
  await page.getByRole("link", { name: "On your website" }).click();
  await page.frameLocator("iframe").getByRole("link", { name: "Forklift operator" }).waitFor();
  const badge = await page.getByLabel("Put this into your page").inputValue();
  await page.getByLabel("What to show").selectOption({ label: "Catalogue of Harbour & Vale Logistics" });
  await press("Show");
  await look("website");
  const catalogue = await page.getByLabel("Put this into your page").inputValue();
  const site = createServer((rq, rs) => {
    rs.setHeader("content-type", "text/html");
    rs.end(`<!doctype html><title>Our academy</title>${badge}${catalogue}${badge.replace("/embed", "")}`);
  }).listen(0, "localhost");
  await new Promise((done) => site.once("listening", done));
  const visitor = await browser.newPage({ colorScheme: "dark", javaScriptEnabled: false });
  const scripts = [];
  visitor.on("request", (r) => r.resourceType() === "script" && scripts.push(r.url()));
  await visitor.goto(`http://localhost:${site.address().port}`);
  const card = visitor.frameLocator("iframe").first(), shelf = visitor.frameLocator("iframe").nth(1);
  await card.getByRole("link", { name: "Forklift operator" }).waitFor();
  await shelf.getByRole("link", { name: "Forklift operator" }).waitFor();
  const ground = await card.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
  assert.ok(Number(/\d+/.exec(ground)[0]) < 80, `dark: ${ground}`);
  const refused = visitor.frames().find((f) => f.url().startsWith("chrome-error:"));
  assert.ok(refused, "the page itself, where one is signed in, stands in no frame");
  assert.deepEqual([await visitor.context().cookies(), scripts], [[], []]);
  const opened = visitor.context().waitForEvent("page");
  await shelf.getByRole("link", { name: "Forklift operator" }).click();
  await (await opened).getByRole("heading", { name: "Forklift operator" }).waitFor();
  await visitor.context().close();
  site.close();
});
