// Rooms and broadcasts, seen by several stock clients.
import { ask, assert, many, next, open, run, settle } from "./harness.mjs";

/** Opens three clients and notes what each hears of `news`. */
async function three() {
  const clients = await Promise.all([open(), open(), open()]);
  const heard = clients.map((client) => {
    const all = [];
    client.on("news", (...args) => all.push(args.length === 1 ? args[0] : args));
    return all;
  });
  return { clients, heard, quiet: () => Promise.all(clients.map(settle)) };
}

/** Sends from one of them; waits until whatever it caused has arrived everywhere. */
async function send({ clients, quiet }, from, how, target, ...args) {
  clients[from].emit(how, target, "news", ...args);
  await settle(clients[from]);
  await quiet();
}

await run({
  async theServerReachesAll() {
    const it = await three();
    await send(it, 0, "all", {}, "hello");
    assert.deepEqual(it.heard, [["hello"], ["hello"], ["hello"]]);
  },

  async aSocketsBroadcastReachesAllOthers() {
    const it = await three();
    await send(it, 0, "others", {}, "hello");
    assert.deepEqual(it.heard, [[], ["hello"], ["hello"]]);
  },

  async binaryIsBroadcast() {
    const it = await three();
    const data = Buffer.from([1, 2, 3]);
    await send(it, 0, "others", {}, data, { data });
    assert.deepEqual(it.heard, [[], [[data, { data }]], [[data, { data }]]]);
  },

  async aRoomIsReachedByThoseInIt() {
    const it = await three();
    assert.deepEqual(await ask(it.clients[1], "join", "a"), ["a", it.clients[1].id].sort());
    await send(it, 0, "others", { to: ["a"] }, "hello");
    assert.deepEqual(it.heard, [[], ["hello"], []]);
  },

  async aSocketInSeveralRoomsHearsAMessageOnce() {
    const it = await three();
    await ask(it.clients[1], "join", "a", "b");
    await ask(it.clients[2], "join", "b");
    await send(it, 0, "all", { to: ["a", "b"] }, "hello");
    assert.deepEqual(it.heard, [[], ["hello"], ["hello"]]);
  },

  async aRoomMayBeExcepted() {
    const it = await three();
    await ask(it.clients[1], "join", "a");
    await send(it, 0, "all", { except: ["a"] }, "hello");
    assert.deepEqual(it.heard, [["hello"], [], ["hello"]]);
    await send(it, 0, "others", { except: ["a"] }, "again");
    assert.deepEqual(it.heard, [["hello"], [], ["hello", "again"]]);
  },

  async aSocketMayBeExceptedByItsId() {
    const it = await three();
    await send(it, 0, "all", { except: [it.clients[2].id] }, "hello");
    assert.deepEqual(it.heard, [["hello"], ["hello"], []]);
  },

  async aSocketIsReachedByItsId() {
    const it = await three();
    await send(it, 0, "others", { to: [it.clients[2].id] }, "hello");
    assert.deepEqual(it.heard, [[], [], ["hello"]]);
  },

  async aSocketsBroadcastToItsOwnRoomLeavesItOut() {
    const it = await three();
    await ask(it.clients[0], "join", "a");
    await ask(it.clients[1], "join", "a");
    await send(it, 0, "others", { to: ["a"] }, "hello");
    assert.deepEqual(it.heard, [[], ["hello"], []]);
  },

  async whoLeftARoomHearsNothingMore() {
    const it = await three();
    await ask(it.clients[1], "join", "a");
    assert.deepEqual(await ask(it.clients[1], "leave", "a"), [it.clients[1].id]);
    await send(it, 0, "all", { to: ["a"] }, "hello");
    assert.deepEqual(it.heard, [[], [], []]);
  },

  async aRoomThatNobodyIsInIsNoError() {
    const it = await three();
    await send(it, 0, "all", { to: ["nobody"] }, "hello");
    assert.deepEqual(it.heard, [[], [], []]);
  },

  async aLocalBroadcastReachesThoseOnThisServer() {
    const it = await three();
    await send(it, 0, "all", { local: true, plain: true }, "hello");
    assert.deepEqual(it.heard, [["hello"], ["hello"], ["hello"]]);
  },

  async anAudienceIsNotChangedByNarrowingIt() {
    const it = await three();
    await ask(it.clients[1], "join", "a");
    it.clients[0].emit("narrow", "a", "news");
    await settle(it.clients[0]);
    await it.quiet();
    assert.deepEqual(it.heard, [["all"], ["a", "all"], ["all"]]);
  },

  async aVolatileBroadcastArrivesWhereItCanBeTaken() {
    const it = await three();
    while (it.heard[1].length === 0) {
      await send(it, 0, "others", { flash: true }, "hello");
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.equal(it.heard[0].length, 0);
  },

  async anotherNamespaceHearsNothing() {
    const it = await three();
    const elsewhere = await open("/chat");
    let heard = 0;
    elsewhere.on("news", () => heard++);
    await send(it, 0, "all", {}, "hello");
    await settle(elsewhere);
    assert.equal(heard, 0);
  },

  async whatIsSentToAllAndThenToOneArrivesInThatOrder() {
    const it = await three();
    for (let i = 0; i < 20; i++) {
      const both = many(it.clients[0], "order", 2);
      it.clients[0].emit("order");
      assert.deepEqual(await both, [["first"], ["second"]]);
    }
  },

  async socketsAreFetchedWithTheirRoomsAndData() {
    const it = await three();
    const [one, two] = it.clients;
    await ask(one, "join", "a");
    await ask(one, "data", "name", "Ann");
    const found = await ask(two, "fetch", { to: ["a"] });
    assert.deepEqual(found, [{ id: one.id, rooms: ["a", one.id].sort(), data: { name: "Ann" } }]);
    const all = (await ask(two, "fetch", {})).map(({ id }) => id); // of the check before, some may be on their way out
    assert.deepEqual(it.clients.map(({ id }) => id).filter((id) => !all.includes(id)), []);
    assert.equal(new Set(all).size, all.length);
    assert.deepEqual(await ask(two, "fetch", { to: ["nobody"] }), []);
  },

  async socketsArePutIntoRoomsAndTakenOut() {
    const it = await three();
    it.clients[0].emit("socketsJoin", { except: [it.clients[2].id] }, "a");
    await settle(it.clients[0]);
    await send(it, 0, "all", { to: ["a"] }, "one");
    it.clients[0].emit("socketsLeave", { to: [it.clients[1].id] }, "a");
    await settle(it.clients[0]);
    await send(it, 0, "all", { to: ["a"] }, "two");
    assert.deepEqual(it.heard, [["one", "two"], ["one"], []]);
  },

  async socketsAreDisconnectedByRoom() {
    const it = await three();
    await ask(it.clients[1], "join", "a");
    const gone = next(it.clients[1], "disconnect");
    it.clients[0].emit("disconnectSockets", { to: ["a"] }, false);
    assert.equal((await gone)[0], "io server disconnect");
    await settle(it.clients[2]);
    assert.ok(it.clients[0].connected && it.clients[2].connected && !it.clients[1].connected);
  },

  async aSocketThatWentIsInNoRoom() {
    const it = await three();
    const { id } = it.clients[1];
    await ask(it.clients[1], "join", "a");
    it.clients[1].disconnect();
    assert.deepEqual(await ask(it.clients[0], "endOf", id), { reason: "client namespace disconnect", rooms: ["a", id].sort() });
    assert.deepEqual(await ask(it.clients[0], "fetch", { to: ["a"] }), []);
  },
});
