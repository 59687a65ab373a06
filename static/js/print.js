// A button that prints the page. It stays hidden where there is no script to make it work.
document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
});
