// office.mjs — a server with one operator (Maya), one organisation and two
// published badges, for scenarios that begin where set-up ends.
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { chunk, signature } from "../png.mjs";
import { build, startServer } from "./harness.mjs";
import { unescape } from "./html.mjs";

export const PASSWORD = "four plain words here";

// A disc with a ring on nothing, as PNG.
export function picture(size = 240) {
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0]);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const r = Math.hypot(x - size / 2 + 0.5, y - size / 2 + 0.5) / size;
      const colour = r > 0.48 ? [0, 0, 0, 0] : r > 0.4 && r < 0.42 ? [233, 214, 238, 255] : [91, 40, 98, 255];
      rows.set(colour, y * (size * 4 + 1) + 1 + x * 4);
    }
  }
  return Buffer.concat([
    signature, chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0)),
  ]);
}

export async function signIn(visitor, email = "maya@example.org", password = PASSWORD) {
  const page = await visitor.get("/sign-in");
  return visitor.submit(page, { email, password }, { action: "sign-in" });
}

export async function openOffice(options = {}) {
  const server = await startServer(options);
  const file = path.join(server.data, "picture.png");
  writeFileSync(file, picture());
  const args = [server.data, options.publicUrl || server.url, file, ...(server.database ? [server.database] : [])];
  const [org, badge, otherBadge] = execFileSync(path.join(build, "test/office"), args).toString().trim().split(" ");
  const maya = server.visitor();
  await signIn(maya);
  return { server, maya, org, badge, otherBadge, base: `/org/${org}` };
}

// What was edited at a badge that is out is a working copy until this.
export async function publish(visitor, self, fields = {}) {
  return visitor.submit(await visitor.get(`${self}/preview`), fields, { action: "/working/publish" });
}

// 30 people of whom two requirements are asked: FS-01 by record, overdue for all; DR-01 by the badge.
export function standards({ server, badge }, publicUrl = server.url) {
  const args = ["--standards", server.data, publicUrl, badge, ...(server.database ? [server.database] : [])];
  const [fire, drive, person] = execFileSync(path.join(build, "test/office"), args).toString().trim().split(" ").map(Number);
  return { fire, drive, person };
}

// RFC 6238 with SHA-1, six figures, thirty seconds.
export function totp(base32, now = Date.now()) {
  const bits = [...base32.replace(/ /g, "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30000)));
  const mac = createHmac("sha1", key).update(step).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1e6).padStart(6, "0");
}

// The first group of `match`, or all of it, in the newest mail that has it; null: none does.
export async function newestMail({ maya, base }, match) {
  const list = await maya.get(`${base}/mail`);
  for (const [, href] of list.text.matchAll(/href="(\/org\/\d+\/mail\/\d+)"/g)) {
    const found = match.exec(unescape((await maya.get(href)).text));
    if (found) return found[1] ?? found[0];
  }
  return null;
}

// A new member with these roles, who came by the mail.
export async function invite(office, name, role, more = {}) {
  const { maya, base } = office;
  await maya.get(`${base}/settings/members`);
  await maya.post(`${base}/settings/members`, { email: `${name}@example.org`, role, ...more });
  const visitor = office.server.visitor();
  await visitor.submit(await visitor.get(await newestMail(office, /(\/invite\/[A-Za-z0-9_-]+)/)), { name, password: "seven green bottles on a wall" }, { action: "/invite/" });
  return visitor;
}

// Kim, an administrator too: nobody awards to themselves, so what Maya is to hold comes from her.
export async function colleague(office) {
  return office.kim ||= await invite(office, "kim", "admin");
}

// Runs SQL on the server's own database, as an accident would.
export function accident(server, sql) {
  execFileSync(path.join(build, "test/office"), ["--sql", server.database || `sqlite:${server.data}/lapel.db`, sql]);
}

// What a killed server had in hand is another's after a minute: as if that had gone by.
export const leasesEnd = (server) => accident(server, "UPDATE job SET lease_until = 1 WHERE state = 1");
