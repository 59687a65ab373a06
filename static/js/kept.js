// "On this phone": has the phone keep what a parent asks for, and shows what it keeps. The worker that fetches it, and
// shows it where there is no signal: worker.js. Each thing has a store of its own. What it is made of is written there
// last: without that note a store is half of something, and goes.
const place = document.querySelector("[data-on-phone]");
const READ = "read-2";
const KEPT = "kept ";
const find = (name, inside = place) => inside.querySelector(`[data-${name}]`);
const status = find("status");
const language = document.documentElement.lang;
const pathOf = ({ url }) => new URL(url).pathname;
// As worker.js does: no store that is taken away in this moment is made anew by opening it.
const opened = (name) => navigator.locks.request("stores", async () => await caches.has(name) ? caches.open(name) : null);
const takeAway = (name) => navigator.locks.request("stores", () => caches.delete(name));

function say(words, isBusy = false) {
    status.textContent = words;
    status.hidden = !words;
    find("bar").hidden = !isBusy;
}

function bytes(size) {
    const [unit, number] = size < 1048576 ? ["kilobyte", size / 1024] : ["megabyte", size / 1048576];
    const options = { style: "unit", unit, maximumFractionDigits: number < 10 ? 1 : 0 };
    return new Intl.NumberFormat(language, options).format(number);
}

// --- Keeping --------------------------------------------------------------------------------------------------------

/** Return the worker of this release: an older one, still at work, would let go of stores it does not know. */
async function ready() {
    const registration = await navigator.serviceWorker.register("/sw.js");
    await registration.update();
    for (const next of [registration.installing, registration.waiting]) {
        while (next && !["activated", "redundant"].includes(next.state)) {
            await new Promise((resolve) => { next.addEventListener("statechange", resolve, { once: true }); });
        }
    }
    return (await navigator.serviceWorker.ready).active;
}

/** Ask the worker to fetch one thing into a store; return its bytes. */
function put(worker, path, store) {
    return new Promise((resolve, reject) => {
        const channel = new MessageChannel();
        const patience = setTimeout(() => reject(new Error("silent")), 10_000);
        channel.port1.onmessage = ({ data: { size, fault } }) => {
            clearTimeout(patience);
            if (fault) reject(Object.assign(new Error(fault), { name: fault }));
            else if (size !== undefined) resolve(size);
        };
        worker.postMessage({ put: path, store }, [channel.port2]);
    });
}

/** Keep what a list names, or bring it up to date. Throws where not all of it could be kept. */
async function keep(list, withFiles) {
    const worker = await ready();
    const answer = await fetch(list, { cache: "no-cache" });
    if (!answer.ok) throw new Error(String(answer.status));
    const said = await answer.json();
    const files = withFiles ? said.files : [];
    const wanted = [...said.pages, ...files];
    const store = KEPT + list;
    const cache = await caches.open(store);
    const sizes = [];
    for (const path of wanted) {
        say(place.dataset.busy.replace("{done}", sizes.length).replace("{all}", wanted.length), true);
        find("bar").value = sizes.length / wanted.length;
        sizes.push(await put(worker, path, store));
    }
    const isThere = (path) => sizes[wanted.indexOf(path)] > 0;
    for (const request of await cache.keys()) {
        const path = pathOf(request);
        if (!wanted.includes(path) && !path.startsWith("/static/")) await cache.delete(request);
    }
    const about = { ...said, pages: said.pages.filter(isThere), files: files.filter(isThere), withFiles };
    about.size = await sizeOf(cache);
    about.date = Date.parse(answer.headers.get("Date"));
    await cache.put(list, new Response(JSON.stringify(about)));
}

async function sizeOf(cache) {
    let size = 0;
    for (const answer of await cache.matchAll()) size += (await answer.blob()).size;
    return size;
}

/** Do this while no other tab does the like, and say what became of it. */
async function alone(work, words) {
    const fault = await navigator.locks.request("keeping", async () => work().then(() => "", ({ name }) => name || "Error"));
    const { full, failed } = place.dataset;
    // What is half of something has gone when it is said: whoever looks then sees what is said.
    await show().finally(() => say(!fault ? words : fault === "QuotaExceededError" ? full : failed));
    status.focus();
}

async function keepOffered(offer) {
    const { offer: list } = offer.dataset;
    const chosen = offer.querySelector("input:checked");
    const { quota = Infinity, usage = 0 } = await navigator.storage?.estimate?.() || {};
    navigator.storage?.persist?.();
    const button = find("keep-now", offer);
    button.disabled = true;
    await alone(async () => {
        if (Number(chosen.dataset.bytes) > quota - usage) throw new DOMException("", "QuotaExceededError");
        await keep(list, chosen.value === "files");
    }, place.dataset.kept);
    button.disabled = false;
}

// --- What is kept ---------------------------------------------------------------------------------------------------

async function isWhole(cache, { pages, files }) {
    for (const path of [...pages, ...files]) if (!await cache.match(path)) return false;
    return true;
}

/** Give the packs of an older release a note of what they are. */
async function adopt() {
    for (const name of (await caches.keys()).filter((each) => each.startsWith("pack-"))) {
        const old = await caches.open(name);
        const paths = (await old.keys()).map(pathOf);
        const url = paths.find((path) => /^\/[a-z-]+\/go\//i.test(path));
        if (url) {
            const list = `${url.replace("/go/", "/kept/go/")}list.json`;
            const cache = await caches.open(KEPT + list);
            for (const path of paths) await cache.put(path, await old.match(path));
            const page = await cache.match(url);
            const { title, documentElement: { lang, dir } } = new DOMParser().parseFromString(await page.text(), "text/html");
            const pages = paths.filter((path) => path.endsWith("/"));
            const files = paths.filter((path) => !path.endsWith("/") && !path.startsWith("/static/"));
            const date = Date.parse((await cache.match(url)).headers.get("Date"));
            const about = { title, lang, dir, url, pages, files, withFiles: true, size: await sizeOf(cache), date };
            await cache.put(list, new Response(JSON.stringify(about)));
        }
        await takeAway(name);
    }
}

/** Return what is kept; whatever is half of something goes, unless it is being kept just now. */
async function things() {
    const found = [];
    for (const name of (await caches.keys()).filter((each) => each.startsWith(KEPT))) {
        const list = name.slice(KEPT.length);
        const cache = await opened(name);
        const note = await cache?.match(list);
        if (note) {
            const about = await note.json();
            found.push({ ...about, list, name, isWhole: await isWhole(cache, about) });
        } else await navigator.locks.request("keeping", { ifAvailable: true }, (lock) => lock && takeAway(name));
    }
    return found;
}

/** Return the pages that were kept because they were read: the title, the address, and when. */
async function pagesRead() {
    const cache = await opened(READ);
    if (!cache) return [];
    const pages = (await cache.keys()).filter((request) => pathOf(request).endsWith("/"));
    return Promise.all(pages.map(async (request) => {
        const answer = await cache.match(request);
        const date = Date.parse(answer.headers.get("Date"));
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const heading = page.querySelector("h1");
        const { lang, dir } = heading?.closest("[lang]") || page.documentElement;
        const size = (await (await cache.match(request)).blob()).size;
        return { title: heading?.textContent || page.title, lang, dir, url: pathOf(request), size, date, isWhole: true };
    }));
}

function row({ title, lang, dir, url, size, date, isWhole: whole }, number, remove, update) {
    const line = find("row").content.cloneNode(true);
    const link = find("link", line);
    Object.assign(link, { textContent: title, lang, dir, href: url, id: `kept-${number}` });
    const day = new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(date);
    find("facts", line).textContent = place.dataset.facts.replace("{date}", day).replace("{size}", bytes(size));
    find("fault", line).hidden = whole;
    for (const [name, work] of [["remove", remove], ["update", update]]) {
        const button = find(name, line);
        button.hidden = !work;
        button.setAttribute("aria-describedby", link.id);
        if (work) button.addEventListener("click", work);
    }
    return line;
}

async function show() {
    const rows = (await things()).map((each, number) => row(
        each,
        number,
        () => alone(() => takeAway(each.name), place.dataset.off),
        () => alone(() => keep(each.list, each.withFiles), place.dataset.updated),
    ));
    const read = (await pagesRead()).reverse().map((each, number) => row(each, `read-${number}`, () => alone(
        async () => (await opened(READ))?.delete(each.url),
        place.dataset.off,
    )));
    find("list").replaceChildren(...rows);
    find("read-list").replaceChildren(...read);
    find("none").hidden = rows.length > 0;
    find("read").checked = await caches.has(READ);
}

async function keepWhatIsRead(isOn) {
    if (isOn) {
        await ready();
        await caches.open(READ);
    } else await takeAway(READ);
}

/** Take everything off, and the worker too: what waits to be sent is not touched. */
async function takeAllOff() {
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
    for (const name of await caches.keys()) await takeAway(name);
}

async function begin() {
    find("needs").hidden = true;
    await adopt();
    await show();
    // Not before they show how things stand: a tick that is not there yet can't be taken away.
    find("tools").hidden = false;
    const offer = find("offer");
    if (offer) find("keep-now", offer).addEventListener("click", () => keepOffered(offer));
    // A pack says how much it is, and asks once.
    if (offer && window.location.hash === "#now") {
        window.history.replaceState(null, "", window.location.pathname);
        keepOffered(offer);
    }
    find("read").addEventListener("change", ({ target: { checked } }) => alone(
        () => keepWhatIsRead(checked),
        checked ? place.dataset.readOn : place.dataset.readOff,
    ));
    find("all-off").addEventListener("click", () => alone(takeAllOff, place.dataset.allOff));
    // As waiting.js does on the first page: a script more would be a request more.
    const databases = await indexedDB.databases?.().catch(() => null) || [{ name: "surveys" }];
    if (databases.some(({ name }) => name === "surveys")) import(find("waiting", document).dataset.src);
}

if (navigator.serviceWorker && window.caches && navigator.locks) begin();
