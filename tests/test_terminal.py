"""The report in a terminal: text is shown and never acts, and it fits 80 columns."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from standpoint import ArticleResult, SentenceResult, Source, Stance
from standpoint.report.collection import Collection
from standpoint.report.compare import compare
from standpoint.report.terminal import plain, show, show_collection, show_comparison


def shown(article: ArticleResult, width: int = 80) -> str:
    stream = io.StringIO()
    show(article, Console(file=stream, width=width, force_terminal=False))
    return stream.getvalue()


def spoken(source: Source = Source.FOREIGN_OFFICIAL, speaker: str = "Ana Kola", words: int = 3) -> SentenceResult:
    text = "word " * words
    return SentenceResult(0, len(text), 1, text, source, 0.9, Stance.AGAINST, 0.9, speaker)


def article(*sentences: SentenceResult, title: str | None = None) -> ArticleResult:
    return ArticleResult("story.txt", title, "AL", "m", sentences)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\x1b[31mb", "a[31mb", id="colour"),
        pytest.param("a\x07\x00\x7fb", "ab", id="bell, null, delete"),
        pytest.param("a\x9b2Jb", "a2Jb", id="8-bit control sequence"),
        pytest.param("a\u202egnp.exe", "agnp.exe", id="right-to-left override"),
        pytest.param("a\u2066b\u2069c", "abc", id="isolates"),
        pytest.param("a\u200eb\u200fc", "abc", id="marks"),
        pytest.param("a\u061cb", "ab", id="Arabic letter mark"),
        pytest.param("a\nb\r\tc", "abc", id="line ends"),
        pytest.param("“Hé”, Ωμέγα 中", "“Hé”, Ωμέγα 中", id="ordinary text is left alone"),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text())
def test_no_text_acts_on_the_terminal(text: str) -> None:
    assert not [sign for sign in plain(text) if unicodedata.category(sign) == "Cc"]
    assert not [sign for sign in plain(text) if unicodedata.bidirectional(sign) in {"RLO", "LRO", "RLE", "LRE", "PDF"}]


@pytest.mark.parametrize("markup", ["[bold]Bread[/bold]", "[/]", "[link=https://example.org]x[/link]", ":bomb:"])
def test_markup_is_text(markup: str) -> None:
    """In the title and in a speaker's name, there and as first and last voice: not styled, no error, no emoji."""
    output = shown(article(spoken(speaker=markup), title=markup))
    assert output.count(markup) == 4


def test_the_whole_report() -> None:
    output = shown(
        article(
            spoken(Source.PROTESTER, "Ana Kola", 6),
            SentenceResult(0, 5, 1, "Rain.", Source.NONE, 0.9),
            spoken(Source.WITNESS, "Ilir Prendi", 2),
        )
    )
    lines = [line.rstrip() for line in output.splitlines() if line.strip()]
    assert lines[0] == "story.txt · AL · 3 sentences, 9 words"
    assert lines[1].split() == ["source", "share", "words", "quoted", "favor", "against", "neutral"]
    assert lines[3].split() == ["protester", "█" * 6, "75%", "6", "0", "·", "1", "·"]
    assert lines[4].split() == ["witness", "█" * 2, "25%", "2", "0", "·", "1", "·"]
    assert lines[5:] == [
        "speakers: Ana Kola 75%, Ilir Prendi 25%",
        "attributed: 2 of 3 sentences",
        "diversity of sources 0.31 (0 one, 1 all six alike)",
        "balance -1.00 (-1 against, +1 for the authorities)",
        "- First voice: Ana Kola (protester), at once.",
        "- Last word: Ilir Prendi (witness).",
        "- Not heard: government, foreign officials, analysts or others.",
        "- The authorities are spoken against in 2 sentences and not heard themselves.",
    ]


@pytest.mark.parametrize("source", [source for source in Source if source is not Source.NONE], ids=str)
def test_nothing_is_cut_at_80_columns(source: Source) -> None:
    """The widest case: one source with all the words, a full bar, a stance left out."""
    sideless = SentenceResult(0, 5, 1, "Rain.", source, 0.9, None, 0.5)
    output = shown(article(spoken(source, words=12_345), sideless))
    assert max(map(len, output.splitlines())) <= 80
    assert "…" not in output
    assert source.value.replace("_", " ") in output


def test_many_speakers_are_counted() -> None:
    names = [spoken(speaker=f"Speaker {letter}") for letter in "ABCDEFGH"]
    assert "Speaker F 12%, 2 more" in " ".join(shown(article(*names)).split())


def test_where_nobody_speaks() -> None:
    output = shown(article(SentenceResult(0, 5, 1, "Rain.", Source.NONE, 0.9)))
    assert output == "story.txt · AL · 1 sentences, 1 words\nnobody is quoted or cited\n\n"


def test_undecided_sentences_and_stances_have_their_line_and_column() -> None:
    """They are shown where there are any, and only there."""
    unsure = SentenceResult(0, 5, 1, "Rain.", None, 0.6)
    sideless = SentenceResult(0, 5, 1, "Rain.", Source.FOREIGN_OFFICIAL, 0.9, None, 0.5, "Ana Kola")
    lines = [line.rstrip() for line in shown(article(unsure, sideless, spoken())).splitlines() if line.strip()]
    assert lines[1].split()[-1] == "undecided"
    assert lines[3].split()[-4:] == ["·", "1", "·", "1"]
    assert "undecided: 1 of 3 sentences" in lines
    assert max(map(len, lines)) <= 80
    assert "undecided" not in shown(article(spoken()))


def test_where_nothing_is_decided() -> None:
    output = shown(article(SentenceResult(0, 5, 1, "Rain.", None, 0.6)))
    assert output == "story.txt · AL · 1 sentences, 1 words\nnobody is quoted or cited\nundecided: 1 of 1 sentences\n\n"


def collection_shown(column: str | None = "outlet", colour: bool = False) -> str:
    collection = Collection()
    for outlet, speaker in (("A", "Ana Kola"), ("[bold]B[/bold]", "\x1b[31mIlir"), ("A", "Ana Kola")):
        one = ArticleResult("x", None, None, "m", (spoken(speaker=speaker),), {"outlet": outlet})
        collection.add(one, "x")
    stream = io.StringIO()
    console = Console(file=stream, width=80, force_terminal=colour)
    show_collection(collection, console, title="[bold]All[/bold]", column=column)
    show_comparison(compare(collection.groups("outlet")), console)
    return stream.getvalue()


def test_a_collection() -> None:
    output = collection_shown()
    lines = [" ".join(line.split()) for line in output.splitlines() if line.strip(" ─")]
    assert lines[0] == "[bold]All[/bold] · 3 articles"
    assert lines[1:3] == [
        "source share words sentences favor against neutral",
        "foreign officials 100% 9 3 0 3 0",
    ]
    assert lines[4:6] == ["A 2 0% 0% 100% 0% 0% 0% −1.00", "[bold]B[/bold] 1 0% 0% 100% 0% 0% 0% −1.00"]
    assert "Ana Kola foreign official 2 6 0 2 0" in lines
    assert lines[-1] == "Too little to tell: every group has fewer than 10 articles."
    assert max(map(len, output.splitlines())) <= 80


def test_colours_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no colour that an article brings along."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" not in collection_shown()
    coloured = collection_shown(colour=True)
    assert "\x1b[35mforeign officials" in coloured
    assert "\x1b[31m" not in coloured
