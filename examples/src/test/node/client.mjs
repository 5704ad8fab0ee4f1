// The official client, driven by lines: node client.mjs FOLDER URL [OPTIONS]. FOLDER is one from which socket.io-client can be
// required. stdin, a JSON array each: ["emit", name, ...], ["ask", name, ...] (asks for an ack), ["close"]. stdout, one each:
// ["connect"], ["event", name, ...], ["answer", name, ...], ["connect_error", message, data], ["disconnect", reason].
// Binary data is {"hex": "00ff"} in both. What the server asks, it gets: true.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [folder, url, options = "{}"] = process.argv.slice(2);
const { io } = createRequire(`${folder}/`)("socket.io-client");

const tell = (...what) =>
  console.log(JSON.stringify(what, (_, value) => (value?.type === "Buffer" ? { hex: Buffer.from(value.data).toString("hex") } : value)));
const binary = (value) => (typeof value?.hex === "string" ? Buffer.from(value.hex, "hex") : value);

const socket = io(url, { forceNew: true, ...JSON.parse(options) });
socket.on("connect", () => tell("connect"));
socket.on("connect_error", (error) => tell("connect_error", error.message, error.data ?? null));
socket.on("disconnect", (reason) => tell("disconnect", reason));
socket.onAny((name, ...values) => {
  const answer = typeof values.at(-1) === "function" ? values.pop() : undefined;
  tell("event", name, ...values);
  answer?.(true);
});

for await (const line of createInterface({ input: process.stdin })) {
  const [what, name, ...values] = JSON.parse(line);
  const sent = values.map(binary);
  if (what === "emit") socket.emit(name, ...sent);
  else if (what === "ask") socket.emit(name, ...sent, (...answers) => tell("answer", name, ...answers));
  else socket.close();
}
socket.close();
