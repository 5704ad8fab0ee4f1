// npm `ws` 8 with compression in every form it can offer, against an echo server: sends messages of many kinds and sizes,
// compressed, in one frame and in fragments, and compares what comes back.
//
// Usage: node deflate-client.mjs URL        prints a line for each form: "ok FORM -> what was agreed", or what went wrong
import process from "node:process";
import { randomBytes } from "node:crypto";
import { WebSocket } from "ws";

const url = process.argv[2];
const forms = [{}];
for (const serverNoContextTakeover of [false, true]) {
  for (const clientNoContextTakeover of [false, true]) {
    forms.push({ serverNoContextTakeover, clientNoContextTakeover });
    for (const bits of [9, 12, 15]) {
      forms.push({ serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits: bits });
      forms.push({ serverNoContextTakeover, clientNoContextTakeover, clientMaxWindowBits: bits, serverMaxWindowBits: bits });
    }
  }
}

const words = "so it goes, and so it went, and so it will go; ";
const messages = [
  "",
  "x",
  words,
  words,
  words.repeat(3_000),
  Buffer.alloc(0),
  Buffer.alloc(200_000),
  randomBytes(70_000),
  "κόσμε 😀 ".repeat(5_000),
  words,
];

const same = (sent, data, isBinary) =>
  isBinary === (typeof sent !== "string") && Buffer.compare(Buffer.from(sent), data) === 0;

function run(form) {
  return new Promise((resolve) => {
    const name = JSON.stringify(form);
    const socket = new WebSocket(url, { perMessageDeflate: { ...form, threshold: 0 } });
    let next = 0;
    const fail = (why) => {
      socket.terminate();
      resolve(`FAILED ${name}: ${why}`);
    };
    const timer = setTimeout(() => fail(`no answer to message ${next}`), 20_000);
    socket.on("error", (error) => fail(error.message));
    socket.on("open", () => {
      if (!socket.extensions.startsWith("permessage-deflate")) {
        return fail(`agreed on "${socket.extensions}"`);
      }
      for (const message of messages) {
        socket.send(message, { compress: true });
      }
      const last = messages.at(-1);
      socket.send(last.slice(0, 10), { fin: false, compress: true });
      socket.send(last.slice(10), { fin: true });
    });
    socket.on("message", (data, isBinary) => {
      const sent = messages[Math.min(next, messages.length - 1)];
      if (!same(sent, data, isBinary)) {
        return fail(`message ${next} came back with ${data.length} bytes`);
      }
      if (next++ === messages.length) {
        socket.close(1000);
      }
    });
    socket.on("close", (code) => {
      clearTimeout(timer);
      resolve(code === 1000 ? `ok ${name} -> ${socket.extensions}` : `FAILED ${name}: closed ${code}`);
    });
  });
}

for (const form of forms) {
  console.log(await run(form));
}
