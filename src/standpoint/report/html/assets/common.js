"use strict";
/* What the pages share. Text is only ever set as text: nothing here parses markup. */
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const DATA = JSON.parse($("#data").textContent);
const PHONE = matchMedia("(max-width: 60rem)");

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function percent(share) {
  const whole = Math.round(share * 100);
  return whole === 0 && share > 0 ? "<1%" : whole === 100 && share < 1 ? ">99%" : whole + "%";
}

/* A cell that a spreadsheet would run as a formula gets a leading apostrophe; numbers stay numbers. */
function cell(text) {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.]+$/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
}

function csv(table) {
  return $$("tr", table).map((row) => [...row.cells].map((one) => cell(one.dataset.value ?? one.textContent.trim())).join(",")).join("\n") + "\n";
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make("textarea", { "aria-hidden": "true", class: "hide" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-csv]");
  if (!button) return;
  await copy(csv($("#" + button.dataset.csv)));
  const before = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = before; }, 1500);
});
