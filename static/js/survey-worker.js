// Keeps one page of each survey that was opened on this phone, and what that page needs; nothing else, ever.
// When the network fails in the middle of a survey it shows that page, and hands it the form that could not be sent.
const KEPT = "surveys-1";
const PART = /^\/([a-z-]+)\/survey\/([a-z0-9]+)\/(questions\/|send\/|whole\/)?$/;
const THREE_DAYS = 72 * 60 * 60 * 1000;
const handOver = new Map();
let keeping = Promise.resolve();
let isKeeping = 0;
let wipes = 0;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keepPage(url) {
    const cache = await caches.open(KEPT);
    const answer = await fetch(url, { credentials: "omit" });
    if (!answer.ok || (answer.headers.get("Cache-Control") || "").includes("no-store")) return cache.delete(url);
    const words = await answer.clone().text();
    await cache.put(url, answer);
    const needed = [...words.matchAll(/(?:href|src)="(\/static\/[^"]+\.(?:css|js|svg))"/g)].map(([, found]) => found);
    return cache.addAll([...new Set(needed)]);
}

// Looking leaves no empty cache behind.
const kept = (path) => caches.match(path, { cacheName: KEPT, ignoreSearch: true });

async function letOldOnesGo() {
    if (!await caches.has(KEPT)) return;
    const cache = await caches.open(KEPT);
    // A file may have come from the browser's own store, and be older than the page that needs it.
    const pages = (await cache.keys()).filter(({ url }) => PART.test(new URL(url).pathname));
    const answers = await Promise.all(pages.map((page) => cache.match(page)));
    // What was deleted since is old as well: to open it, to look, made it anew.
    const isOld = (answer) => !answer || Date.now() - Date.parse(answer.headers.get("Date")) > THREE_DAYS;
    if (!isKeeping && answers.every(isOld)) await caches.delete(KEPT);
}

/** Keep a page after the one before, unless somebody left meanwhile. */
function keep(url) {
    const asked = wipes;
    isKeeping += 1;
    keeping = keeping.then(() => asked === wipes && keepPage(url)).catch(() => {}).finally(() => { isKeeping -= 1; });
    return keeping;
}

/** Take everything away: what is there at once, and then the page that is being kept at this moment. */
async function wipe() {
    wipes += 1;
    indexedDB.deleteDatabase("surveys");
    await caches.delete(KEPT);
    await keeping;
    await caches.delete(KEPT);
}

async function throughASurvey(event, path) {
    const [, language, code] = path.match(PART);
    const form = event.request.method === "POST" ? event.request.clone().formData() : null;
    try {
        return await fetch(event.request);
    } catch (error) {
        const page = await kept(`/${language}/survey/${code}/whole/`);
        if (!page) throw error;
        if (form) handOver.set(event.resultingClientId, [...await form].filter(([, value]) => typeof value === "string"));
        return page;
    }
}

self.addEventListener("fetch", (event) => {
    const { pathname, origin } = new URL(event.request.url);
    if (origin !== self.location.origin) return;
    if (event.request.mode === "navigate") event.waitUntil(letOldOnesGo());
    if (event.request.mode === "navigate" && PART.test(pathname)) event.respondWith(throughASurvey(event, pathname));
    if (event.request.method === "GET" && pathname.startsWith("/static/")) {
        event.respondWith(fetch(event.request).catch(async (error) => {
            const file = await kept(pathname);
            if (file) return file;
            throw error;
        }));
    }
});

self.addEventListener("message", (event) => {
    if (event.data.keep) event.waitUntil(keep(event.data.keep));
    if (event.data.wipe) event.waitUntil(wipe());
    if (event.data.handOver) {
        event.ports[0].postMessage(handOver.get(event.source.id) || []);
        handOver.delete(event.source.id);
    }
});
