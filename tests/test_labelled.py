"""Labelled TSV: round trip, then damage it. Every fault must name file, line and column."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standpoint.data.labelled import (
    COLUMNS,
    LabelledArticle,
    LabelledSentence,
    labelled_files,
    read_labelled,
)
from standpoint.data.labels import Source, Stance
from standpoint.errors import LabelledDataError

HEADER = "\t".join(COLUMNS)
GOOD = [
    HEADER,
    "# kz-01: genre=agency; unrest=fuel price; outcome=undecided",
    "kz-01\tKZ\t1\tnone\t\t\tTown halts buses",
    "#: cue-after indirect",
    "kz-01\tKZ\t2\tgovernment\tfavor\tAsel Nurova\tThe order stands, said mayor Asel Nurova.",
    "kz-01\tKZ\t2\tprotester\tagainst\tdrivers and cooks\tBoth drivers and cooks jeered.",
    "x-02\t\t1\tnone\t\t\tIt rained.",
]


def tsv(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def changed(line: int, column: str | None, value: str) -> list[str]:
    """The good file with one cell, or (without a column) one line, replaced; lines count from 1."""
    lines = list(GOOD)
    if column is None:
        lines[line - 1] = value
        return lines
    cells = lines[line - 1].split("\t")
    cells[COLUMNS.index(column)] = value
    lines[line - 1] = "\t".join(cells)
    return lines


def faults_of(path: Path, *others: Path) -> list[str]:
    with pytest.raises(LabelledDataError, match=re.escape(str(path))) as caught:
        read_labelled([path, *others])
    assert str(caught.value) == "\n".join(caught.value.faults)
    return caught.value.faults


def test_good_file(write_file: Any) -> None:
    """All that a file says is in the articles."""
    first, second = read_labelled([write_file("kz.tsv", tsv(*GOOD))])
    assert (first.id, first.country, second.id, second.country) == ("kz-01", "KZ", "x-02", None)
    assert first.traits == {"genre": "agency", "unrest": "fuel price", "outcome": "undecided"}
    assert second.traits == {}
    assert first.sentences[1] == LabelledSentence(
        "The order stands, said mayor Asel Nurova.",
        2,
        Source.GOVERNMENT,
        Stance.FAVOR,
        "Asel Nurova",
        ("cue-after", "indirect"),
    )
    assert [sentence.cases for sentence in first.sentences] == [(), ("cue-after", "indirect"), ()]
    assert (first.sentences[0].stance, first.sentences[0].speaker) == (None, None)


def test_text_and_spans(write_file: Any) -> None:
    """A space joins sentences, a blank line paragraphs; the article is what a reader would give."""
    first, _ = read_labelled([write_file("kz.tsv", tsv(*GOOD))])
    assert first.text == (
        "Town halts buses\n\nThe order stands, said mayor Asel Nurova. Both drivers and cooks jeered."
    )
    assert [span.of(first.text) for span in first.spans] == [sentence.text for sentence in first.sentences]
    assert (first.article.text, first.article.id, first.article.country) == (first.text, "kz-01", "KZ")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(tsv(*GOOD).encode("utf-8-sig"), id="byte-order mark"),
        pytest.param(tsv(*GOOD).replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(tsv(*GOOD).rstrip("\n").encode(), id="no last line end"),
        pytest.param(tsv(*GOOD).replace("\nx-02", "\n\n# a remark\nx-02").encode(), id="blank line and comment"),
    ],
)
def test_layout_does_not_matter(write_file: Any, data: bytes) -> None:
    """What an editor on another system does to a file changes nothing."""
    plain = read_labelled([write_file("plain.tsv", tsv(*GOOD))])
    assert read_labelled([write_file("a.tsv", data)]) == plain


DAMAGE = [
    pytest.param(changed(7, "article", ""), 7, "article", "expected", id="article empty"),
    pytest.param(
        changed(7, "country", "kz"), 7, "country", "expected an ISO 3166-1 alpha-2 code or nothing", id="country"
    ),
    pytest.param(
        changed(5, "country", "KG"), 5, "country", "expected 'KZ' as in the article's first row", id="two countries"
    ),
    pytest.param(changed(5, "country", ""), 5, "country", "found ''", id="country missing in the middle"),
    pytest.param(changed(5, "paragraph", "0"), 5, "paragraph", "expected a number from 1, found '0'", id="paragraph 0"),
    pytest.param(changed(5, "paragraph", "two"), 5, "paragraph", "found 'two'", id="paragraph a word"),
    pytest.param(changed(5, "paragraph", "²"), 5, "paragraph", "found '²'", id="paragraph superscript"),
    pytest.param(changed(5, "paragraph", "-1"), 5, "paragraph", "found '-1'", id="paragraph negative"),
    pytest.param(
        changed(5, "paragraph", "9" * 5000), 5, "paragraph", "expected a number from 1", id="paragraph of 5,000 digits"
    ),
    pytest.param(changed(5, "paragraph", ""), 5, "paragraph", "found ''", id="paragraph empty"),
    pytest.param(changed(6, "paragraph", "1"), 6, "paragraph", "goes backwards: 1 after 2", id="paragraph backwards"),
    pytest.param(
        changed(5, "source", "goverment"), 5, "source", "unknown label 'goverment'; expected one of", id="source"
    ),
    pytest.param(changed(5, "source", "GOVERNMENT"), 5, "source", "unknown label", id="source in capitals"),
    pytest.param(
        changed(5, "stance", "favour"), 5, "stance", "unknown label 'favour'; expected one of favor", id="stance"
    ),
    pytest.param(
        changed(5, "stance", ""), 5, "stance", "missing where the source is 'government'", id="stance missing"
    ),
    pytest.param(
        changed(5, "speaker", ""), 5, "speaker", "missing where the source is 'government'", id="speaker missing"
    ),
    pytest.param(changed(5, "speaker", " "), 5, "speaker", "", id="speaker a space"),
    pytest.param(
        changed(5, "speaker", "Aset Nurova"), 5, "speaker", "'Aset Nurova' is not in the article's text", id="speaker"
    ),
    pytest.param(changed(5, "speaker", "sel"), 5, "speaker", "'sel' is not in", id="speaker within a word"),
    pytest.param(
        changed(6, "speaker", "drivers and clerks"), 6, "speaker", "is not in the article", id="one of two speakers"
    ),
    pytest.param(
        changed(3, "stance", "neutral"), 3, "stance", "superfluous where the source is none", id="stance of none"
    ),
    pytest.param(
        changed(3, "speaker", "Town"), 3, "speaker", "superfluous where the source is none", id="speaker of none"
    ),
    pytest.param(changed(5, "text", ""), 5, "text", "expected a sentence", id="text empty"),
    pytest.param(
        changed(5, "text", "Asel Nurova nods. "), 5, "text", "without white space around it", id="text with space"
    ),
    pytest.param(
        changed(7, None, "x-02\t\t1\tnone\t\tIt rained."), 7, "row", "found 6 (a tab is missing)", id="tab missing"
    ),
    pytest.param(changed(7, None, GOOD[6] + "\t"), 7, "row", "found 8 (a tab is too many)", id="tab too many"),
    pytest.param(changed(7, None, "x-02"), 7, "row", "expected 7 columns divided by tabs, found 1", id="truncated"),
    pytest.param(
        [*GOOD, GOOD[2]], 8, "article", "duplicate article 'kz-01', which began at", id="article in two pieces"
    ),
    pytest.param(GOOD[1:], 1, "header", "expected the columns article country", id="header missing"),
    pytest.param(
        changed(1, None, HEADER.replace("\t", ",")), 1, "header", "expected the columns", id="header with commas"
    ),
    pytest.param([""], 1, "header", "expected the columns", id="empty file"),
]


@pytest.mark.parametrize(("lines", "line", "column", "message"), DAMAGE)
def test_damage_is_named(write_file: Any, lines: list[str], line: int, column: str, message: str) -> None:
    """One fault in the file, one fault in the error: a consequence of it must not send the editor elsewhere."""
    path = write_file("kz.tsv", tsv(*lines))
    faults = faults_of(path)
    assert len(faults) == 1, faults
    assert faults[0].startswith(f"{path}:{line}: {column}: ")
    assert message in faults[0]


def test_a_bad_row_still_counts_as_text(write_file: Any) -> None:
    """A speaker who is named only in a row with a bad label is in the article all the same."""
    lines = [*changed(5, "stance", "favour")[:5], "kz-01\tKZ\t2\tgovernment\tfavor\tAsel Nurova\tShe left.", GOOD[6]]
    path = write_file("kz.tsv", tsv(*lines))
    assert [fault.split(": ")[:2] for fault in faults_of(path)] == [[f"{path}:5", "stance"]]


def test_long_comment_takes_no_time(write_file: Any) -> None:
    """A comment that nearly gives traits is read once, not once for every way to divide it."""
    remark = "# a: " + "a=b " * 50_000 + "; x"
    assert len(read_labelled([write_file("kz.tsv", tsv(GOOD[0], remark, *GOOD[1:]))])) == 2


def test_all_faults_of_all_files_in_one_run(write_file: Any) -> None:
    """An editor mends everything at once."""
    first = write_file("a.tsv", tsv(*changed(3, "stance", "neutral")))
    second = write_file("b.tsv", tsv(*changed(5, "source", "nobody")))
    found = [re.match(r".*?/(\w\.tsv):(\d+): (\w+): ", fault) for fault in faults_of(first, second)]
    assert [match and match.groups() for match in found] == [
        ("a.tsv", "3", "stance"),
        ("b.tsv", "3", "article"),  # kz-01 again
        ("b.tsv", "5", "source"),
        ("b.tsv", "7", "article"),
    ]


def test_article_in_two_files(write_file: Any) -> None:
    """An article has one home; the error names both places."""
    first, second = write_file("a.tsv", tsv(HEADER, GOOD[6])), write_file("b.tsv", tsv(HEADER, GOOD[6]))
    with pytest.raises(
        LabelledDataError, match=r"b\.tsv:2: article: duplicate article 'x-02', which began at .*a\.tsv:2"
    ):
        read_labelled([first, second])


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda folder: folder / "none.tsv", id="missing"),
        pytest.param(lambda folder: folder, id="folder"),
    ],
)
def test_unreadable_path(tmp_path: Path, make: Any) -> None:
    """A path that cannot be read is a fault like any other, so that the rest is still checked."""
    path = make(tmp_path)
    assert faults_of(path)[0].startswith(f"{path}: expected a readable UTF-8 file: ")


def test_other_encoding(write_file: Any) -> None:
    """Labelled files are UTF-8 and nothing else."""
    path = write_file("a.tsv", tsv(*changed(7, "text", "Il a plu à Nîmes.")).encode("latin-1"))
    assert "expected a readable UTF-8 file" in faults_of(path)[0]


@pytest.mark.parametrize(
    ("speaker", "text"),
    [
        pytest.param("ASEL nurova", "Asel Nurova spoke.", id="capitals aside"),
        pytest.param("town’s mayor", "The town's mayor spoke.", id="apostrophes aside"),
        pytest.param('"Bear" Nurov', "“Bear” Nurov spoke.", id="quotation marks aside"),
        pytest.param("Asel and Marat", "Marat spoke, then Asel.", id="each of two"),
        pytest.param("Trade and Industry", "Trade and Industry spoke.", id="one with and"),
    ],
)
def test_speaker_stands_in_the_text(write_file: Any, speaker: str, text: str) -> None:
    """Marks and capitals do not matter; a list of speakers need not stand together."""
    path = write_file("a.tsv", tsv(HEADER, f"a\t\t1\tother\tneutral\t{speaker}\t{text}"))
    assert read_labelled([path])[0].sentences[0].speaker == speaker


def test_labelled_files_are_sorted(write_file: Any, tmp_path: Path) -> None:
    """The order of training examples does not depend on the file system."""
    for name in ("b.tsv", "a.tsv", "GUIDE.md"):
        write_file(name, "")
    assert [path.name for path in labelled_files(tmp_path)] == ["a.tsv", "b.tsv"]


def test_no_labelled_files(tmp_path: Path) -> None:
    """To train on nothing must fail."""
    with pytest.raises(LabelledDataError, match=r"expected labelled \.tsv files, found none"):
        labelled_files(tmp_path)


# Round trip

CELL = st.text(st.characters(codec="utf-8", exclude_characters="\t\n\r"), min_size=1, max_size=20)
TEXT = CELL.map(str.strip).filter(bool)


@st.composite
def labelled_sentence(draw: st.DrawFn, paragraph: int) -> LabelledSentence:
    text = draw(TEXT)
    source = draw(st.sampled_from(Source))
    if source is Source.NONE:
        return LabelledSentence(text, paragraph, source, None, None)
    return LabelledSentence(text, paragraph, source, draw(st.sampled_from(Stance)), text)


@st.composite
def labelled_articles(draw: st.DrawFn) -> list[LabelledArticle]:
    names = draw(st.lists(st.from_regex(r"[a-z]{2}-[0-9]{1,3}", fullmatch=True), unique=True, max_size=4))
    articles = []
    for name in names:
        numbers = sorted(draw(st.lists(st.integers(1, 5), min_size=1, max_size=5)))
        country = draw(st.none() | st.from_regex("[A-Z]{2}", fullmatch=True))
        sentences = tuple(draw(labelled_sentence(number)) for number in numbers)
        articles.append(LabelledArticle(name, country, sentences))
    return articles


def rows(article: LabelledArticle) -> list[str]:
    return [
        "\t".join(
            [
                article.id,
                article.country or "",
                str(sentence.paragraph),
                sentence.source,
                sentence.stance or "",
                sentence.speaker or "",
                sentence.text,
            ]
        )
        for sentence in article.sentences
    ]


def read_text(content: str) -> list[LabelledArticle]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.tsv"
        path.write_bytes(content.encode())
        return read_labelled([path])


@given(labelled_articles())
def test_round_trip(articles: list[LabelledArticle]) -> None:
    """What is written as the format says is read back the same, whatever the sentences hold."""
    assert read_text(tsv(HEADER, *(row for article in articles for row in rows(article)))) == articles


@given(labelled_articles())
def test_spans_slice_back(articles: list[LabelledArticle]) -> None:
    """Each span gives its sentence, in order, and between spans there is nothing but white space."""
    for article in articles:
        assert [span.of(article.text) for span in article.spans] == [row.text for row in article.sentences]
        position = 0
        for span in article.spans:
            assert article.text[position : span.start] in ("", " ", "\n\n")
            position = span.end
        assert position == len(article.text)


@given(st.data(), st.lists(st.integers(0, 5), min_size=1, max_size=20))
def test_truncated_rows_are_named(data: st.DataObject, cuts: list[int]) -> None:
    """However many rows lose cells, each is named once with its line."""
    lines, expected = [HEADER], []
    for number, tabs in enumerate(cuts, 2):
        row = f"a-{number}\t\t1\tnone\t\t\tIt rained."
        if data.draw(st.booleans()):
            row = "\t".join(row.split("\t")[: tabs + 1])
            expected.append((str(number), "row"))
        lines.append(row)
    try:
        read_text(tsv(*lines))
        found = []
    except LabelledDataError as error:
        found = [re.search(r"a\.tsv:(\d+): (\w+): ", fault).groups() for fault in error.faults]  # type: ignore[union-attr]
    assert found == expected


@given(st.text(max_size=200))
def test_any_file_is_read_or_refused(content: str) -> None:
    """No content, however odd, ends in another exception."""
    try:
        read_text(HEADER + "\n" + content.encode("utf-8", "replace").decode())
    except LabelledDataError as error:
        assert all(re.search(r"a\.tsv:\d+: \w+: ", fault) for fault in error.faults)


# The seeds as data


def test_seeds_are_sound(seed_articles: list[LabelledArticle]) -> None:
    """Reading checks labels and speakers; beyond it, ids are unique and no long sentence stands twice in an article."""
    assert seed_articles
    identifiers = [article.id for article in seed_articles]
    assert len(identifiers) == len(set(identifiers))
    assert {sentence.source for article in seed_articles for sentence in article.sentences} == set(Source)
    twice = [
        (article.id, sentence.text)
        for article in seed_articles
        for index, sentence in enumerate(article.sentences)
        if sentence.text in [other.text for other in article.sentences[:index]] and len(sentence.text) > 40
    ]
    assert not twice
