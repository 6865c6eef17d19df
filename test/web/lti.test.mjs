// Learning platforms (LTI 1.3): connected by hand or by themselves; the way in is
// refused for everything that the security framework refuses; badges are placed and seen.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { unescape } from "./html.mjs";
import { CLAIM, DEEP, Lms, ROLES } from "./lms.mjs";
import { accident, openOffice } from "./office.mjs";

const words = (text) => unescape(text.replace(/<(script|style)[^]*?<\/\1>/g, "").replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");
let office, lms, self, tool, badge;

// One step of a browser that keeps its cookies in `jar`.
async function step(url, { form, jar } = {}) {
  const answer = await fetch(new URL(url, office.server.url), {
    method: form ? "POST" : "GET", redirect: "manual", body: form && new URLSearchParams(form),
    headers: { ...(jar?.size && { cookie: [...jar].map(([k, v]) => `${k}=${v}`).join("; ") }) },
  });
  for (const line of (answer.headers.get("set-cookie") ?? "").split(/, (?=[\w-]+=)/).filter(Boolean)) jar?.set(...line.split(";")[0].split(/=(.*)/s).slice(0, 2));
  return { status: answer.status, location: answer.headers.get("location"), headers: answer.headers, text: await answer.text() };
}

async function begin(extra = {}, jar = new Map()) {
  const answer = await step(lms.login(tool, extra), { jar });
  return { answer, jar, q: answer.location?.startsWith(lms.url) ? new URL(answer.location).searchParams : undefined };
}

// A launch as a whole; `token` may make another one.
async function launch(changes = {}, { token = (claims) => lms.jwt(claims), state, jar } = {}) {
  const way = await begin();
  const form = { state: state ?? way.q.get("state"), id_token: token(lms.claims(way.q.get("nonce"), changes)) };
  return { ...(await step(`${tool}/launch`, { form, jar: jar ?? way.jar })), form, jar: way.jar };
}

const see = (answer) => step(answer.location);

before(async () => {
  office = await openOffice({ args: ["--allow-private"] });
  lms = await Lms.open("127.0.0.1");
  self = `${office.base}/settings/learning/platforms`;
  badge = /\/badges\/([\w-]{22})/.exec((await office.maya.get(`${office.base}/badges/${office.badge}`)).text)?.[1];
});
after(async () => {
  lms?.close();
  await office?.server.stop();
});

test("a platform is connected by hand, with addresses to copy", async () => {
  assert.ok(badge);
  let page = await office.maya.get(self);
  assert.match(words(page.text), /No learning platform yet/);
  page = await office.maya.submit(page, { name: "Moodle" }, { action: "/platforms" });
  assert.match(words(page.text), /Not registered yet/);
  tool = /id="lti-launch">([^<]+)\/launch</.exec(page.text)[1];
  assert.match(tool, /^http.*\/lti\/[\w-]{16}$/);
  assert.equal((await step(lms.login(tool))).status, 400);
  page = await office.maya.submit(page, { ...lms.settings, keys_url: "x" }, { action: "/change" });
  assert.equal(page.status, 422);
  page = await office.maya.submit(page, lms.settings, { action: "/change" });
  assert.match(words(page.text), /Saved, and switched on/);
  const keys = JSON.parse((await step(`${tool}/keys`)).text).keys;
  assert.equal(keys[0].kty, "RSA");
  assert.equal(keys[0].d, undefined);
});

test("the way there says what the security framework asks for", async () => {
  const { answer, q, jar } = await begin();
  assert.equal(answer.status, 302);
  assert.deepEqual(["scope", "response_type", "response_mode", "prompt", "client_id", "redirect_uri", "login_hint", "lti_message_hint"].map((n) => q.get(n)),
    ["openid", "id_token", "form_post", "none", lms.client, `${tool}/launch`, "user-1", "m"]);
  assert.ok(q.get("state").length >= 32 && q.get("nonce").length >= 32);
  assert.match(answer.headers.get("set-cookie"), /^lti-[0-9a-f]{16}=[\w-]+; Path=\/lti\/[\w-]+; Max-Age=600; Secure; HttpOnly; SameSite=None; Partitioned$/);
  assert.equal(jar.size, 1);
  const posted = await step(`${tool}/login`, { form: Object.fromEntries(new URL(lms.login(tool)).searchParams) });
  assert.equal(posted.status, 302);
  for (const wrong of [{ iss: "https://evil.example" }, { client_id: "other" }, { login_hint: "" }, { target_link_uri: "https://evil.example/launch" }])
    assert.equal((await begin(wrong)).answer.status, 400, JSON.stringify(wrong));
});

test("who learns sees the badge, what it takes, and whether it is theirs", async () => {
  const there = await launch(lms.badge(badge));
  assert.equal(there.status, 303);
  let page = await see(there);
  assert.equal(page.status, 200);
  assert.match(words(page.text), /Forklift operator/);
  assert.match(words(page.text), /You do not have this badge yet/);
  assert.match(page.headers.get("content-security-policy"), new RegExp(`frame-ancestors 'self' ${lms.url}`));
  accident(office.server, `INSERT INTO person (org_id, name, email, folded, created_at) VALUES (${office.org}, 'Ann', 'ann@example.org', 'ann@example.org', 1)`);
  const list = await office.maya.submit(await office.maya.get(`${office.base}/awards/new?badge=${office.badge}`), { people: "Ann, ann@example.org" }, { action: "/awards/new" });
  accident(office.server, "UPDATE org SET hold_minutes = 0");
  await office.maya.submit(list, {}, { action: "/start" });
  for (let i = 0; i < 100 && !/This badge is yours/.test(words(page.text)); i++) {
    await new Promise((go) => setTimeout(go, 100));
    page = await see(there);
  }
  assert.match(page.text, /href="\/b\/[\w-]{22}"/);
  assert.match(words((await see(await launch({ ...lms.badge(badge), email: undefined }))).text), /You do not have this badge yet/);
  assert.match(words((await see(await launch({ ...lms.badge(badge), [`${CLAIM}roles`]: [ROLES.teacher], email: "t@example.org" }))).text), /Awarded once so far/);
  assert.equal((await see(await launch(lms.badge("AAAAAAAAAAAAAAAAAAAAAA")))).status, 404);
});

test("everything that is not a launch for us, now, from this browser is refused", async () => {
  const now = Math.floor(Date.now() / 1000);
  const wrong = [
    { iss: "https://evil.example" }, { aud: "other" }, { aud: [lms.client, "other"] }, { aud: [lms.client, "other"], azp: "other" }, { exp: now - 600 }, { exp: undefined },
    { iat: now + 3600 }, { nonce: "other" }, { nonce: undefined }, { sub: undefined }, { [`${CLAIM}version`]: "1.1" }, { [`${CLAIM}deployment_id`]: undefined },
    { [`${CLAIM}message_type`]: "Other" }, { [`${CLAIM}target_link_uri`]: "https://evil.example/" }, { [`${CLAIM}roles`]: undefined }, { [`${CLAIM}resource_link`]: undefined },
  ];
  for (const changes of wrong) assert.equal((await launch(changes)).status, 400, JSON.stringify(changes));
  const other = new Lms();
  other.renew();
  assert.equal((await launch({}, { token: (claims) => other.jwt(claims) })).status, 400);
  assert.equal((await launch({}, { token: (claims) => other.jwt(claims, { kid: lms.kid }) })).status, 400);
  assert.equal((await launch({}, { token: (claims) => lms.jwt(claims, { alg: "none" }) })).status, 400);
  assert.equal((await launch({}, { token: () => "" })).status, 400);
  assert.equal((await launch({}, { state: "made-up" })).status, 400);
  const once = await launch(lms.badge(badge));
  assert.equal((await step(`${tool}/launch`, { form: once.form, jar: once.jar })).status, 400);
  assert.equal((await step(`${tool}/launch`, { form: { error: "login_required" } })).status, 400);
  assert.equal((await step(`${tool}/visits/made-up`)).status, 404);
  // A second organisation's platform has ways of its own.
  const elsewhere = await step(once.location.replace(/\/lti\/[\w-]+/, "/lti/AAAAAAAAAAAAAAAA"));
  assert.equal(elsewhere.status, 404);
});

test("without the cookie a window of its own leads in, once", async () => {
  const blocked = await launch(lms.badge(badge), { jar: new Map() });
  assert.equal(blocked.status, 200);
  assert.match(words(blocked.text), /One more click/);
  assert.doesNotMatch(blocked.text, /\/visits\//);
  const again = /href="([^"]+\/window\/[^"]+)"/.exec(blocked.text)[1];
  const jar = new Map();
  const there = await step(again, { jar });
  const q = new URL(there.location).searchParams;
  const back = await step(`${tool}/launch`, { form: { state: q.get("state"), id_token: lms.jwt(lms.claims(q.get("nonce"), lms.badge(badge))) }, jar });
  assert.equal(back.status, 303);
  assert.equal((await step(again, { jar: new Map() })).status, 400);
});

test("the platform's storage proves the browser where cookies are refused", async () => {
  const { answer, jar } = await begin({ lti_storage_target: "_parent" });
  assert.equal(answer.status, 200);
  const field = (name) => unescape(new RegExp(`data-${name}="([^"]*)"`).exec(answer.text)[1]);
  const q = new URL(field("url")).searchParams;
  assert.equal(field("origin"), lms.url);
  const form = { state: q.get("state"), id_token: lms.jwt(lms.claims(q.get("nonce"), lms.badge(badge))) };
  const asked = await step(`${tool}/launch`, { form, jar: new Map() });
  assert.equal(asked.status, 200);
  const visit = /name="visit" value="([^"]+)"/.exec(asked.text)[1];
  assert.equal((await step(`${tool}/visits/${visit}`)).status, 404);
  assert.equal((await step(`${tool}/prove`, { form: { visit, secret: "guessed" } })).status, 400);
  const proved = await step(`${tool}/prove`, { form: { visit, secret: field("secret") } });
  assert.equal(proved.status, 303);
  assert.equal((await see(proved)).status, 200);
  assert.equal((await step(`${tool}/prove`, { form: { visit, secret: field("secret") } })).status, 400);
  assert.ok(jar.size);
});

test("whoever teaches places badges; the answer is signed for the platform", async () => {
  const there = await launch(lms.deepLinking());
  const page = await see(there);
  assert.match(words(page.text), /Which badges\?[^]*Forklift operator/);
  const placed = await step(`${there.location}/place`, { form: { badge } });
  assert.match(placed.headers.get("content-security-policy"), new RegExp(`form-action 'self' ${lms.url}`));
  const jwt = /name="JWT" value="([^"]+)"/.exec(placed.text)[1];
  const claims = JSON.parse(Buffer.from(jwt.split(".")[1], "base64url"));
  assert.deepEqual([claims.iss, claims.aud, claims[`${DEEP}data`], claims[`${CLAIM}deployment_id`]], [lms.client, lms.url, "keep \"me\"", "1"]);
  const [item] = claims[`${DEEP}content_items`];
  assert.deepEqual([item.type, item.url, item.custom.badge], ["ltiResourceLink", `${tool}/launch`, badge]);
  const { createPublicKey, verify } = await import("node:crypto");
  const [jwk] = JSON.parse((await step(`${tool}/keys`)).text).keys;
  const [head, body, signature] = jwt.split(".");
  assert.equal(JSON.parse(Buffer.from(head, "base64url")).kid, jwk.kid);
  assert.ok(verify("sha256", Buffer.from(`${head}.${body}`), createPublicKey({ key: jwk, format: "jwk" }), Buffer.from(signature, "base64url")));
  const learner = await launch({ ...lms.deepLinking(), [`${CLAIM}roles`]: [ROLES.learner] });
  assert.equal((await see(learner)).status, 400);
  assert.equal((await step(`${learner.location}/place`, { form: { badge } })).status, 400);
  assert.equal((await step(`${there.location}/place`, { form: { badge: "AAAAAAAAAAAAAAAAAAAAAA" } })).status, 404);
});

const teacher = { [`${CLAIM}roles`]: [ROLES.teacher], sub: "teacher-1", name: "Tess Teach", email: "tess@example.org" };
const learner = (n, more = {}) => ({ status: "Active", user_id: `user-${n}`, name: `Learner ${n}`, email: `l${n}@example.org`, roles: [ROLES.learner], ...more });
const look = (changes = {}) => launch(lms.course(badge, { ...teacher, ...changes })).then(see);

test("whoever teaches sees who of the course has the badge, page by page of its roster", async () => {
  lms.members = [
    learner(1, { email: "ann@example.org", name: "Ann Lee" }), learner(2), learner(3, { email: undefined }), learner(4, { status: "Inactive" }),
    learner(5, { name: undefined, given_name: "Eve", family_name: "Orr" }), { ...learner(6), roles: [ROLES.teacher] }, { ...learner(7), user_id: 7 }, "nobody",
    learner(8, { name: "<b>Bold</b> \"quoted\", Ltd" }),
  ];
  const page = await look();
  assert.match(words(page.text), /1 of 5 have this badge\. The platform does not tell the address of 1/);
  assert.match(words(page.text), /Ann Lee Has it .*Eve Orr Does not have it .*Learner 2 Does not have it .*Learner 3 Address not told/);
  assert.doesNotMatch(page.text, /Learner [467]|<b>Bold/);
  assert.doesNotMatch(page.text, /name="who"/);
  // Whoever learns sees nothing of the others.
  const own = await launch(lms.course(badge)).then(see);
  assert.doesNotMatch(words(own.text), /In this course|Learner 2/);
});

test("a roster that is wrong in any way is told, and what was known stays", async () => {
  const again = async (wrong, pattern, more = {}) => {
    accident(office.server, "UPDATE lti_course SET roster_at = 0");
    lms.wrong = wrong;
    Object.assign(lms, more);
    const page = await look();
    assert.equal(page.status, 200);
    assert.match(words(page.text), pattern);
    assert.match(words(page.text), /Learner 2/);
    lms.wrong = {};
    lms.next = undefined;
  };
  const answer = (v, status = 200) => (_, json) => json(v, status);
  await again({ "/roster": answer({}, 500) }, /answered 500/);
  await again({ "/roster": answer({ members: {} }) }, /no list of members/);
  await again({ "/roster": (response) => response.end("{") }, /In this course/);
  await again({ "/roster": answer({ members: Array(2001).fill(learner(1)) }) }, /more than 2000 members at once/);
  await again({ "/token": answer({}, 401) }, /answered 401 where it gives tokens/);
  await again({ "/token": answer({ access_token: "a b", token_type: "bearer" }) }, /signs that no token has/);
  await again({ "/token": answer({ access_token: "a", token_type: "mac" }) }, /another kind of token/);
  await again({}, /next page is at another host/, { next: "https://evil.example/roster" });
  accident(office.server, "UPDATE lti_course SET roster_at = 0");
  assert.doesNotMatch(words((await look()).text), /another host/);
  // An address that is none is no service.
  assert.equal((await launch(lms.course(badge, { "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": { context_memberships_url: "file:///etc/passwd" } }))).status, 400);
});

// One that failed while the platform was wrong waits for its minute. The platform answers from this process,
// which stands still while the database is written: so that is done now and then alone.
async function scored(what, is) {
  let next = 0;
  await until(() => {
    if (Date.now() > next) {
      accident(office.server, "UPDATE job SET run_at = 1 WHERE kind = 'lti.scores' AND state = 0");
      next = Date.now() + 2000;
    }
    return is();
  }, what, 60);
}

test("teachers award to those without, where they may, and scores are told for who has it", async () => {
  const path = (await office.maya.get(self)).text.match(/href="([^"]+\/platforms\/\d+)"/)[1];
  const there = await launch(lms.course(badge, teacher)), award = `${there.location}/award`;
  assert.equal((await step(award, { form: { who: "all" } })).status, 400);
  await office.maya.submit(await office.maya.get(path), {}, { action: "/teachers/on" });
  const page = await see(there);
  assert.match(words(page.text), /Award it to all 3 without/);
  assert.equal((await step(award, { form: { who: "ticked" } })).status, 400);
  assert.equal((await step(award, { form: { who: "else" } })).status, 400);
  const own = await launch(lms.course(badge));
  assert.equal((await step(`${own.location}/award`, { form: { who: "all" } })).status, 400);
  const ticked = await step(award, { form: [["who", "ticked"], ["person", "user-2"], ["person", "user-3"], ["person", "made-up"]] });
  assert.equal(ticked.status, 303);
  assert.match(words((await see(ticked)).text), /The badge goes to 1 person\./);
  await scored("the scores", () => ["user-1", "user-2"].every((id) => lms.scores.some((s) => s.userId === id)));
  const [score] = lms.scores.filter((s) => s.userId === "user-2");
  assert.deepEqual([score.scoreGiven, score.scoreMaximum, score.activityProgress, score.gradingProgress], [1, 1, "Completed", "FullyGraded"]);
  assert.match(score.timestamp, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  // The rest; one of them the platform does not want, and once it does not answer.
  let busy = 1;
  lms.refuse = (s) => (s.userId === "user-5" ? 404 : busy-- > 0 ? 503 : 0);
  assert.equal((await step(award, { form: { who: "all" } })).status, 303);
  await until(async () => /3 of|4 of 5/.test(words((await see(there)).text)), "the awards");
  await scored("the last score", () => lms.scores.some((s) => s.userId === "user-8"));
  lms.refuse = undefined;
  assert.equal(lms.scores.filter((s) => s.userId === "user-2").length, 1);
  assert.match(words((await office.maya.get(`${office.base}/awards`)).text), /<b>Bold<\/b> "quoted", Ltd/);
  assert.match(words((await office.maya.get(`${office.base}/settings/log`)).text), /Awarded by whoever teaches a course/);
  const list = words((await office.maya.get(path)).text);
  assert.match(list, /Fire safety 1 badge · 5 learners/);
});

test("a revoked badge is told as no score", async () => {
  accident(office.server, "UPDATE lti_score SET has = 1");
  const person = (await office.maya.get(`${office.base}/awards?q=learner`)).text.match(/href="([^"]*\/awards\/\d+)"/)[1];
  const page = await office.maya.get(person);
  await office.maya.submit(await office.maya.get(`${person}/revoke`).catch(() => page), { reason: "by mistake" }, { action: "/revoke" });
  await scored("the score of nothing", () => lms.scores.some((s) => s.userId === "user-2" && s.scoreGiven === 0));
});

test("grades of the column come in as statements, once each, and a rule awards by them", async () => {
  const learning = `${office.base}/settings/learning`;
  let page = await office.maya.get(`${learning}/rules/new`);
  page = await office.maya.submit(page, { badge: office.badge, verb: "scored", activity: lms.column, percent: "80" }, { action: "/rules" });
  await office.maya.submit(page, {}, { action: "/on" });
  lms.members.push(learner(20), learner(21));
  for (const n of [20, 21]) accident(office.server, `INSERT INTO person (org_id, name, email, folded, created_at) VALUES (${office.org}, 'Learner ${n}', 'l${n}@example.org', 'l${n}@example.org', 1)`);
  accident(office.server, "UPDATE lti_course SET roster_at = 0");
  lms.results = [
    { id: "1", userId: "user-20", resultScore: 90, resultMaximum: 100 }, { id: "2", userId: "user-21", resultScore: 7, resultMaximum: 10 },
    { id: "3", userId: "user-20", resultScore: 1e400 }, { id: "4", userId: "user-21", resultScore: -1, resultMaximum: 1 }, { id: "5", userId: "stranger", resultScore: 1, resultMaximum: 1 }, 7,
  ];
  await look();
  const told = async () => words((await office.maya.get(`${learning}/statements`)).text);
  await until(async () => /l20@example\.org/.test(await told()) && /l21@example\.org/.test(await told()), "the statements");
  await until(async () => /Learner 20 Has it/.test(words((await look()).text)), "the award");
  assert.doesNotMatch(words((await look()).text), /Learner 21 Has it/);
  const count = async () => (await told()).split("graded").length;
  const before = await count();
  await look();
  lms.results = [{ id: "2", userId: "user-21", resultScore: 8, resultMaximum: 10 }];
  await look();
  await until(async () => (await count()) === before + 1, "one more statement");
  lms.wrong = { "/columns/5/lineitem/results": (_, json) => json({ not: "a list" }) };
  await look();
  lms.wrong = {};
});

test("a list of awards is made of all of a course in the settings", async () => {
  const path = (await office.maya.get(self)).text.match(/href="([^"]+\/platforms\/\d+)"/)[1];
  const course = (await office.maya.get(path)).text.match(/href="([^"]+\/courses\/\d+)"/)[1];
  lms.members.push(learner(30));
  let page = await office.maya.submit(await office.maya.get(course), {}, { action: "/read" });
  assert.match(words(page.text), /Who is in the course was read/);
  assert.match(words(page.text), /Learner 30 l30@example.org no/);
  assert.match(page.text, new RegExp(unescape(lms.column).replace(/[?]/g, "\\?")));
  page = await office.maya.submit(page, { badge: String(office.badge) }, { action: "/award" });
  assert.match(page.path, /\/awards\/lists\/\d+/);
  assert.match(words(page.text), /l30@example\.org/);
  assert.equal((await office.maya.get(course.replace(/\d+$/, "999"))).status, 404);
  const two = await office.server.visitor().get(course);
  assert.notEqual(words(two.text).includes("Learner 30"), true);
});

test("a further deployment waits to be allowed; a key that changes is fetched; off is off", async () => {
  const other = { ...lms.badge(badge), [`${CLAIM}deployment_id`]: "2" };
  assert.equal((await launch(other)).status, 400);
  const path = (await office.maya.get(self)).text.match(/href="([^"]+\/platforms\/\d+)"/)[1];
  await office.maya.submit(await office.maya.get(path), {}, { action: "/allow" });
  assert.equal((await launch(other)).status, 303);
  lms.renew();
  accident(office.server, "UPDATE lti_platform SET keys_at = keys_at - 120000");
  assert.equal((await launch(lms.badge(badge))).status, 303);
  const open = await launch(lms.badge(badge));
  await office.maya.submit(await office.maya.get(path), {}, { action: "/off" });
  assert.equal((await see(open)).status, 404);
  assert.equal((await begin()).answer.status, 400);
  await office.maya.submit(await office.maya.get(path), {}, { action: "/remove" });
  assert.equal((await step(`${tool}/keys`)).status, 404);
});

test("a platform registers itself once, from its own host", async () => {
  let page = await office.maya.submit(await office.maya.get(self), { name: "Canvas" }, { action: "/platforms" });
  const path = page.path.split("?")[0];
  const address = unescape(/id="lti-register">([^<]+)</.exec(page.text)[1]);
  const ask = (at = lms.url) => step(`${address}?${new URLSearchParams({ openid_configuration: `${at}/.well-known/openid-configuration`, registration_token: "t-1" })}`);
  lms.wrongIssuer = "https://evil.example";
  assert.equal((await ask()).status, 400);
  lms.wrongIssuer = undefined;
  assert.equal((await ask("http://127.0.0.1:1")).status, 400);
  const done = await ask();
  assert.equal(done.status, 200);
  assert.match(done.text, /data-lti-close/);
  assert.equal(lms.registered.bearer, "Bearer t-1");
  assert.match(lms.registered.initiate_login_uri, /\/login$/);
  assert.equal((await ask()).status, 400);
  page = await office.maya.get(path);
  assert.match(words(page.text), /Canvas On/);
  assert.match(page.text, new RegExp(lms.client));
});
