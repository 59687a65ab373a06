// The site's worker. The network comes first, so that a correction wins; where it fails, what is kept here is shown,
// and says from when it is. Kept are: urgent help; a survey that was begun; whatever a family asked for, each in a store
// of its own (kept.js). What says no-store never is.
const ALWAYS = "always-2";
const READ = "read-2";
const SURVEY = "surveys-1";
const KEPT = "kept ";
const PART = /^\/([a-z-]+)\/survey\/([a-z0-9]+)\/(questions\/|send\/|whole\/)?$/i;
const PAGE = /^\/([a-z]{2,3}(?:-[a-z]+)?)\//i;
const READING = /^\/[a-z-]+\/(?:guidance|topic|stage|who)\/./i;
const CARD = /^(?:\/[a-z-]+)?\/go\/([^/]+)\//i;
const FILE = /^\/static\/|\/guidance\/[^/]+\/[^/]+\.[a-z0-9]+$/;
const MOST_READ = 30;
const A_DAY = 24 * 60 * 60 * 1000;
const PATIENCE = 8_000;
const handOver = new Map();
let turns = Promise.resolve();
let wipes = 0;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(begin()));

const mayBeKept = (answer) => answer.ok && !(answer.headers.get("Cache-Control") || "").includes("no-store");
const isGone = ({ ok, status }) => ok || status > 399 && status < 500 && status !== 429;
const isPage = (answer) => (answer.headers.get("Content-Type") || "").startsWith("text/html");
// Only the server's clock is asked: that of a phone may be a year off.
const sentAt = (answer) => Date.parse(answer?.headers.get("Date"));
const pathOf = ({ url }) => new URL(url).pathname;
// Opening makes a store: one that is being taken away would be there again.
const opened = (name) => navigator.locks.request("stores", async () => await caches.has(name) ? caches.open(name) : null);
const takeAway = (name) => navigator.locks.request("stores", () => caches.delete(name));

/** Take over the pages that are open, and keep urgent help in their languages. */
async function begin() {
    await self.clients.claim();
    const open = await self.clients.matchAll();
    const languages = new Set(open.map((page) => pathOf(page).match(PAGE)?.[1]));
    for (const language of languages) if (language) await inTurn(() => lookAfter(language, Date.now()));
}

// --- Keeping --------------------------------------------------------------------------------------------------------

/** Put an answer into a store, with what its page needs; return the bytes that were new there. */
async function putAnswer(cache, path, answer) {
    if (!isPage(answer)) {
        const size = Number(answer.headers.get("Content-Length")) || (await answer.clone().blob()).size;
        await cache.put(path, answer);
        return size;
    }
    // What names a page that somebody may have to leave in a hurry does not come onto the phone.
    const words = (await answer.text())
        .replace(/<!--exit-->[^]*?<!--\/exit-->/g, "")
        .replace(/<a\b[^>]* data-unkept="([^"]*)"[^>]*>[^]*?<\/a>/g, "$1");
    const body = new Blob([words], { type: "text/html" });
    await cache.put(path, new Response(body, { headers: answer.headers }));
    let size = body.size;
    for (const [, file] of words.matchAll(/(?:href|src)="(\/static\/[^"]+\.(?:css|js|svg))"/g)) {
        if (!await cache.match(file)) size += await put(cache, file);
    }
    return size;
}

/** Fetch something into a store; return its bytes, 0 for what may not be kept (any more). Throws without a signal. */
async function put(cache, path) {
    const answer = await fetch(path, { credentials: "omit", cache: "no-cache" });
    if (mayBeKept(answer)) return putAnswer(cache, path, answer);
    if (!isGone(answer)) throw new Error(String(answer.status));
    await cache.delete(path);
    return 0;
}

/** Do this after what was begun before, unless somebody left meanwhile; return whether it was done. */
function inTurn(work, asked = wipes) {
    turns = turns.then(() => asked === wipes && work()).then(() => asked === wipes, () => false);
    return turns;
}

async function keep(urls, name) {
    const cache = await caches.open(name);
    for (const url of urls) await put(cache, url);
}

/** Put one thing into a store that a page has opened: what was taken away meanwhile stays away. */
async function putOne(path, name) {
    try {
        const cache = await opened(name);
        return cache ? { size: await put(cache, path) } : { fault: "gone" };
    } catch (error) {
        return { fault: error.name };
    }
}

// --- What a page that came from the network changes -----------------------------------------------------------------

/** Put what has just been read in place of what was kept; what may not be kept any more goes. */
async function renew(path, answer) {
    for (const name of await caches.keys()) {
        const cache = await opened(name);
        if (!await cache?.match(path)) continue;
        if (mayBeKept(answer)) await putAnswer(cache, path, answer.clone());
        else if (isGone(answer)) await cache.delete(path);
    }
}

/** Keep what was read, where the family has said so: that its store is there says it. */
async function noteRead(path, answer) {
    const cache = READING.test(path) && mayBeKept(answer) && await opened(READ);
    if (!cache) return;
    await cache.delete(path);
    await putAnswer(cache, path, answer.clone());
    const pages = (await cache.keys()).filter((page) => READING.test(pathOf(page)));
    for (const page of pages.slice(0, -MOST_READ)) await cache.delete(page);
}

/** Once a day: fetch urgent help anew, and let go of what may not be kept any more. */
async function lookAfter(language, now) {
    const here = `/${language}/kept/`;
    const seen = sentAt(await (await caches.open(ALWAYS)).match(here));
    if (Math.abs(now - seen) < A_DAY) return;
    await keep([`/${language}/help/`, here], ALWAYS);
    await drop(READ, `${here}all/list.json`, (path) => READING.test(path) && path.startsWith(`/${language}/`));
    for (const name of await caches.keys()) if (name.startsWith(KEPT)) await drop(name, name.slice(KEPT.length), () => true);
}

/** Take out of a store what its list does not name any more. */
async function drop(name, list, isAsked) {
    const cache = await opened(name);
    if (!cache) return;
    const answer = await fetch(list);
    if (!answer.ok) return isGone(answer) && name !== READ && takeAway(name);
    const { pages, files } = await answer.json();
    const about = await (await cache.match(list))?.json();
    for (const path of (await cache.keys()).map(pathOf)) {
        const page = path.replace(/side-by-side\/$/, "");
        const isNamed = path === list || path.startsWith("/static/") || pages.includes(page) || files.includes(path);
        if (isAsked(path) && !isNamed) await cache.delete(path);
    }
    if (!about) return;
    const named = { pages: about.pages.filter((path) => pages.includes(path)), files: about.files.filter((path) => files.includes(path)) };
    await cache.put(list, new Response(JSON.stringify({ ...about, ...named })));
}

/** Let go of what nobody read for so long, by the server's clock. */
async function letOldOnesGo(now) {
    for (const name of await caches.keys()) {
        if (name === ALWAYS) continue;
        const age = name === SURVEY ? 3 * A_DAY : 30 * A_DAY;
        const cache = await opened(name);
        if (!cache) continue;
        // A file may have come from the browser's own store, and be older than the page that needs it.
        const pages = (await cache.keys()).filter((page) => PAGE.test(pathOf(page)) && pathOf(page).endsWith("/"));
        const answers = await Promise.all(pages.map((page) => cache.match(page)));
        const old = pages.filter((_page, place) => Math.abs(now - sentAt(answers[place])) > age);
        if (name === READ) for (const page of old) await cache.delete(page);
        else if (pages.length && old.length === pages.length) await takeAway(name);
    }
}

async function tend({ pathname, search }, answer) {
    const now = sentAt(answer);
    // What stands behind a question mark is another page, and nobody's but its reader's.
    if (!search) await renew(pathname, answer);
    if (!search) await noteRead(pathname, answer);
    const [, language] = isPage(answer) && answer.ok && pathname.match(PAGE) || [];
    if (language) await lookAfter(language, now);
    await letOldOnesGo(now);
}

// --- What is shown where there is no signal -------------------------------------------------------------------------

/** Return what is kept at an address, the latest of it. Looking leaves no empty store behind. */
async function kept(path) {
    let found;
    for (const name of await caches.keys()) {
        const answer = await (await opened(name))?.match(path, { ignoreSearch: true, ignoreVary: true });
        if (answer && !(sentAt(answer) < sentAt(found))) found = answer;
    }
    return found;
}

/** Return a kept pack by the code in an address, as it stands on its card or in any language. */
async function packAt(path) {
    const [, code] = path.match(CARD) || [];
    for (const name of code ? await caches.keys() : []) {
        const paths = (await (await opened(name))?.keys() || []).map(pathOf);
        const pack = paths.find((each) => each.endsWith(`/go/${code}/`));
        if (pack) return kept(pack);
    }
}

/** Return a page that says, above all else, what is the matter; the words stand in our own page. */
async function saying(which, answer, here, status) {
    const words = await answer.text();
    const ours = here ? await here.text() : words;
    const [, said = ""] = ours.match(new RegExp(`data-${which}="([^"]*)"`)) || [];
    const [, language] = ours.match(/<html[^>]* lang="([^"]*)"/) || [];
    const date = sentAt(answer) ? new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(sentAt(answer)) : "";
    const line = said && `<div class="wrap"><p class="notice" role="note" data-from-store>${said.replace("{date}", date)}</p></div>`;
    return new Response(words.replace(/<main\b[^>]*>/, `$&${line}`), { status, headers: answer.headers });
}

function ours(path) {
    const [, language] = path.match(PAGE) || [];
    return language && kept(`/${language}/kept/`);
}

async function asKept(path) {
    const page = !path.endsWith("/kept/") && (await kept(path) || await packAt(path));
    return page && saying("saved", page, await ours(path), 200);
}

/** Return what is kept in place of a page: itself, or else our page that lists what is kept. */
async function instead(path) {
    const page = await asKept(path);
    if (page) return page;
    const own = await ours(path);
    const [any] = (await (await opened(ALWAYS))?.keys() || []).filter((each) => pathOf(each).endsWith("/kept/"));
    const list = own || any && await kept(pathOf(any));
    return list && saying("missing", list, null, 503);
}

async function throughAPage(event, { pathname, search }) {
    const asked = wipes;
    const patience = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
    // However late it comes, it takes the place of what is kept.
    const coming = fetch(event.request).then((answer) => ({ answer, copy: answer.clone() }));
    event.waitUntil(coming.then(({ copy }) => inTurn(() => tend({ pathname, search }, copy), asked), () => {}));
    try {
        return !await Promise.race([coming, patience]) && await asKept(pathname) || (await coming).answer;
    } catch (error) {
        const page = await instead(pathname);
        if (page) return page;
        throw error;
    }
}

async function throughASurvey(event, url) {
    const [, language, code] = url.pathname.match(PART);
    const form = event.request.method === "POST" ? event.request.clone().formData() : null;
    try {
        const answer = await fetch(event.request);
        event.waitUntil(inTurn(() => letOldOnesGo(sentAt(answer))));
        return answer;
    } catch (error) {
        const page = await kept(`/${language}/survey/${code}/whole/`);
        if (!page) return await instead(url.pathname) || Promise.reject(error);
        if (form) handOver.set(event.resultingClientId, [...await form].filter(([, value]) => typeof value === "string"));
        return page;
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

/** Take everything away, and the worker too: what is there at once, then what is being kept at this moment. */
async function wipe() {
    wipes += 1;
    indexedDB.deleteDatabase("surveys");
    const all = async () => { for (const name of await caches.keys()) await takeAway(name); };
    await all();
    await self.registration.unregister();
    await turns;
    await all();
}

self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (url.origin !== self.location.origin) return;
    const isOpened = event.request.mode === "navigate";
    const isRead = event.request.method === "GET";
    if (isOpened && PART.test(url.pathname)) event.respondWith(throughASurvey(event, url));
    else if (isOpened && isRead && (PAGE.test(url.pathname) || CARD.test(url.pathname) || url.pathname === "/")) {
        event.respondWith(throughAPage(event, url));
    } else if (isRead && FILE.test(url.pathname)) {
        event.respondWith(fetch(event.request).catch(async (error) => {
            const file = await fileOrPart(event.request, url.pathname);
            if (file) return file;
            throw error;
        }));
    }
});

self.addEventListener("message", (event) => {
    const { data, source, ports: [port] } = event;
    if (data.put) {
        // A worker of an older release says nothing at all; a recording may be long on its way.
        port.postMessage({});
        event.waitUntil(putOne(data.put, data.store).then((said) => port.postMessage(said)));
    }
    if (data.keep) event.waitUntil(inTurn(() => keep([data.keep], SURVEY)));
    // A page of an older release asks for a whole pack.
    if (data.pack) {
        const done = inTurn(() => keep(data.pack, data.name));
        event.waitUntil(done.then((isThere) => port.postMessage(isThere)));
    }
    if (data.wipe) event.waitUntil(wipe());
    if (data.handOver) {
        port.postMessage(handOver.get(source.id) || []);
        handOver.delete(source.id);
    }
});
