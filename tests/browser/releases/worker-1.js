// Keeps one page of each survey that was opened on this phone, and what that page needs; and each pack that a family
// has asked to keep, in a store of its own. Nothing else, ever.
// When the network fails in the middle of a survey it shows that page, and hands it the form that could not be sent.
const KEPT = "surveys-1";
const PACK = /^(?:\/[a-z-]+)?\/go\/([^/]+)\//;
const PAGE = /^(?:\/[a-z-]+)?\/(?:go|guidance)\//;
const FILE = /^\/static\/|\/guidance\/[^/]+\/[^/]+\.[a-z0-9]+$/;
const A_MONTH = 30 * 24 * 60 * 60 * 1000;
const PART = /^\/([a-z-]+)\/survey\/([a-z0-9]+)\/(questions\/|send\/|whole\/)?$/;
const THREE_DAYS = 72 * 60 * 60 * 1000;
const handOver = new Map();
let keeping = Promise.resolve();
let isKeeping = 0;
let wipes = 0;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const mayBeKept = (answer) => answer.ok && !(answer.headers.get("Cache-Control") || "").includes("no-store");

async function keepPage(url, name) {
    const cache = await caches.open(name);
    const answer = await fetch(url, { credentials: "omit" });
    if (!mayBeKept(answer)) return cache.delete(url);
    const isPage = (answer.headers.get("Content-Type") || "").startsWith("text/html");
    const words = isPage ? await answer.clone().text() : "";
    await cache.put(url, answer);
    const needed = [...words.matchAll(/(?:href|src)="(\/static\/[^"]+\.(?:css|js|svg))"/g)].map(([, found]) => found);
    return cache.addAll([...new Set(needed)]);
}

// Looking leaves no empty cache behind.
const kept = (path) => caches.match(path, { ignoreSearch: true, ignoreVary: true });

async function letOldOnesGo() {
    if (isKeeping) return;
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        const [part, age] = name === KEPT ? [PART, THREE_DAYS] : [PACK, A_MONTH];
        // A file may have come from the browser's own store, and be older than the page that needs it.
        const pages = (await cache.keys()).filter(({ url }) => part.test(new URL(url).pathname));
        const answers = await Promise.all(pages.map((page) => cache.match(page)));
        // What was deleted since is old as well: to open it, to look, made it anew.
        const isOld = (answer) => !answer || Date.now() - Date.parse(answer.headers.get("Date")) > age;
        if (!isKeeping && answers.every(isOld)) await caches.delete(name);
    }
}

/** Keep these pages after those before, unless somebody left meanwhile; return whether all of them are there. */
function keep(urls, name) {
    const asked = wipes;
    isKeeping += 1;
    const each = async () => {
        for (const url of urls) if (asked === wipes) await keepPage(url, name);
        return asked === wipes;
    };
    const done = keeping.then(each).catch(() => false).finally(() => { isKeeping -= 1; });
    keeping = done;
    return done;
}

/** Return a kept pack by the code in an address, as it stands on its card or in any language. */
async function packAt(path) {
    const name = `pack-${path.match(PACK)?.[1]}`;
    if (!await caches.has(name)) return undefined;
    const cache = await caches.open(name);
    const page = (await cache.keys()).find(({ url }) => PACK.test(new URL(url).pathname));
    return page && cache.match(page);
}

/** Put what has just been read in place of what was kept; what may not be kept any more goes. */
async function renew(path, answer) {
    for (const name of await caches.keys()) {
        const cache = name === KEPT ? null : await caches.open(name);
        if (!await cache?.match(path)) continue;
        if (mayBeKept(answer)) await cache.put(path, answer.clone());
        else if (answer.status > 399 && answer.status < 500 || answer.ok) await cache.delete(path);
    }
}

async function throughAPage(event, path) {
    try {
        const answer = await fetch(event.request);
        event.waitUntil(renew(path, answer.clone()));
        return answer;
    } catch (error) {
        const page = await kept(path) || await packAt(path);
        if (page) return page;
        throw error;
    }
}

/** Return a kept file; of a recording the part that a player asks for. */
async function fileOrPart(request, path) {
    const file = await kept(path);
    const [, first, last] = /bytes=(\d+)-(\d*)/.exec(request.headers.get("Range")) || [];
    if (!file || first === undefined) return file;
    const whole = await file.blob();
    const end = last ? Number(last) + 1 : whole.size;
    const headers = { "Content-Type": whole.type, "Content-Range": `bytes ${first}-${end - 1}/${whole.size}` };
    return new Response(whole.slice(Number(first), end), { status: 206, headers });
}

/** Take everything away: what is there at once, and then the page that is being kept at this moment. */
async function wipe() {
    wipes += 1;
    indexedDB.deleteDatabase("surveys");
    const all = async () => { for (const name of await caches.keys()) await caches.delete(name); };
    await all();
    await keeping;
    await all();
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
    const isPage = event.request.mode === "navigate";
    const isRead = event.request.method === "GET";
    if (isPage) event.waitUntil(letOldOnesGo());
    if (isPage && PART.test(pathname)) event.respondWith(throughASurvey(event, pathname));
    else if (isPage && isRead && PAGE.test(pathname)) event.respondWith(throughAPage(event, pathname));
    else if (isRead && FILE.test(pathname)) {
        event.respondWith(fetch(event.request).catch(async (error) => {
            const file = await fileOrPart(event.request, pathname);
            if (file) return file;
            throw error;
        }));
    }
});

self.addEventListener("message", (event) => {
    if (event.data.keep) event.waitUntil(keep([event.data.keep], KEPT));
    if (event.data.pack) {
        const done = keep(event.data.pack, event.data.name);
        event.waitUntil(done.then((isThere) => event.ports[0].postMessage(isThere)));
    }
    if (event.data.wipe) event.waitUntil(wipe());
    if (event.data.handOver) {
        event.ports[0].postMessage(handOver.get(event.source.id) || []);
        handOver.delete(event.source.id);
    }
});
