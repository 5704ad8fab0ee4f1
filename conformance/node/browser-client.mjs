// A browser on the small page: Chromium opens it, gives the name, sends each line of stdin through the message field,
// and prints each entry of the conversation as a reader of the page sees it: `[time] name: content` for a message, a line
// that begins with a dash for what the page says itself.
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

await page.locator("[role=log]").evaluate((region) => {
  const printed = new WeakSet();
  const text = (entry, selector) => entry.querySelector(selector)?.textContent.trim() ?? "";
  const look = () => {
    for (const entry of region.querySelectorAll("li")) {
      // What still waits to arrive is shown, but nobody has said it yet.
      if (printed.has(entry) || entry.classList.contains("pending")) {
        continue;
      }
      printed.add(entry);
      const name = text(entry, ".name");
      const note = text(entry, ".note") && ` (${text(entry, ".note")})`;
      window.printEntry(
        name ? `[${entry.querySelector("time").dateTime}] ${name}: ${text(entry, ".body > p")}${note}` : `- ${entry.innerText.trim()}`,
      );
    }
  };
  new MutationObserver(look).observe(region, { childList: true, subtree: true, attributeFilter: ["class"] });
  look();
});

await page.getByRole("textbox", { name: "Votre nom" }).fill(name);
await page.getByRole("button", { name: "Entrer" }).click();
const message = page.getByRole("textbox", { name: "Votre message" });
await message.waitFor();
console.log("* entered");

for await (const line of readline.createInterface({ input: process.stdin })) {
  await message.fill(line);
  await message.press("Enter");
}
await browser.close();
