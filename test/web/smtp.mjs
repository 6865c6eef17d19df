// smtp.mjs — a mail server that keeps what it gets and fails when told to.
import { once } from "node:events";
import { createRequire } from "node:module";

const { SMTPServer } = createRequire(import.meta.url)("smtp-server");

function decodeBody(encoding, body) {
  if (/base64/i.test(encoding)) return Buffer.from(body, "base64").toString("utf8");
  if (!/quoted-printable/i.test(encoding)) return Buffer.from(body, "latin1").toString("utf8");
  const bytes = body.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/gi, (_, h) => String.fromCharCode(parseInt(h, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function decodeWord(text) {
  return text.replace(/\?=\s+=\?/g, "?==?").replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind, word) =>
    kind.toLowerCase() === "b"
      ? Buffer.from(word, "base64").toString("utf8")
      : decodeBody("quoted-printable", word.replace(/_/g, " ")));
}

function readPart(raw) {
  const [head, ...rest] = raw.split(/\r?\n\r?\n/);
  const headers = {};
  for (const line of head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { headers, body: raw.slice(head.length).replace(/^(\r?\n){2}/, ""), isEmpty: rest.length === 0 };
}

// {headers, subject, text, html, links} of an RFC 5322 message.
export function readMail(raw) {
  const { headers, body } = readPart(raw);
  const mail = { raw, headers, subject: decodeWord(headers.subject || ""), text: "", html: "" };
  const boundary = /boundary="?([^";]+)"?/i.exec(headers["content-type"] || "")?.[1];
  const parts = boundary
    ? body.split(`--${boundary}`).slice(1, -1).map((part) => readPart(part.replace(/^\r?\n/, "")))
    : [{ headers, body }];
  for (const part of parts) {
    const text = decodeBody(part.headers["content-transfer-encoding"] || "", part.body);
    if (/text\/html/i.test(part.headers["content-type"])) mail.html = text;
    else if (!mail.text) mail.text = text;
  }
  mail.links = [...mail.text.matchAll(/https?:\/\/[^\s<>"]+/g)].map(([link]) => link);
  return mail;
}

// `answer(address, session)` may give an Error to refuse a recipient; set its
// responseCode (550 for ever, 451 for now).
export async function smtpSink({ port = 0, answer = () => null, user, password } = {}) {
  const mails = [];
  const server = new SMTPServer({
    authOptional: !user,
    allowInsecureAuth: true,
    disabledCommands: user ? ["STARTTLS"] : ["STARTTLS", "AUTH"],
    logger: false,
    disableReverseLookup: true,
    onAuth: (auth, session, done) =>
      auth.username === user && auth.password === password ? done(null, { user }) : done(new Error("wrong password")),
    onRcptTo: (address, session, done) => done(answer(address.address, session)),
    onData(stream, session, done) {
      const parts = [];
      stream.on("data", (part) => parts.push(part));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom && mailFrom.address,
          to: rcptTo.map((r) => r.address),
          ...readMail(Buffer.concat(parts).toString("latin1")),
        });
        done();
      });
    },
  });
  server.on("error", () => {});                  // a client that hangs up is its own affair
  server.listen(port, "127.0.0.1");
  await once(server.server, "listening");
  server.server.unref();
  return {
    port: server.server.address().port,
    url: `smtp://127.0.0.1:${server.server.address().port}`,
    mails,
    to: (address) => mails.filter((mail) => mail.to.includes(address)),
    stop: () => new Promise((done) => server.close(done)),
  };
}
