// sample.mjs — a server with the sample organisation of `lapel demo`, and its
// people signed in: admin, designer, awarder, reviewer, viewer, earner, and those
// with a part: manager, owner (of two badges), auditor.
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, freePort, startServer } from "../web/harness.mjs";
import { signIn } from "../web/office.mjs";

const people = {
  admin: "demo@example.com", designer: "designer@example.com", awarder: "awarder@example.com", viewer: "viewer@example.com", reviewer: "reviewer@example.com",
  earner: "amina.diallo@example.com", manager: "oliver.schaefer@example.com", owner: "owner@example.com", auditor: "auditor@example.com",
};

// `args`: more of the command line of the server.
export async function openSample({ args } = {}) {
  const data = mkdtempSync(path.join(tmpdir(), "lapel-sample."));
  const port = await freePort();
  const made = execFileSync(path.join(build, "lapel"),
    ["demo", "--make-only", "--data", data, "--public-url", `http://127.0.0.1:${port}`], { encoding: "utf8" });
  const [, password] = /Password of each: (\S+)/.exec(made);
  const server = await startServer({ data, port, engine: "sqlite", args });
  const visitors = {};
  for (const [who, email] of Object.entries(people)) {
    visitors[who] = server.visitor();
    await signIn(visitors[who], email, password);
  }
  return { server, visitors, people, password, base: "/org/1" };
}
