// How connections end, and come back, seen by a stock client. Each end is asked about from a second client.
import { ask, assert, begin, form, many, next, open, ready, run, settle, transports, url, wish, within } from "./harness.mjs";

/** A client, one that watches it, and how the first ended on its own side and on the server's. */
async function watched(namespace = "/", options = {}) {
  const [socket, watcher] = await Promise.all([open(namespace, options), open("/", { reconnection: true })]);
  const gone = next(socket, "disconnect");
  const { id } = socket;
  return {
    socket,
    watcher,
    async here() {
      return (await gone)[0];
    },
    async there() {
      return (await ask(watcher, "endOf", id)).reason;
    },
  };
}

await run({
  async theClientLeaves() {
    const { socket, here, there } = await watched();
    socket.disconnect();
    assert.deepEqual([await here(), await there()], ["io client disconnect", "client namespace disconnect"]);
  },

  async theServerDisconnectsASocket() {
    const { socket, here, there } = await watched();
    socket.emit("kick");
    assert.deepEqual([await here(), await there()], ["io server disconnect", "server namespace disconnect"]);
    assert.equal(socket.active, false);
  },

  async theServerDisconnectsAClientFromAllItsNamespaces() {
    const { socket, here, there } = await watched();
    const chat = socket.io.socket("/chat");
    await next(chat, "connect");
    const chatGone = next(chat, "disconnect");
    socket.emit("kickAll");
    assert.deepEqual([await here(), await there()], ["io server disconnect", "server namespace disconnect"]);
    assert.equal((await chatGone)[0], "io server disconnect");
  },

  async theClientClosesItsConnection() {
    const { socket, here, there } = await watched();
    socket.io.engine.close();
    assert.deepEqual([await here(), await there()], ["forced close", "transport close"]);
  },

  async theClientsNetworkIsCut() {
    const { socket, watcher } = await watched();
    const { id } = socket;
    const { transport } = socket.io.engine;
    if (transport.name === "websocket") {
      transport.ws.terminate();
    } else {
      transport._poll?.abort?.();
      transport.pollXhr?.abort?.();
      socket.io.engine.transport.doPoll = () => {};
    }
    const { reason } = await ask(watcher, "endOf", id);
    assert.ok(["transport close", "transport error", "ping timeout"].includes(reason), reason);
  },

  async aClientThatAnswersNoPingIsGivenUp() {
    const { socket, watcher } = await watched();
    const { id } = socket;
    const { engine } = socket.io;
    const send = engine._sendPacket;
    engine._sendPacket = function quiet(type, ...more) {
      return type === "pong" ? undefined : send.call(this, type, ...more);
    };
    assert.equal((await ask(watcher, "endOf", id)).reason, "ping timeout");
  },

  async aPacketThatIsNoneEndsTheConnection() {
    const { socket, here, there } = await watched();
    socket.io.engine.write("abc");
    assert.equal(await there(), "forced close");
    assert.ok(["transport close", "transport error"].includes(await here()));
  },

  async aNamespaceEnteredTwiceEndsTheConnection() {
    const { socket, there } = await watched();
    socket.io.engine.write("0");
    assert.equal(await there(), "forced close");
  },

  async aMessageOfMoreThanTheLimitEndsTheClientsConnection() {
    const { socket, watcher, here } = await watched();
    const { id } = socket;
    const closed = new Promise((resolve) => socket.io.engine.once("close", (reason, details) => resolve({ reason, details })));
    socket.emit("back", "x".repeat(150_000));
    const { reason, details } = await closed;
    if (form === "polling") {
      assert.equal(reason, "transport error"); // 413: the client gives up, the server waits for it in vain
      assert.equal(details.description, 413);
    } else {
      assert.equal(reason, "transport close");
      assert.equal(details.context.code, 1009);
      assert.equal((await ask(watcher, "endOf", id)).reason, "transport error");
    }
    await here();
  },

  async aMessageOfNotQuiteTheLimitPasses() {
    const socket = await open();
    const text = "x".repeat(99_000);
    assert.equal(await ask(socket, "echo", text), text);
  },

  async aClientComesBackAfterALostConnectionWithANewIdAndWhatItHadToSay() {
    const socket = await open("/", { reconnection: true, reconnectionDelay: 10 });
    const { id } = socket;
    const [gone, back] = [next(socket, "disconnect"), next(socket, "connect")];
    socket.io.engine.close();
    await gone;
    socket.emit("back", "from the time between");
    const heard = next(socket, "back");
    await back;
    assert.notEqual(socket.id, id);
    assert.deepEqual(await heard, ["from the time between"]);
  },

  async aClientComesBackWhenTheServerDoes() {
    const socket = await open("/", { reconnection: true, reconnectionDelay: 10, reconnectionDelayMax: 100 });
    const chat = socket.io.socket("/chat");
    await next(chat, "connect");
    const [gone, back, chatBack] = [next(socket, "disconnect"), next(socket, "connect"), next(chat, "connect")];
    await wish("restart");
    const [reason] = await gone; // an error where the server went away between two polls
    assert.ok(reason === "transport close" || (form === "polling" && reason === "transport error"), reason);
    await Promise.all([back, chatBack]);
    await ready(socket);
    await settle(socket);
    await settle(chat);
    chat.disconnect();
  },

  async acknowledgementsFailWhenTheConnectionIsLost() {
    const socket = await open();
    const waiting = socket.timeout(10_000).emitWithAck("silence");
    await settle(socket);
    socket.io.engine.close();
    await assert.rejects(waiting, /socket has been disconnected/);
  },

  async aCookieNamesTheSessionOnPollingAndNeverOnWebSocket() {
    const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling`);
    const { sid } = JSON.parse((await answer.text()).slice(1));
    assert.equal(answer.headers.get("set-cookie"), `io=${sid}; Path=/; HttpOnly; SameSite=Lax`);
    const socket = await open("/", { withCredentials: true });
    const { headers } = await ask(socket, "handshake");
    assert.equal(headers.cookie, undefined);
    if (form !== "polling") {
      let cookies = 0;
      const other = begin("/", { transports: ["websocket"] });
      other.io.engine.transport.ws?.on("upgrade", (response) => (cookies += response.headers["set-cookie"]?.length ?? 0));
      await next(other, "connect");
      assert.equal(cookies, 0);
    }
  },

  async heartbeatsKeepAQuietConnection() {
    const socket = await open();
    await many(socket.io.engine, "heartbeat", 3);
    assert.ok(socket.connected);
    await settle(socket);
  },

  async hundredConnectionsComeAndGo() {
    const all = await Promise.all(Array.from({ length: 100 }, () => open("/", { transports: [transports.at(-1)], upgrade: false }).catch(String)));
    assert.deepEqual(all.filter((socket) => !socket.connected), []);
    assert.equal(new Set(all.map(({ id }) => id)).size, 100);
    await Promise.all(all.map((socket) => within(settle(socket), "echo")));
  },
});
