// A browser on the small page, told what to do by lines on stdin, which prints what changes on the screen besides the
// conversation: the state of the connection with its dot, who is typing, whether a latency is shown. It also complains of
// whatever a page must not do: requests to other servers, errors, breaches of its own content security policy.
//
// Usage: node page-facts.mjs NAME PAGE_URL       CHROMIUM: the browser's path, /usr/bin/chromium unless given
// Lines: "write TEXT" types without sending; "say TEXT" sends; "forward MS" moves the page's clock.
import process from "node:process";
import readline from "node:readline";
import { chromium } from "playwright-core";

const [name, url] = process.argv.slice(2);
const host = new URL(url).hostname;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
});
const page = await browser.newPage({ locale: "fr-FR" });
await page.clock.install();
page.on("pageerror", (error) => console.log(`* page error: ${error.message}`));
page.on("request", (request) => {
  if (new URL(request.url()).hostname !== host) console.log(`* outside: ${request.url()}`);
});
await page.exposeFunction("printFact", (text) => console.log(text));
await page.addInitScript(() => {
  document.addEventListener("securitypolicyviolation", (event) =>
    window.printFact(`* policy: ${event.violatedDirective} ${event.blockedURI}`),
  );
});
await page.goto(url);

await page.evaluate(() => {
  const last = {};
  const tell = (fact, value) => {
    if (last[fact] !== value) {
      last[fact] = value;
      window.printFact(`${fact}: ${value || "-"}`);
    }
  };
  const look = () => {
    const dot = getComputedStyle(document.querySelector(".dot"));
    const shape = dot.animationName === "none" ? `dot ${dot.backgroundColor}` : "spinner";
    const word = document.getElementById("state").textContent;
    if (word) tell("state", `${word}, ${shape}`);
    tell("typing", document.getElementById("typing").textContent);
    tell("latency", /^\d+ ms$/.test(document.getElementById("latency").textContent) ? "shown" : "");
  };
  new MutationObserver(look).observe(document.body, {
    attributes: true,
    characterData: true,
    childList: true,
    subtree: true,
  });
});

await page.getByRole("textbox", { name: "Votre nom" }).fill(name);
await page.getByRole("button", { name: "Entrer" }).click();
const message = page.getByRole("textbox", { name: "Votre message" });
await message.waitFor();
console.log("* entered");

for await (const line of readline.createInterface({ input: process.stdin })) {
  const [command, ...rest] = line.split(" ");
  if (command === "forward") {
    await page.clock.fastForward(Number(rest[0]));
  } else {
    await message.fill(rest.join(" "));
    if (command === "say") await message.press("Enter");
  }
}
await browser.close();
