// A notebook in JupyterLab and as nbconvert exports it, in a real browser that reaches 127.0.0.1 alone: the charts are there.
// Run by cxm-py/tests/deep/test_notebook.py: node .ci/notebook.mjs <address in JupyterLab> <exported page> <charts>
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const require = createRequire(new URL("target/browser/", root));
const { chromium } = require("playwright-core");
const [lab, exported, charts] = process.argv.slice(2);
const pictures = fileURLToPath(new URL("target/browser/pictures", root));
mkdirSync(pictures, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
  ],
});

/** Is each of the pictures drawn: of some size, and for a canvas with some ink? */
const drawn = (nodes) => nodes.map((node) => {
  const { width, height } = node.getBoundingClientRect();
  if (width < 100 || height < 50) return false;
  if (node.tagName === "IMG") return node.complete && node.naturalWidth >= 100;
  if (node.tagName.toLowerCase() !== "canvas") return node.querySelectorAll("path, rect, circle, line, text").length > 5;
  const { data } = node.getContext("2d").getImageData(0, 0, node.width, node.height);
  return new Set(new Uint32Array(data.buffer)).size > 5;
});

async function open(address, options) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 2400 }, ...options });
  const left = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:", "file:"].includes(url.protocol) && url.hostname !== "127.0.0.1") left.push(url.href);
  });
  await page.goto(address);
  return [page, left];
}

try {
  const [page, left] = await open(lab, {});
  const vega = page.locator(".vega-embed canvas, .vega-embed svg.marks");
  await vega.nth(charts - 1).waitFor({ timeout: 120_000 });
  await page.waitForTimeout(1000);
  await page.screenshot({ path: `${pictures}/jupyterlab.png` });
  assert.deepEqual(await vega.evaluateAll(drawn), Array(Number(charts)).fill(true), "JupyterLab draws every chart");
  assert.deepEqual(left, [], "JupyterLab stays on 127.0.0.1");
  console.log(`JupyterLab: ${charts} charts, no request leaves 127.0.0.1`);

  // Without scripts: those nbconvert puts into every page (MathJax, require.js) come from elsewhere, and the charts need none.
  const [still, asked] = await open(exported, { javaScriptEnabled: false });
  const svgs = still.locator(".jp-RenderedSVG img, .jp-RenderedSVG svg");
  await still.screenshot({ path: `${pictures}/nbconvert.png` });
  assert.deepEqual(await svgs.evaluateAll(drawn), Array(Number(charts)).fill(true), "the exported page holds every chart");
  assert.deepEqual(asked, [], "the exported page asks for nothing");
  console.log(`nbconvert: ${charts} charts, no request`);
} finally {
  await browser.close();
}
