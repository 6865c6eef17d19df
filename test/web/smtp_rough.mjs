// smtp_rough.mjs — a mail server whose manners depend on the recipient's name, until calmDown():
// silent-in-data, drop-in-data, drop-after-dot, silent-at-data, later (451 once the
// mail is there), no-goodbye (takes it and ignores QUIT). `greets: false`: none is
// greeted. mails: what it took, [{to, id}]; seen(to): what it was given.
import { once } from "node:events";
import net from "node:net";

export async function roughServer({ greets = true } = {}) {
  const rough = { mails: [], given: [], calls: 0, calm: false };
  rough.calmDown = () => (rough.calm = true);
  rough.taken = (to) => rough.mails.filter((m) => m.to === to);
  rough.seen = (to) => rough.given.filter((m) => m.to === to);
  const sockets = new Set();
  const server = net.createServer((socket) => {
    rough.calls++;
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    if (greets || rough.calm) converse(rough, socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  rough.port = server.address().port;
  rough.stop = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return rough;
}

function converse(rough, socket) {
  let held = "", to = "", inData = false;
  const is = (manner) => !rough.calm && to.startsWith(`${manner}@`);
  const say = (line) => socket.write(`${line}\r\n`);
  const commands = {
    EHLO: () => say("250 rough.example"),
    MAIL: () => say("250 ok"),
    RCPT: (line) => {
      to = /<([^>]+)>/.exec(line)[1];
      say("250 ok");
    },
    DATA: () => {
      if (is("silent-at-data")) return;
      inData = true;
      say("354 go on");
    },
    QUIT: () => {
      if (is("no-goodbye")) return;
      say("221 bye");
      socket.end();
    },
  };
  const onMail = (text) => {
    const mail = { to, id: /^message-id: *(\S+)/im.exec(text)[1] };
    rough.given.push(mail);
    if (is("drop-after-dot")) return socket.destroy();
    if (is("silent-in-data")) return;
    if (is("later")) return say("451 4.3.0 not now");
    rough.mails.push(mail);
    say("250 taken");
  };
  socket.on("data", (bytes) => {
    held += bytes.toString("latin1");
    if (inData && is("drop-in-data")) return socket.destroy();
    for (;;) {
      const end = held.indexOf(inData ? "\r\n.\r\n" : "\r\n");
      if (end < 0) return;
      const part = held.slice(0, end);
      held = held.slice(end + (inData ? 5 : 2));
      if (inData) {
        inData = false;
        onMail(part);
      } else (commands[part.slice(0, 4).toUpperCase()] || (() => say("502 what?")))(part);
    }
  });
  say("220 rough.example");
}
