// Answers by the routes that Vercel's own code compiles of a vercel.json. It refuses what that code refuses; asking the
// compiled expressions in order, and handing the query on, is done here.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { getTransformedRoutes } from '@vercel/routing-utils';

const [folder, port] = process.argv.slice(2);
const { $schema, ...written } = JSON.parse(readFileSync(path.join(folder, 'vercel.json'), 'utf8'));
const { routes, error } = getTransformedRoutes(written);
if (error) throw new Error(JSON.stringify(error));
const compiled = routes.map((route) => ({ ...route, regex: new RegExp(route.src, route.caseSensitive ? '' : 'i') }));

createServer((incoming, out) => {
  const [key, ...rest] = incoming.url.split('?');
  const query = rest.join('?');
  for (const { regex, headers = {}, status, dest } of compiled) {
    const values = regex.exec(key);
    if (!values) continue;
    const fill = (text) => text.replace(/\$(\d+)/g, (_, rank) => values[Number(rank)] ?? '');
    const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)]));
    if (filled.Location && query) filled.Location += `?${query}`;
    const file = dest && path.join(folder, dest);
    const body = file && existsSync(file) && incoming.method !== 'HEAD' ? readFileSync(file) : '';
    out.writeHead(status ?? 200, filled);
    return out.end(body);
  }
  out.writeHead(404);
  out.end();
}).listen(Number(port), '127.0.0.1');
