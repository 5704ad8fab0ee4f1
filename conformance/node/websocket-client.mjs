// A chat client on npm `websocket` 1.0.35: it offers no extension and sends no User-Agent.
// Joins, shows what arrives as `[time] name: content`, sends each line of stdin. It does not come back after a close.
//
// Usage: node websocket-client.mjs NAME URL
import process from "node:process";
import readline from "node:readline";
import websocket from "websocket";

const [name, url] = process.argv.slice(2);
const client = new websocket.client();

client.on("connectFailed", (error) => {
  console.log(`* error: ${error.message}`);
  process.exit(1);
});
client.on("connect", (connection) => {
  const send = (type, content) =>
    connection.sendUTF(JSON.stringify({ type, username: name, content, timestamp: Date.now() }));
  console.log("* connected");
  connection.on("message", (message) => {
    const frame = JSON.parse(message.utf8Data);
    console.log(`[${new Date(frame.timestamp).toISOString()}] ${frame.username}: ${frame.content}`);
  });
  connection.on("error", (error) => console.log(`* error: ${error.message}`));
  connection.on("close", (code) => {
    console.log(`* closed ${code}`);
    process.exit(0);
  });
  send("join", "");
  const lines = readline.createInterface({ input: process.stdin });
  lines.on("line", (line) => send("message", line));
  lines.on("close", () => connection.close());
});
client.connect(url);
