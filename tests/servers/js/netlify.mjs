// Answers by Netlify's own matcher for the folder of a site.
import { createServer } from 'node:http';
import { RedirectsHandler } from '@netlify/redirects';

const [folder, port] = process.argv.slice(2);
const site = new RedirectsHandler({
  configPath: '',
  configRedirects: [],
  jwtRoleClaim: '',
  jwtSecret: '',
  projectDir: folder,
  publicDir: folder,
});

createServer(async (incoming, out) => {
  const match = await site.match(new Request(`https://${incoming.headers.host}${incoming.url}`, { method: incoming.method }));
  out.writeHead(match?.statusCode ?? 404, match?.redirect ? { location: match.target.href } : {});
  out.end();
}).listen(Number(port), '127.0.0.1');
