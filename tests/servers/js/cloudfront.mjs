// Calls a CloudFront Function with CloudFront's event for each request, and does with what it returns as CloudFront does.
//   node cloudfront.mjs FOLDER PORT
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, port] = process.argv.slice(2);
const store = new Map(JSON.parse(readFileSync(join(folder, 'store.json'), 'utf8')).data.map(it => [it.key, it.value]));

// The module that a function imports as `cloudfront`: its store, and the origin of the request in hand.
globalThis.cloudfront = {
  kvs: () => ({
    get: async key => {
      if (!store.has(key)) throw new Error('KeyNotFound');
      return store.get(key);
    },
  }),
  updateRequestOrigin: origin => { globalThis.cloudfront.origin = origin; },
};
const stub = join(folder, 'node_modules', 'cloudfront');
mkdirSync(stub, { recursive: true });
writeFileSync(join(stub, 'package.json'), '{"type": "module", "exports": "./index.js"}');
writeFileSync(join(stub, 'index.js'), 'export default globalThis.cloudfront;\n');
const code = readFileSync(join(folder, 'function.js'), 'utf8');
writeFileSync(join(folder, 'function.mjs'), `${code}\nexport { handler };\n`);
const { handler } = await import(pathToFileURL(join(folder, 'function.mjs')));

function event(request) {
  const [uri] = request.url.split('?', 1);
  const raw = request.url.length > uri.length ? request.url.slice(uri.length + 1) : undefined;
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, { value: String(value) }]));
  headers['cloudfront-forwarded-proto'] = { value: 'http' };
  const querystring = Object.fromEntries([...new URLSearchParams(raw)].map(([name, value]) => [name, { value }]));
  const asked = { method: request.method, uri, querystring, headers, cookies: {}, rawQueryString: () => raw };
  return { version: '1.0', context: { eventType: 'viewer-request' }, viewer: { ip: '127.0.0.1' }, request: asked };
}

// One request at a time: the origin is the module's own.
let turn = Promise.resolve();
const server = http.createServer((request, response) => {
  turn = turn.then(() => answer(request, response)).catch(err => {
    console.error('error', err);
    response.writeHead(502).end();
  });
});

async function answer(request, response) {
  const found = await handler(event(request));
  if (found.statusCode) {
    for (const [name, it] of Object.entries(found.headers ?? {})) response.setHeader(name, it.value);
    response.writeHead(found.statusCode);
    request.resume();
    return response.end(found.body?.data);
  }
  const { domainName, hostHeader, customOriginConfig } = globalThis.cloudfront.origin;
  const options = { host: domainName, port: customOriginConfig.port, family: 4, method: request.method, path: request.url };
  const asked = http.request({ ...options, headers: { ...request.headers, host: hostHeader } });
  await new Promise((done, fail) => {
    asked.on('response', it => {
      response.writeHead(it.statusCode, it.headers);
      it.pipe(response);
      it.on('end', done);
    });
    asked.on('error', fail);
    request.pipe(asked);
  });
}

server.listen(Number(port), '127.0.0.1');
