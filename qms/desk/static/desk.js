// What makes the desk quicker for those who have scripts; without them every page works as well.
"use strict";

document.addEventListener("keydown", (event) => {
  const save = document.querySelector("button[data-save]");
  if ((event.ctrlKey || event.metaKey) && event.key === "s" && save) {
    event.preventDefault();
    save.click();
  }
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing) {
    const search = document.querySelector("#find");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
});

// A form that is sent twice would file two sheets.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method.toLowerCase() !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  const button = event.submitter;
  if (button && button.dataset.wait) button.textContent = button.dataset.wait;
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A list narrows as soon as something is chosen.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-go]")) event.target.form.requestSubmit();
});

// Names are many: those that hold what is typed stay.
document.addEventListener("input", (event) => {
  const input = event.target;
  if (!input.matches("[data-narrow]")) return;
  const words = input.value.trim().toLowerCase();
  for (const each of document.querySelectorAll(input.dataset.narrow)) {
    each.hidden = !each.textContent.toLowerCase().includes(words);
  }
});

// After a refused form: where it says what is wrong.
const summary = document.querySelector("#summary");
if (summary) summary.focus();
