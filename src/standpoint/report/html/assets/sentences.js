/* The sentences of one source; the address says which: `#stance=against&outlet=…&speaker=…`. */
const PAGE = 100;
const SIDES = { favor: ["▲", "for the authorities"], against: ["▼", "against the authorities"], neutral: ["–", "takes no side"], undecided: ["?", "stance undecided"] };
const fold = (text) => (text || "").toLowerCase();
const articles = new Map(DATA.articles.map(([number, title, columns]) => [number, { number, title, columns }]));
const sentences = DATA.sentences.map(([article, number, speaker, stance, words, text]) => ({ article: articles.get(article), number, speaker, stance: stance || "undecided", words, text }));
let wanted = [];
let left = [];
let page = 0;

const holds = (one, name, value) => name === "stance" ? one.stance === value
  : name === "speaker" ? fold(one.speaker) === fold(value) : (one.article.columns[name] ?? "–") === value;

function item(one) {
  const [sign, words] = SIDES[one.stance];
  const address = String(one.article.number).padStart(5, "0") + ".html#s" + one.number;
  return make("li", {},
    make("p", { class: "words" }, make("span", { class: "side", title: words }, sign), make("span", { class: "hide" }, words + ": "), " ", make("bdi", {}, one.text)),
    make("p", { class: "sub" }, make("bdi", {}, one.speaker || "speaker not found"), " · ", make("a", { href: address }, make("bdi", {}, one.article.title)), " · sentence " + one.number));
}

function draw() {
  const part = left.slice(page * PAGE, (page + 1) * PAGE);
  const list = $("#list");
  list.start = page * PAGE + 1;
  list.replaceChildren(...part.map(item));
  const words = left.reduce((sum, one) => sum + one.words, 0);
  $("#status").textContent = left.length.toLocaleString("en") + (left.length === 1 ? " sentence, " : " sentences, ") + words.toLocaleString("en") + " words.";
  $("#page").textContent = left.length ? (page * PAGE + 1) + "–" + (page * PAGE + part.length) : "";
  $("#previous").disabled = page === 0;
  $("#next").disabled = (page + 1) * PAGE >= left.length;
}

/* What is wanted as buttons; pressing one lets it go. */
function read() {
  wanted = [...new URLSearchParams(location.hash.slice(1))];
  left = sentences.filter((one) => wanted.every(([name, value]) => holds(one, name, value)));
  page = 0;
  $("#chosen").replaceChildren(...wanted.map(([name, value], index) => {
    const button = make("button", { type: "button", class: "plain", "aria-label": "Drop " + name + " " + value }, name + ": ", make("bdi", {}, value), " ×");
    button.addEventListener("click", () => {
      location.hash = new URLSearchParams(wanted.filter((_, place) => place !== index)).toString();
    });
    return button;
  }));
  draw();
}

$("#previous").addEventListener("click", () => { page -= 1; draw(); scrollTo(0, 0); });
$("#next").addEventListener("click", () => { page += 1; draw(); scrollTo(0, 0); });
addEventListener("hashchange", read);
read();
