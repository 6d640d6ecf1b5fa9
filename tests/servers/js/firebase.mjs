// Answers by superstatic, which Firebase's own tools serve a firebase.json with.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import superstatic from 'superstatic/lib/superstatic.js';

const [folder, port] = process.argv.slice(2);
const { hosting } = JSON.parse(readFileSync(path.join(folder, 'firebase.json'), 'utf8'));
const site = superstatic({ config: hosting, cwd: folder, fallthrough: false });

createServer((incoming, out) => {
  site(incoming, out, () => {
    out.writeHead(404);
    out.end();
  });
}).listen(Number(port), '127.0.0.1');
