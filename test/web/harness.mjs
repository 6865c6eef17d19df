// harness.mjs — what an HTTP scenario needs: the real server on a free port
// with data of its own, visitors with cookies who fill in forms, raw sockets,
// a mail server that keeps what it gets. LAPEL_TEST_ENGINE chooses the store
// (sqlite, postgres), LAPEL_BUILD the build folder.
//
//   const server = await startServer();
//   const ann = server.visitor();
//   const page = await ann.get("/setup");
//   const next = await ann.submit(page, { email: "ann@example.org" });
//   await server.stop();
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { forms } from "./html.mjs";

export { smtpSink } from "./smtp.mjs";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const build = path.resolve(root, process.env.LAPEL_BUILD || "build");
export const engine = process.env.LAPEL_TEST_ENGINE || "sqlite";
const START_SECONDS = 30;
const STOP_SECONDS = 30;

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

export async function freePort() {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

// Asks until `question` gives something true; throws after `seconds`.
export async function until(question, what = "that", seconds = 20) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${what} did not happen within ${seconds} s`);
    await sleep(50);
  }
}

// ---- a database per server ---------------------------------------------------

let cluster;

function postgres() {
  if (process.env.LAPEL_TEST_POSTGRES) return process.env.LAPEL_TEST_POSTGRES;
  if (!cluster) {
    const dir = mkdtempSync(path.join(tmpdir(), "lapel-postgres."));
    const port = String(20000 + Math.floor(Math.random() * 20000));
    execFileSync(path.join(root, "test/postgres.sh"), ["start", dir, port], { stdio: "inherit" });
    process.on("exit", () => execFileSync(path.join(root, "test/postgres.sh"), ["stop", dir, port]));
    cluster = `postgres://lapel@127.0.0.1:${port}`;
  }
  return cluster;
}

// An empty database of PostgreSQL; gone when the program ends. Hundreds left behind
// are tens of thousands of files, and keep the server's autovacuum busy.
const databases = [];
export function newDatabase() {
  const name = `lapel_${process.pid}_${Math.random().toString(36).slice(2)}`;
  execFileSync("psql", [`${postgres()}/postgres`, "-qc", `CREATE DATABASE ${name}`]);
  databases.push(name);
  return `${postgres()}/${name}`;
}
function dropDatabases() {
  if (cluster || !databases.length) return;        // a cluster of this program's own goes as a whole
  const drops = databases.flatMap((name) => ["-c", `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]);
  execFileSync("psql", [`${postgres()}/postgres`, "-q", ...drops], { stdio: "ignore" });
}

// ---- the server --------------------------------------------------------------

// A scenario that fails midway must neither hang nor leave anything behind.
const running = new Set();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
process.on("exit", () => {
  for (const server of running) server.process?.kill("SIGKILL");
  for (const server of running) rmSync(server.data, { recursive: true, force: true });
  dropDatabases();
});

class Server {
  // `data`, `database`, `port`: of a server that was, or of a restored one.
  constructor(options) {
    this.data = options.data || mkdtempSync(path.join(tmpdir(), "lapel-test."));
    this.args = options.args || [];
    this.env = options.env || {};
    this.publicUrl = options.publicUrl;            // null: the server is not told
    if (options.shim) this.env = { ...this.shim(), ...this.env };
    this.port = options.port;
    this.database = options.database ?? ((options.engine || engine) === "postgres" ? newDatabase() : null);
    this.output = "";
    running.add(this);
  }

  async start() {
    this.port ||= await freePort();
    this.url = `http://127.0.0.1:${this.port}`;
    const args = ["serve", "--data", this.data, "--listen", `127.0.0.1:${this.port}`];
    if (this.publicUrl !== null) args.push("--public-url", this.publicUrl || this.url);
    if (this.database) args.push("--database", this.database);
    this.process = spawn(path.join(build, "lapel"), [...args, ...this.args], {
      cwd: root,
      env: { ...process.env, LAPEL_CHECKS: "0", ...this.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process.unref();
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.unref();
      stream.on("data", (bytes) => (this.output += bytes));
    }
    await until(() => this.isUp(), "the server's start", START_SECONDS);
    return this;
  }

  // With test/web/shim.c before libc: fillDisk() lets nothing grow any more, and
  // names that end in .test are not asked for outside.
  shim() {
    this.diskFull = `${this.data}.full`;
    return {
      LD_PRELOAD: path.join(build, "test/shim.so"), LAPEL_SHIM_FOLDER: this.data, LAPEL_SHIM_FULL: this.diskFull,
      ASAN_OPTIONS: `${process.env.ASAN_OPTIONS || ""}:verify_asan_link_order=0`,
    };
  }

  fillDisk() {
    writeFileSync(this.diskFull, "");
  }

  freeDisk() {
    if (this.diskFull) rmSync(this.diskFull, { force: true });
  }

  async isUp() {
    if (this.process.exitCode !== null) {
      throw new Error(`the server ended with ${this.process.exitCode}:\n${this.output}`);
    }
    try {
      return (await fetch(`${this.url}/healthz`)).ok;
    } catch {
      return false;
    }
  }

  async end(signal) {
    const { process } = this;
    if (process.exitCode !== null || process.signalCode !== null) return;
    const ended = once(process, "close");
    process.ref();
    process.kill(signal);
    const late = setTimeout(() => process.kill("SIGKILL"), STOP_SECONDS * 1000);
    await ended;
    clearTimeout(late);
  }

  // Ends it as a service manager would. A sanitizer's finding is a failure.
  async stop() {
    await this.end("SIGTERM");
    running.delete(this);
    rmSync(this.data, { recursive: true, force: true });
    this.freeDisk();
    this.checkOutput();
    if (this.process.exitCode !== 0 && !this.wasKilled) {
      throw new Error(`the server ended with ${this.process.exitCode ?? this.process.signalCode}:\n${this.output}`);
    }
  }

  checkOutput() {
    const found = /^.*(Sanitizer|runtime error:)[^]*/m.exec(this.output);
    if (found) throw new Error(`a sanitizer has something to say:\n${found[0]}`);
  }

  // Power cut: nothing is flushed, nobody is asked.
  async kill() {
    this.wasKilled = true;
    await this.end("SIGKILL");
  }

  // Again with the same data, address and options (or others).
  async restart({ args, env, publicUrl } = {}) {
    await this.end("SIGTERM");
    this.wasKilled = false;
    this.args = args || this.args;
    this.env = env || this.env;
    if (publicUrl !== undefined) this.publicUrl = publicUrl;
    return this.start();
  }

  // What a command on the same data is given.
  get place() {
    return ["--data", this.data, ...(this.database ? ["--database", this.database] : [])];
  }

  visitor(headers = {}) {
    return new Visitor(this.url, headers);
  }

  // Bytes as they are to the server; what it answers until it closes, or until
  // `answers` whole answers are there.
  async raw(bytes, { seconds = 10, answers = Infinity } = {}) {
    const socket = net.connect(this.port, "127.0.0.1");
    let answer = Buffer.alloc(0);
    socket.on("data", (part) => {
      answer = Buffer.concat([answer, part]);
      if (wholeAnswers(answer) >= answers) socket.destroy();
    });
    socket.on("error", () => {});
    socket.setTimeout(seconds * 1000, () => socket.destroy());
    socket.write(bytes);
    await once(socket, "close");
    return answer.toString("latin1");
  }
}

// How many answers of known length stand in these bytes?
function wholeAnswers(bytes) {
  let count = 0;
  for (let at = 0, end; (end = bytes.indexOf("\r\n\r\n", at)) >= 0; count++) {
    const length = /^content-length: *(\d+)/im.exec(bytes.toString("latin1", at, end))?.[1];
    at = end + 4 + Number(length ?? 0);
    if (at > bytes.length) break;
  }
  return count;
}

// A command of the program to its end, or killed after `killAfter` ms.
export async function lapel(args, { input = "", killAfter } = {}) {
  const child = spawn(path.join(build, "lapel"), args, { cwd: root, stdio: ["pipe", "pipe", "pipe"] });
  const out = [], err = [];
  child.stdout.on("data", (bytes) => out.push(bytes));
  child.stderr.on("data", (bytes) => err.push(bytes));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const late = killAfter && setTimeout(() => child.kill("SIGKILL"), killAfter);
  const [status, signal] = await once(child, "close");
  clearTimeout(late);
  const text = Buffer.concat(err).toString();
  if (/Sanitizer|runtime error:/.test(text)) throw new Error(`a sanitizer has something to say:\n${text}`);
  return { status, signal, bytes: Buffer.concat(out), out: Buffer.concat(out).toString(), err: text };
}

export async function startServer(options = {}) {
  return new Server(options).start();
}

// ---- a visitor ---------------------------------------------------------------

// One exchange, on a connection of its own. Not fetch(): that of Debian's node
// hides all but the first cookie, and none lets a request name another host.
async function exchange(method, url, headers, body) {
  const packed = body === undefined ? null : new Response(body);
  const bytes = packed && Buffer.from(await packed.arrayBuffer());
  const type = packed?.headers.get("content-type");
  const request = http.request(url, {
    method, family: 4, agent: false,
    headers: { accept: "*/*", ...(type && { "content-type": type }), ...(bytes && { "content-length": bytes.length }), ...headers },
  });
  request.end(bytes);
  const [answer] = await once(request, "response");
  const parts = [];
  for await (const part of answer) parts.push(part);
  return { status: answer.statusCode, raw: answer.headers, bytes: Buffer.concat(parts) };
}

class Page {
  constructor(url, answer) {
    this.url = url;
    this.path = new URL(url).pathname + new URL(url).search;
    this.status = answer.status;
    this.headers = new Headers(Object.entries(answer.raw).map(([name, value]) => [name, String(value)]));
    this.bytes = answer.bytes;
  }
  get text() {
    return this.bytes.toString("utf8");
  }
  get location() {
    return this.headers.get("location");
  }
  json() {
    return JSON.parse(this.text);
  }
  // Its forms: [{action, method, multipart, fields: {name: value}, buttons}].
  get forms() {
    return forms(this.text);
  }
  // The only form, or the one whose action contains `action`.
  form(action) {
    const all = this.forms.filter((f) => action === undefined || f.action.includes(action));
    const fits = action === undefined ? all.filter((f) => f.method === "post") : all;
    const found = fits.length ? fits[0] : all[0];
    if (!found) throw new Error(`no form ${action ?? ""} on ${this.path} (${this.status}):\n${this.text.slice(0, 2000)}`);
    return found;
  }
  get csrf() {
    return /name="csrf" value="([^"]+)"/.exec(this.text)?.[1];
  }
}

// A file for a form's field: file("people.csv", "text/csv", "a,b").
export function file(name, type, content) {
  return new File([content], name, { type });
}

class File extends Blob {
  constructor(parts, name, options) {
    super(parts, options);
    this.fileName = name;
  }
}

function encode(fields, multipart) {
  const entries = Object.entries(fields).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).filter((v) => v !== undefined && v !== null).map((v) => [name, v]));
  if (!multipart && !entries.some(([, v]) => v instanceof Blob)) {
    return new URLSearchParams(entries.map(([name, v]) => [name, String(v)]));
  }
  const form = new FormData();
  for (const [name, v] of entries) {
    if (v instanceof Blob) form.append(name, v, v.fileName);
    else form.append(name, String(v));
  }
  return form;
}

export class Visitor {
  constructor(base, headers = {}) {
    this.base = base;
    this.headers = headers;
    this.cookies = new Map();
    this.last = null;
  }

  keepCookies(answer) {
    for (const line of answer.raw["set-cookie"] || []) {
      const [pair, ...attributes] = line.split(";").map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf("="));
      if (attributes.some((a) => /^max-age=0$/i.test(a))) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(pair.indexOf("=") + 1));
    }
  }

  // One request, no redirect followed.
  async request(method, where, { body, headers = {} } = {}) {
    const url = new URL(where, this.base).href;
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await exchange(method, url, { ...this.headers, ...(cookie && { cookie }), ...headers }, body);
    this.keepCookies(answer);
    this.last = new Page(url, answer);
    return this.last;
  }

  async follow(page, most = 10) {
    for (let i = 0; page.location && page.status >= 300 && page.status < 400; i++) {
      if (i === most) throw new Error(`more than ${most} redirects, at ${page.url}`);
      page = await this.request("GET", new URL(page.location, page.url).href);
    }
    return page;
  }

  async get(where, options) {
    return this.follow(await this.request("GET", where, options));
  }

  // As a form would: with the token of the page seen last, redirects followed.
  async post(where, fields = {}, { follow = true, headers, multipart } = {}) {
    const body = encode({ csrf: this.last?.csrf, ...fields }, multipart);
    const page = await this.request("POST", where, { body, headers });
    return follow ? this.follow(page) : page;
  }

  async postJson(where, value, { method = "POST", headers } = {}) {
    return this.request(method, where, {
      body: JSON.stringify(value),
      headers: { "content-type": "application/json", ...headers },
    });
  }

  // Sends a form of `page` with what it holds, changed by `fields`.
  async submit(page, fields = {}, { action, follow = true } = {}) {
    const form = page.form(action);
    const all = { ...form.fields, ...fields };
    const where = new URL(form.action || page.url, page.url).href;
    if (form.method === "get") return this.get(`${where.split("?")[0]}?${new URLSearchParams(all)}`);
    // As a browser does: from a page that wants no referrer, it says no origin either.
    const headers = page.headers.get("referrer-policy") === "no-referrer" ? { origin: "null" } : {};
    const answer = await this.request("POST", where, { body: encode(all, form.multipart), headers });
    return follow ? this.follow(answer) : answer;
  }
}
