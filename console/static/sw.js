// The worker of the village's page: keeps the empty page and its public files on the telephone, so
// that it opens without connection. It never keeps an answer about anybody.
// SHELL is put in front by the server: {version, page, kept}.
"use strict";

const NAME = `jumys-village-${SHELL.version}`;
const SLOW = 4000;

const fresh = async (address) => {
  const answer = await fetch(address, { cache: "no-cache", credentials: "same-origin" });
  // a redirect is the way to sign in: not the page, and not to be kept
  if (!answer.ok || answer.redirected) throw new Error(address);
  return answer;
};

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const store = await caches.open(NAME);
    for (const address of SHELL.kept) await store.put(address, await fresh(address));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("jumys-village-") && name !== NAME) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

// The server first, and the kept page when it does not answer. On a slow line only the page that
// is kept here is not waited for.
const page = async (request, here) => {
  const control = new AbortController();
  const timer = here ? setTimeout(() => control.abort(), SLOW) : undefined;
  try {
    return await fetch(request, { signal: control.signal });
  } catch {
    return (await caches.match(SHELL.page)) ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    const here = url.pathname === SHELL.page || url.pathname.startsWith("/village/paper/");
    event.respondWith(page(request, here));
  } else if (SHELL.kept.includes(url.pathname + url.search)) {
    event.respondWith((async () => (await caches.match(url.pathname + url.search)) ?? fetch(request))());
  }
});
