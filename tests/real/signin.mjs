// Signs in with Chromium as people do: asks in one browser, opens the mailed link in another, reads, signs
// out, goes back. axe finds nothing on any page met.
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(join(process.env.NODE_PATH, 'x.js'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [base, mails] = process.argv.slice(2);
const faults = [];
const fault = (where, what) => faults.push(`${where}: ${what}`);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

const words = {
  fr: { asked: 'Regardez vos courriels', own: 'Vos communautés', out: 'Sortir', stale: 'Ce lien ne sert plus', door: 'Espace des membres', none: "Il n'y a pas de page" },
  en: { asked: 'Check your email', own: 'Your communities', out: 'Sign out', stale: 'This link no longer works', door: "Members' area", none: 'There is no page' },
};

async function mailed(who) {
  for (let i = 0; i < 150; i += 1) {
    const last = readdirSync(mails).filter((f) => f.endsWith(`-${who}@example.org.eml`)).sort().pop();
    // Quoted-printable (RFC 2045 §6.7) breaks the line.
    const text = last && readFileSync(join(mails, last), 'utf8').replace(/=\r?\n/g, '');
    const link = text && text.match(/http:\/\/\S+\/entrer\/[a-z0-9]+/);
    if (link) return link[0];
    await new Promise((later) => { setTimeout(later, 200); });
  }
  throw new Error(`no mail to ${who}`);
}

async function look(page, where, width) {
  const facts = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    h1: document.querySelectorAll('h1').length,
    scripts: document.querySelectorAll('script:not([type="application/ld+json"])').length,
    small: [...document.querySelectorAll('button, input:not([type=hidden]), .b')]
      .filter((e) => { const r = e.getBoundingClientRect(); return r.height < 24 || r.width < 24; }).length,
  }));
  if (facts.wide > width || facts.h1 !== 1 || facts.scripts || facts.small) fault(where, JSON.stringify(facts));
  await page.evaluate(axe);
  const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const found = await page.evaluate((tags) => window.axe.run({ runOnly: { type: 'tag', values: tags } }), values);
  for (const rule of found.violations) fault(where, `${rule.id}: ${rule.nodes.map((n) => n.html).join(' ')}`);
}

async function visit(who, lang, colorScheme, width) {
  const t = words[lang];
  const at = (what) => `${what} (${lang}, ${colorScheme}, ${width})`;
  const options = { colorScheme, viewport: { width, height: 800 }, acceptDownloads: true };
  const [asking, reading] = [await browser.newContext(options), await browser.newContext(options)];
  for (const context of [asking, reading]) {
    context.on('console', (line) => { if (!/404|422/.test(line.text())) fault(at('console'), line.text()); });
  }
  const has = async (page, text, what) => {
    if (!(await page.textContent('body')).replaceAll('\u00a0', ' ').includes(text)) fault(at(what), `“${text}” is missing at ${page.url()}`);
  };
  const shot = async (page, what) => {
    if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${what}-${lang}-${colorScheme}-${width}.png`), fullPage: true });
  };

  const desk = await asking.newPage();
  await desk.goto(`${base}/${lang}/`);
  await desk.click(`footer >> text=${t.door}`);
  await look(desk, at('door'), width);
  await shot(desk, 'door');
  await desk.fill('input[name=address]', `${who}@example.org`);
  await desk.click('button');
  await has(desk, t.asked, 'asked');
  await look(desk, at('asked'), width);

  const link = await mailed(who);
  const phone = await reading.newPage();
  await phone.goto(link);
  await look(phone, at('link'), width);
  await shot(phone, 'link');
  await phone.click('button');
  if (new URL(phone.url()).pathname !== `/${lang}/`) fault(at('entered'), phone.url());
  await has(phone, t.own, 'front');
  await has(phone, 'Cercle secret', 'front');
  await look(phone, at('front'), width);
  await shot(phone, 'front');
  const [cookie] = await reading.cookies();
  if (!cookie?.httpOnly || cookie.sameSite !== 'Lax' || cookie.path !== '/') fault(at('cookie'), JSON.stringify(cookie));

  await phone.click('text=Cercle secret');
  await has(phone, 'Semis secrets', 'list');
  await look(phone, at('list'), width);
  await phone.click('text=Semis secrets');
  await has(phone, 'canari du texte', 'thread');
  await look(phone, at('thread'), width);
  await shot(phone, 'thread');
  const file = phone.waitForEvent('download');
  await phone.click('text=plan.txt');
  if (!readFileSync(await (await file).path(), 'utf8').includes('canari du fichier')) fault(at('file'), 'not the file');
  const source = await reading.request.get(`${base}/c/prive/m/1/source`);
  if (!(await source.text()).includes('canari du texte')) fault(at('source'), source.status());

  // The browser that asked is not let in by it, nor a second time.
  await desk.goto(`${base}/${lang}/c/prive/f/1/`);
  await has(desk, t.none, 'stranger');
  await look(desk, at('stranger'), width);
  await desk.goto(link);
  await has(desk, t.stale, 'stale');
  await look(desk, at('stale'), width);

  await phone.goto(`${base}/${lang}/`);
  await phone.click('main p.d a');
  await look(phone, at('inside'), width);
  await shot(phone, 'inside');
  await phone.click(`button:text-is("${t.out}")`);
  await has(phone, t.door, 'signed out');
  if ((await reading.cookies()).length) fault(at('signed out'), 'the cookie stayed');
  for (let back = 0; back < 6; back += 1) {
    await phone.goBack();
    const shown = await phone.textContent('body');
    if (/canari|Semis secrets|Cercle secret/.test(shown)) fault(at(`back ${back + 1}`), `${phone.url()} still shows it`);
  }
  await asking.close();
  await reading.close();
}

await visit('desk', 'fr', 'light', 1000);
await visit('phone', 'en', 'light', 390);
await visit('night', 'fr', 'dark', 320);
await browser.close();
if (faults.length) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('signin.mjs: three visits, nothing found');
