// Asks the language server that editors use (taplo's, as in VS Code) what it offers for a key and what it tells of one.

import { createRequire } from "node:module";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const shop = process.argv[2];
const { TaploLsp } = createRequire(import.meta.url)("@taplo/lsp");

const waiting = new Map();
let server;
const environment = {
  now: () => new Date(0),
  envVar: () => undefined,
  envVars: () => [],
  stdErrAtty: () => false,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: async (bytes) => bytes.length,
  glob: () => [],
  readFile,
  writeFile,
  urlToFilePath: (url) => (url.startsWith("file:") ? fileURLToPath(url) : undefined),
  isAbsolute: path.isAbsolute,
  cwd: () => shop,
  findConfigFile: () => undefined,
  fetch: { fetch, Headers, Request, Response },
};
const onMessage = (message) => {
  if (message.method && message.id !== undefined) {
    const result = message.method === "workspace/configuration" ? message.params.items.map(() => ({})) : null;
    server.send({ jsonrpc: "2.0", id: message.id, result });
  } else if (message.id !== undefined) {
    waiting.get(message.id)?.(message);
  }
};
server = await TaploLsp.initialize(environment, { onMessage });

let last = 0;
const request = (method, params) =>
  new Promise((resolve, reject) => {
    const id = (last += 1);
    setTimeout(() => reject(new Error(`${method} is not answered`)), 30_000);
    waiting.set(id, (it) => (it.error ? reject(new Error(JSON.stringify(it.error))) : resolve(it.result)));
    server.send({ jsonrpc: "2.0", id, method, params });
  });
const tell = (method, params) => server.send({ jsonrpc: "2.0", method, params });

const rootUri = pathToFileURL(shop).href;
await request("initialize", { processId: null, rootUri, workspaceFolders: [{ uri: rootUri, name: "shop" }], capabilities: {} });
tell("initialized", {});

let files = 0;
// Opens a region of `text`, in which `|` stands for the place that is asked about.
const ask = async (method, text) => {
  const whole = `#:schema ../schema/region.schema.json\n${text}`;
  const before = whole.slice(0, whole.indexOf("|")).split("\n");
  const uri = `${rootUri}/regions/asked-${(files += 1)}.toml`;
  tell("textDocument/didOpen", { textDocument: { uri, languageId: "toml", version: 1, text: whole.replace("|", "") } });
  const position = { line: before.length - 1, character: before.at(-1).length };
  return request(`textDocument/${method}`, { textDocument: { uri }, position });
};
// Prints the text that is asked about and what is said of it, a line each.
const show = (text, lines) => console.log([text.replaceAll("\n", " ⏎ "), ...lines.map((it) => `  ${it}`), ""].join("\n"));
const told = (it) => (it.value ?? it).split("\n").filter((line) => line !== "");

for (const text of [
  "[mi|]",
  "[milestones]\nsunset = { b|",
  "[milestones]\nend = { kind = | }",
  "[services.points]\nmove = \"|\"",
  "[redirects]\nq|",
]) {
  const items = await ask("completion", text);
  show(text, items.filter((it) => it.label !== "").map((it) => `${it.textEdit.newText} -- ${told(it.documentation)[0]}`));
}
for (const text of [
  "[mile|stones]",
  "[milestones]\nsun|set = { by = 2024-12-31 }",
  "[milestones]\nsunset = { b|y = 2024-12-31 }",
  "[services.points]\nmo|ve = \"none\"",
  "[redirects]\nque|ry = \"keep\"",
]) {
  show(text, told((await ask("hover", text)).contents));
}
process.exit(0);
