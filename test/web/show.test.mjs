// What readers see of a Backpack: pages of badges, collections and persons, fields
// kept back, links for one reader; never an address, and nobody's thing by its number.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { Issuer } from "./app.mjs";
import { lapel } from "./harness.mjs";
import { words } from "./html.mjs";
import { accident, openOffice, picture, signIn, PASSWORD } from "./office.mjs";
import { file } from "./harness.mjs";

const MAYA = "maya@example.org", SECOND = "Maya.Kern@Home.example", OTTO = "otto@example.org";
const issuer = new Issuer();
let office, maya, otto, nobody, crane, first, collection;
const seen = [];                                     // every public page that was looked at

// A badge that says the address wherever a text can.
const talkative = (n, name) => issuer.badge(`urn:uuid:talk-${n}`, {
  email: MAYA, name, until: "2033-01-01T00:00:00Z",
  achievement: { description: `For ${MAYA} and maya.kern@home.example`, alignment: [{ type: ["Alignment"], targetName: `Lifting by MAYA@example.org`, targetUrl: "https://skills.example/1" }] },
  subject: { },
});
async function add(who, jwt) {
  const page = await who.submit(await who.get("/backpack/add"), { text: jwt }, { action: "/backpack/add" });
  return Number(/\/backpack\/badges\/(\d+)/.exec(page.url)?.[1]);
}
const look = async (where) => {
  const page = await office.server.visitor().get(where);
  seen.push([where, page]);
  return page;
};
const linkOf = (page, kind) => new RegExp(`/${kind}/[\\w-]{16,}`).exec(page.text)?.[0];

before(async () => {
  office = await openOffice();
  maya = office.maya;
  const made = await lapel(["admin", "add-operator", OTTO, "Otto", "--password", ...office.server.place], { input: `${PASSWORD}\n` });
  assert.equal(made.status, 0, made.err);
  otto = office.server.visitor();
  nobody = office.server.visitor();
  await signIn(otto, OTTO);
  accident(office.server, "INSERT INTO account_email (account_id, address, folded, is_primary, verified_at) SELECT id, 'Maya.Kern@Home.example', 'maya.kern@home.example', 0, 1 FROM account ORDER BY id LIMIT 1");
  crane = await add(maya, talkative(1, "Crane driver maya@example.org"));
  first = await add(maya, talkative(2, "First aid"));
  accident(office.server, `UPDATE holding SET report = replace(report, '"narrative":null', '"narrative":"Written for maya@example.org"') WHERE id = ${crane}`);
});
after(() => office?.server.stop());

test("a badge is seen by its link once its owner says so, with the fields that are ticked", async () => {
  let mine = await maya.get(`/backpack/badges/${crane}`);
  const id = (await maya.submit(mine, { seen: "link", shows: ["2", "16"] }, { action: "/public" })) && linkOf(await maya.get(`/backpack/badges/${crane}`), "h");
  assert.ok(id, "a link to give");
  let page = await look(id);
  assert.equal(page.status, 200);
  assert.match(page.headers.get("x-robots-tag"), /noindex/);
  assert.match(words(page), /Crane driver … by Quay Academy on 1 Mar 2024/);
  assert.match(words(page), /Valid until 1 Jan 2033/);
  assert.match(words(page), /Skills Lifting by …/);
  assert.doesNotMatch(words(page), /How this was checked|Awarded to/);
  assert.match(page.text, /property="og:title" content="Crane driver …"/);
  assert.doesNotMatch(page.text, /linkedin\.com\/profile\/add/, "only its owner adds it to a profile");
  assert.match((await maya.get(id)).text, /linkedin\.com\/profile\/add\?startTask=CERTIFICATION_NAME&amp;name=[^"]*&amp;organizationName=Quay%20Academy&amp;issueYear=2024&amp;issueMonth=3&amp;certUrl=[^"]*&amp;certId=[^"]*&amp;expirationYear=2033&amp;expirationMonth=1/);
  mine = await maya.get(`/backpack/badges/${crane}`);
  await maya.submit(mine, { seen: "link", shows: ["1", "32"] }, { action: "/public" });
  page = await look(id);
  assert.match(words(page), /Awarded to Maya/);
  assert.match(words(page), /How this was checked/);
  assert.doesNotMatch(words(page), /1 Mar 2024|Valid until|Skills/);
  await maya.submit(await maya.get(`/backpack/badges/${crane}`), { seen: "me" }, { action: "/public" });
  assert.equal((await nobody.get(id)).status, 404);
  await maya.submit(await maya.get(`/backpack/badges/${crane}`), { seen: "link", shows: ["1", "2", "4", "8", "16", "32"] }, { action: "/public" });
  await look(id);
  const embed = await look(`${id}/embed`);
  assert.doesNotMatch(embed.headers.get("content-security-policy"), /frame-ancestors 'none'/);
  const told = (await look(`/oembed?url=${encodeURIComponent(office.server.url + id)}`)).json();
  assert.equal(told.type, "rich");
  assert.ok(told.html.includes(`${id}/embed`));
});

test("a collection has an order, stories, a cover and a copy", async () => {
  const chosen = await maya.submit(await maya.get("/backpack/collections/new"), { name: "For the harbour", story: "Read **this**, maya@example.org", is_public: "1", shows: ["1", "2"], cover: file("cover.png", "image/png", picture(64)) }, { action: "/backpack/collections" });
  collection = Number(/collections\/(\d+)\/badges/.exec(chosen.url)[1]);
  await maya.submit(chosen, { in: [crane, first] }, { action: "/badges" });
  const order = async () => [...(await maya.get(`/backpack/collections/${collection}`)).text.matchAll(/data-arrange-row="(\d+)"/g)].map((m) => Number(m[1]));
  const before = await order();
  assert.equal(before.length, 2);
  await maya.post(`/backpack/collections/${collection}/arrange`, { badge: before[1], before: before[0] });
  assert.deepEqual(await order(), [before[1], before[0]]);
  await maya.post(`/backpack/collections/${collection}/arrange`, { badge: before[1], before: 0 });
  assert.deepEqual(await order(), before);
  await maya.post(`/backpack/collections/${collection}/arrange`, { badge: first, before: crane });
  await maya.post(`/backpack/collections/${collection}/story`, { badge: first, story: "Earned at *night*. maya@example.org" });
  const mine = await maya.get(`/backpack/collections/${collection}`), link = linkOf(mine, "c");
  const page = await look(link);
  assert.match(words(page), /For the harbour Maya/);
  assert.match(words(page), /Read this , …/);
  assert.match(words(page), /First aid.*Earned at night \. ….*Crane driver …/);
  assert.match(page.text, /class="collection-cover" src="\/images\//);
  const inner = new RegExp(`${link}/[\\w-]+`).exec(page.text.split("badge-card-link")[1])[0];
  assert.match(words(await look(inner)), /First aid.*Story Earned at night/);
  await look(`${link}/embed`);
  await maya.get(`/backpack/collections/${collection}`);
  const copy = await maya.post(`/backpack/collections/${collection}/copy`);
  assert.match(copy.url, /\/backpack\/collections\/\d+\/edit$/);
  assert.match(copy.text, /value="For the harbour \(copy\)"/);
  assert.doesNotMatch(words(await maya.get(copy.url.replace("/edit", ""))), /Link for readers/, "a copy is not shared");
  await maya.submit(await maya.get(`/backpack/collections/${collection}/edit`), { no_cover: "1" }, { action: `/backpack/collections/${collection}` });
  assert.equal((await maya.submit(await maya.get(`/backpack/collections/${collection}/edit`), { cover: file("x.png", "image/png", "no picture") }, { action: `/backpack/collections/${collection}` })).status, 422);
});

test("a person's page shows what is public under one address", async () => {
  const edit = await maya.get("/backpack/profile");
  assert.equal((await maya.submit(edit, { is_public: "1", name: "" }, { action: "/backpack/profile" })).status, 422);
  await maya.submit(await maya.get("/backpack/profile"), { is_public: "1", name: "Maya Kern", headline: "Cranes; write to maya@example.org", about: "Since *2010* maya.kern%40home.example" }, { action: "/backpack/profile" });
  const link = linkOf(await maya.get("/backpack/sharing"), "p"), page = await look(link);
  assert.match(words(page), /Maya Kern Cranes; write to …/);
  assert.match(words(page), /For the harbour 2 badges/);
  assert.match(words(page), /Crane driver …/);
  assert.doesNotMatch(words(page), /First aid/, "is not public by itself");
  await look(`${link}/embed`);
  const told = (await look(`/oembed?url=${encodeURIComponent(office.server.url + link)}`)).json();
  assert.equal(told.title, "Maya Kern");
  await maya.submit(await maya.get("/backpack/profile"), { is_public: undefined }, { action: "/backpack/profile" });
  assert.equal((await nobody.get(link)).status, 404);
});

test("a link for one reader opens what nobody else sees, is counted, runs out and is ended", async () => {
  const make = async (what, fields) => {
    await maya.submit(await maya.get(`/backpack/links/new?${what}`), fields, { action: "/backpack/links" });
    return linkOf(await maya.get("/backpack/sharing"), "r");
  };
  const one = await make(`badge=${first}`, { reader: "Jo at Acme", days: "7", shows: ["1"] });
  const page = await look(one);
  assert.equal(page.status, 200);
  assert.match(page.headers.get("x-robots-tag"), /noindex/);
  assert.match(page.headers.get("cache-control"), /no-store/);
  assert.match(page.text, /<meta name="robots" content="noindex">/);
  assert.match(words(page), /First aid Awarded to Maya Kern/);
  assert.doesNotMatch(words(page), /2024|Skills/);
  assert.doesNotMatch(page.text, /og:title|Jo at Acme/, "the reader's name is the owner's note");
  await nobody.get(`${one}?after=x`);                        // a badge has no further page
  await maya.get(one);
  assert.match(words(await maya.get("/backpack/sharing")), /For Jo at Acme First aid · opened 2 times/);
  assert.equal((await nobody.get(one.slice(0, -1))).status, 404);
  const all = await make(`collection=${collection}`, { reader: "Sam", days: "30", shows: ["2"] });
  await maya.submit(await maya.get(`/backpack/collections/${collection}/edit`), { is_public: undefined }, { action: `/backpack/collections/${collection}` });
  const list = await look(all), inner = new RegExp(`${all}/[\\w-]+`).exec(list.text)[0];
  await nobody.get(`${all}?after=${inner.slice(all.length + 1)}`);
  await nobody.get(`${all}?after=nothing-of-it`);
  assert.match(words(await maya.get("/backpack/sharing")), /For Sam .*? · opened 2 times/, "a further page is no view, one that is made up is");
  assert.match(words(await look(inner)), /Story Earned at night/);
  assert.equal((await nobody.get(inner.replace(all, one))).status, 404, "a badge's link opens that badge alone");
  const ends = [...(await maya.get("/backpack/sharing")).text.matchAll(/\/backpack\/links\/(\d+)\/end/g)].map((m) => m[1]);
  assert.equal(ends.length, 2);
  await maya.post(`/backpack/links/${ends[0]}/end`);
  for (const where of [all, inner]) {
    const gone = await look(where);
    assert.equal(gone.status, 410);
    assert.match(words(gone), /This link is over/);
  }
  await maya.get("/backpack/sharing");
  await maya.post(`/backpack/links/${ends[0]}/open`);
  assert.equal((await nobody.get(all)).status, 200);
  accident(office.server, `UPDATE reader_link SET expires_at = 1 WHERE id = ${ends[1]}`);
  assert.equal((await nobody.get(one)).status, 410);
  assert.match(words(await maya.get("/backpack/sharing")), /Over/);
  await maya.post(`/backpack/badges/${first}/remove`);
  assert.doesNotMatch(words(await look(all)), /First aid/, "a removed badge is seen by nobody");
  await maya.get(`/backpack/badges/${first}`);
  await maya.post(`/backpack/badges/${first}/restore`);
});

test("nobody shows, moves, copies or ends another's by number", async () => {
  const links = [...(await maya.get("/backpack/sharing")).text.matchAll(/\/backpack\/links\/(\d+)\//g)].map((m) => m[1]);
  const try_ = async (where, fields = {}) => {
    await otto.get("/backpack");
    return (await otto.post(where, fields)).status;
  };
  for (const [where, fields] of [
    [`/backpack/badges/${crane}/public`, { seen: "link", shows: "63", told: "1" }], [`/backpack/collections/${collection}`, { name: "Mine", is_public: "1" }],
    [`/backpack/collections/${collection}/arrange`, { badge: crane, before: "0" }], [`/backpack/collections/${collection}/story`, { badge: crane, story: "x" }],
    [`/backpack/collections/${collection}/copy`], [`/backpack/links/${links[0]}/end`], [`/backpack/links/${links[0]}/open`],
    ["/backpack/links", { reader: "me", days: "7", badge: crane }], ["/backpack/links", { reader: "me", days: "7", collection }],
  ]) assert.equal(await try_(where, fields), 404, where);
  for (const where of [`/backpack/collections/${collection}`, `/backpack/collections/${collection}/edit`, `/backpack/links/new?badge=${crane}`, `/backpack/links/new?collection=${collection}`])
    assert.equal((await otto.get(where)).status, 404, where);
  assert.doesNotMatch(words(await otto.get("/backpack/sharing")), /Jo at Acme|Sam/);
  for (const where of ["/backpack/sharing", "/backpack/profile", "/backpack/links/new"]) assert.match((await nobody.get(where)).url, /\/sign-in/, where);
});

test("a reader asks whether it is theirs; the owner's signed answer is for that question alone", async () => {
  const page = await maya.get(`/backpack/badges/${crane}`), where = linkOf(page, "h");
  const asker = office.server.visitor();
  assert.match((await asker.get(where)).text, new RegExp(`/proof/ask\\?about=${encodeURIComponent(where)}`));
  const ask = async (fields) => asker.submit(await asker.get(`/proof/ask?about=${encodeURIComponent(where)}`), fields, { action: "/proof/ask" });
  assert.equal((await ask({ asker: " " })).status, 422);
  for (const about of ["/h/nothing", "/backpack", "https://else.example/", ""]) assert.equal((await asker.get(`/proof/ask?about=${encodeURIComponent(about)}`)).status, 404, about);
  const waits = await ask({ asker: "Jo at Acme", question: "For Monday?" });
  assert.match(waits.url, /\/proof\/[\w-]{32}$/);
  assert.match(words(waits), /Waiting for the answer/);
  seen.push(["proof", waits]);
  const question = /\/backpack\/proofs\/(\d+)/.exec((await maya.get("/backpack/sharing")).text)[0];
  assert.equal((await otto.get(question)).status, 404, "another's question");
  await otto.get("/backpack");
  assert.equal((await otto.post(question, { answer: "yes" })).status, 404);
  const mine = await maya.get(question);
  assert.match(words(mine), /Jo at Acme.*For Monday\?.*A mail address of yours stands in them/);
  await maya.submit(mine, { answer: "yes" }, { action: question });
  const told = await asker.get(waits.url), proof = new URL(waits.url).pathname;
  seen.push(["proof", told]);
  assert.match(words(told), /Confirmed: it is theirs/);
  assert.match(words(told), /Maya Kern confirmed this on/);
  const file_ = await asker.get(`${proof}/presentation.json`), vp = file_.json();
  seen.push(["vp", file_]);
  assert.equal(vp.type, "VerifiablePresentation");
  assert.deepEqual(vp.about, [office.server.url + where]);
  assert.equal(vp.proof.proofPurpose, "authentication");
  assert.equal(vp.proof.challenge, /<code>([\w-]{32})<\/code>/.exec(told.text)[1]);
  const holder = (await asker.get(new URL(vp.holder).pathname)).json();
  assert.deepEqual(holder.authentication, [vp.proof.verificationMethod]);
  assert.equal(holder.id, vp.holder);
  await maya.get("/backpack/sharing");
  assert.equal((await maya.post(question, { answer: "no" })).status, 409, "answered once");
  const second = await ask({ asker: "Sam" });
  assert.notEqual(new URL(second.url).pathname, proof);
  await maya.submit(await maya.get(/\/backpack\/proofs\/(\d+)/.exec((await maya.get("/backpack/sharing")).text)[0]), { answer: "yes", hand_over: "1" }, { action: "/backpack/proofs/" });
  const handed = (await asker.get(`${new URL(second.url).pathname}/presentation.json`)).json();
  assert.match(handed.verifiableCredential[0].id, /^data:application\/vc\+jwt,ey/);
  assert.notEqual(handed.proof.challenge, vp.proof.challenge, "each question has a word of its own");
  assert.equal(handed.holder, vp.holder);
  const third = await ask({ asker: "Eve" });
  await maya.submit(await maya.get(/\/backpack\/proofs\/(\d+)/.exec((await maya.get("/backpack/sharing")).text)[0]), { answer: "no" }, { action: "/backpack/proofs/" });
  assert.match(words(await asker.get(third.url)), /did not confirm/);
  assert.equal((await asker.get(`${new URL(third.url).pathname}/presentation.json`)).status, 404);
});

test("who asks for proof causes one mail an hour, and a line of news each; views of a link are news too", async () => {
  const mails = async () => [...new Set([...(await maya.get("/settings/mail/outbox")).text.matchAll(/\/settings\/mail\/outbox\/\d+/g)].map((m) => m[0]))];
  const texts = await Promise.all((await mails()).map(async (where) => (await maya.get(where)).text));
  const asked = texts.filter((text) => text.includes("asks: is this yours?"));
  assert.equal(asked.length, 1, "three asked");
  assert.match(asked[0], /Jo at Acme.*For Monday\?/s);
  assert.match(asked[0], /\/backpack\/proofs\/\d+/);
  assert.match(words(await maya.get("/backpack/news")), /Opened your link( \(\d+\))?/);
  assert.equal(words(await maya.get("/backpack/news")).split("Asks whether it is yours").length, 4);
});

test("a large collection is read page by page, each badge once and in its order, and one far behind opens", async () => {
  const { maya: collector, server } = await openOffice();
  try {
    await add(collector, issuer.badge("urn:uuid:many", { email: MAYA, name: "Crane" }));
    const columns = "owner_id, public_id, credential_key, original, source, title, issuer_name, issuer_anchor, description, image_hash, version, awarded_at, valid_until, verdict, report, checked_at, is_public, created_at, standing, held_at, next_check_at, valid_from, achievement_id, awarded_year, noted_at";
    const another = columns.replace("public_id", "h.public_id || n.i").replace("credential_key", "h.credential_key || n.i").replace("title", "h.title || ' ' || n.i");
    accident(server, `INSERT INTO holding (${columns}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 599) SELECT ${another} FROM holding h, n`);
    await collector.submit(await collector.get("/backpack/collections/new"), { name: "All of them", is_public: "1" }, { action: "/backpack/collections" });
    const shelf = (await collector.get("/backpack/collections")).text.match(/\/backpack\/collections\/(\d+)/);
    accident(server, `INSERT INTO collection_holding (collection_id, holding_id, place) SELECT ${shelf[1]}, id, 1000 - id FROM holding`);
    const reader = server.visitor(), start = linkOf(await collector.get(shelf[0]), "c"), got = [];
    let where = start, pages = 0, end = "";
    while (where) {
      const page = await reader.get(where);
      end = page.text;
      assert.equal(page.status, 200);
      assert.ok(page.text.length < 150000, `${page.text.length} bytes`);
      got.push(...[...page.text.matchAll(/class="badge-card-link"[^>]*>([^<]+)</g)].map((m) => m[1]));
      assert.equal(/To the first/.test(page.text), pages++ > 0);
      where = page.text.match(new RegExp(`${start}\\?after=[\\w-]+`))?.[0];
    }
    assert.equal(pages, 10);
    assert.deepEqual(got, [...Array.from({ length: 599 }, (_, i) => `Crane ${599 - i}`), "Crane"]);
    assert.match((await reader.get(`${start}?after=nobody`)).text, /Crane 599/, "behind what is not in it: from the first");
    const far = await reader.get(end.match(new RegExp(`${start}/[\\w-]{16,}`))[0]);
    assert.match(words(far), /Crane/);
    assert.match(words(await reader.get(`${start}/embed`)), /600 badges/);
    assert.equal((await reader.get(`${start}/${"x".repeat(22)}`)).status, 404);
    const own = await collector.get(shelf[0]), behind = await collector.get(`${shelf[0]}?from=61`);
    const rowsOf = (page) => [...page.text.matchAll(/data-arrange-row="(\d+)"/g)].map((m) => m[1]);
    assert.equal(rowsOf(own).length, 60);
    assert.match(words(behind), /61–120 of 600/);
    const last = rowsOf(own).at(-1);
    const moved = await collector.submit(own, { badge: last, before: rowsOf(behind)[1] }, { action: `${shelf[0]}/arrange` });
    assert.equal(rowsOf(moved)[0], last, "one further is the first of the next page, which is shown");
    assert.equal(rowsOf(await collector.get(shelf[0])).at(-1), rowsOf(behind)[0]);
    assert.equal(rowsOf(await collector.get(`${shelf[0]}?from=99999`)).length, 60, "behind the last is the last page");
  } finally {
    await server.stop();
  }
});

test("no public page says any address of the account", () => {
  assert.ok(seen.length > 15);
  for (const [where, page] of seen)
    for (const address of [MAYA, SECOND])
      for (const spelt of [address, encodeURIComponent(address), address.replace("@", "&#64;")])
        assert.ok(!page.text.toLowerCase().includes(spelt.toLowerCase()), `${where} says ${spelt}`);
});
