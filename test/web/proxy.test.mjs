// As in production: dist/nginx.conf in front with TLS, a Unix socket behind,
// and the units of dist/ as systemd reads them.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { build, freePort, lapel, root, sleep, until } from "./harness.mjs";
import { openOffice } from "./office.mjs";

const nginx = ["/usr/sbin/nginx", "/usr/bin/nginx"].find(existsSync);
const HOST = "badges.example.org";

// The shipped configuration with ports, paths and certificate of a test.
async function frontOf(t, socket) {
  const dir = mkdtempSync(path.join(tmpdir(), "lapel-nginx."));
  const [http, tls] = [await freePort(), await freePort()];
  const [key, cert] = [path.join(dir, "key.pem"), path.join(dir, "cert.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert,
    "-days", "30", "-subj", `/CN=${HOST}`, "-addext", `subjectAltName=DNS:${HOST}`], { stdio: "ignore" });
  const changes = [
    [/unix:\/run\/lapel\.sock/, `unix:${socket}`], [/listen 80;/, `listen 127.0.0.1:${http};`], [/listen \[::\]:80;/, ""],
    [/listen 443 ssl http2;/, `listen 127.0.0.1:${tls} ssl http2;`], [/listen \[::\]:443 ssl http2;/, ""],
    [/\/etc\/letsencrypt\S+fullchain\.pem/, cert], [/\/etc\/letsencrypt\S+privkey\.pem/, key],
    [/\/var\/log\/nginx\/lapel\.log/, path.join(dir, "access.log")],
    [/\/etc\/nginx\/lapel-proxy\.conf/g, path.join(root, "dist/lapel-proxy.conf")],
  ];
  let site = readFileSync(path.join(root, "dist/nginx.conf"), "utf8");
  for (const [from, to] of changes) {
    assert.match(site, from);
    site = site.replaceAll(new RegExp(from, from.flags.includes("g") ? from.flags : `${from.flags}g`), to);
  }
  const conf = path.join(dir, "nginx.conf");
  for (const name of ["body", "proxy", "fastcgi", "uwsgi", "scgi"]) mkdirSync(path.join(dir, name));
  writeFileSync(conf, `${process.getuid() === 0 ? "user root; " : ""}daemon off; pid ${dir}/pid; error_log ${dir}/error.log; worker_processes 1; events {}
    http { access_log off; client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi; uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
    ${site} }`);
  const checked = spawnSync(nginx, ["-t", "-c", conf, "-e", `${dir}/error.log`], { encoding: "utf8" });
  assert.equal(checked.status, 0, checked.stderr);
  const front = spawn(nginx, ["-c", conf, "-e", `${dir}/error.log`], { stdio: "ignore" });
  t.after(() => {
    front.kill("SIGQUIT");
    rmSync(dir, { recursive: true, force: true });
  });
  const ca = readFileSync(cert);
  const get = (where, headers = {}) => new Promise((done, failed) => {
    const rq = https.get({ host: "127.0.0.1", port: tls, path: where, ca, servername: HOST, headers: { host: HOST, ...headers } }, (rs) => {
      let text = "";
      rs.on("data", (b) => (text += b));
      rs.on("end", () => done({ status: rs.statusCode, headers: rs.headers, text }));
    });
    rq.on("error", failed);
  });
  await until(() => get("/healthz").then((r) => r.status === 200 || r.status === 502, () => false), "nginx");
  return { dir, get, http, tls };
}

test("the shipped nginx configuration serves Lapel over TLS from a Unix socket", { skip: !nginx && "nginx is not installed" }, async (t) => {
  const { server } = await openOffice();
  await server.end("SIGTERM");
  t.after(() => server.stop());
  const socket = path.join(server.data, "lapel.sock");
  const child = spawn(path.join(build, "lapel"), ["serve", ...server.place, "--listen", `unix:${socket}`, "--public-url", `https://${HOST}`, "--behind-proxy"],
    { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr.on("data", (b) => (log += b));
  t.after(() => child.kill("SIGTERM"));
  await until(() => existsSync(socket), "the socket");
  const front = await frontOf(t, socket);

  const page = await front.get("/sign-in", { "x-forwarded-for": "6.6.6.6" });
  assert.equal(page.status, 200);
  assert.match(page.text, /Sign in/);
  assert.match(String(page.headers["set-cookie"]), /__Host-.*Secure/);
  assert.match(page.headers["strict-transport-security"] || "", /max-age/);
  await front.get("/claim/AAAAAAAAAAAAAAAAAAAAAA/secret-of-a-mail");
  await until(() => /path=\/sign-in /.test(log), "the log");
  // Who asks is whom nginx saw, not what the client said of itself.
  assert.match(log, /path=\/sign-in .*client=127\.0\.0\.1/);
  assert.doesNotMatch(log, /6\.6\.6\.6/);
  await sleep(200);
  const access = readFileSync(path.join(front.dir, "access.log"), "utf8");
  assert.match(access, /\/sign-in/);
  assert.doesNotMatch(access, /secret-of-a-mail/);
  const redirect = await fetch(`http://127.0.0.1:${front.http}/b/x`, { redirect: "manual", headers: { host: HOST } });
  assert.equal(redirect.status, 301);
});

const analyze = spawnSync("systemd-analyze", ["--version"]).status === 0;

test("systemd reads the shipped units without a word, and finds them well locked in", { skip: !analyze && "systemd-analyze is not installed" }, (t) => {
  const dir = mkdtempSync(path.join(tmpdir(), "lapel-units."));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const names = readdirSync(path.join(root, "dist")).filter((n) => /\.(service|socket|timer)$/.test(n));
  assert.ok(names.length >= 4);
  for (const name of names) {
    const text = readFileSync(path.join(root, "dist", name), "utf8").replaceAll("/usr/local/bin/lapel", path.join(build, "lapel"));
    writeFileSync(path.join(dir, name), text);
  }
  const r = spawnSync("systemd-analyze", ["verify", "--man=no", ...names.map((n) => path.join(dir, n))], { encoding: "utf8" });
  const about = r.stderr.split("\n").filter((l) => /lapel/.test(l) && !/build\/.*lapel is not executable/.test(l));
  assert.deepEqual(about, []);
  const exposure = spawnSync("systemd-analyze", ["security", "--offline=yes", path.join(dir, "lapel.service")], { encoding: "utf8" }).stdout;
  assert.ok(Number(/exposure level for lapel\.service: ([\d.]+)/.exec(exposure)?.[1]) < 2.5, exposure.slice(-300));
});

// "lapel backup --data X OUT" in a text: the command, and its options.
function commandsIn(text) {
  return [...text.matchAll(/(?:^|[/` ])lapel ((?:admin )?[a-z-]+)((?: [^`\n|&;#]*)?)/gm)].map(([, command, rest]) => [command, rest.match(/--[a-z-]+/g) || []]);
}

test("every command and option of the shipped units and of the manual exists", async () => {
  const texts = ["dist/lapel.service", "dist/lapel-backup.service", "docs/operations.md", "README.md"].map((f) => readFileSync(path.join(root, f), "utf8"));
  const known = new Set([...(await lapel(["--help"])).out.matchAll(/^ {2}([a-z]+) /gm)].map((m) => m[1]));
  let checked = 0;
  for (const [command, options] of texts.flatMap(commandsIn)) {
    if (!known.has(command.split(" ")[0]) || command === "admin") continue;        // "sudo -u lapel mv …", "lapel admin VERB"
    const help = await lapel([...command.split(" "), "--help"]);
    if (command.startsWith("admin ")) assert.equal(help.status, 0, command);
    for (const option of options) {
      assert.match(help.out, new RegExp(`^ {2}${option}[ \n]`, "m"), `lapel ${command} ${option}`);
      checked++;
    }
  }
  assert.ok(checked > 12, `${checked} options were found`);
});
