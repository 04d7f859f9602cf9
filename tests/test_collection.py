"""The sums of many articles equal those of the articles, however they are grouped."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from standpoint import ArticleResult, SentenceResult, Source, Stance
from standpoint.data.labels import ATTRIBUTED
from standpoint.errors import InputError
from standpoint.report.attribution import attribution
from standpoint.report.collection import MOST_GROUPS, NO_VALUE, SIDES, Collection, month, sums
from standpoint.report.findings import name


def collected(articles: list[ArticleResult]) -> Collection:
    collection = Collection()
    for article in articles:
        collection.add(article, name(article))
    return collection


def said(words: int, source: Source, stance: Stance | None, speaker: str | None = None) -> SentenceResult:
    text = "word " * words
    return SentenceResult(0, len(text), 1, text, source, 0.9, stance, 0.9, speaker)


def article(*sentences: SentenceResult, country: str | None = None, **metadata: Any) -> ArticleResult:
    return ArticleResult("a", "T", country, "m", sentences, metadata)


POLICE = said(6, Source.GOVERNMENT, Stance.FAVOR, "Police")
ANA = said(3, Source.PROTESTER, Stance.AGAINST, "Ana Kola")
UNSURE = said(1, Source.PROTESTER, None, "ana kola")


def test_sums_by_hand() -> None:
    found = collected([article(POLICE, ANA), article(ANA, UNSURE)]).sums
    assert found.articles == 2
    assert found.words.tolist()[:2] == [[6, 0, 0, 0], [0, 6, 0, 1]]
    assert found.sentences.tolist()[:2] == [[1, 0, 0, 0], [0, 2, 0, 1]]
    assert found.shares.tolist() == [6 / 13, 7 / 13, 0, 0, 0, 0]
    assert found.balance == pytest.approx(-1 / 3)


def test_sums_equal_those_of_the_articles(many_results: list[ArticleResult]) -> None:
    """Another way to the same figures: each article's own attribution, added up."""
    found = collected(many_results).sums
    words: Counter[Source] = Counter()
    stances: Counter[tuple[Source, Stance]] = Counter()
    for one in many_results:
        for share in attribution(one).sources:
            words[share.source] += share.words
            stances.update({(share.source, stance): count for stance, count in share.stances.items()})
    assert found.words.sum(axis=1).tolist() == [words[source] for source in ATTRIBUTED]
    assert found.sentences[:, :3].tolist() == [[stances[source, side] for side in SIDES[:3]] for source in ATTRIBUTED]


def test_groups_add_up_to_all(many_results: list[ArticleResult]) -> None:
    collection = collected(many_results)
    assert collection.columns() == ["outlet", "month", "country"]
    for column in collection.columns():
        parts = [sums(entries) for entries in collection.groups(column).values()]
        assert sum(part.articles for part in parts) == len(many_results)
        assert sum(part.words.sum() for part in parts) == collection.sums.words.sum()


def test_groups_in_order() -> None:
    articles = [
        article(date=f"2023-{number:02}-01", outlet=outlet) for number, outlet in ((3, "B"), (1, "A"), (2, "B"))
    ]
    collection = collected([*articles, article()])
    assert list(collection.groups("month")) == ["2023-01", "2023-02", "2023-03", NO_VALUE]
    assert list(collection.groups("outlet")) == ["B", "A", NO_VALUE]


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        pytest.param({"outlet": " The  Wire "}, {"outlet": "The Wire"}, id="white space"),
        pytest.param({"page": 7, "tags": ["a"], "empty": ""}, {"page": "7"}, id="what is no value"),
        pytest.param({"date": "2023-02-17"}, {"date": "2023-02-17", "month": "2023-02"}, id="date"),
        pytest.param(
            {"published_at": "2023-02-17T10:00Z"},
            {"published_at": "2023-02-17T10:00Z", "month": "2023-02"},
            id="another name",
        ),
        pytest.param({"date": "yesterday"}, {"date": "yesterday"}, id="no date"),
        pytest.param({"country": "Kenya"}, {"country": "KE"}, id="the article's country goes first"),
    ],
)
def test_columns_of_an_article(metadata: dict[str, Any], expected: dict[str, str]) -> None:
    result = ArticleResult("a", "T", "KE" if "country" in metadata else None, "m", (), metadata)
    assert collected([result]).entries[0].columns == expected


def test_columns_worth_a_picture() -> None:
    """One value tells nothing apart, and too many are no picture."""
    articles = [article(one="x", two=str(n % 2), many=str(n)) for n in range(MOST_GROUPS + 1)]
    assert collected(articles).columns() == ["two"]


def test_speakers() -> None:
    """By name and source: who speaks as two sources is two, so that figures lead to one list each."""
    as_witness = said(9, Source.WITNESS, Stance.NEUTRAL, "Ana Kola")
    found = collected([article(ANA, ANA, POLICE), article(UNSURE, as_witness)]).speakers(2)
    assert [(one.speaker, one.source, one.articles, one.sentences, one.words) for one in found] == [
        ("Ana Kola", Source.WITNESS, 1, 1, 9),
        ("Ana Kola", Source.PROTESTER, 2, 3, 7),
    ]
    assert found[1].stances == {Stance.FAVOR: 0, Stance.AGAINST: 2, Stance.NEUTRAL: 0, None: 1}


def test_a_column_that_is_not_there() -> None:
    collection = collected([article(outlet="A")])
    collection.check_column("--by", "outlet")
    collection.check_column("--by", None)
    with pytest.raises(InputError, match="--by: expected one of outlet; found 'desk'"):
        collection.check_column("--by", "desk")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2023-13-01", None), ("2023-00", None), ("17.02.2023", None), ("2023-12", "2023-12"), ("2023-1-2", None)],
)
def test_month(value: str, expected: str | None) -> None:
    assert month(value) == expected
