// Typing in a form by the keyboard alone: a number ticks a choice, the same number again clears it, Enter goes on.
// Without this script the same form is filled in with Tab and Space.
const form = document.querySelector("[data-paper]");
const questions = [...form.querySelectorAll("[data-paper-question]")];
const errors = document.querySelector("[data-paper-errors]");

const choicesOf = (question) => [...question.querySelectorAll("input[type=radio], input[type=checkbox]")];

// Where Tab would come in: at what is ticked, else at the first.
const enter = (question) => {
    const choices = choicesOf(question);
    (choices.find((choice) => choice.checked) || choices[0] || question.querySelector("input, textarea")).focus();
};

const goOn = (question) => {
    const next = questions[questions.indexOf(question) + 1];
    if (next) enter(next);
    else form.querySelector("[data-paper-save]").focus();
};

form.addEventListener("keydown", (event) => {
    const question = event.target.closest("[data-paper-question]");
    if (!question || event.ctrlKey || event.altKey || event.metaKey) return;
    const isText = event.target.matches("textarea");
    if (event.key === "Enter" && !(isText && event.shiftKey)) {
        event.preventDefault();
        goOn(question);
        return;
    }
    const choices = choicesOf(question);
    // 1 to 9, and 0 for the tenth.
    const chosen = /^\d$/.test(event.key) ? choices[(Number(event.key) + 9) % 10] : undefined;
    if (!chosen) return;
    event.preventDefault();
    chosen.checked = !chosen.checked;
    chosen.focus();
});

// To what is wrong, if something is: a person who listens hears it first.
const wrong = form.querySelector(".error-message");
if (wrong) enter(wrong.closest("[data-paper-question]"));
else if (errors) errors.focus();
else if (questions[0]) enter(questions[0]);
