// Keeps all files of the page, so that it opens without a network.
export {};

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const worker = self as unknown as EventTarget & { skipWaiting(): void };
const name = 'infomin-playground';

worker.addEventListener('install', (event) => {
  worker.skipWaiting();
  (event as Lasting).waitUntil(keepAll());
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(name);
  const files = (await (await fetch('files.json', { cache: 'no-cache' })).json()) as string[];
  await cache.addAll(files.map((file) => new Request(file, { cache: 'no-cache' })));
}

// The network first, so that a new version is seen at once.
worker.addEventListener('fetch', (event) => {
  const { request } = event as Asked;
  if (request.method !== 'GET') return;
  (event as Asked).respondWith(
    fetch(request).catch(
      async () => (await caches.match(request, { ignoreSearch: true })) ?? Response.error(),
    ),
  );
});
