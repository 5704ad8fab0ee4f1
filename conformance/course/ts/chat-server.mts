// A chat server on npm `ws` that behaves as the course's TypeScript server does, written anew for this suite.
//
// What a client must live with, on purpose:
//  - its heartbeat never hears a pong: whoever is connected is cut, without a close frame, at the second beat after it came;
//  - timestamps are milliseconds, and its own: what a client says of the time is not looked at;
//  - a field that a client left out is left out for everybody: frames without "username" or "content" go round;
//  - whoever says something without having joined is "Anonymous", and a "join" without a name makes "undefined has joined";
//  - any other type is passed over in silence, and what is no JSON is only logged.
// Beyond the course: what is typed on stdin goes to every client as it is, so that a test can say what other servers might.
//
// Usage: node chat-server.mjs [PORT]       COURSE_HEARTBEAT_MS: 30000 unless a test must not wait
import process from "node:process";
import readline from "node:readline";
import { WebSocket, WebSocketServer } from "ws";

const server = new WebSocketServer({ port: Number(process.argv[2] ?? "8080") });
const names = new Map<WebSocket, string>();
const beaten = new Set<WebSocket>();

server.on("listening", () => {
  const address = server.address();
  console.log(`* listening ${typeof address === "object" ? address?.port : address}`);
});

function frame(username: string, content: string): string {
  return JSON.stringify({ type: "message", username, content, timestamp: Date.now() });
}

function toAll(text: string): void {
  for (const client of server.clients) {
    if (client.readyState === WebSocket.OPEN) {
      client.send(text);
    }
  }
}

server.on("connection", (socket) => {
  console.log("* connected");
  socket.send(frame("System", "Welcome! Please identify yourself."));
  socket.on("message", (data) => {
    try {
      const { type, username, content } = JSON.parse(data.toString());
      if (type === "join") {
        names.set(socket, username);
        console.log(`* joined ${username}`);
        toAll(frame("System", `${username} has joined the chat`));
      } else if (type === "message") {
        console.log(`* said ${content}`);
        toAll(frame(names.get(socket) || "Anonymous", content));
      }
    } catch (error) {
      console.log(`* invalid ${error}`);
    }
  });
  socket.on("close", (code, reason) => {
    console.log(`* closed ${code} ${reason}`);
    const name = names.get(socket);
    if (name) {
      names.delete(socket);
      toAll(frame("System", `${name} has left the chat`));
    }
  });
  socket.on("error", (error) => console.log(`* error: ${error.message}`));
});

setInterval(() => {
  for (const client of server.clients) {
    if (beaten.has(client)) {
      client.terminate();
    } else {
      beaten.add(client); // for good: nobody listens for the pong
      client.ping();
    }
  }
}, Number(process.env["COURSE_HEARTBEAT_MS"] ?? "30000"));

readline.createInterface({ input: process.stdin }).on("line", toAll);
