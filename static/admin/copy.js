// Copies words to be sent. Without this script they are marked and copied by hand.
document.querySelectorAll("[data-copy]").forEach((button) => {
    const words = document.getElementById(button.dataset.copy);
    const status = document.querySelector("[data-copy-status]");
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(words.value);
        status.textContent = button.dataset.copied;
    });
});
