// Many official clients on the click counter at once: node clickers.mjs FOLDER URL CLIENTS CLICKS. Prints, once every client has
// been told the last count, how many counts in all came out of their order (0) or were missing between two (0). What a newcomer
// is told may be what it has just heard, once.
import { createRequire } from "node:module";

const [folder, url, clients, clicks] = process.argv.slice(2);
const { io } = createRequire(`${folder}/`)("socket.io-client");
const last = clients * clicks;
let unordered = 0;
let missing = 0;

const run = (n) =>
  new Promise((done) => {
    const socket = io(url, { forceNew: true, transports: n % 3 === 0 ? ["polling"] : n % 3 === 1 ? ["websocket"] : undefined });
    let welcome = 1;
    let before = -1;
    socket.on("click", (count) => {
      if (count < before || (count === before && welcome-- === 0)) unordered++;
      else if (before >= 0 && count > before + 1) missing++;
      before = count;
      if (count === last) done(socket);
    });
    socket.on("connect", () => {
      for (let i = 0; i < clicks; i++) socket.emit("click");
    });
  });

const sockets = await Promise.all(Array.from({ length: Number(clients) }, (_, n) => run(n)));
console.log(JSON.stringify({ last, unordered, missing }));
for (const socket of sockets) socket.close();
