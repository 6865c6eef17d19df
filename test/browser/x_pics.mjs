import { openSample } from "./sample.mjs";
import { openBrowser, openAs } from "./harness.mjs";
const sample = await openSample(); const browser = await openBrowser();
const page = await openAs(browser, sample.server, sample.visitors[process.argv[2] || "admin"]);
for (const [n, u] of process.argv.slice(3).map((x) => x.split("="))) for (const [w, width] of [["d", 1280], ["p", 390]]) for (const c of ["light", "dark"]) {
  if (w === "d" && c === "dark") continue;
  await page.setViewportSize({ width, height: 900 }); await page.emulateMedia({ colorScheme: c });
  await page.goto(u.replace("BASE", sample.base));
  await page.screenshot({ path: `/tmp/pic_${n}_${w}_${c}.png`, fullPage: true });
}
await browser.close(); await sample.server.stop(); process.exit(0);
