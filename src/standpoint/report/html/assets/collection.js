/* A collection's page: the table of its articles, sorted, searched, filtered and turned page by page. */
const PAGE = 50;
const SVG = "http://www.w3.org/2000/svg";
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const total = (numbers) => numbers.reduce((sum, one) => sum + one, 0);
const rows = DATA.rows.map(([number, title, shown, values, words, sides, attributed, sentences]) => ({
  number, title, shown, values, words, sides, attributed, sentences, all: total(words),
  balance: sides[0] + sides[1] ? (sides[0] - sides[1]) / (sides[0] + sides[1]) : null,
  text: fold([title, ...shown, ...values].join(" ")),
}));
const heads = [
  ["title", (row) => fold(row.title)],
  ...DATA.shown.map((name, index) => [name, (row) => fold(row.shown[index])]),
  ["attributed words", (row) => row.all],
  ...DATA.sources.map((name, index) => [name, (row) => row.all ? row.words[index] / row.all : 0]),
  ["balance", (row) => row.balance ?? -2],
];
const state = { key: null, down: false, page: 0, search: "", filters: {} };
let left = rows;

function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function bar(row) {
  const picture = svg("svg", { class: "bar whole", width: "100%", height: 12, role: "img" });
  picture.setAttribute("aria-label", DATA.sources.map((_, index) => row.words[index] ? DATA.names[index] + " " + percent(row.words[index] / row.all) : "").filter(Boolean).join(", ") || "nobody speaks");
  let edge = 0;
  DATA.sources.forEach((name, index) => {
    const width = row.all ? 100 * row.words[index] / row.all : 0;
    if (width) picture.append(svg("rect", { class: "part " + name, x: edge + "%", width: width + "%", height: 12 }));
    edge += width;
  });
  return picture;
}

const signed = (value) => value === null ? "–" : (value < 0 ? "−" : "+") + Math.abs(value).toFixed(2);

/* The filter goes on to the article's page: one that is sorted by a source opens with that source's sentences. */
function address(row) {
  const source = DATA.sources.includes(state.key) ? "#source=" + state.key : "";
  return DATA.folder + "/" + String(row.number).padStart(5, "0") + ".html" + source;
}

function line(row) {
  return make("tr", {},
    make("th", { scope: "row" }, make("a", { href: address(row) }, make("bdi", {}, row.title))),
    ...row.shown.map((value) => make("td", { class: "text" }, make("bdi", {}, value))),
    make("td", {}, row.all.toLocaleString("en")),
    make("td", { class: "picture" }, bar(row)),
    make("td", {}, signed(row.balance)));
}

/* One button a head; the picture's head has one for each source. */
function button(name, label, text) {
  const element = make("button", { type: "button", class: "sort", "aria-label": "Sort by " + label }, text || label);
  element.addEventListener("click", () => sort(name));
  element.dataset.key = name;
  return element;
}

function header() {
  const signs = DATA.sources.map((name, index) => {
    const element = button(name, DATA.names[index], DATA.signs[index]);
    element.classList.add("sign", name);
    return element;
  });
  const cells = [
    make("th", { scope: "col" }, button("title", "title")),
    ...DATA.shown.map((name) => make("th", { scope: "col", class: "text" }, button(name, name))),
    make("th", { scope: "col" }, button("attributed words", "attributed words", "words")),
    make("th", { scope: "col", class: "picture" }, ...signs),
    make("th", { scope: "col" }, button("balance", "balance")),
  ];
  $("#t-articles thead").replaceChildren(make("tr", {}, ...cells));
}

function select() {
  const words = fold(state.search).split(/\s+/).filter(Boolean);
  const wanted = Object.entries(state.filters).filter(([, value]) => value !== "").map(([name, value]) => [DATA.columns.indexOf(name), value]);
  left = rows.filter((row) => words.every((word) => row.text.includes(word)) && wanted.every(([index, value]) => (row.values[index] || "–") === value));
  const order = heads.find(([name]) => name === state.key);
  if (order) {
    const [, value] = order;
    const sign = state.down ? -1 : 1;
    left = left.map((row) => [value(row), row]).sort(([a, one], [b, two]) => (a < b ? -sign : a > b ? sign : one.number - two.number)).map(([, row]) => row);
  }
}

function draw() {
  select();
  const pages = Math.max(1, Math.ceil(left.length / PAGE));
  state.page = Math.min(state.page, pages - 1);
  const part = left.slice(state.page * PAGE, (state.page + 1) * PAGE);
  $("#t-articles tbody").replaceChildren(...part.map(line));
  $("#page").textContent = left.length ? (state.page * PAGE + 1) + "–" + (state.page * PAGE + part.length) + " of " + left.length.toLocaleString("en") : "";
  $("#previous").disabled = state.page === 0;
  $("#next").disabled = state.page >= pages - 1;
  const isNarrow = state.search !== "" || Object.values(state.filters).some((value) => value !== "");
  $("#clear").hidden = !isNarrow;
  $("#status").textContent = isNarrow ? left.length + (left.length === 1 ? " article" : " articles") : "";
  $$(".sort").forEach((element) => {
    const isKey = element.dataset.key === state.key;
    element.classList.toggle("up", isKey && !state.down);
    element.classList.toggle("down", isKey && state.down);
  });
  $$("#t-articles thead th").forEach((head) => {
    const key = $$(".sort", head).find((element) => element.dataset.key === state.key);
    if (key) head.setAttribute("aria-sort", state.down ? "descending" : "ascending"); else head.removeAttribute("aria-sort");
  });
}

/* Text sorts upwards first, numbers downwards: the most is what one looks for. */
function sort(name) {
  const isText = name === "title" || DATA.shown.includes(name);
  state.down = state.key === name ? !state.down : !isText;
  state.key = name;
  state.page = 0;
  draw();
}

function filter(name, value) {
  if (!DATA.columns.includes(name)) return;
  state.filters[name] = value;
  state.page = 0;
  const box = $$("#filters select").find((one) => one.dataset.column === name);
  if (box) box.value = value;
  draw();
}

function boxes() {
  const made = DATA.columns.map((name, index) => {
    const values = [...new Set(rows.map((row) => row.values[index] || "–"))].sort();
    const box = make("select", { "data-column": name }, make("option", { value: "" }, "all"), ...values.map((value) => make("option", { value }, value)));
    box.addEventListener("change", () => filter(name, box.value));
    return make("label", {}, name + " ", box);
  });
  $("#filters").replaceChildren(...made);
}

function clear() {
  state.search = $("#search").value = "";
  DATA.columns.forEach((name) => { state.filters[name] = ""; });
  $$("#filters select").forEach((box) => { box.value = ""; });
  state.page = 0;
  draw();
}

$("#search").addEventListener("input", (event) => { state.search = event.target.value; state.page = 0; draw(); });
$("#previous").addEventListener("click", () => { state.page -= 1; draw(); });
$("#next").addEventListener("click", () => { state.page += 1; draw(); });
$("#clear").addEventListener("click", clear);
$("#csv").addEventListener("click", (event) => {
  const head = ["title", ...DATA.shown, "words", ...DATA.sources, "favor", "against", "attributed sentences", "sentences"];
  const lines = left.map((row) => [row.title, ...row.shown, row.all, ...row.words, ...row.sides, row.attributed, row.sentences]);
  copy([head, ...lines].map((one) => one.map((value) => cell(String(value))).join(",")).join("\n") + "\n");
  event.target.textContent = "Copied";
  setTimeout(() => { event.target.textContent = "Copy as CSV"; }, 1500);
});
$$("[data-column][data-value]").forEach((link) => link.addEventListener("click", () => filter(link.dataset.column, link.dataset.value)));
boxes();
header();
draw();
