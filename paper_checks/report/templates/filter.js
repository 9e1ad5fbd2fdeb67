"use strict";

const form = document.getElementById("filter");
const count = document.getElementById("filter-count");
const rows = [...document.querySelectorAll("#claim-table tbody tr")];

function apply() {
  const wanted = new FormData(form);
  const words = wanted.get("text").toLowerCase().split(/\s+/);
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    const chosen = ["paper", "verdict", "kind"].every((name) => ["", row.dataset[name]].includes(wanted.get(name)));
    row.hidden = !(chosen && words.every((word) => text.includes(word)));
  }
  count.value = `${rows.filter((row) => !row.hidden).length} of ${rows.length} claims`;
}

form.hidden = false;
form.addEventListener("input", apply);
form.addEventListener("change", apply);
form.addEventListener("reset", () => setTimeout(apply));
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("pageshow", apply);
