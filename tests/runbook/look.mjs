// Opens a runbook as a release manager does: ticks, reloads, chooses, clears, prints; with scripts and without, with a store
// for ticks and without. Arguments: the page, another one of the same program, a folder for pictures. Prints what it found.
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [file, other, place] = process.argv.slice(2);
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const faults = [];
const wanted = (is, what) => is || faults.push(what);
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"] });
// Both pages come from one place, as from a team's web server: ticks of one may not be taken for the other's.
const server = createServer((request, response) => {
  const page = { "/runbook.html": file, "/other.html": other }[request.url.split("?")[0]];
  response.writeHead(page ? 200 : 404, { "content-type": "text/html; charset=utf-8" }).end(page ? readFileSync(page) : "");
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const url = (name) => `http://127.0.0.1:${server.address().port}/${name}`;

async function opened(address, before = async () => {}) {
  const page = await browser.newPage();
  const asked = [];
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("console", (it) => it.type() === "error" && faults.push(`console: ${it.text()}`));
  page.on("request", (it) => asked.push(it.url()));
  page.setDefaultTimeout(60_000);
  await before(page);
  await page.goto(address, { waitUntil: "load" });
  const strange = asked.filter((it) => it !== address && !it.startsWith("data:"));
  wanted(strange.length === 0, `asks for ${strange}`);
  return page;
}
const ticked = (page) => page.evaluate(() => [...document.querySelectorAll("input[data-tick]:checked")].map((it) => it.dataset.tick));
const count = (page) => page.evaluate(() => document.getElementById("count").textContent);

const page = await opened(url("runbook.html"));
await page.setViewport({ width: 1280, height: 900 });
const ids = await page.evaluate(() => [...document.querySelectorAll("article")].map((it) => it.dataset.step));
wanted(ids.length > 1 && new Set(ids).size === ids.length, `${ids.length} steps, ${new Set(ids).size} ids`);
const box = (id) => `header input[data-tick="${CSS_escape(id)}"]`;
function CSS_escape(it) { return it.replace(/["\\]/g, "\\$&"); }

// By mouse and by keys.
await page.click(box(ids[0]));
await page.focus(box(ids[1]));
await page.keyboard.press("Space");
await page.reload({ waitUntil: "load" });
wanted(JSON.stringify(await ticked(page)) === JSON.stringify(ids.slice(0, 2)), `after a reload ${await ticked(page)} are ticked`);
wanted((await count(page)).startsWith(`2 of ${ids.length} done`), await count(page));
const keys = await page.evaluate(() => Object.keys(localStorage));
wanted(keys.length === 1 && keys[0].startsWith(`cutover-runbook:${await page.evaluate(() => document.body.dataset.program)}@`), `keys ${keys}`);

// Another runbook of the same program begins unticked.
const next = await opened(url("other.html"));
wanted((await ticked(next)).length === 0, "another runbook has ticks");
await next.close();

// What is chosen is shown, and nothing else; a step that a link names is shown whatever was chosen.
for (const of of ["night", "owner", "region", "role"]) {
  const values = await page.evaluate((of) => [...document.querySelector(`select[name=${of}]`).options].map((it) => it.value), of);
  wanted(values.length > 2, `one can choose between ${values.length - 1} of ${of}`);
  for (const value of values) {
    await page.select(`select[name=${of}]`, value);
    const seen = await page.evaluate((of, value) => [...document.querySelectorAll("article")].filter((it) => (it.offsetParent !== null) !== (!value || it.dataset[of].split("\n").includes(value))).length, of, value);
    wanted(seen === 0, `${of} ${value}: ${seen} steps wrongly shown or hidden`);
  }
  await page.select(`select[name=${of}]`, "");
}
await page.click("form input[name=open]");
wanted((await page.evaluate(() => [...document.querySelectorAll("article")].filter((it) => it.offsetParent === null).length)) === 2, "what is done is not hidden");
await page.evaluate(() => { location.hash = "#step-1"; });
await page.waitForFunction(() => document.getElementById("step-1").offsetParent !== null);

// Every control is reached by keys, and every label is one.
const unreached = await page.evaluate(() => [...document.querySelectorAll("a[href], input, select, button, .scroll")].filter((it) => it.tabIndex < 0 && it.offsetParent !== null).length);
wanted(unreached === 0, `${unreached} controls are not reached by keys`);

// Clearing asks first.
let answer = false, asked = 0;
page.on("dialog", (it) => { asked += 1; return answer ? it.accept() : it.dismiss(); });
await page.click("#clear");
wanted((await ticked(page)).length === 2, "ticks are cleared against the answer");
answer = true;
await page.click("#clear");
wanted((await ticked(page)).length === 0 && asked === 2, "ticks are not cleared");
await page.reload({ waitUntil: "load" });
wanted((await ticked(page)).length === 0, "ticks come back after they were cleared");

// Looks: nothing runs off the side, axe finds nothing, the reader's setting is followed.
await page.click(box(ids[0]));
await page.close();
const grounds = {};
const look = await opened(pathToFileURL(file).href, (it) => it.setBypassCSP(true));
await look.evaluate(axe);
for (const scheme of ["light", "dark"]) {
  await look.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  for (const width of [1280, 768, 360]) {
    await look.setViewport({ width, height: 900 });
    const wide = await look.evaluate(() => document.documentElement.scrollWidth);
    wanted(wide <= width, `${width} px, ${scheme}: scrolls sideways, ${wide} px`);
    await look.screenshot({ path: `${place}/${width}-${scheme}.png`, clip: { x: 0, y: 0, width, height: 2600 }, captureBeyondViewport: true });
    if (width !== 768) {
      const { violations } = await look.evaluate((tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), TAGS);
      for (const { id, nodes } of violations) nodes.slice(0, 3).forEach((node) => faults.push(`${width} px, ${scheme}: axe ${id}: ${node.html.slice(0, 160)}`));
    }
  }
  grounds[scheme] = await look.evaluate(() => getComputedStyle(document.body).backgroundColor);
}
wanted(grounds.light !== grounds.dark, "the reader's setting is not followed");
await look.close();

// On paper: black on white, A4, whatever the screen is.
const paper = await opened(pathToFileURL(file).href);
await paper.click(box(ids[0]));
await paper.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
await paper.emulateMediaType("print");
const ink = await paper.evaluate(() => [...document.querySelectorAll("body, article, article *")].map((it) => getComputedStyle(it)).filter((it) => !["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"].includes(it.backgroundColor)).length);
wanted(ink === 0, `${ink} grounds are printed`);
writeFileSync(`${place}/printed.pdf`, await paper.pdf({ preferCSSPageSize: true, printBackground: true }));
await paper.close();

// Without a store the ticks last as long as the page, and the reader is told.
const unkept = await opened(url("runbook.html?unkept"), (it) => it.evaluateOnNewDocument(() => {
  Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } });
}));
await unkept.click(box(ids[0]));
wanted((await count(unkept)).startsWith("1 of") && (await unkept.evaluate(() => document.getElementById("kept").textContent)).includes("keeps no ticks"), "without a store nothing is said");
await unkept.close();

// Without scripts all is readable, and nothing is offered that would not work.
const still = await browser.newPage();
await still.setJavaScriptEnabled(false);
await still.goto(pathToFileURL(file).href, { waitUntil: "load" });
const text = await still.evaluate(() => document.body.innerText);
wanted(!text.includes("Clear ticks"), "without scripts a button does nothing");
const unread = ids.filter((it) => !text.includes(it));
wanted(unread.length === 0, `without scripts ${unread.length} steps are not readable`);
await browser.close();
server.close();
console.log(JSON.stringify({ faults, steps: ids.length }));
