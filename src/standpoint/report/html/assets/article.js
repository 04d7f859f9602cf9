/* An article's page: the card of a sentence, filters, the keyboard, and links that keep both. */
const QUESTIONS = { source: "Who speaks", stance: "Which side", attributed: "That somebody speaks" };
const card = $("#card");
const voices = $$(".voice");
const chosen = { source: new Set(), stance: new Set(), speaker: new Set() };
let open = null;
let pinned = false;

const detail = (element) => DATA.sentences[Number(element.id.slice(1)) - 1];
const fold = (name) => (name || "").toLowerCase();

function chip([words, weight]) {
  return make("li", { class: weight < 0 ? "minus" : "plus", title: (weight > 0 ? "+" : "") + weight.toFixed(2) }, make("bdi", {}, words));
}

function sure(probability) {
  if (probability === null || probability === undefined) return null;
  const low = probability < DATA.unsure;
  return make("span", { class: low ? "sure low" : "sure" }, percent(probability) + (low ? " – uncertain" : ""));
}

function reasons(evidence) {
  if (!evidence) return null;
  const rows = Object.keys(QUESTIONS).filter((question) => (evidence[question] || []).length).map((question) =>
    make("div", {}, make("dt", {}, QUESTIONS[question]), make("dd", {}, make("ul", { class: "chips" }, ...evidence[question].map(chip)))));
  return rows.length ? make("details", { class: "why" }, make("summary", {}, "Words that decided"), make("dl", {}, ...rows)) : null;
}

function fill(element) {
  const one = detail(element);
  const number = element.id.slice(1);
  card.className = "card " + (one.source || "undecided");
  const who = one.speaker || (one.source ? "speaker not found" : "undecided");
  const link = make("a", { href: "#" + element.id, class: "link", "aria-label": "Link to sentence " + number }, "Sentence " + number);
  const close = make("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
  close.addEventListener("click", hide);
  const rows = [
    make("p", { class: "card-who" }, make("bdi", {}, who), one.country ? make("span", { class: "sub" }, " " + one.country) : null),
    make("dl", { class: "card-labels" },
      make("div", {}, make("dt", {}, "Source"), make("dd", {}, one.sourceName + " ", sure(one.confidence[0]))),
      one.source ? make("div", {}, make("dt", {}, "Stance"), make("dd", {}, one.stanceName + " ", sure(one.confidence[1]))) : "",
      make("div", {}, make("dt", {}, "Words"), make("dd", {}, one.words + (one.quoted ? ", " + one.quoted + " quoted" : ", none quoted")))),
    reasons(one.evidence),
  ];
  card.replaceChildren(make("p", { class: "card-top" }, link, close), ...rows.filter(Boolean));
  const why = $(".why", card);
  if (why) { why.open = keepsReasons; why.addEventListener("toggle", () => { keepsReasons = why.open; place(element); }); }
}
let keepsReasons = !PHONE.matches;

/* Below the sentence where there is room, else above it; on a phone at the foot of the window (by the style). */
function place(element) {
  if (PHONE.matches) { card.style.left = card.style.top = ""; return; }
  const rects = [...$(".t", element).getClientRects()];
  const last = rects[rects.length - 1] || element.getBoundingClientRect();
  const first = rects[0] || last;
  const below = innerHeight - last.bottom > card.offsetHeight + 12 || first.top < card.offsetHeight + 12;
  const top = below ? last.bottom + 8 : first.top - card.offsetHeight - 8;
  const left = Math.max(8, Math.min(last.left, document.documentElement.clientWidth - card.offsetWidth - 8));
  card.style.top = top + scrollY + "px";
  card.style.left = left + scrollX + "px";
}

function show(element, keep) {
  if (open !== element) {
    if (open) open.classList.remove("open");
    open = element;
    element.classList.add("open");
    fill(element);
    card.hidden = false;
  }
  pinned = keep;
  place(element);
}

function hide() {
  if (open && card.contains(document.activeElement)) $(".mark", open).focus({ preventScroll: true, focusVisible: false });
  if (open) open.classList.remove("open");
  open = null;
  pinned = false;
  card.hidden = true;
}

/* The pointer may cross the gap between a sentence and its card. */
let leaving = 0;
const stay = () => clearTimeout(leaving);
function leave() {
  stay();
  if (!pinned) leaving = setTimeout(hide, 250);
}

const fits = (one) => (!chosen.source.size || chosen.source.has(one.source)) && (!chosen.stance.size || chosen.stance.has(one.stance))
  && (!chosen.speaker.size || chosen.speaker.has(fold(one.speaker)));
const isFiltered = () => chosen.source.size + chosen.stance.size + chosen.speaker.size > 0;
const heard = () => voices.filter((element) => fits(detail(element)));

function apply() {
  const left = heard();
  document.body.classList.toggle("filtered", isFiltered());
  voices.forEach((element) => element.classList.toggle("off", !fits(detail(element))));
  $$("input[name=source], input[name=stance]").forEach((box) => { box.checked = chosen[box.name].has(box.value); });
  $$(".speaker").forEach((button) => button.setAttribute("aria-pressed", chosen.speaker.has(fold(button.dataset.speaker))));
  const clear = $("#clear");
  if (clear) clear.hidden = !isFiltered();
  const words = left.reduce((sum, element) => sum + detail(element).words, 0);
  $("#status").textContent = isFiltered() ? "Showing " + left.length + (left.length === 1 ? " sentence, " : " sentences, ") + words + " words." : "";
  if (open && open.classList.contains("off")) hide();
}

function remember() {
  const search = new URLSearchParams();
  for (const [name, values] of Object.entries(chosen)) for (const value of values) search.append(name, value);
  const hash = search.toString();
  history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
}

function toggle(name, value) {
  if (!chosen[name].delete(value)) chosen[name].add(value);
  apply();
  remember();
}

function clear() {
  Object.values(chosen).forEach((set) => set.clear());
  apply();
  remember();
}

function step(by) {
  const list = heard();
  if (!list.length) return;
  const at = list.indexOf(open);
  const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length;
  go(list[next]);
}

function go(element) {
  element.scrollIntoView({ block: "center", behavior: "instant" });
  $(".mark", element).focus({ preventScroll: true });
  show(element, true);
}

/* `#s12` is a sentence; anything else is filters: `#source=government&stance=against`. */
function read() {
  const hash = location.hash.slice(1);
  const target = /^s\d+$/.test(hash) && document.getElementById(hash);
  if (target) {
    if (target.classList.contains("voice")) go(target);
    return;
  }
  if (!hash.includes("=")) return;
  Object.values(chosen).forEach((set) => set.clear());
  for (const [name, value] of new URLSearchParams(hash)) if (chosen[name]) chosen[name].add(name === "speaker" ? fold(value) : value);
  apply();
  const first = heard()[0];
  if (first && isFiltered()) first.scrollIntoView({ block: "center", behavior: "instant" });
}

for (const element of voices) {
  element.addEventListener("mouseenter", () => { stay(); if (!pinned && !PHONE.matches) show(element, false); });
  element.addEventListener("mouseleave", leave);
  element.addEventListener("click", (event) => {
    event.stopPropagation();
    if (event.detail === 0) { show(element, true); $(".link", card).focus(); } // Enter: on into the card
    else if (open === element && pinned) hide();
    else show(element, true);
  });
  $(".mark", element).addEventListener("focus", (event) => { if (event.target.matches(":focus-visible") && !card.contains(event.relatedTarget)) show(element, true); });
}
card.addEventListener("mouseenter", stay);
card.addEventListener("mouseleave", leave);
document.addEventListener("click", (event) => { if (pinned && !card.contains(event.target)) hide(); });
document.addEventListener("change", (event) => { if (event.target.name in chosen) toggle(event.target.name, event.target.value); });
$$(".speaker").forEach((button) => button.addEventListener("click", () => toggle("speaker", fold(button.dataset.speaker))));
if ($("#clear")) $("#clear").addEventListener("click", clear);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
  else if (event.key === "Escape") { if (open) hide(); else if (isFiltered()) clear(); } else return;
  event.preventDefault();
});
addEventListener("resize", () => { if (open) place(open); });
addEventListener("hashchange", read);
apply();
read();
