// Events, acknowledgements and binary data between a stock client and the server, both ways.
import { ask, assert, begin, form, many, next, open, ready, run, settle, transports } from "./harness.mjs";

const bytes = (size) => Buffer.from(Array.from({ length: size }, (_, i) => i & 255));

await run({
  async theClientConnectsByTheTransportItAsksFor() {
    const socket = await open();
    const { transport, protocol, id, session } = await ask(socket, "who");
    assert.equal(socket.io.engine.transport.name, transports.at(-1));
    assert.equal(transport, transports.at(-1));
    assert.equal(protocol, 4);
    assert.equal(id, socket.id);
    assert.match(id, /^[\w-]{20}$/);
    assert.equal(session, socket.io.engine.id);
    assert.notEqual(id, session);
  },

  async everyKindOfJsonComesBackAsItWas() {
    const socket = await open();
    const values = [null, true, false, 0, -1.5, 1e300, 5e9, "", "é ü 漢字 🐈 \u2028 \\ \" \n", [], {}, [[1], { a: [null] }]];
    assert.deepEqual(await ask(socket, "echo", values), values);
    socket.emit("back", ...values);
    assert.deepEqual(await next(socket, "back"), values);
  },

  async whatJsonHasNoWordForArrivesAsJavaScriptWritesIt() {
    const socket = await open();
    const date = new Date();
    assert.deepEqual(await ask(socket, "echo", { date, none: undefined, nan: NaN }), { date: date.toISOString(), nan: null });
  },

  async theServerAcknowledgesWithSeveralArguments() {
    const socket = await open();
    const answer = await new Promise((resolve) => socket.emit("echo", 1, "2", [3], (...args) => resolve(args)));
    assert.deepEqual(answer, [1, "2", [3]]);
  },

  async theClientAcknowledges() {
    const socket = await open();
    socket.on("question", (text, ack) => ack(text, 2, { three: 3 }));
    const answer = await new Promise((resolve) => socket.emit("ask", (...args) => resolve(args)));
    assert.deepEqual(answer, ["how?", 2, { three: 3 }]);
  },

  async aHandlerMayWaitForItsOwnClientsAnswer() {
    const socket = await open();
    socket.on("question", (text, ack) => ack(`${text} that`));
    assert.equal(await ask(socket, "call"), "what? that");
  },

  async theServerTimesAnAcknowledgementOut() {
    const socket = await open();
    assert.equal(await ask(socket, "askWithin", 50), true);
    socket.on("question", (text, ack) => ack(text));
    assert.equal(await ask(socket, "askWithin", 10_000), false);
  },

  async theClientTimesAnAcknowledgementOut() {
    const socket = await open();
    await assert.rejects(socket.timeout(50).emitWithAck("silence"), /operation has timed out/);
    await assert.rejects(socket.timeout(50).emitWithAck("nobody hears this"), /operation has timed out/);
  },

  async binaryComesBackAsBinary() {
    const socket = await open();
    for (const size of [0, 1, 5, 1_000, 50_000]) {
      const [back] = await Promise.all([next(socket, "back"), socket.emit("back", bytes(size))]);
      assert.deepEqual(back, [bytes(size)]);
    }
  },

  async binaryInsideOfObjectsComesBackInItsPlaces() {
    const socket = await open();
    const value = { a: bytes(3), b: [bytes(1), { c: bytes(2), d: "text" }] };
    assert.deepEqual(await ask(socket, "echo", value, 1, bytes(4)), value);
    socket.emit("back", 0, value, bytes(4));
    assert.deepEqual(await next(socket, "back"), [0, value, bytes(4)]);
  },

  async theServerSendsBinaryOfItsOwn() {
    const socket = await open();
    socket.emit("bytes", 300);
    assert.deepEqual(await next(socket, "bytes"), [bytes(300)]);
  },

  async bothAcknowledgeWithBinary() {
    const socket = await open();
    assert.deepEqual(await ask(socket, "echo", bytes(7)), bytes(7));
    socket.on("question", (_, ack) => ack(bytes(8)));
    assert.deepEqual(await ask(socket, "ask"), bytes(8));
  },

  async aThousandEventsStayInOrderBothWays() {
    const socket = await open();
    const numbers = Array.from({ length: 1_000 }, (_, i) => [i]);
    const back = many(socket, "back", 1_000);
    numbers.forEach(([i]) => socket.emit("back", i));
    assert.deepEqual(await back, numbers);
    const counted = many(socket, "number", 1_000);
    socket.emit("count", 1_000);
    assert.deepEqual(await counted, numbers);
  },

  async nothingIsLostOrReorderedWhileTheTransportChanges() {
    const socket = begin();
    await next(socket, "connect");
    const numbers = Array.from({ length: 500 }, (_, i) => [i, i % 10 ? "text" : bytes(10)]);
    const back = many(socket, "back", 500);
    const counted = many(socket, "number", 500);
    socket.emit("count", 500);
    for (const args of numbers) {
      socket.emit("back", ...args);
      if (args[0] % 25 === 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    assert.deepEqual(await back, numbers);
    assert.deepEqual(await counted, numbers.map(([i]) => [i]));
    await ready(socket);
  },

  async aVolatileEventArrivesWhereItCanBeTaken() {
    const socket = await open();
    let flashes = 0;
    socket.on("flash", () => flashes++);
    while (flashes === 0) {
      socket.emit("flash", 1); // on polling none is taken unless a poll waits
      await settle(socket);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    socket.volatile.emit("back", 2);
    await settle(socket);
  },

  async sendIsTheEventMessage() {
    const socket = await open();
    socket.send("hello", 1);
    assert.deepEqual(await next(socket, "message"), ["hello", 1]);
  },

  async anEventMayGoUncompressed() {
    const socket = await open();
    socket.compress(false).emit("plain", "x".repeat(5_000));
    assert.deepEqual(await next(socket, "plain"), ["x".repeat(5_000)]);
  },

  async aLongMessageArrivesWhole() {
    const socket = await open();
    const text = "0123456789é".repeat(7_000);
    assert.equal(await ask(socket, "echo", text), text);
  },

  async catchAllListenersHearEverythingBeforeTheMiddlewares() {
    const socket = await open();
    socket.emit("nobody hears this");
    assert.deepEqual(await ask(socket, "seen"), [
      "first nobody hears this", "any nobody hears this", "use nobody hears this", "first seen", "any seen", "use seen",
    ]);
  },

  async catchAllListenersHearWhatIsSent() {
    const socket = await open();
    socket.emit("back", 1);
    socket.emit("tell", "told", 2);
    await next(socket, "told");
    assert.deepEqual(await ask(socket, "sent"), ["back 1", "told 1"]);
  },

  async catchAllListenersHearWhatIsBroadcastWithItsBinaryData() {
    const socket = await open();
    const heard = next(socket, "news");
    socket.emit("all", {}, "news", bytes(3));
    assert.deepEqual(await heard, [bytes(3)]);
    assert.deepEqual(await ask(socket, "sent"), ["news 1"]);
  },

  async catchAllListenersMayBeTakenAwayAgain() {
    const socket = await open();
    socket.emit("deaf");
    await ask(socket, "echo", 1);
    socket.emit("back", 1);
    await next(socket, "back");
    assert.deepEqual((await ask(socket, "seen")).filter((line) => line.startsWith("any ")), []);
    assert.deepEqual(await ask(socket, "sent"), []);
  },

  async theClientsCatchAllListenersHearTheServer() {
    const socket = await open();
    const heard = many({ on: (_, f) => socket.onAny(f), off: (_, f) => socket.offAny(f) }, "any", 2);
    socket.emit("tell", "one", 1);
    socket.emit("tell", "two", 2);
    assert.deepEqual(await heard, [["one", 1], ["two", 2]]);
  },

  async aMiddlewareRefusesAnEventAndTheClientHearsNothing() {
    const socket = await open();
    await assert.rejects(socket.timeout(50).emitWithAck("forbidden"), /operation has timed out/);
    assert.deepEqual(await ask(socket, "errors"), ["forbidden: not you"]);
    const seen = await ask(socket, "seen");
    assert.ok(seen.includes("any forbidden") && !seen.includes("handled forbidden"));
  },

  async aHandlerThatFailsHarmsNobody() {
    const socket = await open();
    socket.emit("fail");
    assert.deepEqual(await ask(socket, "errors"), ["fail: as asked"]);
    assert.ok(socket.connected);
  },

  async anArgumentOfTheWrongShapeIsToldToTheApplicationAndTheConnectionStays() {
    const socket = await open();
    socket.emit("point", { x: 1, y: 2 });
    assert.deepEqual(await next(socket, "point"), [1, 2]);
    socket.emit("point", { x: "no number", y: 2 });
    const [error] = await ask(socket, "errors");
    assert.match(error, /^point: /);
    assert.ok(socket.connected);
  },

  async whatARequestHandlerReturnsIsTheAcknowledgement() {
    const socket = await open();
    assert.deepEqual(await ask(socket, "move", { x: 1, y: 2 }), { x: 2, y: 3 });
  },

  async aHandlerForOneEventHearsOne() {
    const socket = await open();
    let heard = 0;
    socket.on("once", () => heard++);
    socket.emit("once");
    socket.emit("once");
    await settle(socket);
    await settle(socket);
    assert.equal(heard, 1);
  },

  async everyFormIsTheFormItSays() {
    const socket = await open();
    assert.equal(socket.io.engine.transport.name, form === "polling" ? "polling" : "websocket");
  },
});
