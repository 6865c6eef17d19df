// pictures.mjs — the pictures of the README, of the sample organisation: `make pictures`.
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
const first = async (page, where, match) => {
  await page.goto(where);
  return match.exec(await page.content())[0];
};

try {
  const admin = await openAs(browser, sample.server, sample.visitors.admin);
  const earner = await openAs(browser, sample.server, sample.visitors.earner);
  const nobody = await openPage(browser, sample.server);

  const award = await first(admin, `${sample.base}/awards?q=Amina`, /\/org\/1\/awards\/\d+/);
  await nobody.goto(await first(admin, award, /\/b\/[\w-]{22}/));
  await take(nobody, "award", 1100, 760);
  await earner.goto("/backpack");
  await take(earner, "backpack", 1100, 760);

  const badge = await first(admin, `${sample.base}/badges?q=first+aider`, /\/org\/1\/badges\/\d+/);
  await admin.goto(`${sample.base}/awards/new?badge=${badge.split("/").pop()}`);
  await admin.getByLabel("Paste names and e-mail addresses").fill(PEOPLE);
  await admin.getByRole("button", { name: "Check the list" }).click();
  await admin.getByRole("heading", { name: /people will get/ }).waitFor();
  await take(admin, "check", 1280, 620);

  await admin.goto(`${badge}/picture?preset=first-aid`);
  await admin.locator("img.studio-picture").waitFor();
  await take(admin, "studio", 1100, 760);
} finally {
  await browser.close();
  await sample.server.stop();
}
