// Nobody is led to a page that is refused them, and who may only look finds no form to send:
// whoever has a role in the sample goes wherever a page leads.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import test, { after, before } from "node:test";
import { build } from "./harness.mjs";
import { openSample } from "./sample.mjs";

const MOST = 3;                                   // of one row of the route table: the others are alike
const table = (...more) => execFileSync(path.join(build, "lapel"), ["routes", "--tsv", ...more], { encoding: "utf8" }).trim().split("\n").map((line) => line.split("\t"));
const routes = table().map(([method, where, right]) => ({ method, where, right, fits: new RegExp(`^${where.replace(/\./g, "\\.").replace(/\{[^}]+\}/g, "[^/]+")}$`), fixed: where.replace(/\{[^}]+\}/g, "").length }));
const routeOf = (method, at) => routes.filter((r) => r.method === method && r.fits.test(at)).sort((x, y) => y.fixed - x.fixed)[0];
const rights = (role) => new Set(table("--rights").filter(([name, , may]) => name === role && may).map(([, right]) => right));

// Files and pictures are no pages; whose award it is says the page that asks for an endorsement.
const ELSEWHERE = /^\/(assets|images|api)\b|^\/sign-|^\/language|^\/b\/[^/]+\/endorsements|\.(csv|pdf|png|svg|json|zip|txt|ics|xml|atom)$|[?&]as=/;
let sample;

before(async () => {
  sample = await openSample();
  sample.visitors.stranger = sample.server.visitor();
});
after(() => sample?.server.stop());

async function go(visitor, first) {
  const seen = new Set([first, "/"]), ahead = [[first, ""], ["/", ""]], opened = new Map(), refused = [], forms = [];
  for (let at = ahead.shift(); at; at = ahead.shift()) {
    const [where, from] = at, route = routeOf("GET", where.split("?")[0]), times = opened.get(route?.where) ?? 0;
    if (times === MOST) continue;
    opened.set(route?.where, times + 1);
    const page = await visitor.get(where);
    if (page.status >= 400) refused.push(`${page.status} ${where}, from ${from}`);
    // With no-referrer a browser says no origin with our own forms, which are refused then.
    assert.notEqual(page.headers.get("referrer-policy"), "no-referrer", where);
    const main = page.text.slice(page.text.indexOf("<main"));
    assert.doesNotMatch(main, /<form(?:(?!<\/form>)[^])*<form/, `${where}: a form within a form`);
    for (const [, action] of main.matchAll(/<form[^>]*method="post"[^>]*action="([^"?]+)/g)) forms.push([action, where]);
    for (const [, link] of page.text.matchAll(/ href="(\/(?!\/)[^"#]*)/g)) {
      const next = link.replace(/&amp;/g, "&");
      if (seen.has(next) || ELSEWHERE.test(next)) continue;
      seen.add(next);
      ahead.push([next, where]);
    }
  }
  return { refused, forms, opened };
}

for (const who of ["admin", "designer", "awarder", "reviewer", "manager", "owner", "auditor", "viewer", "earner", "stranger"])
  test(`no link leads the ${who} to a page that is refused, and no form stands within another`, async () => {
    const { refused, forms, opened } = await go(sample.visitors[who], { earner: "/backpack", stranger: "/i/harbour-and-vale" }[who] ?? sample.base);
    assert.ok(opened.size > (who === "stranger" ? 6 : 30), `only ${opened.size} kinds of pages`);
    assert.deepEqual(refused, []);
    if (who !== "auditor" && who !== "viewer") return;
    const may = rights(who);
    const more = forms.filter(([action]) => !["signed-in", "everybody"].includes(routeOf("POST", action)?.right) && !may.has(routeOf("POST", action)?.right));
    assert.deepEqual(more, []);
  });
