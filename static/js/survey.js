// A survey where the signal is bad. The pages work without this script; it keeps the survey once it was opened, goes on
// with it when the network fails, and lets an answer wait on the phone, if the family says so, until it can be sent.
const place = document.querySelector("[data-survey]");
const THREE_DAYS = 72 * 60 * 60 * 1000;
const find = (name, inside = document) => inside.querySelector(`[data-${name}]`);

// --- Answers that wait ----------------------------------------------------------------------------------------------

/** Open what waits on this phone; null where nothing does. Nothing is written to a phone to find that out. */
function opened(mode) {
    return new Promise((resolve) => {
        const asking = indexedDB.open("surveys", 1);
        asking.onupgradeneeded = () => {
            if (mode === "keep") asking.result.createObjectStore("waiting", { keyPath: "token" });
            else asking.transaction.abort();
        };
        asking.onsuccess = () => resolve(asking.result);
        asking.onerror = (event) => { event.preventDefault(); resolve(null); };
    });
}

async function inStore(mode, work) {
    const database = await opened(mode);
    if (!database) return [];
    try {
        return await new Promise((resolve, reject) => {
            const deal = database.transaction("waiting", "readwrite");
            const asking = work(deal.objectStore("waiting"));
            deal.oncomplete = () => resolve(asking.result);
            // A full phone ends it without an error of its own.
            deal.onabort = () => reject(deal.error);
        });
    } finally {
        database.close();
    }
}

/** Do this while no other tab puts an answer there: with the last one goes its place, and nothing else may. */
const inTurn = (work) => (navigator.locks ? navigator.locks.request("surveys", work) : work());
const keep = (answer) => inTurn(() => inStore("keep", (store) => store.put(answer)));
const all = () => inStore("look", (store) => store.getAll());

/** Take the answers' place off the phone where none is left: nothing says that any was there. */
async function tidy() {
    if ((await all()).length) return;
    await new Promise((resolve) => {
        const going = indexedDB.deleteDatabase("surveys");
        for (const end of ["onsuccess", "onerror", "onblocked"]) going[end] = resolve;
    });
}

const forget = (token) => inTurn(async () => {
    await inStore("look", (store) => store.delete(token));
    await tidy();
});

/** Return the answers that wait. In one deal, so that none that was taken away meanwhile is put there again. */
async function waiting() {
    const now = Date.now();
    const mend = (store) => {
        const asking = store.getAll();
        asking.onsuccess = () => {
            for (const answer of asking.result) {
                if (now - answer.since > THREE_DAYS) store.delete(answer.token);
                // The clock of this phone was set back: it would wait for ever.
                else if (answer.since > now) store.put({ ...answer, since: now });
            }
        };
        return asking;
    };
    await inTurn(async () => { if ((await inStore("look", mend)).length) await tidy(); });
    return all();
}

let leaving = new AbortController();

/** Send an answer; return the status, 0 where there is no signal or it was deleted meanwhile. */
async function send(answer) {
    const { url, ticket, token, answers, week } = answer;
    const body = new URLSearchParams({ ticket, token, week, answers: JSON.stringify(answers) });
    try {
        const { signal } = leaving;
        return (await fetch(url, { method: "POST", body, signal, headers: { Accept: "application/json" } })).status;
    } catch {
        return 0;
    }
}

const SENT = [200, 201, 409];
let isSending = false;
let patience = 1000;

async function sendWaiting() {
    if (isSending) return "";
    isSending = true;
    let word = "";
    try {
        for (const answer of await waiting()) {
            // Deleted while another was on its way, here or in another tab.
            if (!(await all()).some(({ token }) => token === answer.token)) continue;
            const status = await send(answer);
            // Sent, sent before, or nobody takes it any more. Anything else is tried again.
            const isOver = status > 409 && status < 500 && status !== 429;
            if (SENT.includes(status) || isOver) await forget(answer.token);
            word = isOver ? "over" : SENT.includes(status) ? "sent" : "failed";
        }
    } finally {
        isSending = false;
    }
    return (await all()).length || word !== "failed" ? word : "";
}

async function showWaiting(word = "") {
    const box = find("waiting");
    if (!box) return;
    const status = find("waiting-status", box);
    const count = (await waiting()).length;
    box.hidden = !count && !word && !status.textContent;
    for (const part of box.children) if (part !== status) part.hidden = !count;
    if (word) status.textContent = status.dataset[word];
}

function tendWaiting() {
    let later = 0;
    const tend = async () => {
        clearTimeout(later);
        if (!(await waiting()).length) return;
        await showWaiting(await sendWaiting());
        // Seldomer each time, and not all phones at the same moment.
        patience = Math.min(2 * patience, 5 * 60 * 1000);
        later = setTimeout(tend, patience * (0.75 + Math.random() / 2));
    };
    find("waiting-send")?.addEventListener("click", async () => showWaiting(await sendWaiting()));
    find("waiting-delete")?.addEventListener("click", async () => {
        leaving.abort();
        leaving = new AbortController();
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

/** What was sent needs no kept survey any more. */
async function letSurveyGo() {
    if (place?.dataset.thanks !== undefined && window.caches) await caches.delete("surveys-1");
}

/** Return the form that could not be sent, as pairs, if there is one. */
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
        const at = fields.get("at") || "";
        // What was ticked before on the page that was sent is no longer what is ticked there.
        this.fieldsOf(at).forEach((field) => { field.checked = false; });
        posted.filter(([name]) => name.startsWith("answer-")).forEach(([name, code]) => this.tickOne(name, code));
        this.begin(at, fields.get("go") || "");
    }

    /** Go where the button led whose form could not be sent. Only "Send" has no name. */
    begin(at, button) {
        const { path } = this;
        const wanted = button.replace("change:", "");
        if (at === "record" && !button) this.go("unsent");
        else if (path.includes(wanted)) this.go(wanted);
        else if (button === "back") this.go(path[Math.max(path.indexOf(at) - 1, 0)]);
        else if (button === "stay" && path.includes(at)) this.go(at);
        else this.goOn(at);
    }

    pageOf(name) {
        return this.pages.find((page) => page.dataset.page === name);
    }

    fieldsOf(name) {
        return [...(this.pageOf(name)?.querySelectorAll("input, textarea") || [])];
    }

    /** Go on, unless something on this page can't be kept: then it says so there. */
    goOn(name) {
        const wrong = name && this.problemOf(name);
        this.pageOf(name)?.querySelectorAll("[data-fault]").forEach((line) => { line.hidden = line !== wrong; });
        this.go(wrong ? name : this.after(name));
        if (wrong) this.fieldsOf(name)[0].focus();
    }

    /** Return the line that says what is wrong with a page's answer, as the server would. */
    problemOf(name) {
        const says = (fault) => this.pageOf(name)?.querySelector(`[data-fault="${fault}"]`);
        const [typed] = this.codes(name);
        if (typed === undefined) return says("needed");
        if (!says("not-a-number")) return null;
        const digits = typed.trim();
        if (!/^\p{Nd}{1,9}$/u.test(digits)) return says("not-a-number");
        // Only digits that the phone can count are compared here: the server knows all.
        const [low, high] = [says("too-low"), says("too-high")];
        if (low && Number(digits) < Number(low.dataset.limit)) return low;
        return high && Number(digits) > Number(high.dataset.limit) ? high : null;
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
        const before = this.pageOf(key);
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
        this.pageOf(name).querySelector("[tabindex]")?.focus();
        scrollTo(0, 0);
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

    /** Send; what the server has to say to an answer that it can't keep, it says on its own page. */
    async send() {
        const { answer } = this;
        const status = await send(answer);
        if (SENT.includes(status)) {
            this.go("thanks");
            caches.delete("surveys-1");
        } else if (status === 0 || status >= 500) this.go("unsent");
        else this.submit(answer);
    }

    submit({ ticket, token, week, answers }) {
        this.form.replaceChildren(...Object.entries({ ticket, token, week, answers: JSON.stringify(answers) }).map(([name, value]) => {
            const field = document.createElement("input");
            Object.assign(field, { type: "hidden", name, value });
            return field;
        }));
        this.form.submit();
    }

    /** Without what the family wrote itself: the ticket of this page holds no answer at all. */
    async keep() {
        try {
            await keep({ ...this.answer, ticket: this.own });
        } catch {
            return this.go("unsent");
        }
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
        else survey.goOn(survey.at);
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
if (place?.dataset.kept !== undefined) goOn();
if (window.indexedDB) tendWaiting();
letSurveyGo();
keepSurvey();
