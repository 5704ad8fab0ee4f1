// The server of engine.io-client's suite, seen by the stock client of Engine.IO.
import process from "node:process";
import { Socket } from "engine.io-client";
import { assert, form, next, run, transports, url, within } from "./harness.mjs";

const open = [];

/** A session, on WebSocket where it changes to that, whose greeting was heard. */
async function session(options = {}) {
  const socket = new Socket(url, { transports, ...options });
  open.push(socket);
  const greeting = next(socket, "message");
  const failed = new Promise((_, reject) => socket.once("error", reject));
  failed.catch(() => {});
  const upgraded = form === "upgrade" && options.upgrade !== false ? next(socket, "upgrade") : undefined;
  assert.deepEqual(await Promise.race([greeting, failed]), ["hi"]);
  await upgraded;
  return socket;
}

/** The error of a session that does not begin: its type, the status and the text of the answer. */
function failure(target, options) {
  const socket = new Socket(target, { transports, ...options });
  open.push(socket);
  return within(
    new Promise((resolve) => {
      socket.once("error", ({ type, description, context }) => resolve({ type, status: description, text: context?.responseText }));
    }),
    "error",
  );
}

async function echo(socket, message) {
  const [answer] = await Promise.all([next(socket, "message"), socket.send(message)]);
  return answer[0];
}

await run({
  async theServerGreets() {
    await session();
  },

  async textComesBack() {
    const socket = await session();
    for (const text of ["hello", "cash money €€€", "🐈\u{1f431}", "тест", "\u2028 \\ \""]) {
      assert.equal(await echo(socket, text), text);
    }
  },

  async binaryComesBackAsBinary() {
    const socket = await session();
    assert.deepEqual(await echo(socket, Buffer.from([0, 1, 2, 255])), Buffer.from([0, 1, 2, 255]));
    socket.binaryType = "arraybuffer";
    assert.deepEqual(new Uint8Array(await echo(socket, new Uint8Array([5, 6]))), new Uint8Array([5, 6]));
  },

  async itGivesBinaryAndUtf8WhenAsked() {
    const socket = await session();
    assert.deepEqual(await echo(socket, "give binary"), Buffer.from([0, 1, 2, 3, 4]));
    assert.equal(await echo(socket, "give utf8"), "пойду спать всем спокойной ночи");
  },

  async textAndBinaryTogetherStayInOrder() {
    const socket = await session();
    const sent = ["a", Buffer.from([1]), "b", Buffer.from([2, 3]), Buffer.from([4]), "c"];
    const heard = [];
    socket.on("message", (message) => heard.push(message));
    sent.forEach((message) => socket.send(message));
    await within(
      (async () => {
        while (heard.length < sent.length) {
          await next(socket, "message");
        }
      })(),
      "all messages",
    );
    assert.deepEqual(heard, sent);
  },

  async theOpenPacketTellsTheLimit() {
    const socket = new Socket(url, { transports });
    open.push(socket);
    const [handshake] = await next(socket, "handshake");
    assert.equal(handshake.maxPayload, 100);
    assert.equal(handshake.pingInterval, 500);
    assert.equal(handshake.pingTimeout, 20_000);
    assert.deepEqual(handshake.upgrades, transports[0] === "polling" ? ["websocket"] : []);
  },

  async theClientPacksItsPostsToTheLimit() {
    const socket = await session();
    const heard = [];
    socket.on("message", (message) => heard.push(message));
    const sent = Array.from({ length: 20 }, (_, i) => `${i}`.padStart(30, "-"));
    sent.forEach((message) => socket.send(message));
    while (heard.length < sent.length) {
      await next(socket, "message");
    }
    assert.deepEqual(heard, sent);
  },

  async aBodyOfExactlyTheLimitPassesAndMoreEndsTheSession() {
    const socket = await session();
    const most = "x".repeat(99);
    assert.equal(await echo(socket, most), most);
    const [[reason, details]] = await Promise.all([next(socket, "close"), socket.send("x".repeat(100))]);
    if (form === "polling") {
      assert.equal(reason, "transport error");
      assert.equal(details.description, 413);
    } else {
      assert.equal(reason, "transport close");
      assert.equal(details.context.code, 1009);
      assert.equal(String(details.context.reason ?? ""), "");
    }
  },

  async theClientSendsItsCookiesBack() {
    if (form === "websocket") {
      return; // they are set on polling alone
    }
    const socket = await session({ transports: ["polling"], withCredentials: true, upgrade: false });
    assert.equal(JSON.parse(await echo(socket, "sendHeaders")).cookie, "1=1; 2=2");
    const without = await session({ transports: ["polling"], upgrade: false });
    assert.equal(JSON.parse(await echo(without, "sendHeaders")).cookie, undefined);
  },

  async aRefusedHandshakeIsAnError() {
    const error = await failure(`${url}?deny=1`);
    assert.equal(error.type, "TransportError");
    if (form !== "websocket") {
      assert.equal(error.status, 403);
      assert.equal(error.text, '{"code":4,"message":"Forbidden"}');
    }
  },

  async anUnknownSessionIsRefused() {
    const error = await failure(url, { query: { sid: "unknown" } });
    assert.equal(error.type, "TransportError");
    if (form !== "websocket") {
      assert.equal(error.status, 400);
      assert.equal(error.text, '{"code":1,"message":"Session ID unknown"}');
    }
  },

  async aCloseWhileTheTransportChangesLosesNothing() {
    const socket = new Socket(url, { transports });
    open.push(socket);
    await next(socket, "open");
    const heard = [];
    socket.on("message", (message) => heard.push(message));
    for (let i = 0; i < 10; i++) {
      socket.send(`${i}`);
    }
    socket.close();
    const [reason] = await next(socket, "close");
    assert.equal(reason, "forced close");
  },

  async theClientMayCloseAndTheServerForgets() {
    const socket = await session();
    const { id } = socket;
    const closed = next(socket, "close");
    socket.close();
    await closed;
    await within(
      (async () => {
        while ((await fetch(`${url}/engine.io/?EIO=4&transport=polling&sid=${id}`)).status !== 400);
      })(),
      "400",
    );
  },

  async heartbeatsKeepAQuietSession() {
    const socket = await session();
    await next(socket, "heartbeat");
    await next(socket, "heartbeat");
    assert.equal(await echo(socket, "still here"), "still here");
  },
});
open.forEach((socket) => socket.close());
process.exit(0);
