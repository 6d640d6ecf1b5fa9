// Opens mails, pages and banners in one Chromium, measures them, has axe judge them, and takes their pictures. Arguments: a
// file that lists the documents, and a folder for the pictures. Prints what it found, as JSON.
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const [list, pictures] = process.argv.slice(2);
const documents = JSON.parse(readFileSync(list, "utf8"));
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// Mails and banners are shown inside of other pages, which have the landmarks.
const WITHIN = { region: { enabled: false }, "landmark-one-main": { enabled: false }, "page-has-heading-one": { enabled: false } };

const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"] });
const page = await browser.newPage();
await page.setRequestInterception(true);
let own = "", asked = [];
page.on("request", (request) => {
  const url = request.url();
  if (url === own || url.startsWith("data:")) return request.continue();
  asked.push(url);
  return request.abort();
});

// What runs off the sides, or is cut where it stands.
function measure() {
  const wide = innerWidth, faults = [];
  const root = document.scrollingElement ?? document.documentElement;
  if (root.scrollWidth > wide) faults.push(`scrolls sideways: ${root.scrollWidth} of ${wide} px`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let texts = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || node.parentElement.closest("[aria-hidden=true], style, script, pre#found")) continue;
    // What scrolls by itself, and can be reached by keys, is not cut.
    if (node.parentElement.closest(".scroll[tabindex]")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width === 0) continue;
      texts += 1;
      if (box.left < -0.5 || box.right > wide + 0.5) faults.push(`runs off the side: ${node.data.trim().slice(0, 60)}`);
      for (let around = node.parentElement; around && around !== document.body; around = around.parentElement) {
        const style = getComputedStyle(around);
        if (style.overflowX === "visible" && style.overflowY === "visible") continue;
        const edge = around.getBoundingClientRect();
        if (box.right > edge.right + 0.5 || box.bottom > edge.bottom + 0.5) faults.push(`is cut: ${node.data.trim().slice(0, 60)}`);
      }
    }
  }
  const images = [...document.images].filter((it) => it.src.startsWith("data:") && it.naturalWidth === 0).length;
  if (images) faults.push("a picture inside is not shown");
  return { faults, texts, ground: getComputedStyle(document.body).backgroundColor };
}

const found = [];
for (const it of documents) {
  own = it.url;
  asked = [];
  const seen = { name: it.name, faults: [], views: 0, texts: 0 };
  const fault = (view, text) => seen.faults.push(`${view}: ${text}`);
  const grounds = {};
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  await page.setViewport({ width: it.widths[0], height: 900 });
  await page.goto(it.url, { waitUntil: "load" });
  await page.evaluate(axe);
  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    for (const width of it.widths) {
      await page.setViewport({ width, height: 900 });
      const view = `${width} px, ${scheme}`;
      const measured = await page.evaluate(measure);
      measured.faults.forEach((text) => fault(view, text));
      seen.views += 1;
      seen.texts = Math.max(seen.texts, measured.texts);
      grounds[scheme] = measured.ground;
      // Colours do not change with the width, nor does what is said with the scheme.
      if (width === it.widths[0] || (width === it.widths.at(-1) && scheme === "light")) {
        const rules = it.within ? WITHIN : {};
        const { violations } = await page.evaluate((tags, rules) => axe.run(document, { runOnly: tags, rules, resultTypes: ["violations"] }), TAGS, rules);
        for (const { id, nodes } of violations) nodes.slice(0, 3).forEach((node) => fault(view, `axe ${id}: ${node.html.slice(0, 160)} ${node.failureSummary.split("\n")[1] ?? ""}`));
      }
      if (it.kept && it.kept[0] === width && it.kept[1] === scheme) {
        await page.screenshot({ path: `${pictures}/kept/${it.kept[3]}.png`, clip: { x: 0, y: 0, width, height: it.kept[2] }, captureBeyondViewport: true });
      }
      if (it.shown) await page.screenshot({ path: `${pictures}/${it.name.replaceAll("/", "_")}-${width}-${scheme}.png`, fullPage: true });
    }
  }
  if (!it.within && grounds.light === grounds.dark) fault("dark", "the reader's setting is not followed");
  // Outlook on the web marks what it shows in the dark.
  if (it.mail) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
    await page.evaluate(() => document.documentElement.setAttribute("data-ogsc", ""));
    const { violations } = await page.evaluate(() => axe.run(document, { runOnly: { type: "rule", values: ["color-contrast"] } }));
    violations.forEach(({ nodes }) => fault("Outlook, dark", `contrast: ${nodes[0].html.slice(0, 160)}`));
    const ground = await page.evaluate(() => getComputedStyle(document.querySelector(".body")).backgroundColor);
    if (ground === "rgb(255, 255, 255)") fault("Outlook, dark", "is light");
  }
  if (it.page) {
    await page.emulateMediaType("print");
    const unprinted = await page.evaluate(() => [...document.querySelectorAll("nav, .button")].filter((it) => it.matches("nav") ? getComputedStyle(it).display !== "none" : getComputedStyle(it).backgroundColor !== "rgba(0, 0, 0, 0)").length);
    if (unprinted) fault("print", "what is only pressed is printed");
    await page.emulateMediaType(null);
  }
  for (const url of new Set(asked)) if (!it.fetches.includes(url)) fault("network", `asks for ${url}`);
  for (const url of it.fetches) if (!asked.includes(url)) fault("network", `does not ask for ${url}, which it declares`);
  const state = await page.evaluate(() => ({ lang: document.documentElement.lang, broken: window.alerted }));
  if (!state.lang) fault("document", "does not say its language");
  found.push(seen);
}
await browser.close();
console.log(JSON.stringify(found));
