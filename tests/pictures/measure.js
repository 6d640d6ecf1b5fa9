// Measures the picture on this page and writes what it found as JSON.
const svg = document.querySelector("svg");
const texts = [...svg.querySelectorAll("text")].filter((it) => it.textContent.trim());
const faults = [];
const seen = new Map(texts.map((it) => [it, it.getBoundingClientRect()]));
const name = (it) => JSON.stringify(it.textContent.slice(0, 40));
const isTurned = (it) => it.hasAttribute("transform");
const meet = (a, b, by) => a.left + by < b.right && b.left + by < a.right && a.top + by < b.bottom && b.top + by < a.bottom;

const frame = svg.getBoundingClientRect();
texts.forEach((it, at) => {
  const box = seen.get(it);
  if (box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom) faults.push(`${name(it)} leaves the picture`);
  if (isTurned(it)) return;
  for (const other of texts.slice(at + 1)) {
    if (!isTurned(other) && meet(box, seen.get(other), 2)) faults.push(`${name(it)} lies over ${name(other)}`);
  }
});
// Turned labels are as far apart as a line is high.
const turned = texts.filter(isTurned).map((it) => Number(it.getAttribute("x"))).sort((a, b) => a - b);
turned.slice(1).forEach((x, at) => { if (x - turned[at] < 12) faults.push("turned labels are too close"); });

for (const group of svg.querySelectorAll("g")) {
  const rect = group.querySelector(":scope > rect");
  if (!rect) continue;
  const box = rect.getBoundingClientRect();
  for (const text of group.querySelectorAll(":scope > text")) {
    const inner = seen.get(text);
    if (inner && (inner.left < box.left || inner.right > box.right)) faults.push(`${name(text)} leaves its box`);
  }
}

for (const path of svg.querySelectorAll("path")) {
  const length = path.getTotalLength();
  for (let at = 0; at <= length; at += 3) {
    const point = path.getPointAtLength(at);
    const x = point.x + frame.left, y = point.y + frame.top;
    const hit = texts.find((it) => { const box = seen.get(it); return x > box.left + 1 && x < box.right - 1 && y > box.top + 2 && y < box.bottom - 2; });
    if (hit) { faults.push(`a line crosses ${name(hit)}`); break; }
  }
}

const channel = (it) => { it /= 255; return it <= 0.03928 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4; };
const light = (it) => { const [r, g, b] = it.match(/[\d.]+/g).map(Number); return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b); };
const ground = (it) => {
  const rect = it.parentElement.querySelector(":scope > rect");
  const fill = rect && it.parentElement !== svg ? getComputedStyle(rect).fill : getComputedStyle(svg).backgroundColor;
  return fill === "none" ? getComputedStyle(svg).backgroundColor : fill;
};
let contrast = 21;
for (const text of texts) {
  const [one, two] = [light(getComputedStyle(text).fill), light(ground(text))].sort((a, b) => b - a);
  const ratio = (one + 0.05) / (two + 0.05);
  contrast = Math.min(contrast, ratio);
  // WCAG 2.2, success criterion 1.4.3.
  if (ratio < 4.5) faults.push(`${name(text)} has a contrast of ${ratio.toFixed(1)} only`);
}

document.querySelector("#found").textContent = JSON.stringify({
  texts: texts.length,
  titles: svg.querySelectorAll("title").length,
  width: Math.round(frame.width),
  dark: light(getComputedStyle(svg).backgroundColor) < 0.2,
  contrast,
  faults,
});
