// What a page can do on its own; everything works without it, too.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.parentElement.hidden = false;
  button.addEventListener("click", () => copy(button));
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // without https there is no clipboard
  }
  const words = button.textContent;
  button.textContent = button.dataset.done;
  const said = document.getElementById("said");
  if (said) said.textContent = button.dataset.done;
  setTimeout(() => (button.textContent = words), 2000);
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  const file = form.querySelector("input[type=file]");
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      form.classList.add("over");
    });
  }
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("over");
  });
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    form.classList.remove("over");
    file.files = event.dataTransfer.files;
  });
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    button.dataset.words = button.textContent;
    button.textContent = form.dataset.busy;
    button.setAttribute("aria-disabled", "true");
  });
}

// Back from the next page, the form is as it was.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-words]")) {
    button.textContent = button.dataset.words;
    button.removeAttribute("aria-disabled");
  }
});

// Beside the text where there is room: each group of cards at its words, or below the one before.
const reading = document.querySelector(".reading");
const wide = matchMedia("(min-width: 60rem)");
const GAP = 12;

function place() {
  reading.classList.toggle("placed", wide.matches);
  let bottom = 0;
  for (const cards of reading.querySelectorAll(".cards")) {
    cards.style.top = "";
    if (!wide.matches) continue;
    const top = Math.max(cards.parentElement.offsetTop, bottom);
    cards.style.top = `${top}px`;
    bottom = top + cards.offsetHeight + GAP;
  }
  reading.style.minHeight = wide.matches ? `${bottom}px` : "";
}

if (reading) {
  const watch = new ResizeObserver(() => requestAnimationFrame(place)); // not within its own loop
  for (const part of reading.querySelectorAll(".run, .cards")) watch.observe(part);
  wide.addEventListener("change", place);
  place();
}
