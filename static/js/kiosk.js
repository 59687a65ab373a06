// A tablet in a waiting room: starts again by itself, keeps nothing between families, and leads out of nowhere.
// Without this script the pages work, and "Start again for the next family" leads back.
const place = () => document.querySelector("[data-kiosk]");
const { kiosk: mark, kioskStart: start } = place().dataset;
const isStart = "kioskWaits" in place().dataset;
// In seconds: how long nobody need touch it, and how long it then asks. WCAG 2.2.1 wants twenty at least.
const patience = 90;
const asking = 30;
let touched = Date.now();

/** Go, and leave no step behind: Back never leads to what another family saw. */
const go = (url) => window.location.replace(url);
const withMark = (url) => { url.searchParams.set("kiosk", mark); return url; };

async function wipe() {
    for (const worker of await navigator.serviceWorker?.getRegistrations() || []) {
        worker.active?.postMessage({ wipe: true });
        await worker.unregister();
    }
    if (window.indexedDB) indexedDB.deleteDatabase("surveys");
    if (window.caches) for (const name of await caches.keys()) await caches.delete(name);
}

// --- What leads where -----------------------------------------------------------------------------------------------

/** Make words of links that would lead away, ring, or open a file: the tablet could not come back by itself. */
function tame() {
    for (const link of document.querySelectorAll("a[href]")) {
        const isFile = /\.[a-z0-9]+$/i.test(link.pathname);
        const isOurs = link.origin === window.location.origin && link.target !== "_blank";
        if (!isOurs || isFile || link.hasAttribute("download")) link.removeAttribute("href");
    }
}

document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented) return;
    const url = new URL(link.href);
    if (url.hash && url.pathname === window.location.pathname) return;
    event.preventDefault();
    go(url.pathname === start ? url : withMark(url));
});

/** Show an answer in place of the page: a form that was sent is no step to go back to, and is never sent again. */
function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    // An answer that knows no tablet, an error of the server's, would never lead back.
    if (!page.querySelector("[data-kiosk]")) throw new Error("no kiosk");
    document.title = page.title;
    for (const name of ["lang", "dir", "className"]) document.documentElement[name] = page.documentElement[name];
    document.body.replaceWith(page.body);
    tame();
    window.scrollTo(0, 0);
    (document.querySelector("[data-problems]") || document.getElementById("content"))?.focus();
}

document.addEventListener("submit", async (event) => {
    const { target: form, submitter: button } = event;
    event.preventDefault();
    const url = withMark(new URL(button?.formAction || form.action));
    const fields = new URLSearchParams(new FormData(form));
    if (button?.name) fields.set(button.name, button.value);
    if (form.method !== "post") {
        for (const [name, value] of fields) url.searchParams.append(name, value);
        return go(url);
    }
    try {
        show(await (await fetch(url, { method: "POST", body: fields })).text());
    } catch {
        place().querySelector("[data-kiosk-trouble]").hidden = false;
    }
});

// --- Nobody there ---------------------------------------------------------------------------------------------------

function stay() {
    touched = Date.now();
    place().querySelector("[data-kiosk-dialog]").close();
}

function look() {
    if (!place()) return go(start);
    const box = place().querySelector("[data-kiosk-dialog]");
    // Who listens is there.
    if ([...document.querySelectorAll("audio, video")].some((sound) => !sound.paused)) touched = Date.now();
    const left = patience + asking - Math.floor((Date.now() - touched) / 1000);
    if (left <= 0) return go(start);
    if (left > asking) return;
    if (!box.open) box.showModal();
    box.querySelector("[data-kiosk-left]").textContent = left;
    if (left % 10 === 0) box.querySelector("[data-kiosk-said]").textContent = box.querySelector(".kiosk__left").innerText;
}

if (isStart) {
    wipe().catch(() => {});
} else {
    for (const sign of ["pointerdown", "keydown", "input", "scroll"]) {
        document.addEventListener(sign, stay, { capture: true, passive: true });
    }
    setInterval(look, 1000);
}
document.addEventListener("click", (event) => { if (event.target.closest("[data-kiosk-stay]")) stay(); });
// The browser may bring a page back from its memory.
window.addEventListener("pageshow", (event) => { if (event.persisted) go(start); });
tame();
