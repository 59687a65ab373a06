// Speeds for the player: some phones' own players offer none. Without this script the recording still plays.
const speeds = [0.75, 1, 1.25];

document.querySelectorAll("[data-player]").forEach((box) => {
    const sound = box.querySelector("audio");
    const row = box.querySelector("[data-player-speeds]");
    const numbers = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 0 });
    const buttons = speeds.map((speed) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "formats__speed";
        button.textContent = `${numbers.format(speed)}×`;
        button.addEventListener("click", () => {
            sound.playbackRate = speed;
            buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
        });
        button.setAttribute("aria-pressed", String(speed === 1));
        return button;
    });
    row.append(...buttons);
    row.hidden = false;
});

// "Did this help?": the answer comes into the page, and counts once. Without this script it is a page of its own.
document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-did-this-help]");
    if (!form || !event.submitter) return;
    event.preventDefault();
    form.token ||= crypto.randomUUID?.() || String(Math.random());
    const body = new URLSearchParams(new FormData(form));
    body.set("code", event.submitter.value);
    body.set("token", form.token);
    try {
        const answer = await (await fetch(form.action, { method: "POST", body })).text();
        const said = new DOMParser().parseFromString(answer, "text/html").querySelector("[data-answer]");
        said.querySelector("[data-way-back]")?.remove();
        // The page has its own first heading.
        const title = said.querySelector("h1");
        said.querySelector("h2")?.remove();
        const smaller = document.createElement("h2");
        smaller.tabIndex = -1;
        smaller.append(...title.childNodes);
        title.replaceWith(smaller);
        const place = document.createElement("div");
        place.className = "flow";
        place.append(...said.children);
        form.replaceWith(place);
        smaller.focus();
    } catch {
        // No signal: the browser says so, and the page can be gone back to.
        const code = document.createElement("input");
        Object.assign(code, { type: "hidden", name: "code", value: event.submitter.value });
        form.append(code);
        form.submit();
    }
});
