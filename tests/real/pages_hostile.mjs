// The attacks of `tests/it/visitors.rs` in a real browser, with the pages' policy and without it: nothing runs,
// nothing is asked of anybody else (threats 20, 23).
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { join, normalize } from 'node:path';

const require = createRequire(join(process.env.NODE_PATH, 'x.js'));
const { chromium } = require('playwright-core');
const root = process.argv[2];
const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
  try {
    const body = readFileSync(join(root, path.endsWith('/') ? `${path}index.html` : path));
    const type = path.endsWith('.xml') ? 'application/xml' : 'text/html';
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const base = `http://127.0.0.1:${server.address().port}`;

const list = '/fr/c/attaques/';
const below = (folder) => readdirSync(join(root, folder), { withFileTypes: true })
  .filter((e) => e.isDirectory()).map((e) => `${folder}${e.name}/`);
const threads = below(`${list}f/`);
// The long conversation whole, the others' first ones, and every list.
const long = threads.filter((t) => below(t).length > 1);
const paths = ['/fr/', '/fr/noms/', '/fr/recherche/', list, ...below(list), ...below(`${list}2019-06/`), ...below(`${list}p/`),
  ...long, ...long.flatMap(below), ...threads.filter((t) => !long.includes(t)).slice(0, 60),
  ...below(`${list}resumes/`), `${list}atom.xml`, `${list}sans-reponse/atom.xml`].filter((p) => !p.endsWith('/f/') && !p.endsWith('/p/'));
const faults = [];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const bypassCSP of [false, true]) {
  const context = await browser.newContext({ bypassCSP });
  const page = await context.newPage();
  const fault = (what) => faults.push(`${page.url()} (policy ${bypassCSP ? 'off' : 'on'}): ${what}`);
  page.on('dialog', (dialog) => { fault(`a script ran: ${dialog.message()}`); dialog.dismiss(); });
  page.on('pageerror', (error) => fault(`a script failed: ${error}`));
  page.on('request', (request) => { if (!request.url().startsWith(base)) fault(`asks for ${request.url()}`); });
  for (const path of paths) {
    const answer = await page.goto(base + path);
    if (!answer.ok()) fault('is not there');
    if (path.endsWith('.xml')) {
      const broken = await page.evaluate((text) =>
        new DOMParser().parseFromString(text, 'application/xml').querySelector('parsererror')?.textContent,
      readFileSync(join(root, path), 'utf8'));
      if (broken) fault(`no XML: ${broken}`);
      continue;
    }
    // What a reader's finger and pointer could set off.
    await page.evaluate(() => {
      document.querySelectorAll('details').forEach((d) => { d.open = true; });
      document.querySelectorAll('body *').forEach((e) => {
        for (const kind of ['mouseover', 'focus', 'pointerenter']) e.dispatchEvent(new Event(kind, { bubbles: true }));
      });
    });
  }
  await context.close();
}
await browser.close();
server.close();
if (faults.length) {
  console.error(faults.slice(0, 40).join('\n'));
  process.exit(1);
}
console.log(`pages_hostile.mjs: ${paths.length} pages with the policy and without, nothing ran`);
