// Holds the workflow commands against those that GitHub's own toolkit issues for the same findings.
import { readFileSync } from 'node:fs';
import * as core from '@actions/core';

const [findings, commands] = process.argv.slice(2).map(it => readFileSync(it, 'utf8'));
const lines = commands.trimEnd().split('\n');

// What the toolkit issues goes to standard output.
const issued = [];
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = text => issued.push(text.trimEnd()) > 0;
for (const it of JSON.parse(findings).findings.filter(it => !it.waived)) {
  const [place] = it.places;
  const isOneLine = place.line === place['end-line'];
  const columns = isOneLine ? { startColumn: place.column, endColumn: Math.max(place['end-column'] - 1, place.column) } : {};
  const help = it.help ? `\nhelp: ${it.help}` : '';
  const message = `${it.message}${help}\nsee \`cutover explain ${it.rule}\``;
  const issue = { error: core.error, warning: core.warning, info: core.notice }[it.severity];
  issue(message, { title: it.rule, file: place.path, startLine: place.line, endLine: place['end-line'], ...columns });
}
process.stdout.write = write;

// The order of properties says nothing.
const sorted = line => {
  const [, kind, properties, message] = /^::(\w+) (.*?)::(.*)$/.exec(line);
  return `::${kind} ${properties.split(',').sort().join(',')}::${message}`;
};
const [ours, theirs] = [lines, issued].map(it => it.map(sorted).sort());
for (const [at, line] of theirs.entries()) {
  if (ours[at] !== line) throw new Error(`found  ${ours[at]}\nwanted ${line}`);
}
if (ours.length !== theirs.length) throw new Error(`found ${ours.length} commands, wanted ${theirs.length}`);
console.log(`@actions/core issues the same ${ours.length} commands`);
