// Stopping and restarting under load: what was asked is answered, and with a
// socket that the service manager keeps, nobody notices at all.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import test from "node:test";
import { build, engine, sleep, until } from "./harness.mjs";
import { openOffice } from "./office.mjs";

const RESTARTS = 8;

// One request on a connection of its own; resolves to the status, or throws.
function ask(port, where) {
  return new Promise((done, failed) => {
    const rq = http.get({ port, host: "127.0.0.1", path: where, agent: false, headers: { connection: "close" } }, (rs) => {
      rs.resume();
      rs.on("end", () => (rs.complete ? done(rs.statusCode) : failed(new Error("cut off"))));
      rs.on("error", failed);
    });
    rq.setTimeout(60000, () => rq.destroy(new Error("no answer")));
    rq.on("error", failed);
  });
}

test("what is under way when the server is told to stop is finished", async (t) => {
  const { server } = await openOffice();
  t.after(() => server.stop());
  for (let round = 0; round < 3; round++) {
    // Each costs a password hash, two at a time: most are waiting when the signal comes.
    const people = await Promise.all(Array.from({ length: 8 }, async () => {
      const person = server.visitor();
      const page = await person.get("/sign-in");
      return { person, page };
    }));
    const asked = people.map(({ person, page }) => person.submit(page, { email: "maya@example.org", password: "wrong wrong wrong" }, { action: "sign-in", follow: false })
      .then((p) => p.status, (e) => e.cause?.code || e.message));
    await sleep(60);
    const restarted = server.restart();
    const answers = await Promise.all(asked);
    await restarted;
    assert.deepEqual(answers.filter((a) => ![200, 303, 401, 422, 429].includes(a)), [], `round ${round}`);
  }
});

// As systemd does it: the listening socket belongs to a shell, and each server
// is given it as descriptor 3.
class Activated {
  constructor(server) {
    this.server = server;
  }
  async start() {
    const listener = net.createServer().listen(this.server.port, "127.0.0.1");
    await once(listener, "listening");
    const script = 'while :; do (export LISTEN_PID=$BASHPID LISTEN_FDS=1; exec "$0" "$@" </dev/null >/dev/null) & echo $!; wait $!; echo "ended $?"; read -r || exit; done';
    const args = ["serve", ...this.server.place, "--public-url", this.server.url];
    this.shell = spawn("bash", ["-c", script, path.join(build, "lapel"), ...args], { stdio: ["pipe", "pipe", "pipe", listener._handle.fd] });
    this.said = "";
    this.log = "";
    this.shell.stdout.on("data", (b) => (this.said += b));
    this.shell.stderr.on("data", (b) => (this.log += b));
    await once(this.shell, "spawn");
    listener.close();
    await this.isUp();
  }
  isUp() {
    return until(() => ask(this.server.port, "/healthz").then((s) => s === 200, () => false), "the server's start", 30);
  }
  pid() {
    return Number(this.said.trim().split("\n").filter((l) => /^\d+$/.test(l)).at(-1));
  }
  async restart() {
    const ended = this.said.split("ended").length;
    process.kill(this.pid(), "SIGTERM");
    await until(() => this.said.split("ended").length > ended, "its end", 40);
    this.shell.stdin.write("\n");
    await this.isUp();
  }
  async stop() {
    this.shell.stdin.end();
    process.kill(this.pid(), "SIGTERM");
    await once(this.shell, "close");
  }
}

test(`${RESTARTS} restarts under load with a socket that stays lose no request`, async (t) => {
  const { server } = await openOffice();
  await server.end("SIGTERM");
  t.after(() => server.stop());
  const activated = new Activated(server);
  await activated.start();
  let asked = 0, running = true;
  const failures = [];
  const load = Array.from({ length: 6 }, async (_, i) => {
    for (let n = 0; running; n++) {
      const where = n % 3 === 0 ? "/healthz" : n % 3 === 1 ? "/sign-in" : "/i/harbour";
      asked++;
      await ask(server.port, where).then((s) => s === 200 || failures.push(`${where}: ${s}`), (e) => failures.push(`${where}: ${e.code || e.message}`));
      if (i > 2) await sleep(3);
    }
  });
  for (let i = 0; i < RESTARTS; i++) {
    await activated.restart();
    await sleep(150);
  }
  running = false;
  await Promise.all(load);
  await activated.stop();
  t.diagnostic(`${asked} requests over ${RESTARTS} restarts on ${engine}`);
  assert.deepEqual(failures, []);
  assert.ok(asked > 100, `only ${asked} requests`);
  assert.deepEqual(activated.said.match(/ended \d+/g).filter((l) => l !== "ended 0"), []);
});

test("a stop ends quickly when nothing is under way, and idle connections do not hold it up", async (t) => {
  const { server } = await openOffice();
  t.after(() => server.stop());
  const idle = await Promise.all(Array.from({ length: 20 }, async () => {
    const socket = net.connect(server.port, "127.0.0.1");
    socket.on("error", () => {});
    await once(socket, "connect");
    return socket;
  }));
  await server.visitor().get("/sign-in");
  const began = Date.now();
  await server.end("SIGTERM");
  assert.ok(Date.now() - began < 5000, `${Date.now() - began} ms`);
  assert.equal(server.process.exitCode, 0);
  idle.forEach((socket) => socket.destroy());
});
