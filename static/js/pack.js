// Keeps a pack on the phone, when the family asks for it, and takes it off again. Without this script it can be read all
// the same. The worker that keeps it: survey-worker.js.
const box = document.querySelector("[data-keep]");
const { keep: address, name } = box.dataset;
const [keepNow, keepOff, status] = ["now", "off", "status"].map((part) => box.querySelector(`[data-keep-${part}]`));

function show(isKept, words = "") {
    box.hidden = false;
    keepNow.hidden = isKept;
    keepOff.hidden = !isKept;
    status.textContent = words;
}

/** Return the addresses of the pack, of its pages and of the files that were picked. */
function addresses() {
    const links = document.querySelectorAll(".pack-page a[href]");
    return [...new Set([address, ...[...links].map(({ href }) => new URL(href).pathname)])];
}

async function keep() {
    await navigator.serviceWorker.register("/sw.js");
    const worker = (await navigator.serviceWorker.ready).active;
    const channel = new MessageChannel();
    const answer = new Promise((resolve) => { channel.port1.onmessage = ({ data }) => resolve(data); });
    worker.postMessage({ pack: addresses(), name }, [channel.port2]);
    if (!await answer) throw new Error();
}

async function begin() {
    show(await caches.has(name));
    keepNow.addEventListener("click", async () => {
        keepNow.disabled = true;
        try {
            await keep();
            show(true, status.dataset.keptWords);
            keepOff.focus();
        } catch {
            // Half a pack would be shown as a whole one.
            await caches.delete(name);
            show(false, status.dataset.failedWords);
        }
        keepNow.disabled = false;
    });
    keepOff.addEventListener("click", async () => {
        await caches.delete(name);
        show(false, status.dataset.offWords);
        keepNow.focus();
    });
}

if (navigator.serviceWorker && window.caches) begin();
