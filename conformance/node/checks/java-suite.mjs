// The server of socket.io-client-java's suite: each of its rows, in both namespaces.
import { ask, assert, begin, next, open, run, url, within } from "./harness.mjs";

const args = [null, "é ü 漢字", { a: [1, { b: Buffer.from([1, 2]) }] }, Buffer.from([3])];

/** Does the same in both namespaces, with a client whose greeting was heard. */
async function inBoth(body, count = 1) {
  for (const namespace of ["/", "/foo"]) {
    await body(...(await Promise.all(Array.from({ length: count }, () => greeted(namespace)))));
  }
}

async function greeted(namespace) {
  const socket = begin(namespace);
  assert.deepEqual(await next(socket, "message"), ["hello client"]);
  return socket;
}

async function answer(socket, event, back, ...more) {
  const heard = next(socket, back);
  socket.emit(event, ...more);
  return heard;
}

await run({
  async everyClientIsGreeted() {
    await inBoth(() => {});
  },

  async messageComesBack() {
    await inBoth(async (socket) => assert.deepEqual(await answer(socket, "message", "message", ...args), args));
  },

  async echoComesBack() {
    await inBoth(async (socket) => assert.deepEqual(await answer(socket, "echo", "echoBack", ...args), args));
  },

  async ackIsAcknowledged() {
    await inBoth(async (socket) => {
      const acked = await within(new Promise((resolve) => socket.emit("ack", ...args, (...all) => resolve(all))), "ack");
      assert.deepEqual(acked, args);
    });
  },

  async theServerAsksForAnAcknowledgement() {
    await inBoth(async (socket) => {
      socket.on("ack", (ack) => ack(...args));
      assert.deepEqual(await answer(socket, "callAck", "ackBack"), args);
      assert.deepEqual(await answer(socket, "callAckBinary", "ackBack"), args);
    });
  },

  async binaryAndDatesAreAcknowledged() {
    await inBoth(async (socket) => {
      assert.deepEqual(await ask(socket, "getAckBinary", ""), Buffer.from("huehue"));
      assert.match(await ask(socket, "getAckDate", { test: true }), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    });
  },

  async broadcastReachesTheOthersOfTheNamespace() {
    await inBoth(async (one, two, three) => {
      one.on("broadcastBack", () => assert.fail("the sender heard its own"));
      const heard = [next(two, "broadcastBack"), next(three, "broadcastBack")];
      one.emit("broadcast", ...args);
      assert.deepEqual(await Promise.all(heard), [args, args]);
      await ask(one, "ack");
    }, 3);
  },

  async roomReachesTheSocketItself() {
    await inBoth(async (one, two) => {
      two.on("roomBack", () => assert.fail("another heard it"));
      assert.deepEqual(await answer(one, "room", "roomBack", ...args), args);
      await ask(two, "ack");
    }, 2);
  },

  async theServerDisconnectsOnRequest() {
    await inBoth(async (socket) => assert.equal((await answer(socket, "requestDisconnect", "disconnect"))[0], "io server disconnect"));
  },

  async theHandshakeIsTold() {
    await inBoth(async (socket) => assert.equal((await ask(socket, "getHandshake")).query.EIO, "4"));
    const [told] = await next(begin("/abc", { query: { a: "b" } }), "handshake");
    assert.equal(told.query.a, "b");
  },

  async aRefusalCarriesData() {
    const [error] = await next(begin("/no"), "connect_error");
    assert.equal(error.message, "auth failed");
    assert.deepEqual(error.data, { a: "b", c: 3 });
  },

  async theSilentNamespacesAreThere() {
    for (const name of ["/timeout_socket", "/valid", "/asd"]) {
      await open(name);
    }
  },

  async everyAnswerRepeatsTheHeader() {
    const headers = { "X-SocketIO": "hi" };
    const answered = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers });
    assert.equal(answered.headers.get("X-SocketIO"), "hi");
    const { sid } = JSON.parse((await answered.text()).slice(1));
    const session = `${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`;
    const posted = await fetch(session, { method: "POST", body: "40", headers });
    assert.equal(posted.headers.get("X-SocketIO"), "hi");
    assert.equal((await fetch(session, { headers })).headers.get("X-SocketIO"), "hi");
    const without = await fetch(`${url}/socket.io/?EIO=4&transport=polling`);
    assert.equal(without.headers.get("X-SocketIO"), null);
  },
});
