// Roles that go for a part: some people, some badges, some days. What is outside
// is in no list, under no address, in no file and not to be had by programs.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import test, { after, before } from "node:test";
import { caller, makeToken } from "./api.mjs";
import { build, until } from "./harness.mjs";
import { words } from "./html.mjs";
import { accident, newestMail, openOffice } from "./office.mjs";

const routes = execFileSync(path.join(build, "lapel"), ["routes", "--tsv"]).toString().trim().split("\n")
  .map((line) => line.split("\t")).map(([method, where, right, flags, within]) => ({ method, where, right, within }));
const day = (n) => new Date(Date.now() + n * 864e5).toISOString().slice(0, 10);

let office, members, call;
const id = {}, who = {};

// Invited, joined, and known by address; the roles as the form sends them.
async function join(name, fields) {
  await office.maya.get(members);
  const sent = await office.maya.post(members, { email: `${name}@example.org`, ...fields });
  assert.equal(sent.status, 200, words(sent));
  const visitor = office.server.visitor();
  const open = await visitor.get(await newestMail(office, /(\/invite\/[A-Za-z0-9_-]+)/));
  await visitor.submit(open, { name: `The ${name}`, password: "seven green bottles on a wall" }, { action: "/invite/" });
  const list = await office.maya.get(members);
  id[name] = new RegExp(`/settings/members/(\\d+)">The ${name}<`).exec(list.text)[1];
  who[name] = visitor;
  return visitor;
}

async function setRoles(name, fields) {
  await office.maya.get(`${members}/${id[name]}`);
  return office.maya.post(`${members}/${id[name]}`, fields);
}

async function place(kind, name) {
  const page = await office.maya.submit(await office.maya.get(`${office.base}/places/${kind}`), { name }, { action: `/places/${kind}` });
  return Math.max(...[...page.text.matchAll(new RegExp(`places/${kind}/(\\d+)`, "g"))].map((m) => Number(m[1])));   // the newest
}

async function wherePeopleAre(name, person) {
  const team = await place("teams", `Team ${name}`), site = await place("sites", `Site ${name}`);
  const group = (await call("POST", "/groups", { name: `Group ${name}` })).body.id;
  accident(office.server, `UPDATE person SET site_id = ${site} WHERE id = ${person};
    INSERT INTO person_team (person_id, team_id) VALUES (${person}, ${team});
    INSERT INTO group_member (group_id, person_id) VALUES (${group}, ${person})`);
  return { team, site, group };
}

async function person(name, email, department, manager) {
  const made = (await call("POST", "/people", { email, name })).body;
  accident(office.server, `UPDATE person SET department_id = ${department}, manager_id = ${manager || "NULL"} WHERE id = ${made.id}`);
  return made.id;
}

before(async () => {
  office = await openOffice();
  members = `${office.base}/settings/members`;
  call = caller(office.server, await makeToken(office));
  const sales = await place("departments", "Sales"), finance = await place("departments", "Finance");
  id.salesDepartment = sales;
  id.manager = await person("Sam Leader", "manager@example.org", sales);
  id.sid = await person("Sid Seller", "sid@example.org", sales, id.manager);
  id.fin = await person("Finny Fiscal", "fiscal@example.org", finance);
  id.sidAward = (await call("POST", "/awards", { badge: Number(office.badge), recipient: { email: "sid@example.org" } })).body.id;
  id.finAward = (await call("POST", "/awards", { badge: Number(office.badge), recipient: { email: "fiscal@example.org" } })).body.id;
  id.sidOther = (await call("POST", "/awards", { badge: Number(office.otherBadge), recipient: { email: "sid@example.org" } })).body.id;
  await wherePeopleAre("Sales", id.sid);
  id.elsewhere = { department: finance, ...await wherePeopleAre("Finance", id.fin) };
  const list = await office.maya.get(`${office.base}/awards`);
  for (const [, award, name] of list.text.matchAll(/\/awards\/(\d+)"[^>]*>([^<]+)</g)) id[`page ${name} ${award}`] = award;
  id.awards = [...list.text.matchAll(/\/awards\/(\d+)"/g)].map((m) => m[1]);
  accident(office.server, `INSERT INTO jobrole (id, org_id, code, folded, name, words, created_at) VALUES (1, ${office.org}, 'S', 's', 'Seller', '', 1);
    INSERT INTO jobrole_person (org_id, jobrole_id, person_id, created_at) SELECT ${office.org}, 1, p.id, 1 FROM person p`);
  await join("below", { role: "manager", "people-manager": "below" });
  accident(office.server, `UPDATE person SET manager_id = NULL WHERE id = ${id.sid}`);
  const leader = await person("The below", "below@example.org", sales);
  accident(office.server, `UPDATE person SET manager_id = ${leader} WHERE id = ${id.sid}`);
  await join("department", { role: "manager", "people-manager": "departments", "department-manager": [sales] });
  await join("auditor", { role: "auditor", "people-auditor": "departments", "department-auditor": [sales], "until-auditor": day(3) });
});
after(() => office?.server.stop());

// Every address with every id that there is, as page and as file, by each filter that names somebody.
function* addresses(route) {
  const ids = [...new Set([id.fin, id.sid, ...id.awards, 1, 2, 3])];
  const queries = ["", "?as=csv", "?state=all&as=csv", `?person=${id.fin}`, `?manager=${id.fin}`, "?q=fin", "?group=1&state=", "?sort=-name&per=100", "?columns=name,address,manager,title"];
  const base = route.where.replace("{org}", office.org).replace("{kind}", "departments").replace("{file}", "departments.csv").replace("{name...}", "x");
  const places = /\{[a-z]+\}/.test(base) ? ids.map((n) => base.replace(/\{[a-z]+\}/g, n)) : [base];
  for (const place of places) for (const query of places.length > 1 ? ["", `?person=${id.fin}`] : queries) yield place + query;
}

for (const name of ["below", "department", "auditor"]) {
  test(`${name}: of Sales sees nobody of Finance in any list, by any address, in any file`, async () => {
    let open = 0;
    for (const route of routes.filter((r) => r.method === "GET" && r.where.includes("{org}"))) {
      for (const where of addresses(route)) {
        const page = await who[name].get(where);
        assert.ok(page.status < 500, `${where}: ${page.status}`);
        assert.doesNotMatch(page.text, /Finny Fiscal|fiscal@example/, where);
        open += page.status === 200;
      }
    }
    assert.ok(open > 30, `${open} pages were open`);
  });

  test(`${name}: sees those who are theirs, and what they hold`, async () => {
    const people = await who[name].get(`${office.base}/people`);
    assert.match(people.text, /Sid Seller/);
    assert.match(words(people), /1–\d of \d/);
    assert.match((await who[name].get(`${office.base}/people?as=csv`)).text, /Sid Seller/);
    const ready = await who[name].get(`${office.base}/job-roles/1/ready`);
    assert.match(ready.text, /Sid Seller/);
    assert.match((await who[name].get(`${office.base}/people/${id.sid}/ready/1`)).text, /Sid Seller/);
    assert.equal((await who[name].get(`${office.base}/people/${id.fin}/ready/1`)).status, 404);
    assert.match((await who[name].get(`${office.base}/clearance?person=Sid+Seller&role=S`)).text, /Sid Seller · Seller/);
    assert.equal((await who[name].get(`${office.base}/people/${id.fin}/clearance?role=S`)).status, 404);
    const [theirs, nobody] = [await who[name].get(`${office.base}/clearance?person=Finny+Fiscal&role=S`), await who[name].get(`${office.base}/clearance?person=Nobody&role=S`)];
    assert.equal(theirs.status, 422);
    assert.equal(words(theirs), words(nobody));
    const awards = await who[name].get(`${office.base}/awards`);
    assert.match(awards.text, /Sid Seller/);
    assert.match((await who[name].get(`${office.base}/people/${id.sid}`)).text, /Sid Seller/);
    assert.equal((await who[name].get(`${office.base}/people/${id.fin}`)).status, 404);
    const report = words(await who[name].get(`${office.base}/reports?period=all`));
    assert.match(report, /Awards 2 /);
    assert.doesNotMatch(report, /Finance \d/);
  });
}

for (const name of ["below", "department", "auditor"]) {
  test(`${name}: filters name the departments, teams, sites and groups of Sales alone`, async () => {
    const people = await who[name].get(`${office.base}/people`), awards = await who[name].get(`${office.base}/awards`);
    for (const kind of ["Team", "Site", "Group"]) assert.match(people.text, new RegExp(`>\\s*${kind} Sales`));
    for (const page of [people, awards]) {
      assert.match(words(page), /Department, with those in it.* Sales /);
      assert.doesNotMatch(page.text, /Finance/);
    }
    for (const [kind, number] of Object.entries(id.elsewhere))
      assert.doesNotMatch((await who[name].get(`${office.base}/people?${kind}=${number}`)).text, /Finance/, kind);
    assert.doesNotMatch((await who[name].get(`${office.base}/awards?department=${id.elsewhere.department}`)).text, /Finance/);
    assert.match((await office.maya.get(`${office.base}/people`)).text, /Team Finance[^]*Site Finance/);
  });
}

for (const name of ["below", "department", "auditor"]) {
  test(`${name}: filters name the badges that somebody of Sales holds, and every badge for who lacks one`, async () => {
    if (!id.finBadge) {
      id.finBadge = (await call("POST", "/badges", { name: "Books kept well", description: "x", criteria: "y", design: "craft" })).body.id;
      assert.equal((await call("POST", `/badges/${id.finBadge}/publish`)).status, 200);
      assert.equal((await call("POST", "/awards", { badge: id.finBadge, recipient: { email: "fiscal@example.org" } })).status, 201);
    }
    const options = (page, name) => new RegExp(`<select[^>]* name="${name}">([^]*?)</select>`).exec(page.text)[1];
    const people = await who[name].get(`${office.base}/people`), awards = await who[name].get(`${office.base}/awards`);
    for (const own of [options(people, "holds"), options(awards, "badge")]) {
      for (const badge of [office.badge, office.otherBadge]) assert.match(own, new RegExp(`value="${badge}"`));
      assert.doesNotMatch(own, new RegExp(`value="${id.finBadge}"`));
    }
    assert.match(options(people, "lacks"), new RegExp(`value="${id.finBadge}"`));
    assert.match(options(await office.maya.get(`${office.base}/awards`), "badge"), new RegExp(`value="${id.finBadge}"`));
    assert.match(words(await who[name].get(`${office.base}/awards?badge=${id.finBadge}`)), /Badge: \(gone\)/);
  });
}

test("a programme owner sees the awards of own badges alone, and sets their rules alone", async () => {
  const owner = await join("programme", { role: "programme", "badge-programme": [office.otherBadge] });
  const awards = await owner.get(`${office.base}/awards`);
  assert.match(awards.text, /Sid Seller/);
  assert.doesNotMatch(awards.text, /Finny Fiscal/);
  assert.equal((await owner.get(`${office.base}/people`)).status, 403);
  /* Somebody is ready by every requirement of a job role, not by some. */
  assert.equal((await owner.get(`${office.base}/job-roles`)).status, 200);
  assert.doesNotMatch((await owner.get(`${office.base}/job-roles/1/ready`)).text, /Sid Seller/);
  assert.ok([403, 404].includes((await owner.get(`${office.base}/people/${id.sid}/ready`)).status));
  assert.equal((await owner.get(`${office.base}/clearance?person=Sid+Seller&role=S`)).status, 422);
  for (const where of ["applications/open", "sets", "settings/reminders"]) {
    assert.equal((await owner.get(`${office.base}/${where}/${office.otherBadge}`)).status, 200, where);
    assert.equal((await owner.get(`${office.base}/${where}/${office.badge}`)).status, 404, where);
    assert.equal((await owner.post(`${office.base}/${where}/${office.badge}`, {})).status, 404, where);
  }
  assert.doesNotMatch(awards.text, /href="\/org\/\d+\/(people|settings|mail|applications)"/);
});

test("a token does no more than its maker may now, whatever it may say", async () => {
  await join("kim", { role: ["admin", "assessor"] });
  const secret = await makeToken(office, undefined, "Kim's program", who.kim);
  const own = caller(office.server, secret);
  assert.match(JSON.stringify((await own("GET", "/people")).body), /Finny Fiscal/);
  const made = (await own("POST", "/people", { email: "new@example.org", name: "New One" })).status;
  assert.equal(made, 201);
  await setRoles("kim", { role: "manager", "people-manager": "departments", "department-manager": [id.salesDepartment] });
  for (const route of routes.filter((r) => r.right === "by-token")) {
    for (const n of [id.fin, id.finAward, 1]) {
      const where = route.where.replace(/\{[a-z]+\}/g, n);
      const answer = await fetch(office.server.url + where, { method: route.method, headers: { authorization: `Bearer ${secret}` } });
      assert.doesNotMatch(await answer.text(), /Finny Fiscal|fiscal@example/, where);
    }
  }
  const people = await own("GET", "/people"), awards = await own("GET", "/awards");
  assert.deepEqual([people.status, awards.status], [200, 200]);
  assert.ok(people.body.items.length && people.body.items.every((p) => p.departmentName === "Sales"), "people of the part alone");
  assert.ok(awards.body.items.length && awards.body.items.every((a) => people.body.items.some((p) => p.id === a.person)), "and their awards");
  for (const [method, where, body] of [["POST", "/awards", { badge: Number(office.badge), recipient: { email: "x@example.org" } }], ["POST", "/people", { email: "y@example.org" }]]) {
    const answer = await own(method, where, body);
    assert.equal(answer.status, 403, where);
    assert.match(JSON.stringify(answer.body), /[Ww]hoever made this token may not do that/);
  }
});

test("a role holds on its days alone, and one that must end is not given without", async () => {
  const refused = await setRoles("kim", { role: "auditor" });
  assert.equal(refused.status, 422);
  assert.match(words(refused), /Auditor: say until when/);
  assert.match(words(await setRoles("kim", { role: "auditor", "until-auditor": day(-1) })), /last day has to come after/);
  assert.match(words(await setRoles("kim", { role: "programme" })), /Programme owner: choose a badge/);
  assert.match(words(await setRoles("kim", {})), /Choose a role/);
  assert.equal((await setRoles("kim", { role: "auditor", "until-auditor": day(2) })).status, 200);
  assert.equal((await who.kim.get(`${office.base}/awards`)).status, 200);
  assert.equal((await who.kim.get(`${office.base}/settings/log`)).status, 200);
  assert.equal((await who.kim.get(`${office.base}/awards/new`)).status, 403);
  accident(office.server, `UPDATE member_role SET until_at = 5 WHERE account_id = ${id.kim}`);
  assert.equal((await who.kim.get(`${office.base}/awards`)).status, 403);
  assert.equal((await setRoles("kim", { role: "auditor", "from-auditor": day(1), "until-auditor": day(2) })).status, 200);
  assert.equal((await who.kim.get(office.base)).status, 403);
});

test("whom it concerns gets a mail, and the log has it with the roles by name", async () => {
  await setRoles("kim", { role: ["designer", "viewer"] });
  assert.match(await newestMail(office, /Your roles from now on: ([^<\n]+)/), /Badge designer, Viewer/);
  assert.match(words(await office.maya.get(`${office.base}/settings/log`)), /Roles changed .*kim@example\.org.* Badge designer, Viewer/);
});

test("an awarder takes back own awards of a day, and nobody else's", async () => {
  const awarder = await join("awarder", { role: "awarder" });
  const form = await awarder.get(`${office.base}/awards/new?badge=${office.otherBadge}`);
  const list = await awarder.submit(form, { people: "Own One,own.one@example.org" }, { action: "/awards/new" });
  await awarder.submit(list, {}, { action: "/start" });
  const mine = await until(async () => /\/awards\/(\d+)"[^>]*>Own One/.exec((await awarder.get(`${office.base}/awards`)).text)?.[1], "the award");
  assert.equal((await awarder.get(`${office.base}/awards/${mine}/revoke`)).status, 200);
  const others = id.awards.filter((n) => n !== mine);
  for (const n of others) assert.equal((await awarder.get(`${office.base}/awards/${n}/revoke`)).status, 403);
  accident(office.server, `UPDATE award SET created_at = created_at - 90000000 WHERE id = ${mine}`);
  assert.equal((await awarder.get(`${office.base}/awards/${mine}/revoke`)).status, 403);
});

test("who leaves gives what is open to somebody, and it can be undone", async () => {
  await join("leaver", { role: ["admin", "programme"], "badge-programme": [office.badge] });
  await join("heir", { role: ["admin", "viewer"] });
  const theirs = caller(office.server, await makeToken(office, ["people:read"], "Leaver's program", who.leaver));
  const look = await office.maya.get(`${members}/${id.leaver}/remove`);
  assert.match(words(look), /Badges answered for 1 .*Tokens of programs 1/);
  const gone = await office.maya.submit(look, { to: id.heir }, { action: "/remove" });
  assert.match(words(gone), /The leaver does not work here any more/);
  assert.equal((await who.leaver.get(office.base)).status, 404);
  assert.equal((await theirs("GET", "/people")).status, 200);                     // it acts for the heir now
  assert.match(words(await office.maya.get(members)), /The heir .*Programme owner \(some badges\)/);
  assert.match(await newestMail(office, /is yours from now on: ([^<\n]+)/), /Badges answered for: 1, Tokens: 1/);
  await office.maya.submit(await office.maya.get(members), {}, { action: "/restore" });
  assert.equal((await who.leaver.get(`${office.base}/settings/members`)).status, 200);
});

test("members are a list: searched, filtered, as a file, roles given to many and taken back", async () => {
  await office.maya.get(members);
  await office.maya.post(members, { email: "late@example.org", role: "designer" });
  let page = await office.maya.get(members);
  assert.match(words(page), /Invited, not here yet late@example\.org Badge designer, good until /);
  page = await office.maya.submit(page, { email: "late@example.org" }, { action: "/withdraw" });
  assert.match(words(page), /withdrawn: its link opens nothing/);
  assert.doesNotMatch(page.text, /late@example/);
  assert.equal((await office.maya.post(`${members}/withdraw`, { email: "late@example.org" })).status, 404);
  const link = await newestMail(office, /(\/invite\/[A-Za-z0-9_-]+)/);
  assert.equal((await office.server.visitor().get(link)).status, 404);

  const named = async (query) => [...(await office.maya.get(`${members}?${query}`)).text.matchAll(/settings\/members\/\d+">The (\w+)</g)].map((m) => m[1]);
  assert.deepEqual(await named("q=heir"), ["heir"]);
  assert.ok((await named("role=viewer")).includes("heir"));
  assert.ok(!(await named("role=auditor")).includes("heir"));
  assert.deepEqual(await named("q=heir&step=yes"), []);
  assert.match((await office.maya.get(`${members}?q=heir&as=csv`)).text, /The heir,.*Administrator, Viewer/);

  const act = async (name, row) => office.maya.post(`${office.base}/lists/members/acts`, { csrf: (await office.maya.get(members)).csrf, act: name, row, query: "", back: members });
  const heir = async () => /The heir<[^]*?<\/tr>/.exec((await office.maya.get(`${members}?q=heir`)).text)[0];
  let asked = await act("give-role", id.heir);
  assert.match(words(asked), /A role for 1 member/);
  page = await office.maya.post(`${asked.path}/do`, { role: "designer" });
  assert.match(words(page), /1 member got a role/);
  assert.match(await heir(), /Badge designer/);
  await office.maya.post(`${asked.path}/undo`);
  assert.doesNotMatch(await heir(), /Badge designer/);
  asked = await act("take-role", id.heir);
  assert.match(words(await office.maya.post(`${asked.path}/do`, { role: "auditor" })), /It is so already\./);
  asked = await act("give-role", id.heir);
  assert.equal((await office.maya.post(`${asked.path}/do`, { role: "auditor" })).status, 422);    // its end has to be said
  accident(office.server, "UPDATE session SET proved_at = proved_at - 1800001");
  assert.equal((await office.maya.get(asked.path)).path, `/account/confirm?next=${encodeURIComponent(asked.path)}`);
  assert.equal((await office.maya.post(`${asked.path}/do`, { role: "viewer" })).status, 403);
  accident(office.server, "UPDATE session SET proved_at = proved_at + 1800001");
});

test("the last administrator without an end stays", async () => {
  const maya = /\/settings\/members\/(\d+)">Maya/.exec((await office.maya.get(members)).text)[1];
  for (const name of ["leaver", "heir"]) await setRoles(name, { role: "viewer" });
  await setRoles("kim", { role: "admin", "until-admin": day(2) });
  id.maya = maya;
  assert.match(words(await setRoles("maya", { role: "viewer" })), /needs at least one administrator/);
  const left = await office.maya.submit(await office.maya.get(`${members}/${maya}/remove`), {}, { action: "/remove" });
  assert.match(words(left), /needs at least one administrator/);
  assert.equal((await office.maya.get(members)).status, 200);
});

test("what each role may do is the program's own table, and everybody may read it", async () => {
  const page = await who.below.get(`${office.base}/roles`);
  assert.equal(page.status, 200);
  assert.match(words(page), /Manager yours/);
  for (const title of ["Programme owner", "Second checker", "Recruiter", "Auditor", "Employee"]) assert.match(page.text, new RegExp(title));
});
