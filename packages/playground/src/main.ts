import { parse } from '@infomin/grammar';
import { fromHash, type Shared, toHash } from './address.js';
import { createEditor } from './editor.js';
import type { Ask, Tell } from './lab-messages.js';
import { figuresOf } from './pictures.js';
import { samples } from './samples.js';
import { Sliders } from './sliders.js';
import { wireTabs } from './tabs.js';
import { Training } from './training.js';

const at = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;

const begun = await fromHash(location.hash);
const known = (name: string | undefined) => (name && Object.hasOwn(samples, name) ? name : undefined);
let sample = known(begun.sample) ?? 'quickstart';
let panel = 'graph';

const editor = createEditor(at('editor'), begun.text ?? samples[sample]!.text, () => later(look));
const text = () => editor.state.doc.toString();
const sliders = new Sliders(at('sliders'), () => later(look));
sliders.set = { ...begun.set };
/** The text, and values for those of its parameters that sliders were moved for; what it sweeps stays swept. */
const experiment = () => {
  const { declarations } = parse(text()).file;
  const params = declarations.flatMap((each) => (each.kind === 'param' ? (each.name?.text ?? []) : []));
  const swept = declarations.flatMap((each) =>
    each.kind === 'sweep' ? each.params.map((name) => name.text) : [],
  );
  const set = Object.entries(sliders.set).filter(([name]) => params.includes(name) && !swept.includes(name));
  return { text: text(), set: Object.fromEntries(set) };
};
const training = new Training(experiment);

/** One worker draws and shows views; it is asked anew when it has answered. */
const lab = new Worker(new URL('lab.worker.js', import.meta.url), { type: 'module' });
let busy = false;
let stale = false;

function look(): void {
  void keepAddress();
  stale = true;
  ask();
}

function ask(): void {
  if (busy || !stale) return;
  stale = false;
  busy = true;
  shown = [];
  const asked = panel === 'views' ? 'views' : 'draw';
  lab.postMessage({ ask: asked, ...experiment() } satisfies Ask);
  panelOf(asked).classList.add('busy');
}

const panelOf = (asked: Ask['ask']) => at(asked === 'views' ? 'views' : 'graph');
const paragraph = (textContent: string, className: string) =>
  Object.assign(document.createElement('p'), { className, textContent });

let shown: HTMLElement[] = [];
lab.onmessage = ({ data }: MessageEvent<Tell>) => {
  if (data.tell === 'params') {
    sliders.show(samples[sample]!, data.params);
  } else if (data.tell === 'drawn') {
    const drawing = document.createElement('div');
    drawing.innerHTML = data.svg;
    drawing.querySelector('svg')?.setAttribute('role', 'img');
    drawing.querySelector('svg')?.setAttribute('aria-label', 'The graph of the experiment');
    shown = [drawing];
  } else if (data.tell === 'gallery') {
    shown.push(...figuresOf(data.gallery));
  } else if (data.tell === 'errors') {
    shown = data.messages.map((message) => paragraph(message, 'error'));
  } else if (data.tell === 'failed') {
    shown = [paragraph(data.message, 'error')];
  } else if (data.tell === 'done') {
    busy = false;
    const shows = panelOf(data.ask);
    shows.classList.remove('busy');
    shows.replaceChildren(
      ...(shown.length > 0 ? shown : [paragraph('No images enter an encoder here.', 'soft')]),
    );
    ask();
  }
};

let timer = 0;
function later(work: () => void): void {
  clearTimeout(timer);
  timer = window.setTimeout(work, 300);
}

const state = (): Shared => ({ ...experiment(), sample });
async function keepAddress(): Promise<void> {
  history.replaceState(null, '', await toHash(state(), samples[sample]!.text));
}

const choose = wireTabs(document.querySelector<HTMLElement>('[role=tablist]')!, (chosen) => {
  panel = chosen;
  look();
});

function open(name: string, other?: string): void {
  sample = name;
  training.forget();
  at('about').textContent = samples[name]!.about;
  at<HTMLSelectElement>('sample').value = name;
  const wanted = other ?? samples[name]!.text;
  if (wanted !== text())
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: wanted } });
  choose(samples[name]!.panel ?? 'graph');
}

for (const [name, { title }] of Object.entries(samples)) at('sample').append(new Option(title, name));
at('sample').onchange = () => {
  sliders.set = {};
  open(at<HTMLSelectElement>('sample').value);
};
at('share').onclick = async () => {
  await keepAddress();
  await navigator.clipboard.writeText(location.href).catch(() => {});
  at('share').textContent = 'Copied';
  setTimeout(() => (at('share').textContent = 'Copy link'), 1500);
};
window.onhashchange = async () => {
  const wanted = await fromHash(location.hash);
  sliders.set = { ...wanted.set };
  open(known(wanted.sample) ?? sample, wanted.text);
};
open(sample, begun.text);

// Offline once loaded. A page opened from a file has no service workers.
if ('serviceWorker' in navigator && location.protocol !== 'file:') {
  void navigator.serviceWorker.register(new URL('offline.worker.js', import.meta.url), { type: 'module' });
}
