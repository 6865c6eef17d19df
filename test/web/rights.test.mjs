// Who may what, walked from the route table itself: every route × role.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import test, { after, before } from "node:test";
import { build } from "./harness.mjs";
import { openOffice } from "./office.mjs";

const print = (...args) => execFileSync(path.join(build, "lapel"), ["routes", "--tsv", ...args]).toString().trim().split("\n").map((line) => line.split("\t"));
const routes = print().map(([method, where, right, flags, within]) => ({ method, where, right, flags, within }));
// The one table of the program: which right each role has, and whether for a part.
const ROLES = {};
for (const [role, right, how] of print("--rights")) (ROLES[role] ||= {})[right] = how;
// How each is given here: what a role must have said besides.
const tomorrow = new Date(Date.now() + 864e5).toISOString().slice(0, 10);
const LIMITS = {
  programme: { "badge-programme": "1" }, manager: { "people-manager": "below" }, auditor: { "until-auditor": tomorrow, "people-auditor": "all", "badges-auditor": "all" },
};
const isLimited = (role) => role in LIMITS && role !== "auditor";

let office;
const people = {};

async function newest(match) {
  const list = await office.maya.get(`${office.base}/mail`);
  const mail = await office.maya.get(/href="(\/org\/\d+\/mail\/\d+)"/.exec(list.text)[1]);
  return match.exec(mail.text)[1];
}

async function invite(role) {
  await office.maya.get(`${office.base}/settings/members`);
  const sent = await office.maya.post(`${office.base}/settings/members`, { email: `${role}@example.org`, role, ...LIMITS[role] });
  assert.equal(sent.status, 200, role);
  const visitor = office.server.visitor();
  const link = await newest(/(\/invite\/[A-Za-z0-9_-]+)/);
  const open = await visitor.get(link);
  await visitor.submit(open, { name: `The ${role}`, password: "seven green bottles on a wall" }, { action: "/invite/" });
  return visitor;
}

before(async () => {
  office = await openOffice();
  for (const role of Object.keys(ROLES)) people[role] = await invite(role);
  people.nobody = office.server.visitor();
});
after(() => office?.server.stop());

const address = (route, org) => route.where.replace("{org}", org).replace("{name...}", "x").replace(/\{[a-z]+\}/g, "1");
const isSignIn = (page) => page.status === 303 && page.location.includes("/sign-in");

test("the table names every right and a hundred routes", () => {
  const rights = new Set(routes.map((r) => r.right));
  for (const right of ["everybody", "signed-in", "operator", ...new Set(Object.values(ROLES).flatMap((r) => Object.keys(r)))].filter((r) => !["revoke-own", "judge-evidence", "check-judges", "view-evidence", "open-evidence"].includes(r))) assert.ok(rights.has(right), right);
  assert.ok(routes.length > 100);
});

test("nobody who is not signed in passes a route that needs a right", async () => {
  for (const route of routes.filter((r) => r.right !== "everybody")) {
    const page = await people.nobody.request(route.method, address(route, office.org));
    assert.ok(isSignIn(page) || [401, 403].includes(page.status), `${route.method} ${route.where}: ${page.status}`);
  }
});

// What the row may answer to who has its right for a part: it is closed, or shows less.
function expected(role, route) {
  if (route.right === "signed-in") return "open";
  const how = ROLES[role][route.right];
  if (!how) return route.right === "revoke-badges" && ROLES[role]["revoke-own"] && route.within === "award" ? "closed" : "closed";
  if (how === "part" && isLimited(role)) return route.within === "-" ? "closed" : route.within === "lists" ? "open" : "some";
  return "open";
}

for (const role of Object.keys(ROLES)) {
  test(`${role}: own organisation by the table, another's does not exist`, async () => {
    for (const route of routes.filter((r) => r.where.includes("{org}"))) {
      const label = `${role} ${route.method} ${route.where}`;
      const foreign = await people[role].request(route.method, address(route, 4711));
      assert.ok([403, 404].includes(foreign.status), `${label} elsewhere: ${foreign.status}`);
      if (route.method === "GET") assert.equal(foreign.status, 404, `${label} elsewhere`);
      const what = expected(role, route);
      if (what === "closed") {
        const page = await people[role].request(route.method, address(route, office.org));
        assert.equal(page.status, 403, label);
      } else if (route.method === "GET") {
        const page = await people[role].request("GET", address(route, office.org));
        assert.ok(page.status < 500 && page.status !== 403 && !isSignIn(page), `${label}: ${page.status}`);
      }
    }
  });

  test(`${role}: the server's own settings do not exist`, async () => {
    for (const route of routes.filter((r) => r.right === "operator")) {
      const page = await people[role].request(route.method, address(route, office.org));
      assert.ok(page.status === 404 || (route.method !== "GET" && page.status === 403), `${route.method} ${route.where}: ${page.status}`);
    }
  });
}

test("no form is taken without its token", async () => {
  for (const route of routes.filter((r) => r.method !== "GET" && !/no-csrf/.test(r.flags))) {
    const page = await people.admin.request(route.method, address(route, office.org), {
      body: new URLSearchParams({ name: "x" }),
    });
    assert.ok([403, 404].includes(page.status), `${route.method} ${route.where}: ${page.status}`);
  }
  assert.equal((await people.admin.get("/account")).status, 200);
});

test("a form from another site is refused even with the token", async () => {
  const page = await people.admin.get("/account");
  const answer = await people.admin.request("POST", "/account/name", {
    body: new URLSearchParams({ csrf: page.csrf, name: "Mallory" }),
    headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
  });
  assert.equal(answer.status, 403);
  assert.doesNotMatch((await people.admin.get("/account")).text, /Mallory/);
});
