// Makes the sample, one Markdown file a feature, from npm's caniuse-db: node make-sample.mjs PACKAGE TARGET
import fs from 'node:fs';
import path from 'node:path';

const [source, target] = process.argv.slice(2);
const plain = (text) => text.replace(/<br\s*\/?>/g, '\n').replace(/<[^>]+>/g, '').replace(/\r/g, '').replace(/[ \t]+$/gm, '').trim();
for (const file of fs.readdirSync(path.join(source, 'features-json')).sort()) {
  const feature = JSON.parse(fs.readFileSync(path.join(source, 'features-json', file), 'utf8'));
  const parts = [`# ${plain(feature.title)}`, plain(feature.description), plain(feature.notes ?? '')].filter((part) => part);
  fs.writeFileSync(path.join(target, file.replace(/\.json$/, '.md')), parts.join('\n\n') + '\n');
}
