// Reads the mails that are named with postal-mime.
import { readFileSync } from "node:fs";
import PostalMime from "postal-mime";

const read = [];
for (const file of process.argv.slice(2)) {
  const mail = await PostalMime.parse(readFileSync(file));
  read.push({
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    attachments: mail.attachments.length,
    to: [...(mail.to ?? []), ...(mail.cc ?? []), ...(mail.bcc ?? [])].length,
  });
}
console.log(JSON.stringify(read));
