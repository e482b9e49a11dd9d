// Reads every golden digest in Chromium: axe finds nothing, nothing is requested, no sideways
// scrolling on a phone, one h1, every link 24 px high at least, one column of 640 px at most.
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(join(process.env.NODE_PATH, 'x.js'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const folder = process.argv[2];
const names = readdirSync(folder).filter((name) => name.endsWith('.html'));
const faults = [];

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const colorScheme of ['light', 'dark']) {
  for (const width of [320, 1280]) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
    const page = await context.newPage();
    page.on('request', (request) => faults.push(`${request.url()} was requested`));
    for (const name of names) {
      const fault = (what) => faults.push(`${name} (${colorScheme}, ${width}): ${what}`);
      await page.setContent(readFileSync(join(folder, name), 'utf8'));
      const facts = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        column: document.querySelector('table').getBoundingClientRect().width,
        tables: document.querySelectorAll('table').length,
        h1: document.querySelectorAll('h1').length,
        low: [...document.links].filter((a) => a.getBoundingClientRect().height < 24).map((a) => a.textContent),
        labels: [...document.links].map((a) => a.textContent),
      }));
      if (facts.wide > width) fault(`${facts.wide} px wide`);
      if (facts.column > 640) fault(`a column of ${facts.column} px`);
      if (facts.tables !== 1 || facts.h1 !== 1) fault(`${facts.tables} tables, ${facts.h1} h1`);
      if (facts.low.length) fault(`links under 24 px: ${facts.low}`);
      if (new Set(facts.labels).size !== facts.labels.length) fault('two links read the same');
      await page.evaluate(axe);
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const found = await page.evaluate((values) => window.axe.run({
        runOnly: { type: 'tag', values },
        // A mail stands within the page of whoever shows it: landmarks are that page's.
        rules: { region: { enabled: false }, 'landmark-one-main': { enabled: false } },
      }), tags);
      for (const rule of found.violations) {
        fault(`${rule.id}: ${rule.nodes.map((n) => n.html).slice(0, 3).join(' ')}`);
      }
    }
    await context.close();
  }
}
await browser.close();
if (faults.length) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`digest.mjs: ${names.length} digests in 2 schemes and 2 widths, nothing found`);
