// "Leave this page": blank at once, then go, so that Back does not lead here again.
// Without this script the same links still leave, through our own address.
const box = document.querySelector("[data-exit]");
const voice = box.querySelector("[data-exit-status]");
const dots = box.querySelector("[data-exit-dots]");
const patience = 5000;
let presses = 0;
let alone = true;
let left = false;

function go() {
    window.location.replace(box.dataset.exit);
}

/** Nothing of a survey stays on the phone: no answer that waits, no page that was kept. */
async function wipe() {
    // A page that is left takes what it began with it: the worker outlives it, and knows what it is keeping just now.
    navigator.serviceWorker?.controller?.postMessage({ wipe: true });
    if (window.indexedDB) indexedDB.deleteDatabase("surveys");
    if (window.caches) for (const name of await caches.keys()) await caches.delete(name);
}

function leave() {
    left = true;
    voice.textContent = box.dataset.exitLeaving;
    document.body.replaceChildren(voice);
    const moment = new Promise((resolve) => setTimeout(resolve, 200));
    Promise.race([wipe().catch(() => {}), moment]).then(go);
}

function show(count, message) {
    presses = count;
    voice.textContent = message;
    dots.hidden = count === 0;
    [...dots.children].forEach((dot, place) => dot.classList.toggle("exit__dot--on", place < count));
}

function press() {
    if (presses === 2) return leave();
    if (presses === 1) return show(2, box.dataset.exitTwice);
    show(1, box.dataset.exitOnce);
    setTimeout(() => { if (!left) show(0, box.dataset.exitLate); }, patience);
}

// Shift held to type a capital is not a call to leave.
document.addEventListener("keydown", (event) => { alone = event.key === "Shift"; });
document.addEventListener("keyup", (event) => {
    const typing = document.activeElement?.matches("input, textarea, select, [contenteditable]");
    if (event.key === "Shift" && alone && !typing && !left) press();
});
document.querySelectorAll("[data-exit-link]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
}));
// The phone may bring the page back from its memory: it comes back as it was left, blank, and goes again.
window.addEventListener("pageshow", (event) => { if (event.persisted && left) go(); });
box.querySelector("[data-exit-hint]").hidden = false;
