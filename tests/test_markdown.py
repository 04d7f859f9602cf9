"""Reports as Markdown: the figures are those of the terminal, and text of articles is nothing but text."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from made import HARM, harmful
from standpoint import ArticleResult, SentenceResult, Source, Stance
from standpoint.report.collection import Collection
from standpoint.report.markdown import article_markdown, collection_markdown, escaped

RENDERER = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])


def said(words: int, source: Source, stance: Stance, speaker: str) -> SentenceResult:
    text = "word " * words
    return SentenceResult(0, len(text), 1, text, source, 0.9, stance, 0.9, speaker)


STORY = ArticleResult(
    "story.txt", "A story", "AL", "m",
    (said(6, Source.PROTESTER, Stance.AGAINST, "Ana Kola"), said(2, Source.WITNESS, Stance.NEUTRAL, "nurse")),
    {"outlet": "The Wire"},
)  # fmt: skip


def test_an_article() -> None:
    assert article_markdown(STORY, "A story").split("\n\n") == [
        "## A story",
        "The Wire · AL · story.txt · 2 sentences · 8 words",
        "Protesters have the most room: 75% of all attributed words, before witnesses with 25%. Of 2 attributed "
        "sentences, 0 stand for the authorities, 1 against them and 1 on neither side.",
        "| source | share | words | quoted | favor | against | neutral | claimed |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        "| protesters | 75% | 6 | 0 | 0 | 1 | 0 | 0 |\n"
        "| witnesses | 25% | 2 | 0 | 0 | 0 | 1 | 0 |",
        "| speaker | source | share |\n"
        "| --- | ---: | ---: |\n"
        "| Ana Kola | protester | 75% |\n"
        "| nurse | witness | 25% |",
        "- First voice: Ana Kola (protester), at once.\n"
        "- Of the first 8 words: protesters 6, witnesses 2, the reporter 0.\n"
        "- Last word: nurse (witness).\n"
        "- Not heard: government, foreign officials, analysts or others.\n"
        "- The authorities are spoken against in 1 sentence and not heard themselves.\n"
        "- Two of six kinds of source are heard, very unevenly.\n"
        "- Whoever takes a side is against the authorities.\n",
    ]


def test_where_nobody_speaks() -> None:
    story = ArticleResult("a", None, None, "m", (SentenceResult(0, 5, 1, "Rain.", Source.NONE, 0.9),))
    assert article_markdown(story, "a") == "## a\n\na · 1 sentence · 1 word\n\nNobody is quoted or cited.\n"


def test_a_collection(many_results: list[ArticleResult]) -> None:
    collection = Collection()
    for one in many_results:
        collection.add(one, one.id)
    text = collection_markdown(collection, "All", ["outlet"], compared="outlet")
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# All",
        "## By outlet",
        "## outlet side by side",
        "## Most heard",
    ]
    assert "- Silk Line: protesters " in text
    assert all(line.count("|") == 10 for line in text.splitlines() if line.startswith("| Gulf Ledger"))


@pytest.mark.parametrize("harm", [*HARM.values(), "# a", "1. a", "- a", "> a", "| a | b", "---", "a\n\n# b", "[x]: y"])
def test_text_is_text(harm: str) -> None:
    """Rendered, even with HTML let through, the text shows itself and makes no element."""
    rendered = RENDERER.render("| " + escaped(harm) + " |\n| --- |\n")
    tags = {"<table>", "<thead>", "<tr>", "<th>", "</th>", "</tr>", "</thead>", "</table>"}
    for tag in tags:
        rendered = rendered.replace(tag, "")
    assert "<" not in rendered
    assert RENDERER.render(escaped(harm)).startswith("<p>")


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_harmful_articles(harm: str) -> None:
    text = article_markdown(harmful(harm), harm).encode("utf-8", "replace").decode()
    rendered = RENDERER.render(text)
    assert rendered.count("<table>") == 2
    assert not [tag for tag in ("<script", "<img", "<svg", "<a ", "<base", "<!--") if tag in rendered]
