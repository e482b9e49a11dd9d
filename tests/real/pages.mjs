// Reads every page type in Chromium, those that are hard to set too: axe finds nothing, one request a page,
// no sideways scrolling on a phone, one h1, targets of 24 px, no script runs, languages name each other,
// feeds are Atom, the first view fits one flight of TCP.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const require = createRequire(join(process.env.NODE_PATH, 'x.js'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const root = process.argv[2];

const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
  try {
    const body = readFileSync(join(root, path.endsWith('/') ? `${path}index.html` : path));
    const type = path.endsWith('.xml') ? 'application/atom+xml' : 'text/html';
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const base = `http://127.0.0.1:${server.address().port}`;

const types = [
  '', 'ouverts/', 'noms/', 'aide/', 'confidentialite/', 'accessibilite/', 'c/cdp/', 'c/cdp/p/2/', 'c/cdp/ouverts/', 'c/cdp/ouverts/4/', 'c/cdp/mois/', 'c/cdp/2019-06/',
  'c/cdp/2019-06/activite/', 'c/cdp/sans-reponse/', 'c/jardins/sans-reponse/', 'c/cdp/f/1/', 'c/cdp/f/1/arbre/', 'c/cdp/f/2/', 'c/cdp/f/3/', 'c/cdp/f/4/', 'c/cdp/f/5/', 'c/cdp/f/8/', 'c/cdp/f/8/2/',
  'c/jardins/', 'c/cdp/resumes/', 'c/cdp/resumes/2019-S21/', 'c/cdp/resumes/2019-S23/',
  'c/jardins/resumes/', 'c/cdp/sondages/', 'c/cdp/sondages/1/', 'c/cdp/sondages/2/', 'c/cdp/bilan/',
  'recherche/', 'recherche/rien/', 'recherche/animer/',
  // What is hard: another direction, emoji, code, tables, words without end, 400 messages, notes.
  ...Array.from({ length: 11 }, (_, n) => `c/essais/f/${n + 1}/`),
  'c/essais/', 'c/essais/f/11/9/', 'c/essais/f/11/16/', 'c/essais/f/11/arbre/', 'c/essais/carnets/',
  'c/essais/carnets/1/', 'c/essais/n/1/', 'c/essais/n/2/', 'c/essais/n/1/historique/', 'c/seul/',
  'etat/', 'quitter/',
];
const paths = ['/', '/404.html', ...['fr', 'en'].flatMap((l) => types.map((t) => `/${l}/${t}`))];
const faults = [];
const fault = (where, what) => faults.push(`${where}: ${what}`);

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const ways = ['light', 'dark'].flatMap((colorScheme) =>
  // A phone; a desk; the same desk at 200 % (WCAG 1.4.4, 1.4.10).
  [[320, 1], [1280, 1], [640, 2]].map(([width, deviceScaleFactor]) => ({ colorScheme, width, deviceScaleFactor })));
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// What a page shows of itself, every fold open.
const look = () => {
  document.querySelectorAll('details').forEach((d) => { d.open = true; });
  // WCAG 2.2, 2.5.8: 24 px, unless it stands in a line of text or has room around it.
  const small = (e) => {
    const r = e.getBoundingClientRect();
    return (r.height < 24 || r.width < 24) && !e.closest('.skip');
  };
  return {
    wide: document.documentElement.scrollWidth,
    data: [...document.querySelectorAll('script')].filter((e) => {
      try { return JSON.parse(e.textContent)['@context'] !== 'https://schema.org'; } catch { return true; }
    }).length,
    h1: document.querySelectorAll('h1').length,
    forms: document.querySelectorAll('form:not([role=search])').length,
    active: document.querySelectorAll('script:not([type="application/ld+json"]),iframe,object,embed,img,svg,math,base').length,
    handlers: [...document.querySelectorAll('*')].flatMap((e) => e.getAttributeNames())
      .filter((name) => name.startsWith('on') || name === 'style').length,
    links: [...document.links].filter((a) => !/^(https?|mailto):$/.test(a.protocol)).length,
    twins: [...document.querySelectorAll('link[hreflang]')].map((l) => [l.hreflang, new URL(l.href).pathname]),
    small: [...document.querySelectorAll('.b, .t li > a, .up a, summary, input, select, button')].filter(small)
      .map((e) => e.textContent),
  };
};

async function read(page, path, { colorScheme, width }) {
  const where = `${path} (${colorScheme}, ${width})`;
  page.seen = 0;
  await page.goto(base + path);
  const facts = await page.evaluate(look);
  if (facts.wide > width) fault(where, `${facts.wide} px wide`);
  if (facts.h1 !== 1) fault(where, `${facts.h1} h1`);
  if (facts.active || facts.data || facts.handlers || facts.links) fault(where, JSON.stringify(facts));
  if (facts.forms && !path.endsWith('/quitter/')) fault(where, 'a form');
  if (facts.small.length) fault(where, `targets under 24 px: ${facts.small}`);
  // Both ways: a page names itself and its twin, and so does the twin (its path differs by its language only).
  if (/^\/(fr|en)\//.test(path) && !/quitter|recherche/.test(path)) {
    const want = ['en', 'fr'].map((l) => [l, path.replace(/^\/../, `/${l}`)]);
    const told = facts.twins.filter(([l]) => l !== 'x-default');
    if (JSON.stringify(told.sort()) !== JSON.stringify(want)) fault(where, `hreflang: ${JSON.stringify(facts.twins)}`);
  }
  await page.evaluate(axe);
  const found = await page.evaluate((values) => window.axe.run({ runOnly: { type: 'tag', values } }), tags);
  if (page.seen !== 1) fault(where, `${page.seen} requests`);
  for (const rule of found.violations) {
    fault(where, `${rule.id}: ${rule.nodes.map((n) => n.html).slice(0, 3).join(' ')}`);
  }
}

// Pages wait for one another little: three ways at a time.
await Promise.all([0, 1, 2].map(async (turn) => {
  for (const way of ways.filter((_, n) => n % 3 === turn)) {
    const { colorScheme, width, deviceScaleFactor } = way;
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, deviceScaleFactor });
    const page = await context.newPage();
    page.on('request', () => { page.seen += 1; });
    page.on('dialog', (dialog) => { fault(page.url(), 'a script ran'); dialog.dismiss(); });
    page.on('console', (line) => fault(page.url(), `console: ${line.text()}`));
    for (const path of paths) await read(page, path, way);
    await context.close();
  }
}));

const page = await browser.newPage();
await page.goto(`${base}/fr/`);
for (const path of ['fr/c/cdp/sans-reponse/atom.xml', 'fr/c/cdp/resumes/atom.xml', 'fr/c/cdp/atom.xml', 'en/c/cdp/atom.xml', 'fr/c/jardins/atom.xml', 'fr/c/essais/atom.xml']) {
  const feed = await page.evaluate((text) => {
    const xml = new DOMParser().parseFromString(text, 'application/xml');
    const of = (e, name) => [...e.children].filter((c) => c.localName === name).map((c) => c.textContent);
    const whole = (e, names) => names.every((n) => of(e, n).length === 1 && of(e, n)[0] !== '');
    const entries = [...xml.documentElement.children].filter((c) => c.localName === 'entry');
    const ids = entries.map((e) => of(e, 'id')[0]);
    return xml.documentElement.namespaceURI === 'http://www.w3.org/2005/Atom'
      && whole(xml.documentElement, ['id', 'title', 'updated'])
      && entries.every((e) => whole(e, ['id', 'title', 'updated', 'author', 'content']))
      && new Set(ids).size === ids.length;
  }, readFileSync(join(root, path), 'utf8'));
  if (!feed) fault(path, 'not an Atom feed');
}
await browser.close();
server.close();

for (const path of paths) {
  const size = gzipSync(readFileSync(join(root, path.endsWith('/') ? `${path}index.html` : path))).length;
  if (size > 14600) fault(path, `${size} octets compressed`);
}
if (faults.length) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`pages.mjs: ${paths.length} pages in 2 schemes and 3 widths, nothing found`);
