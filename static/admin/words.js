// Shows in the Checks panel what the server found in the words of the previewed page. It reads and shows, no more:
// the checker itself is guidance/wording.
const FIELDS = { title: "id_title", promise: "id_promise", picture: "id_drawing_description" };

function blockOf(key) {
    const id = [...document.querySelectorAll('input[name^="body-"][name$="-id"]')].find((each) => each.value === key);
    return id ? id.closest("[data-streamfield-child]") : null;
}

function goTo(key) {
    const place = document.getElementById(FIELDS[key]) || blockOf(key);
    if (!place) return;
    const typed = place.matches("input, textarea") ? place : place.querySelector("[contenteditable=true], textarea, input:not([type=hidden])");
    place.scrollIntoView({ block: "center" });
    if (typed) typed.focus({ preventScroll: true });
}

function fill(row, name, words, language) {
    row.querySelectorAll(`[data-words-${name}]`).forEach((each) => {
        each.textContent = words;
        if (language) each.lang = language;
    });
}

function rowOf(found, template) {
    const row = template.content.cloneNode(true);
    const { words, better, reason } = found.languages;
    fill(row, "place", found.place);
    fill(row, "words", found.words, words);
    fill(row, "better", found.better, better);
    fill(row, "reason", found.reason, reason);
    fill(row, "sentence", found.sentence, words);
    row.querySelector("[data-words-stop]").hidden = !found.blocks;
    row.querySelector("[data-words-words]").closest("p").hidden = !found.words;
    row.querySelector("[data-words-sentence-line]").hidden = !found.sentence || found.sentence === found.words;
    const go = row.querySelector("[data-words-go]");
    go.hidden = !FIELDS[found.key] && !blockOf(found.key);
    go.addEventListener("click", () => goTo(found.key));
    return row;
}

function told(count, stopping) {
    if (!count) return "Nothing to change.";
    const things = count === 1 ? "1 thing to change" : `${count} things to change`;
    return stopping ? `${things}; ${stopping} of them must be mended before publishing.` : `${things}. None stops publishing.`;
}

function show() {
    const panel = document.querySelector("[data-words]");
    const preview = document.getElementById("w-preview-iframe");
    const data = preview && preview.contentDocument && preview.contentDocument.getElementById("words-to-change");
    const list = panel && panel.querySelector("[data-words-list]");
    if (!list || !data) return;
    const found = JSON.parse(data.textContent);
    const before = list.dataset.shown;
    // Drawn anew only when it is news: the keyboard may stand on a button in it.
    if (before === data.textContent) return;
    list.dataset.shown = data.textContent;
    list.replaceChildren(...found.map((each) => rowOf(each, panel.querySelector("[data-words-row]"))));
    panel.querySelector("[data-words-state]").textContent = told(found.length, found.filter((each) => each.blocks).length);
    panel.querySelector("[data-content-checker-count]").textContent = found.length;
    const counter = document.querySelector('[data-side-panel-toggle="checks"] [data-side-panel-toggle-counter]');
    if (!counter) return;
    counter.textContent = found.length;
    counter.hidden = !found.length;
}

document.addEventListener("w-preview:loaded", show);

// Wagtail does not look for changes in a form that came back with errors, so that the preview would stay as it was.
const refused = document.querySelector('[data-edit-form][data-w-unsaved-force-value="true"]');
let waiting = null;

function tellPreview() {
    clearTimeout(waiting);
    waiting = setTimeout(() => document.dispatchEvent(new CustomEvent("w-unsaved:add")), 500);
}

// The editor of rich text takes most keys for itself: not all that is typed is an input.
if (refused) ["input", "change", "keyup", "click"].forEach((name) => refused.addEventListener(name, tellPreview));
