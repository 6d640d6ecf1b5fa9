// Counts each text message again, with another's program, and holds the count against the file beside it.
// node sms.mjs FOLDER: below it lie `*.sms.json` and `*.sms.txt`; `sms-segments-calculator` 1.3.0 is where Node finds it.
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const { SegmentedMessage } = createRequire(join(process.cwd(), 'here.js'))('sms-segments-calculator');
const [folder] = process.argv.slice(2);
const names = readdirSync(folder, { recursive: true }).filter((it) => it.endsWith('.sms.json'));
const wrong = [];
for (const name of names) {
  const ours = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const bytes = readFileSync(join(folder, name.replace(/json$/, 'txt')), 'utf8');
  const theirs = new SegmentedMessage(ours.text);
  const encoding = { 'GSM-7': 'gsm-7', 'UCS-2': 'ucs-2' }[theirs.encodingName];
  const units = theirs.messageSize / (encoding === 'gsm-7' ? 7 : 16);
  const found = { text: bytes, encoding, units, segments: theirs.segmentsCount };
  for (const key of Object.keys(found)) {
    if (found[key] !== ours[key]) wrong.push(`${name}: ${key} is ${ours[key]}, counted again ${found[key]}`);
  }
}
if (names.length === 0) wrong.push(`no text message below ${folder}`);
wrong.forEach((it) => console.error(it));
console.log(`${names.length} text messages counted again, ${wrong.length} differences`);
process.exit(wrong.length === 0 ? 0 : 1);
