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
let sample = begun.sample && begun.sample in samples ? begun.sample : 'quickstart';
let panel = 'graph';

const editor = createEditor(at('editor'), begun.text ?? samples[sample]!.text, () => later(look));
const text = () => editor.state.doc.toString();
const sliders = new Sliders(at('sliders'), () => later(look));
sliders.set = { ...begun.set };
/** The text, and values for those of its parameters that sliders were moved for. */
const experiment = () => {
  const set = Object.entries(sliders.set).filter(([name]) => new RegExp(`\\bparam ${name}\\b`).test(text()));
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
  at(asked === 'views' ? 'views' : 'graph').classList.add('busy');
}

let shown: HTMLElement[] = [];
lab.onmessage = ({ data }: MessageEvent<Tell>) => {
  if (data.tell === 'params') {
    sliders.show(samples[sample]!, data.params);
  } else if (data.tell === 'drawn') {
    at('graph').innerHTML = data.svg;
    at('graph').querySelector('svg')?.setAttribute('role', 'img');
    at('graph').querySelector('svg')?.setAttribute('aria-label', 'The graph of the experiment');
  } else if (data.tell === 'gallery') {
    shown.push(...figuresOf(data.gallery));
  } else if (data.tell === 'failed') {
    shown = [Object.assign(document.createElement('p'), { className: 'error', textContent: data.message })];
  } else if (data.tell === 'done') {
    busy = false;
    for (const id of ['graph', 'views']) at(id).classList.remove('busy');
    if (data.ask === 'views' && shown.length > 0) at('views').replaceChildren(...shown);
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
  open(wanted.sample && wanted.sample in samples ? wanted.sample : sample, wanted.text);
};
open(sample, begun.text);

// Offline once loaded. A page opened from a file has no service workers.
if ('serviceWorker' in navigator && location.protocol !== 'file:') {
  void navigator.serviceWorker.register(new URL('offline.worker.js', import.meta.url), { type: 'module' });
}
