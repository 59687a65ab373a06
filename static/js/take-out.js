// On a moderator's desk: what is marked in a comment goes into the list of what is taken out.
// Without this script the same words can be typed there.
const words = document.querySelector("[data-words]");
const button = document.querySelector("[data-take-out]");
const list = document.getElementById("also");
let marked = "";

if (words && button && list) {
    button.hidden = false;
    // Pressing the button may lose what is marked: it is remembered while it is there.
    document.addEventListener("selectionchange", () => {
        const selection = document.getSelection();
        const said = selection.toString().trim();
        if (said && words.contains(selection.anchorNode) && words.contains(selection.focusNode)) marked = said;
    });
    button.addEventListener("click", () => {
        if (!marked) return;
        // A line break ends a piece: what runs over two lines is two pieces.
        list.value = [...list.value.split("\n"), ...marked.split("\n")].filter((line) => line.trim()).join("\n");
        marked = "";
        list.focus();
    });
}
