// What an eye sees and a machine can measure, in Chromium: the length of a line, what has the focus, what
// is printed, what must not break, and empty pages that say what to do.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';

const require = createRequire(join(process.env.NODE_PATH, 'x.js'));
const { chromium } = require('playwright-core');
const root = process.argv[2];

const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
  try {
    const body = readFileSync(join(root, path.endsWith('/') ? `${path}index.html` : path));
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const base = `http://127.0.0.1:${server.address().port}`;
const faults = [];
const fault = (where, what) => faults.push(`${where}: ${what}`);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

async function at(width, colorScheme, paths, look) {
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
  for (const path of paths) {
    await page.goto(`${base}/${path}`);
    await look(page, `${path} (${colorScheme}, ${width})`);
  }
  await page.close();
}

// A line of running text holds 60 to 75 characters at a desk, in the letters that this machine has.
await at(1280, 'light', ['fr/c/cdp/f/1/', 'en/aide/', 'fr/c/essais/n/1/'], async (page, where) => {
  const count = await page.evaluate(() => {
    const line = document.querySelector('main p');
    const pen = document.createElement('canvas').getContext('2d');
    const style = getComputedStyle(document.body);
    pen.font = `${style.fontSize} ${style.fontFamily}`;
    const text = 'On y partage des outils, des questions et des essais qui n’ont pas réussi. ';
    return (line.parentElement.clientWidth / pen.measureText(text).width) * text.length;
  });
  if (count < 60 || count > 75) fault(where, `${Math.round(count)} characters in a line`);
});

// Whoever goes by Tab sees where they are, wherever that is.
const walked = ['fr/c/cdp/', 'fr/c/cdp/f/1/', 'fr/c/cdp/f/2/', 'fr/c/essais/n/1/', 'fr/recherche/animer/'];
for (const scheme of ['light', 'dark']) {
  await at(390, scheme, walked, async (page, where) => {
    for (let n = 0; n < 120; n += 1) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate(() => {
        const e = document.activeElement;
        if (!e || e === document.body) return null;
        const [s, r] = [getComputedStyle(e), e.getBoundingClientRect()];
        const seen = r.top >= 0 && r.bottom <= innerHeight + 1 && r.width > 4;
        return { seen, outline: s.outlineStyle + s.outlineWidth, text: e.textContent.trim().slice(0, 40) };
      });
      if (!here) return;
      if (!here.seen || here.outline !== 'solid3px') fault(where, `the focus does not show: ${JSON.stringify(here)}`);
    }
    fault(where, 'Tab never comes to the end');
  });
}

// On paper: the words whole, nothing to click on, no colour behind them.
await at(640, 'light', ['fr/c/cdp/f/2/', 'fr/c/essais/f/4/', 'fr/c/essais/f/5/', 'en/c/cdp/bilan/'], async (page, where) => {
  await page.emulateMedia({ media: 'print' });
  const paper = await page.evaluate(() => ({
    cut: [...document.querySelectorAll('pre, .x')].filter((e) => e.scrollWidth > e.clientWidth + 1).length,
    shown: [...document.querySelectorAll('nav, footer, .r')].filter((e) => e.offsetHeight > 0).length,
    back: getComputedStyle(document.documentElement).backgroundColor,
  }));
  if (paper.cut || paper.shown || paper.back !== 'rgba(0, 0, 0, 0)') fault(where, `printed: ${JSON.stringify(paper)}`);
});

// On a phone: what is one word stays on one line, what stands side by side is of one height.
await at(320, 'light', ['fr/c/essais/carnets/', 'fr/c/essais/carnets/1/', 'fr/c/cdp/bilan/', 'fr/recherche/'], async (page, where) => {
  const broken = await page.evaluate(() => {
    const lines = (e) => new Set([...e.getClientRects()].map((r) => Math.round(r.top))).size;
    const torn = [...document.querySelectorAll('.z')].filter((e) => lines(e) > 1).map((e) => e.textContent);
    const high = [...document.querySelectorAll('td')].filter((e) => e.textContent && e.clientHeight > 45).map((e) => e.textContent);
    const row = [...document.querySelectorAll('.s > input, .s > button')].map((e) => Math.round(e.getBoundingClientRect().height));
    return [...torn, ...high, ...(new Set(row).size > 1 ? row : [])];
  });
  if (broken.length) fault(where, `broken: ${broken}`);
});

const says = async (path, wanted, unwanted) => at(390, 'light', [path], async (page, where) => {
  const text = (await page.innerText('body')).replaceAll('\u00a0', ' ');
  for (const words of wanted) if (!text.includes(words)) fault(where, `“${words}” is missing`);
  for (const words of unwanted) if (text.includes(words)) fault(where, `“${words}” is there`);
});
// A community in which nobody wrote has no answered questions; what is empty says how it fills.
await says('fr/c/jardins/sans-reponse/', ['Écrire le premier message'], ['ont eu une réponse']);
await says('en/c/jardins/sans-reponse/', ['Write the first message'], ['has had an answer']);
await says('fr/c/cdp/sans-reponse/', ['Toutes les questions ont eu une réponse.'], []);
await says('fr/c/jardins/resumes/', ['une fois la semaine finie'], []);
await says('fr/c/cdp/carnets/', ['Transférez-le à cdp-note@listes.example.org'], []);
await says('en/c/cdp/carnets/', ['Forward it to cdp-note@listes.example.org'], []);
// One sign at the end of a sentence; a title within a title in quotation marks.
await says('en/etat/', [], ['..']);
await says('fr/c/essais/n/1/historique/', ['Historique de « Note 1'], ['Historique :']);
await says('en/c/essais/n/1/historique/', ['History of “Note 1'], []);
// An extract is made of sentences: no rows of a table, no number without its item.
await says('fr/c/cdp/resumes/2019-S21/', [], ['|--', '| mois']);
await says('fr/c/cdp/f/1/arbre/', [], [': 1.\n']);
await says('fr/c/essais/f/11/9/', ['Première page'], []);

// A table of an HTML mail is one, and scrolls by itself.
await at(390, 'light', ['fr/c/essais/f/10/'], async (page, where) => {
  const table = await page.evaluate(() => document.querySelector('pre')?.textContent ?? '');
  if (!/^\| Mois +\| Messages/.test(table) || !table.includes('| mai ')) fault(where, `no table: “${table}”`);
});

await at(390, 'light', ['fr/c/essais/f/8/'], async (page, where) => {
  const deep = await page.evaluate(() => document.querySelector('blockquote blockquote')?.textContent ?? '');
  if (!deep.includes('Plus profond') || deep.includes('>')) fault(where, `a quotation in a quotation: “${deep}”`);
});

await browser.close();
server.close();
if (faults.length) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('pages_look.mjs: nothing found');
