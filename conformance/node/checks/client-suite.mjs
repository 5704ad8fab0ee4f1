// The server of socket.io-client's suite: each of its rows.
import { ask, assert, many, next, open, begin, run, settle } from "./harness.mjs";

const bytes = Buffer.from("asdfasdf");

async function answer(event, back, ...args) {
  const socket = await open();
  const heard = next(socket, back);
  socket.emit(event, ...args);
  return heard;
}

await run({
  async hiIsAnsweredHi() {
    assert.deepEqual(await answer("hi", "hi"), []);
  },

  async echoIsAcknowledgedWithItsArgument() {
    const socket = await open();
    for (const value of [null, 1, "text", { a: 1 }]) {
      assert.deepEqual(await ask(socket, "echo", value), value);
    }
  },

  async ackAsksForAnAcknowledgementAndTellsGotIt() {
    const socket = await open();
    socket.on("ack", (ack) => ack(5, { test: true }));
    const got = next(socket, "got it");
    socket.emit("ack");
    assert.deepEqual(await got, []);
  },

  async theClientsOwnAckIdOnAckIsNeverAnswered() {
    const socket = await open();
    socket.on("ack", (ack) => ack(5, { test: false }));
    socket.on("got it", () => assert.fail("another answer was taken for the right one"));
    await assert.rejects(socket.timeout(100).emitWithAck("ack"), /operation has timed out/);
  },

  async datesAreIsoStrings() {
    const socket = await open();
    const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;
    assert.match(await ask(socket, "getAckDate", { test: true }), iso);
    socket.emit("getDate");
    assert.match((await next(socket, "takeDate"))[0], iso);
    socket.emit("getDateObj");
    assert.match((await next(socket, "takeDateObj"))[0].date, iso);
  },

  async utf8ComesFiveTimes() {
    const socket = await open();
    const heard = many(socket, "takeUtf8", 5);
    socket.emit("getUtf8");
    assert.deepEqual((await heard).flat(), ["てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"]);
  },

  async falseIsAnArgument() {
    assert.deepEqual(await answer("false", "false"), [false]);
  },

  async binaryIsGiven() {
    assert.deepEqual(await answer("doge", "doge"), [bytes]);
    assert.deepEqual(await answer("getbin", "takebin"), [bytes]);
  },

  async binaryIsTaken() {
    assert.deepEqual(await answer("buffa", "buffack", bytes), []);
    assert.deepEqual(await answer("blob", "back", bytes), []);
    const mixed = { hello: "lol", message: bytes, goodbye: "gotcha" };
    assert.deepEqual(await answer("jsonbuff", "jsonbuff-ack", mixed), []);
    assert.deepEqual(await answer("jsonblob", "jsonblob-ack", mixed), []);
  },

  async sequencesWithBinaryAreKnown() {
    const socket = await open();
    const two = next(socket, "abuff2-ack");
    socket.emit("abuff1", bytes);
    socket.emit("abuff2", "please arrive second");
    await two;
    const three = next(socket, "blob3-ack");
    socket.emit("blob1", bytes);
    socket.emit("blob2", "second");
    socket.emit("blob3", bytes);
    await three;
  },

  async theIdIsTold() {
    const socket = await open();
    assert.equal(await ask(socket, "getId"), socket.id);
    const foo = await open("/foo");
    assert.equal(await ask(foo, "getId"), foo.id);
  },

  async theHandshakeIsTold() {
    const socket = await open("/", { query: { a: "b", "&=?": "?=&" }, auth: { token: 1 } });
    const handshake = await ask(socket, "getHandshake");
    assert.equal(handshake.query.a, "b");
    assert.equal(handshake.query["&=?"], "?=&");
    assert.deepEqual(handshake.auth, { token: 1 });
    assert.equal(handshake.query.token, undefined);
    const abc = begin("/abc", { query: { b: "c" }, auth: { token: 2 } });
    const [told] = await next(abc, "handshake");
    assert.equal(told.query.b, "c");
    assert.deepEqual(told.auth, { token: 2 });
  },

  async theNamespacesAreThose() {
    for (const name of ["/timeout_socket", "/valid", "/asd", "/abc", "/foo"]) {
      await open(name);
    }
    for (const name of ["/bar", "/timeout", "/invalid"]) {
      const [error] = await next(begin(name), "connect_error");
      assert.equal(error.message, "Invalid namespace");
    }
    const [error] = await next(begin("/no"), "connect_error");
    assert.equal(error.message, "Auth failed (custom namespace)");
  },

  async theMainNamespaceRefusesThoseWhoAskForIt() {
    const [error] = await next(begin("/", { query: { fail: "true" } }), "connect_error");
    assert.equal(error.message, "Auth failed (main namespace)");
  },

  async aClientThatGivesUpAtOnceGivesUpBeforeTheServerAnswers() {
    const socket = begin("/", { timeout: 0, reconnection: false, autoConnect: false });
    const error = next(socket.io, "error");
    socket.connect();
    assert.match((await error)[0].message, /timeout/);
  },

  async anUnknownEventIsIgnored() {
    const socket = await open("/abc");
    await assert.rejects(socket.timeout(100).emitWithAck("anything"), /operation has timed out/);
    assert.ok(socket.connected);
    await settle(await open());
  },
});
