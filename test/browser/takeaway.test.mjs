// Badges taken away as a folder: it opens without a server, each badge in it is
// verified by the command line, and no name in it does anything.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { axe, checkNoSidewaysScroll, file, lapel, openAs, openBrowser, openPage, shot } from "./harness.mjs";
import { Issuer } from "../web/app.mjs";
import { unescape } from "../web/html.mjs";
import { openOffice } from "../web/office.mjs";
import { Site } from "../web/site.mjs";
import { unzip } from "../web/unzip.mjs";

const MAYA = "maya@example.org", HOSTILE = '"><img src=x onerror="window.caught=1">/../../étoile';
let office, site, browser, folder, files;

before(async () => {
  site = await new Site().start();
  office = await openOffice({ engine: "sqlite", args: ["--allow-private"] });
  browser = await openBrowser();
  folder = mkdtempSync(path.join(tmpdir(), "lapel-folder."));
});
after(async () => {
  await browser?.close();
  site?.stop();
  await office?.server.stop();
  rmSync(folder, { recursive: true, force: true });
});

// As look() of the harness; axe reads the style by a way that pages from a disk do not have.
async function look(page, name) {
  await shot(page, name, async () => {
    await checkNoSidewaysScroll(page);
    await axe(page);
  });
  assert.deepEqual(page.faults.filter((fault) => !/XMLHttpRequest at .*style\.css|ERR_FAILED/.test(fault)), []);
}

const add = async (fields) => office.maya.submit(await office.maya.get("/backpack/add"), fields, { action: "/backpack/add" });

test("what is taken away holds every badge as it came, and what its host said", async () => {
  const token = new Issuer().badge("urn:uuid:7d0f9b1e-0000-4000-8000-000000000001", { email: MAYA, name: HOSTILE }), hosted = site.badge(MAYA);
  await add({ file: file("crane.jwt", "text/plain", token) });
  await add({ link: hosted });
  const page = await office.maya.get("/backpack/collections/new");
  await office.maya.submit(page, { name: '</title><script>window.caught=2</script>', story: "<b>raw</b> [click](javascript:alert(1))" }, { action: "/backpack/collections" });
  const shelf = (await office.maya.get("/backpack/collections")).text.match(/\/backpack\/collections\/\d+/)[0];
  const ids = [...new Set([...(await office.maya.get("/backpack")).text.matchAll(/\/backpack\/badges\/(\d+)/g)].map((m) => m[1]))];
  await office.maya.submit(await office.maya.get(`${shelf}/badges`), { in: ids }, { action: `${shelf}/badges` });
  files = unzip((await office.maya.get("/account/takeout.zip")).bytes);
  for (const [name, content] of files) {
    assert.match(name, /^[\w./-]+$/);
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content());
  }
  const list = JSON.parse(files.get("backpack.json")()), jwt = list.badges.find((b) => b.file === "badge.jwt");
  assert.equal(list.badges.length, 2);
  assert.equal(files.get(`${jwt.folder}/badge.jwt`)().toString(), token);
  assert.equal(jwt.title, HOSTILE);
});

test("each badge in the folder is verified by the command line, the hosted one from the folder alone", async () => {
  const list = JSON.parse(files.get("backpack.json")());
  for (const b of list.badges) {
    const at = path.join(folder, b.folder), documents = [path.join(at, "evidence/documents.json"), path.join(at, "documents.json")].find((f) => existsSync(f)) ?? "";
    const said = await lapel(["verify", "--json", ...(existsSync(documents) ? ["--documents", documents] : ["--offline"]), path.join(at, b.file)]);
    assert.equal(JSON.parse(said.out).verdict, "valid", said.out);
    if (existsSync(path.join(at, "baked.png"))) {
      const baked = await lapel(["verify", "--json", ...(existsSync(documents) ? ["--documents", documents] : ["--offline"]), path.join(at, "baked.png")]);
      assert.equal(JSON.parse(baked.out).verdict, "valid", baked.out);
    }
  }
  assert.ok(list.badges.some((b) => existsSync(path.join(folder, b.folder, "baked.png"))));
});

test("the file is taken in again: the badges in it, and of what lies beside them no file as a badge", async () => {
  const whole = (await office.maya.get("/account/takeout.zip")).bytes, page = await office.maya.get("/backpack/add");
  const done = await office.maya.submit(page, { file: file("my-badges.zip", "application/zip", whole) }, { action: "/backpack/add" });
  const said = unescape(done.text.replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");
  assert.match(said, /already/i);
  assert.equal((await office.maya.get("/backpack")).text.match(/class="badge-card-link"/g).length, 2);
  assert.doesNotMatch(said, /picture\.png|baked\.png|backpack\.json|documents/);
  const results = await openAs(browser, office.server, office.maya);
  await results.goto(done.path);
  await look(results, "folder-back");
});

test("what a CV would be is seen while it is typed, and nothing is saved before it is sent", async () => {
  const made = await office.maya.submit(await office.maya.get("/backpack/cvs"), { label: "For the port" }, { action: "/backpack/cvs" }), cv = made.path;
  const page = await openAs(browser, office.server, office.maya), sheet = page.locator("#cv-preview");
  page.setDefaultTimeout(15000);
  await page.goto(`${office.server.url}${cv}/head`);
  await page.getByLabel("Headline").fill("Drives <b>cranes</b>");
  await sheet.getByText("Drives <b>cranes</b>").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("");
  await page.waitForFunction(() => document.querySelector("#cv-preview .cv-name").textContent === "");
  await page.getByLabel("Name", { exact: true }).fill("Maya");
  await sheet.getByText("Maya", { exact: true }).waitFor();
  await look(page, "cv-head-typed");
  assert.doesNotMatch((await office.maya.get(cv)).text, /cranes/);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  assert.match((await office.maya.get(cv)).text, /Drives &lt;b&gt;cranes/);
  await page.getByRole("link", { name: "Experience" }).click();
  await page.getByRole("link", { name: "Add a position" }).click();
  await page.getByRole("textbox", { name: /What should a reader know/ }).fill("x".repeat(3000));
  await page.locator("#what").fill("Crane driver");
  await page.locator("#from").fill("2019-03");
  await sheet.getByText("Crane driver").waitFor();
  await sheet.getByText(/March 2019|Mar 2019|2019/).waitFor();
  await sheet.getByText("xxxx").waitFor();
  await look(page, "cv-entry-typed");
  assert.doesNotMatch((await office.maya.get(cv)).text, /Crane driver/);
  assert.deepEqual(page.faults, []);
});

test("the folder opens from the disk without a server; every link in it leads somewhere, no name does anything", async () => {
  const page = await openPage(browser, office.server);
  await office.server.stop();
  const root = pathToFileURL(folder).href, seen = new Set(), next = [`${root}/index.html`], asked = [];
  page.on("request", (r) => asked.push(r.url()));
  while (next.length) {
    const where = next.pop();
    if (seen.has(where)) continue;
    seen.add(where);
    await page.goto(where);
    assert.equal(await page.evaluate(() => window.caught), undefined, where);
    assert.equal(await page.locator("script, [onerror], [style]").count(), 0);
    for (const href of await page.locator("a[href]").evaluateAll((all) => all.map((a) => a.href))) {
      if (!href.startsWith("file:")) assert.ok(href.startsWith("http"), href);
      else if (href.endsWith(".html")) next.push(href);
      else assert.ok(existsSync(new URL(href)), `${where} → ${href}`);
    }
  }
  assert.equal(seen.size, 4);
  assert.deepEqual(asked.filter((url) => !url.startsWith("file:")), []);
  await page.goto(`${root}/index.html`);
  await look(page, "folder-index");
  await page.getByRole("link", { name: "onerror" }).first().click();
  assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), HOSTILE);
  await look(page, "folder-badge");
  await page.goto([...seen].find((where) => where.includes("/collections/")));
  await look(page, "folder-collection");
});
