"""Pages as files: figures equal those of the results, text is escaped, and the policy lets nothing else in.

What a browser makes of them is in `test_browser.py`.
"""

from __future__ import annotations

import base64
import hashlib
import html.parser
import itertools
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from made import HARM, harmful
from standpoint import ArticleResult, SentenceResult, Source, Stance
from standpoint.data.labels import ATTRIBUTED
from standpoint.errors import InputError
from standpoint.report.html import render
from standpoint.report.html.article import article_page
from standpoint.report.html.render import clean, data, line
from standpoint.report.html.site import write_pages

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
SIDES = ("favor", "against", "neutral")


class Page(html.parser.HTMLParser):
    """What a page holds: tables by id as rows of cells, elements by tag, scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: dict[str, list[list[str]]] = {}
        self.elements: dict[str, list[dict[str, str | None]]] = defaultdict(list)
        self.contents: dict[str, list[str]] = defaultdict(list)
        self._table: list[list[str]] | None = None
        self._in_cell = False
        self._open: str | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.elements[tag].append(found)
        if tag == "table":
            self._table = self.tables.setdefault(found.get("id") or "", [])
        elif tag == "tr" and self._table is not None:
            self._table.append([])
        elif tag in ("td", "th") and self._table:
            self._table[-1].append("")
            self._in_cell = True
        if tag in ("script", "style", "title"):
            self._open = tag
            self.contents[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._table = None
        elif tag in ("td", "th"):
            self._in_cell = False
        if tag == self._open:
            self._open = None

    def handle_data(self, text: str) -> None:
        if self._open:
            self.contents[self._open][-1] += text
        elif self._in_cell and self._table:
            self._table[-1][-1] += text

    @property
    def data(self) -> Any:
        """What the page holds for its script."""
        [position] = [index for index, one in enumerate(self.elements["script"]) if one.get("id") == "data"]
        return json.loads(self.contents["script"][position])

    def rows(self, table: str) -> dict[str, list[str]]:
        """The rows of a table by their first cell, without the head."""
        return {row[0].strip(): [cell.strip() for cell in row[1:]] for row in self.tables[table][1:]}


def words(text: str) -> int:
    return len(WORD.findall(text))


def figures(records: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Sums by source, reckoned here from the records, by nothing of the package."""
    spoken = [one for record in records for one in record["sentences"] if one["source"] not in (None, "none")]
    total = sum(words(one["text"]) for one in spoken)
    found = {}
    for source in map(str, ATTRIBUTED):
        own = [one for one in spoken if one["source"] == source]
        stances = Counter(one["stance"] for one in own)
        found[source] = {
            "sentences": len(own),
            "words": sum(words(one["text"]) for one in own),
            "quoted": sum(
                words(one["text"][start - one["start"] : end - one["start"]])
                for one in own
                for start, end in one["quotes"]
            ),
            "share": sum(words(one["text"]) for one in own) / total if total else 0.0,
            "stances": [stances[side] for side in SIDES],
        }
    return found


def percent(share: float) -> str:
    text = f"{share:.0%}"
    return "<1%" if text == "0%" and share else ">99%" if text == "100%" and share < 1 else text


def test_figures_of_every_article_s_page(sample_results: list[ArticleResult]) -> None:
    for article in sample_results:
        page = Page(article_page(article))
        found = figures([article.to_dict()])
        assert page.rows("t-sources") == {
            source: [
                str(one["sentences"]), str(one["words"]), percent(one["share"]), str(one["quoted"]),
                *map(str, one["stances"]), str(one["sentences"] - sum(one["stances"])),
            ]
            for source, one in found.items()
        }  # fmt: skip
        assert len(page.tables["t-speakers"]) > 1


def test_figures_where_labels_are_left_out(sample_results: list[ArticleResult]) -> None:
    article = sample_results[-1].at_least(0.85)
    page, found = Page(article_page(article)), figures([article.to_dict()])
    rows = page.rows("t-sources")
    assert {source: int(row[0]) for source, row in rows.items()} == {
        name: one["sentences"] for name, one in found.items()
    }
    assert sum(int(row[-1]) for row in rows.values()) == sum(
        one["sentences"] - sum(one["stances"]) for one in found.values()
    )
    undecided = [number for number, one in enumerate(article.sentences, 1) if one.source is None]
    assert undecided
    assert all(page.data["sentences"][number - 1]["source"] is None for number in undecided)


def test_what_the_page_says_of_each_sentence(sample_results: list[ArticleResult]) -> None:
    for article in sample_results:
        shown = Page(article_page(article)).data["sentences"]
        assert len(shown) == len(article.sentences)
        for one, sentence in zip(shown, article.sentences, strict=True):
            assert (one is None) is (sentence.source is Source.NONE)
            if one:
                assert (one["source"], one["stance"], one["speaker"]) == (
                    sentence.source,
                    sentence.stance,
                    sentence.speaker,
                )
                assert one["confidence"] == [sentence.source_confidence, sentence.stance_confidence]
                assert one["words"] == words(sentence.text)
                assert one["evidence"]


def test_the_text_as_it_was(sample_results: list[ArticleResult]) -> None:
    """Every sentence stands whole and in order in the page, cut by marks but not changed."""
    for article in sample_results:
        text = re.sub(r"<button.*?</button>|<[^>]+>", "", article_page(article).split("<main", 1)[0].split("<h1>")[1])
        body = re.search(r"<article>(.*)</article>", article_page(article), re.DOTALL)
        assert body
        text += re.sub(r"<button.*?</button>|<[^>]+>", "", body[1])
        text = html.unescape(text)
        places = [text.find(clean(sentence.text)) for sentence in article.sentences]
        assert -1 not in places


@pytest.fixture(scope="module")
def collection(many_results: list[ArticleResult], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("collection") / "voices of 2023.html"
    assert write_pages(many_results, path, title="Voices of 2023", compared="outlet") == len(many_results)
    return path


def test_figures_of_the_collection_s_page(collection: Path, many_results: list[ArticleResult]) -> None:
    page = Page(collection.read_text(encoding="utf-8"))
    records = [one.to_dict() for one in many_results]
    check_row(page.rows("t-all")["all"], records)
    outlets = {record["metadata"]["outlet"] for record in records}
    assert set(page.rows("t-by-1")) == outlets
    for outlet in outlets:
        check_row(page.rows("t-by-1")[outlet], [one for one in records if one["metadata"]["outlet"] == outlet])
    for month, row in page.rows("t-month").items():
        check_row(row, [one for one in records if one["metadata"]["date"].startswith(month)])
    for country, row in page.rows("t-by-2").items():
        check_row(row, [one for one in records if (one["country"] or "–") == country])


def check_row(row: list[str], records: list[dict[str, Any]]) -> None:
    """articles, words, six shares, three stances, diversity, balance."""
    found = figures(records)
    stances = [sum(one["stances"][place] for one in found.values()) for place in range(3)]
    favor, against, _ = stances
    assert row[:2] == [str(len(records)), str(sum(one["words"] for one in found.values()))]
    assert row[2:8] == [percent(one["share"]) for one in found.values()]
    assert row[8:11] == [str(count) for count in stances]
    assert row[12] == (f"{(favor - against) / (favor + against):+.2f}".replace("-", "−") if favor + against else "–")


def test_figures_of_each_article_and_speaker(collection: Path, many_results: list[ArticleResult]) -> None:
    page = Page(collection.read_text(encoding="utf-8"))
    for row, article in zip(page.data["rows"], many_results, strict=True):
        found = figures([article.to_dict()])
        assert row[4] == [one["words"] for one in found.values()]
        assert row[5] == [sum(one["stances"][place] for one in found.values()) for place in (0, 1)]
        assert row[6:] == [sum(one["sentences"] for one in found.values()), len(article.sentences)]
    heard: Counter[tuple[str, str]] = Counter()
    for article in many_results:
        for one in article.attributed:
            heard[(one.speaker or "").casefold(), str(one.source)] += words(one.text)
    for speaker, source, _, _, count, *_ in page.tables["t-speakers"][1:]:
        assert heard[speaker.casefold(), source] == int(count)
    assert int(page.tables["t-speakers"][1][4]) == max(count for (name, _), count in heard.items() if name)


def test_every_figure_leads_to_its_sentences(collection: Path, many_results: list[ArticleResult]) -> None:
    """The lists hold every attributed sentence once, and every address on the page is there."""
    folder = collection.with_name("voices of 2023_files")
    for source in ATTRIBUTED:
        listed = Page((folder / f"{source}.html").read_text(encoding="utf-8")).data
        expected = [
            [place, number, sentence.speaker, sentence.stance, words(sentence.text)]
            for place, article in enumerate(many_results, 1)
            for number, sentence in enumerate(article.sentences, 1)
            if sentence.source is source
        ]
        assert [one[:5] for one in listed["sentences"]] == expected
        assert [one[0] for one in listed["articles"]] == sorted({one[0] for one in expected})
    page = Page(collection.read_text(encoding="utf-8"))
    addresses = {(one.get("href") or "").split("#")[0] for one in page.elements["a"]} - {""}
    assert {address.split("/")[0] for address in addresses} == {"voices%20of%202023_files"}
    assert {address.split("/")[1] for address in addresses} <= {path.name for path in folder.iterdir()}
    assert len(list(folder.iterdir())) == len(many_results) + len(ATTRIBUTED)


def pages(tmp_path: Path, articles: list[ArticleResult]) -> list[str]:
    """All the pages of a collection."""
    write_pages(articles, tmp_path / "x.html", title=articles[0].title or "x", compared="outlet")
    return [path.read_text(encoding="utf-8") for path in sorted(tmp_path.rglob("*.html"))]


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_harmful_text_is_text(harm: str, tmp_path: Path) -> None:
    """No element, attribute or script that the page of a harmless article has not."""
    harmless = [outline(Page(text)) for text in pages_in(tmp_path / "one", "Bread")]
    harmed = [outline(Page(text)) for text in pages_in(tmp_path / "two", harm)]
    assert harmed == harmless


def pages_in(folder: Path, text: str) -> list[str]:
    folder.mkdir()
    return pages(folder, [harmful(text), harmful(text)])


def outline(page: Page) -> dict[str, list[list[str]]]:
    """The names of a page's elements and of their attributes; spans differ with what is quoted."""
    return {tag: [sorted(one) for one in found] for tag, found in page.elements.items() if tag != "span"}


@pytest.mark.parametrize("text", ["Bread", *HARM.values()], ids=["harmless", *HARM])
def test_the_policy_lets_in_what_the_page_brings_and_nothing_else(text: str, tmp_path: Path) -> None:
    for source in pages(tmp_path, [harmful(text), harmful(text)]):
        page = Page(source)
        [policy] = [one["content"] for one in page.elements["meta"] if one.get("http-equiv")]
        assert policy and policy.startswith("default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; ")
        [style], [_, script] = page.contents["style"], page.contents["script"]
        for name, content in (("style-src", style), ("script-src", script)):
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            assert f"{name} 'sha256-{digest}'" in policy
        assert "unsafe" not in policy
        assert not {"style", "onclick", "onload"} & {
            name for found in page.elements.values() for one in found for name in one
        }


def test_nothing_is_asked_of_anywhere(collection: Path, sample_results: list[ArticleResult]) -> None:
    for text in (collection.read_text(encoding="utf-8"), article_page(sample_results[0])):
        addresses = [
            one.get(name) or "" for found in Page(text).elements.values() for one in found for name in ("src", "href")
        ]
        assert not [address for address in addresses if re.match("(?!data:)[a-z]+:|//", address)]


def test_a_page_of_one_article(sample_results: list[ArticleResult], tmp_path: Path) -> None:
    """One article needs no folder, and a page that was there is replaced."""
    path = tmp_path / "story.html"
    path.write_text("old", encoding="utf-8")
    assert write_pages(iter(sample_results[:1]), path, title="Story") == 1
    assert [one.name for one in tmp_path.iterdir()] == ["story.html"]
    assert path.read_text(encoding="utf-8") == article_page(sample_results[0])


def test_pages_are_replaced_and_other_files_are_not(sample_results: list[ArticleResult], tmp_path: Path) -> None:
    path = tmp_path / "all.html"
    write_pages(sample_results[:3], path, title="All")
    write_pages(sample_results[:2], path, title="All")
    assert len(list((tmp_path / "all_files").glob("0*.html"))) == 2
    (tmp_path / "all_files" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="expected a folder of pages to replace, found something else"):
        write_pages(sample_results[:2], path, title="All")
    assert (tmp_path / "all_files" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_failure_leaves_no_trace(sample_results: list[ArticleResult], tmp_path: Path) -> None:
    def broken() -> Any:
        yield from sample_results[:3]
        raise InputError("line 4 is broken")

    with pytest.raises(InputError, match="line 4 is broken"):
        write_pages(broken(), tmp_path / "all.html", title="All")
    assert list(tmp_path.iterdir()) == []


def test_no_article(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected results of at least one article, found none"):
        write_pages([], tmp_path / "all.html", title="All")


@pytest.mark.parametrize(
    "sentences",
    [
        pytest.param((), id="no sentence"),
        pytest.param((SentenceResult(0, 5, 1, "Rain.", Source.NONE, 0.9),), id="narration"),
        pytest.param((SentenceResult(0, 5, 1, "Rain.", None, 0.4),), id="undecided"),
        pytest.param((SentenceResult(0, 1, 1, "…", Source.OTHER, 0.5, None, 0.4),), id="no words, no speaker"),
        pytest.param(
            (SentenceResult(0, 5, 1, "Rain.", Source.OTHER, 1.0, Stance.FAVOR, 1.0, "A"),) * 2, id="all alike"
        ),
    ],
)
def test_bare_articles(sentences: tuple[SentenceResult, ...], tmp_path: Path) -> None:
    article = ArticleResult("", None, None, "", sentences)
    assert "<h1>" in article_page(article)
    assert write_pages([article, article], tmp_path / "x.html", title="") == 2


@pytest.mark.parametrize(
    ("text", "cleaned", "as_line"),
    [
        ("a\x00b", "a\ufffdb", "a\ufffdb"),
        ("a\r\n\tb", "a\r\n\tb", "a b"),
        ("\ud83d", "\ufffd", "\ufffd"),
        ("\u202egnp.exe", "\u202egnp.exe", "gnp.exe"),
        ("Ωμέγα 中 🇰🇬", "Ωμέγα 中 🇰🇬", "Ωμέγα 中 🇰🇬"),
    ],
)
def test_clean_and_line(text: str, cleaned: str, as_line: str) -> None:
    """In the text, direction marks stay: each sentence is isolated there. A title cannot isolate."""
    assert (clean(text), line(text)) == (cleaned, as_line)


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_data_is_json_that_cannot_leave_its_element(harm: str) -> None:
    text = data({"text": harm})
    assert not set("<>&") & set(text)
    assert clean(json.loads(text)["text"]) == clean(harm)


STYLE = (Path(render.__file__).parent / "assets" / "page.css").read_text(encoding="utf-8")
THEMES = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
LIGHT, DARK, PRINT = (dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", theme)) for theme in THEMES)
# Machado, Oliveira & Fernandes (2009), severity 1: what is left of linear RGB
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
TOLD_APART = 15.0  # CIE76; 2.3 is just noticeable, and swatches lie apart on a page


def linear(colour: str) -> np.ndarray:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * sign for sign in colour[1:])
    channels = np.array([int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ np.clip(rgb, 0, 1)
    x, y, z = (np.cbrt(one) if one > 0.008856 else 7.787 * one + 16 / 116 for one in xyz / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one: str, two: str) -> float:
    light, dark = sorted((float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_the_six_colours_are_told_apart(theme: dict[str, str], blindness: str) -> None:
    colours = [lab(np.array(BLINDNESS[blindness]) @ linear(theme[source])) for source in ATTRIBUTED]
    apart = [float(np.linalg.norm(one - two)) for one, two in itertools.combinations(colours, 2)]
    assert min(apart) >= TOLD_APART


@pytest.mark.parametrize("theme", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])
def test_colours_are_text_on_paper(theme: dict[str, str]) -> None:
    for source in ATTRIBUTED:
        assert contrast(theme[source], theme["paper"]) >= 4.5
        assert contrast(theme[source], theme["on"]) >= 4.5
    for name in ("ink", "soft", "accent", "undecided"):
        assert contrast(theme[name], theme["raised"]) >= 4.5
