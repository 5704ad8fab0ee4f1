// A chat client on npm `ws` that behaves as the course's TypeScript client does, written anew for this suite.
//
// What a server must live with, on purpose:
//  - timestamps are milliseconds, read with `new Date(timestamp)`: seconds would show a day of January 1970;
//  - each ping is answered twice, by the library and again here (with an empty payload);
//  - a frame that is no JSON ends the process, and a frame without a name is shown as "undefined: ...";
//  - after a close it waits base * 2^n ms (n from 1, at most 30 * base) and gives up after five tries;
//  - what one read of stdin brings, trimmed, is one message, even if it holds several lines.
//
// Usage: node chat-client.mjs [NAME] [URL]       COURSE_BACKOFF_BASE_MS: 1000 unless a test must not wait
import process from "node:process";
import { WebSocket } from "ws";

type Frame = { type: string; username: string; content: string; timestamp: number };

const MOST_TRIES = 5;
const baseMillis = Number(process.env["COURSE_BACKOFF_BASE_MS"] ?? "1000");
const name = process.argv[2] ?? `User${Math.floor(Math.random() * 1000)}`;
const url = process.argv[3] ?? "ws://localhost:8080";

let tries = 0;
let socket = open();

function open(): WebSocket {
  const next = new WebSocket(url);
  next.on("open", () => {
    console.log("* connected");
    tries = 0;
    send("join", "");
  });
  next.on("message", (data) => show(JSON.parse(data.toString()) as Frame));
  next.on("ping", () => next.pong()); // the library has answered already: this pong is the surplus one
  next.on("error", (error: NodeJS.ErrnoException) => console.log(`* error: ${error.message || error.code}`));
  next.on("close", (code) => {
    console.log(`* closed ${code}`);
    comeBack();
  });
  return next;
}

function comeBack(): void {
  if (tries >= MOST_TRIES) {
    return;
  }
  tries += 1;
  const wait = Math.min(baseMillis * 2 ** tries, 30 * baseMillis);
  console.log(`* try ${tries} in ${wait} ms`);
  setTimeout(() => {
    socket = open();
  }, wait);
}

function send(type: string, content: string): void {
  if (socket.readyState !== WebSocket.OPEN) {
    console.log("Cannot send message: connection not open");
    return;
  }
  const frame: Frame = { type, username: name, content, timestamp: Date.now() };
  socket.send(JSON.stringify(frame));
}

function show(frame: Frame): void {
  console.log(`[${new Date(frame.timestamp).toISOString()}] ${frame.username}: ${frame.content}`);
}

console.log(`* name ${name}`);
process.stdin.setEncoding("utf8");
process.stdin.on("data", (chunk) => {
  const text = chunk.toString().trim();
  if (text !== "") {
    send("message", text);
  }
});
process.on("SIGINT", () => {
  console.log("Shutting down...");
  socket.close();
  process.exit(0); // at once: the close frame is on its way, nobody waits for the reply
});
