// Namespaces, their middlewares and handshakes, seen by a stock client.
import { io } from "socket.io-client";
import { ask, assert, begin, next, open, run, settle, transports, url } from "./harness.mjs";

/** The error that a client gets that is refused. */
async function refusal(namespace, options) {
  const socket = begin(namespace, options);
  const [error] = await next(socket, "connect_error");
  return { socket, error };
}

await run({
  async namespacesShareAConnectionAndNotTheirIds() {
    const main = await open();
    const chat = main.io.socket("/chat");
    await next(chat, "connect");
    const [one, two] = [await ask(main, "who"), await ask(chat, "who")];
    assert.equal(one.session, two.session);
    assert.equal(new Set([one.id, two.id, one.session]).size, 3);
    chat.disconnect();
  },

  async eventsStayInTheirNamespace() {
    const main = await open();
    const chat = main.io.socket("/chat");
    await next(chat, "connect");
    main.on("back", () => assert.fail("heard in another namespace"));
    chat.emit("back", 1);
    assert.deepEqual(await next(chat, "back"), [1]);
    await settle(main);
    chat.disconnect();
  },

  async leavingOneNamespaceKeepsTheOther() {
    const main = await open();
    const chat = main.io.socket("/chat");
    await next(chat, "connect");
    const { id } = chat;
    chat.disconnect();
    assert.equal((await ask(main, "endOf", id)).reason, "client namespace disconnect");
    await settle(main);
    chat.connect();
    await next(chat, "connect");
    assert.notEqual(chat.id, id);
    chat.disconnect();
  },

  async anUnknownNamespaceIsRefusedAndTheOthersStay() {
    const main = await open();
    const nowhere = main.io.socket("/nowhere");
    const [error] = await next(nowhere, "connect_error");
    assert.equal(error.message, "Invalid namespace");
    assert.equal(nowhere.active, false);
    await settle(main);
  },

  async aQueryInTheNameOfANamespaceIsPartOfTheName() {
    const main = await open();
    const [error] = await next(main.io.socket("/chat?token=1"), "connect_error");
    assert.equal(error.message, "Invalid namespace");
  },

  async aMiddlewareRefusesWithAMessage() {
    const { socket, error } = await refusal("/guarded");
    assert.ok(error instanceof Error);
    assert.equal(error.message, "who are you?");
    assert.equal(error.data, undefined);
    assert.equal(socket.active, false);
  },

  async aMiddlewareRefusesWithData() {
    const { error } = await refusal("/guarded", { auth: { token: "old" } });
    assert.equal(error.message, "expired");
    assert.deepEqual(error.data, { code: 401, retry: false });
  },

  async aMiddlewareThatFailsRefuses() {
    const { error } = await refusal("/guarded", { auth: { token: "bad" } });
    assert.equal(error.message, "the check failed");
  },

  async aRefusedClientMayTryAgainOnTheSameConnection() {
    const { socket } = await refusal("/guarded", { auth: { token: "old" } });
    socket.auth = { token: "Ann" };
    socket.connect();
    await next(socket, "connect");
    assert.equal((await ask(socket, "who")).data.user, "Ann");
  },

  async whatMiddlewaresPutInPlaceIsThereForTheHandlers() {
    const socket = await open("/guarded", { auth: { token: "Ann" } });
    const { data, rooms, id } = await ask(socket, "who");
    assert.equal(data.user, "Ann");
    assert.deepEqual(rooms, [id, "user:Ann"].sort());
  },

  async aSocketIsConnectedOnceTheMiddlewaresHavePassedIt() {
    const socket = await open("/guarded", { auth: { token: "Ann" } });
    assert.deepEqual(await ask(socket, "connectedWhen"), { middleware: false, handler: true });
  },

  async aRefusedClientLeavesTheRoomsThatAMiddlewareGaveIt() {
    const watcher = await open("/guarded", { auth: { token: "Ann" } });
    const { error } = await refusal("/guarded", { auth: { token: "half" } });
    assert.equal(error.message, "not you");
    assert.deepEqual(await ask(watcher, "fetch", { to: ["user:half"] }), []);
  },

  async aSocketThatIsGoneJoinsNoRoom() {
    const [socket, watcher] = await Promise.all([open(), open()]);
    const { id } = socket;
    socket.emit("joinWhenGone", "late");
    await settle(socket);
    socket.disconnect();
    await ask(watcher, "endOf", id);
    assert.deepEqual(await ask(watcher, "fetch", { to: ["late"] }), []);
  },

  async theMainNamespaceHasTwoNames() {
    const socket = await open();
    assert.equal(await ask(socket, "sameNamespace"), true);
  },

  async aMiddlewareMayTakeItsTime() {
    const socket = await open("/guarded", { auth: (give) => setTimeout(() => give({ token: "later" }), 10) });
    assert.equal((await ask(socket, "who")).data.user, "later");
  },

  async theMiddlewaresOfANamespaceAreNotAskedForOthers() {
    const socket = await open("/chat");
    assert.deepEqual((await ask(socket, "who")).data, {});
  },

  async whatIsSentBeforeTheConnectIsAnsweredIsSentAfterIt() {
    const socket = begin("/guarded", { auth: { token: "later" } });
    assert.deepEqual(await ask(socket, "echo", 1), 1);
  },

  async theHandshakeHoldsTheQueryAndTheHeadersOfTheConnectionAndTheAuthOfTheNamespace() {
    const extraHeaders = { "x-test": "yes" };
    const socket = await open("/", { query: { a: "b", "c&=?": "d é" }, auth: { token: "t" }, extraHeaders });
    const handshake = await ask(socket, "handshake");
    assert.deepEqual(Object.keys(handshake).sort(), [
      "address", "auth", "headers", "issued", "query", "secure", "time", "url", "xdomain",
    ]);
    assert.equal(handshake.headers["x-test"], "yes");
    assert.equal(handshake.address.replace("::ffff:", ""), "127.0.0.1");
    assert.equal(handshake.query.a, "b");
    assert.equal(handshake.query["c&=?"], "d é");
    assert.equal(handshake.query.EIO, "4");
    assert.equal(handshake.query.transport, transports[0]);
    assert.ok(handshake.url.startsWith("/socket.io/?"));
    assert.deepEqual(handshake.auth, { token: "t" });
    assert.equal(handshake.secure, false);
    assert.equal(handshake.xdomain, false);
    assert.ok(Math.abs(handshake.issued - Date.now()) < 60_000);
    assert.ok(Math.abs(new Date(handshake.time) - handshake.issued) < 1_000);
  },

  async withoutAuthTheHandshakeHoldsAnEmptyObject() {
    const socket = await open();
    assert.deepEqual((await ask(socket, "handshake")).auth, {});
  },

  async theAuthOfOneNamespaceIsNotThatOfAnother() {
    const main = await open("/", { auth: { token: "one" } });
    const chat = main.io.socket("/chat", { auth: { token: "two" } });
    await next(chat, "connect");
    assert.deepEqual((await ask(main, "handshake")).auth, { token: "one" });
    assert.deepEqual((await ask(chat, "handshake")).auth, { token: "two" });
    chat.disconnect();
  },

  async twoClientsOfOneProgramMayShareAConnection() {
    const options = { transports, reconnection: false, forceNew: false };
    const [main, chat] = [io(`${url}/`, options), io(`${url}/chat`, options)];
    await Promise.all([next(main, "connect"), next(chat, "connect")]);
    assert.equal(main.io, chat.io);
    assert.equal((await ask(main, "who")).session, (await ask(chat, "who")).session);
    main.disconnect();
    chat.disconnect();
  },

  async aClientThatGoesAwayDuringAMiddlewareIsForgotten() {
    const socket = begin("/silent");
    const main = await open();
    while (!socket.io.engine?.id) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    socket.io.engine.close();
    await settle(main);
  },
});
