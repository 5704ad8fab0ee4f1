// A browser on the small page: Chromium opens it, gives the name, sends each line of stdin through the message field,
// and prints each entry of the conversation as a reader of the page sees it.
//
// Usage: node browser-client.mjs NAME PAGE_URL       CHROMIUM: the browser's path, /usr/bin/chromium unless given
import process from "node:process";
import readline from "node:readline";
import { chromium } from "playwright-core";

const [name, url] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
});
const page = await browser.newPage({ locale: "fr-FR" });
page.on("pageerror", (error) => console.log(`* page error: ${error.message}`));
page.on("websocket", (socket) => {
  console.log("* socket opened");
  socket.on("close", () => console.log("* socket closed"));
});
await page.exposeFunction("printEntry", (text) => console.log(text));
await page.goto(url);

const log = page.getByRole("log");
await log.evaluate((region) => {
  const seen = new WeakSet();
  const look = () => {
    for (const entry of region.children) {
      if (!seen.has(entry)) {
        seen.add(entry);
        window.printEntry(entry.innerText.replaceAll(/\s+/g, " ").trim());
      }
    }
  };
  new MutationObserver(look).observe(region, { childList: true });
  look();
});

const nameField = page.getByRole("textbox", { name: /nom|pseudo/i });
const messageField = page.getByRole("textbox", { name: /message/i });
await nameField.fill(name);
await nameField.press("Enter");
console.log("* joined");

for await (const line of readline.createInterface({ input: process.stdin })) {
  await messageField.fill(line);
  await messageField.press("Enter");
}
await browser.close();
