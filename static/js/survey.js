// A survey where the signal is bad. The pages work without this script; it keeps the survey once it was opened, goes on
// with it when the network fails, and lets an answer wait on the phone, if the family says so, until it can be sent.
const place = document.querySelector("[data-survey]");
const THREE_DAYS = 72 * 60 * 60 * 1000;
const find = (name, inside = document) => inside.querySelector(`[data-${name}]`);

// --- Answers that wait ----------------------------------------------------------------------------------------------

function opened() {
    return new Promise((resolve, reject) => {
        const asking = indexedDB.open("surveys", 1);
        asking.onupgradeneeded = () => asking.result.createObjectStore("waiting", { keyPath: "token" });
        asking.onsuccess = () => resolve(asking.result);
        asking.onerror = () => reject(asking.error);
    });
}

async function inStore(mode, work) {
    const database = await opened();
    try {
        return await new Promise((resolve, reject) => {
            const deal = database.transaction("waiting", mode);
            const asking = work(deal.objectStore("waiting"));
            deal.oncomplete = () => resolve(asking.result);
            deal.onerror = () => reject(deal.error);
        });
    } finally {
        database.close();
    }
}

const keep = (answer) => inStore("readwrite", (store) => store.put(answer));
const forget = (token) => inStore("readwrite", (store) => store.delete(token));

async function waiting() {
    // Nothing is written to a phone to find that nothing is there.
    if (indexedDB.databases && !(await indexedDB.databases()).some(({ name }) => name === "surveys")) return [];
    const all = await inStore("readonly", (store) => store.getAll());
    const old = all.filter((answer) => Date.now() - answer.since > THREE_DAYS);
    await Promise.all(old.map((answer) => forget(answer.token)));
    return all.filter((answer) => !old.includes(answer));
}

/** Send an answer; return the status, 0 where there is no signal. */
async function send(answer) {
    const { url, ticket, token, answers, week } = answer;
    const body = new URLSearchParams({ ticket, token, week, answers: JSON.stringify(answers) });
    try {
        return (await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } })).status;
    } catch {
        return 0;
    }
}

let isSending = false;

async function sendWaiting() {
    if (isSending) return "";
    isSending = true;
    let word = "";
    for (const answer of await waiting()) {
        const status = await send(answer);
        // Sent, sent before, or nobody takes it any more. Anything else is tried again.
        const isOver = [410, 422].includes(status);
        if ([200, 201, 409].includes(status) || isOver) await forget(answer.token);
        word = isOver ? "over" : status === 0 || status >= 500 ? "failed" : "sent";
    }
    isSending = false;
    return word;
}

async function showWaiting(word = "") {
    const box = find("waiting");
    if (!box) return;
    const status = find("waiting-status", box);
    const count = (await waiting()).length;
    box.hidden = !count && !word;
    for (const part of box.children) if (part !== status) part.hidden = !count;
    if (word) status.textContent = status.dataset[word];
}

function tendWaiting() {
    const tend = async () => {
        if ((await waiting()).length) showWaiting(await sendWaiting());
    };
    find("waiting-send")?.addEventListener("click", async () => showWaiting(await sendWaiting()));
    find("waiting-delete")?.addEventListener("click", async () => {
        for (const answer of await waiting()) await forget(answer.token);
        showWaiting("deleted");
    });
    addEventListener("online", tend);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) tend(); });
    showWaiting().then(tend);
}

// --- The survey kept on the phone -----------------------------------------------------------------------------------

async function keepSurvey() {
    if (!navigator.serviceWorker || !place?.dataset.whole || place.dataset.kept !== undefined) return;
    await navigator.serviceWorker.register("/sw.js");
    const worker = (await navigator.serviceWorker.ready).active;
    worker.postMessage({ keep: place.dataset.whole });
}

/** Return the form that could not be sent, as pairs; nothing where this page was opened by itself. */
function handedOver() {
    return new Promise((resolve) => {
        if (!navigator.serviceWorker?.controller) return resolve([]);
        const channel = new MessageChannel();
        channel.port1.onmessage = ({ data }) => resolve(data);
        setTimeout(() => resolve([]), 2000);
        navigator.serviceWorker.controller.postMessage({ handOver: true }, [channel.port2]);
    });
}

/** Return the answers in a ticket: it is signed, not secret. */
function answersIn(ticket) {
    const [data] = ticket.split(":");
    const bytes = Uint8Array.from(atob(data.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)).g;
}

function monday() {
    const day = new Date();
    day.setDate(day.getDate() - ((day.getDay() + 6) % 7));
    return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

class KeptSurvey {
    constructor(form, posted) {
        this.form = form;
        this.token = crypto.randomUUID();
        this.pages = [...form.querySelectorAll("[data-page]")];
        this.own = form.elements.ticket.value;
        const fields = new Map(posted);
        this.ticket = fields.get("ticket") || this.own;
        if (fields.get("token")) this.token = fields.get("token");
        this.tick(answersIn(this.ticket));
        posted.filter(([name]) => name.startsWith("answer-")).forEach(([name, code]) => this.tickOne(name, code));
        const at = fields.get("at") || "";
        this.go(at === "record" && fields.has("token") && !fields.has("go") ? "unsent" : this.after(at));
    }

    tick(answers) {
        for (const [key, codes] of Object.entries(answers)) codes.forEach((code) => this.tickOne(`answer-${key}`, code));
    }

    tickOne(name, code) {
        const field = document.getElementById(`${name}-${code}`);
        if (field) field.checked = true;
        else if (document.getElementById(name)) document.getElementById(name).value = code;
    }

    codes(key) {
        const fields = [...this.form.querySelectorAll(`[name="answer-${key}"]`)];
        return fields.filter((field) => field.checked || (!/radio|checkbox/.test(field.type) && field.value)).map((field) => field.value);
    }

    isAsked(page) {
        const { if: key, codes } = page.dataset;
        if (!key) return true;
        const before = this.pages.find((other) => other.dataset.page === key);
        return this.isAsked(before) && this.codes(key).some((code) => codes.split(" ").includes(code));
    }

    get path() {
        const names = this.pages.filter((page) => this.isAsked(page)).map((page) => page.dataset.page);
        return names.slice(0, names.indexOf("record") + 1);
    }

    after(name) {
        const { path } = this;
        return path[Math.min(path.indexOf(name) + 1, path.length - 1)];
    }

    go(name) {
        this.at = name;
        this.pages.forEach((page) => { page.hidden = page.dataset.page !== name; });
        const isAsking = this.path.includes(name);
        find("buttons").hidden = !isAsking;
        find("next").hidden = name === "record";
        find("send-now").hidden = name !== "record";
        find("back").hidden = this.path.indexOf(name) < 1;
        if (name === "check") this.showCheck();
        if (name === "record") this.showRecord();
        find("no-signal").hidden = name === "thanks";
        this.pages.find((page) => page.dataset.page === name).querySelector("[tabindex]")?.focus();
    }

    words(key) {
        return this.codes(key).map((code) => {
            const label = document.querySelector(`label[for="answer-${key}-${code}"] [data-label]`);
            return label ? label.textContent : code;
        }).join(" · ");
    }

    showCheck() {
        for (const row of this.form.querySelectorAll("[data-row]")) {
            const words = this.words(row.dataset.row);
            row.hidden = !this.path.includes(row.dataset.row);
            find("answer", row).textContent = words;
            find("passed", row).hidden = Boolean(words);
        }
    }

    /** Show the record word by word: the rows of the check, taken over. */
    showRecord() {
        const rows = [...this.form.querySelectorAll("[data-row]")].filter((row) => this.path.includes(row.dataset.row));
        const told = rows.filter((row) => this.words(row.dataset.row)).map((row) => {
            const copy = row.cloneNode(true);
            copy.hidden = false;
            copy.removeAttribute("data-row");
            find("change", copy).parentElement.remove();
            find("passed", copy).remove();
            find("answer", copy).textContent = this.words(row.dataset.row);
            return copy;
        });
        find("record-answers").replaceChildren(...told);
    }

    get answers() {
        const keys = [...this.form.querySelectorAll("[data-key]")].map((box) => box.dataset.key);
        const asked = keys.filter((key) => !this.pages.some((page) => page.dataset.page === key && !this.isAsked(page)));
        return Object.fromEntries(asked.map((key) => [key, this.codes(key)]));
    }

    get answer() {
        const { token, ticket, answers } = this;
        return { token, url: this.form.action, ticket, answers, week: monday(), since: Date.now() };
    }

    async send() {
        const status = await send(this.answer);
        if ([200, 201, 409].includes(status)) this.go("thanks");
        else this.go("unsent");
    }

    /** Without what the family wrote itself: the ticket of this page holds no answer at all. */
    async keep() {
        await keep({ ...this.answer, ticket: this.own });
        this.go("waiting");
        showWaiting();
    }
}

async function goOn() {
    const form = find("form");
    const survey = new KeptSurvey(form, await handedOver());
    form.hidden = false;
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (survey.at === "record") survey.send();
        else survey.go(survey.after(survey.at));
    });
    find("back").addEventListener("click", () => survey.go(survey.path[survey.path.indexOf(survey.at) - 1]));
    form.addEventListener("click", ({ target }) => {
        const button = target.closest("[data-change], [data-keep], [data-try]");
        if (!button) return;
        if (button.dataset.change) survey.go(button.dataset.change);
        else if (button.dataset.keep !== undefined) survey.keep();
        else survey.send();
    });
}

// --- Begin ----------------------------------------------------------------------------------------------------------

// One answer that stands alone lets go of the others, and they of it.
document.addEventListener("change", ({ target }) => {
    if (target.type !== "checkbox" || !target.checked) return;
    document.getElementsByName(target.name).forEach((other) => {
        if (other !== target && (target.dataset.alone !== undefined || other.dataset.alone !== undefined)) other.checked = false;
    });
});
find("problems")?.focus();
const token = find("token");
if (token && crypto.randomUUID) token.value = crypto.randomUUID();
if (place?.dataset.kept !== undefined) goOn();
if (window.indexedDB) tendWaiting();
keepSurvey();
