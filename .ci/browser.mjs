// The scorecard and a journey map in a real browser: no request, no console message, readable at desktop and phone width, reachable by keyboard, named for screen readers.
// Needs playwright-core and Debian's Chromium. Run after `make demo`: node .ci/browser.mjs [folder for pictures]
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const require = createRequire(new URL("target/browser/", root));
const { chromium } = require("playwright-core");
const sheets = [["scorecard", 3], ["journey", 2]]; // and how many charts it has at least
const pictures = process.argv[2] ?? fileURLToPath(new URL("target/browser/pictures", root));
mkdirSync(pictures, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
for (const [sheet, least, screen, width, height] of sheets.flatMap((sheet) => [[...sheet, "desktop", 1280, 900], [...sheet, "phone", 390, 844]])) {
  const page_url = new URL(`target/demo/${sheet}.html`, root).href;
  const name = `${sheet}-${screen}`;
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, javaScriptEnabled: true });
    const page = await context.newPage();
    const requests = [], messages = [];
    page.on("request", (request) => request.url() !== page_url && !request.url().startsWith("data:") && requests.push(request.url()));
    page.on("console", (message) => messages.push(message.text()));
    page.on("pageerror", (error) => messages.push(String(error)));
    await page.goto(page_url);
    assert.deepEqual(requests, [], `${name}: the page asks for something`);
    assert.deepEqual(messages, [], `${name}: the console is not empty`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `${name}: the page is ${wide} px wider than the window`);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("p, td, th, li, h1, h2, h3")].filter((node) => node.textContent.trim() && parseFloat(getComputedStyle(node).fontSize) < 12).length);
    assert.equal(small, 0, `${name}: ${small} texts are smaller than 12 px`);
    assert.equal(await page.locator("main").count(), 1, "one main landmark");
    assert.equal(await page.locator("h1").count(), 1, "one h1");
    assert.ok((await page.getAttribute("html", "lang"))?.length, "the page names its language");
    assert.equal(await page.locator("script").count(), 0, "no script");
    const unnamed = await page.evaluate(() => [...document.querySelectorAll("svg[role=img]")].filter((svg) => !svg.querySelector("title")?.textContent.trim()).length);
    assert.equal(unnamed, 0, `${unnamed} pictures have no title`);
    const charts = await page.locator("svg[role=img]:visible").count();
    assert.ok(charts >= least, `${charts} charts are visible`);
    const bare = await page.evaluate(() =>
      [...document.querySelectorAll("table")].filter((table) => !(table.caption ?? table.ariaLabel) || !table.querySelector("th[scope]")).length);
    assert.equal(bare, 0, `${bare} tables lack a name or header cells with a scope`);
    // What scrolls must be reachable by keyboard.
    const stuck = await page.evaluate(() =>
      [...document.querySelectorAll("*")].filter((node) => {
        const style = getComputedStyle(node);
        return node !== document.documentElement && node.scrollWidth > node.clientWidth + 1 && /auto|scroll/.test(style.overflowX) && node.tabIndex < 0;
      }).length);
    assert.equal(stuck, 0, `${name}: ${stuck} scrolling boxes cannot be reached by keyboard`);
    await page.keyboard.press("Tab");
    const first = await page.evaluate(() => document.activeElement?.getAttribute("href") ?? document.activeElement?.tagName);
    assert.ok(String(first).startsWith("#"), `the first Tab reaches a skip link, not ${first}`);
    await page.screenshot({ path: `${pictures}/${name}-${colorScheme}.png`, fullPage: true });
    console.log(`${name}, ${colorScheme}: ${charts} charts, no request, no message`);
    await context.close();
  }
}
await browser.close();
