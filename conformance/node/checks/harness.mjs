// What the checks share. A check script is started as `node SCRIPT FORM URL`, with FORM one of polling, websocket, upgrade; it
// prints a JSON line for each check and exits. A check fails by throwing, or by taking longer than 15 s.
import assert from "node:assert/strict";
import { once } from "node:events";
import process from "node:process";
import readline from "node:readline";
import { io } from "socket.io-client";

export { assert };
export const [form, url] = process.argv.slice(2);
export const transports = form === "upgrade" ? ["polling", "websocket"] : [form];

const trusting = url.startsWith("https:") ? { rejectUnauthorized: false } : {}; // the server signed its certificate itself
if (trusting.rejectUnauthorized === false) {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"; // what fetch goes by
}

const PATIENCE = 15_000;
const sockets = new Set();

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** A promise that fails when it takes too long. */
export function within(promise, what, millis = PATIENCE) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${millis} ms`)), millis);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The arguments of the next such event. */
export function next(emitter, event) {
  return within(new Promise((resolve) => emitter.once(event, (...args) => resolve(args))), `event ${event}`);
}

/** The arguments of the next so many such events. */
export function many(emitter, event, count) {
  const all = [];
  return within(
    new Promise((resolve) => {
      const hear = (...args) => {
        all.push(args);
        if (all.length === count) {
          emitter.off(event, hear);
          resolve(all);
        }
      };
      emitter.on(event, hear);
    }),
    `${count} x ${event}`,
  );
}

/** A socket that is on its way. */
export function begin(namespace = "/", options = {}) {
  const socket = io(url + namespace, { transports, forceNew: true, reconnection: false, ...trusting, ...options });
  sockets.add(socket);
  return socket;
}

/** Waits until it is connected, on WebSocket where it changes to that. */
export async function ready(socket) {
  const failed = new Promise((_, reject) => socket.once("connect_error", reject));
  if (!socket.connected) {
    await Promise.race([next(socket, "connect"), failed]);
  }
  failed.catch(() => {});
  const engine = socket.io.engine;
  if (form === "upgrade" && engine.transport.name === "polling") {
    await within(new Promise((resolve) => engine.once("upgrade", resolve)), "upgrade");
  }
  return socket;
}

/** A connected socket. */
export const open = (namespace, options) => ready(begin(namespace, options));

/** An answer from the server. */
export const ask = (socket, event, ...args) => within(socket.emitWithAck(event, ...args), `answer to ${event}`);

/** When this is answered, what was sent before has been dealt with, and what was sent to this socket has arrived. */
export const settle = (socket) => ask(socket, "echo");

/** Asks the test for something; resolves with its answer. */
export async function wish(what) {
  const lines = readline.createInterface({ input: process.stdin });
  say({ wish: what });
  const [line] = await within(once(lines, "line"), `wish ${what}`);
  lines.close();
  process.stdin.pause();
  return line;
}

/** Runs checks, a map of names to functions, and exits. */
export async function run(checks) {
  for (const [check, body] of Object.entries(checks)) {
    try {
      await within(Promise.resolve().then(body), check);
      say({ check, form, ok: true });
    } catch (error) {
      say({ check, form, ok: false, error: String(error?.stack ?? error) });
    } finally {
      sockets.forEach((socket) => socket.disconnect());
      sockets.clear();
    }
  }
  say({ done: true });
  process.exit(0);
}
