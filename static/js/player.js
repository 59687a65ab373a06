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
