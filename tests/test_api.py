"""The public names, the version, what is imported when, and the fixed format of results."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
import tomllib

import pytest

import standpoint
from standpoint import Article, ArticleResult, SentenceResult, Source, Span, Stance, assets
from standpoint.batch.run import as_record
from standpoint.data.article import Refused
from standpoint.model.explain import Contribution, Decision, Explanation
from standpoint.report.attribution import Attribution, SourceShare, SpeakerShare

PUBLIC = {
    "Article",
    "ArticleResult",
    "ConfigError",
    "Evidence",
    "InputError",
    "LabelledDataError",
    "ModelFileError",
    "Reason",
    "SentenceResult",
    "Source",
    "Span",
    "Stance",
    "StandpointError",
    "WordListError",
    "classify",
    "classify_many",
    "explain",
    "load",
}
ARTICLE_KEYS = ["id", "title", "country", "model", "sentences"]
SENTENCE_KEYS = [
    "start",
    "end",
    "paragraph",
    "text",
    "source",
    "source_confidence",
    "stance",
    "stance_confidence",
    "speaker",
    "speaker_country",
    "mention",
    "cue",
    "quotes",
]
SPOKEN = SentenceResult(
    start=4,
    end=22,
    paragraph=2,
    text="“No,” the baker said.",
    source=Source.WITNESS,
    source_confidence=0.123456,
    stance=Stance.AGAINST,
    stance_confidence=0.987654,
    speaker="the baker",
    mention=Span(10, 19),
    cue=Span(20, 24),
    quotes=(Span(4, 9),),
    country="AL",
)
NARRATED = SentenceResult(start=0, end=3, paragraph=1, text="It.", source=Source.NONE, source_confidence=1.0)
HEAVY = ("sklearn", "pydantic", "nltk", "joblib", "rich", "matplotlib", "scipy.stats", "scipy.optimize", "pandas",
         "pyarrow", "trafilatura", "warcio", "fsspec", "zstandard", "dask", "distributed")  # fmt: skip
WHAT_IS_LOADED = f"import sys; print([name for name in {HEAVY!r} if name in sys.modules])"


def test_public_names_are_exactly_these() -> None:
    assert set(standpoint.__all__) == PUBLIC
    assert list(standpoint.__all__) == sorted(standpoint.__all__)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_name_is_there_and_documented(name: str) -> None:
    assert getattr(standpoint, name).__doc__


def test_no_other_name_is_public_by_accident() -> None:
    """A name without an underscore that is neither listed nor a module was left lying about."""
    modules = {name for name, value in vars(standpoint).items() if type(value).__name__ == "module"}
    helpers = {"TYPE_CHECKING", "Iterable", "Iterator", "Path", "annotations", "lru_cache"}
    found = {name for name in vars(standpoint) if not name.startswith("_")}
    assert found - modules - helpers == PUBLIC


def test_version_is_that_of_the_project() -> None:
    table = tomllib.loads((assets.root() / "pyproject.toml").read_text(encoding="utf-8"))
    assert standpoint.__version__ == table["project"]["version"]


def test_version_is_the_top_entry_of_the_changelog() -> None:
    changelog = (assets.root() / "CHANGELOG.md").read_text(encoding="utf-8")
    entries = re.findall(r"^##\s*\[?v?(\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    assert entries[:1] == [standpoint.__version__]


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        ("ConfigError", ValueError),
        ("InputError", ValueError),
        ("LabelledDataError", ValueError),
        ("ModelFileError", ValueError),
        ("WordListError", ValueError),
        ("StandpointError", Exception),
    ],
)
def test_errors_are_ours_and_the_builtin_that_they_are(error: str, builtin: type[Exception]) -> None:
    kind = getattr(standpoint, error)
    assert issubclass(kind, standpoint.StandpointError)
    assert issubclass(kind, builtin)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("import standpoint, standpoint.cli", id="import"),
        pytest.param(
            "import standpoint.cli\ntry:\n    standpoint.cli.app(['--help'])\nexcept SystemExit as end:\n"
            "    assert end.code == 0",
            id="help",
        ),
        pytest.param("import standpoint; standpoint.load().classify('Police said no.', country='AL')", id="classify"),
        pytest.param("import standpoint; standpoint.explain('Police said no.')", id="explain"),
    ],
)
def test_heavy_packages_stay_out_of_help_and_prediction(statement: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}\n{WHAT_IS_LOADED}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


def test_import_and_help_need_not_even_numpy() -> None:
    code = (
        "import sys, standpoint.cli\ntry:\n    standpoint.cli.app(['--help'])\nexcept SystemExit: pass\n"
        "print('numpy' in sys.modules, 'scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "False False"


@pytest.mark.parametrize(
    "kind",
    [
        Article,
        ArticleResult,
        Attribution,
        Contribution,
        Decision,
        Explanation,
        Refused,
        SentenceResult,
        SourceShare,
        SpeakerShare,
    ],
    ids=lambda kind: kind.__name__,
)
def test_results_are_frozen_dataclasses(kind: type) -> None:
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_assigning_to_a_result_is_refused() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'source'"):
        SPOKEN.source = Source.NONE  # type: ignore[misc]


def test_sentence_of_somebody_in_the_fixed_format() -> None:
    record = SPOKEN.to_dict()
    assert list(record) == SENTENCE_KEYS
    assert record == {
        "start": 4,
        "end": 22,
        "paragraph": 2,
        "text": "“No,” the baker said.",
        "source": "witness",
        "source_confidence": 0.1235,
        "stance": "against",
        "stance_confidence": 0.9877,
        "speaker": "the baker",
        "speaker_country": "AL",
        "mention": [10, 19],
        "cue": [20, 24],
        "quotes": [[4, 9]],
    }


def test_narration_in_the_fixed_format_has_the_same_keys_and_nulls() -> None:
    record = NARRATED.to_dict()
    assert list(record) == SENTENCE_KEYS
    absent = {key for key, value in record.items() if value is None}
    assert absent == {"stance", "stance_confidence", "speaker", "speaker_country", "mention", "cue"}


def test_article_in_the_fixed_format() -> None:
    result = ArticleResult("a", None, "AL", "m", (NARRATED, SPOKEN))
    assert list(result.to_dict()) == ARTICLE_KEYS
    assert list(as_record(result)) == [*ARTICLE_KEYS, "attribution"]
    assert result.attributed == (SPOKEN,)


def test_metadata_is_carried_only_where_there_is_some() -> None:
    result = ArticleResult("a", "T", None, "m", (), {"outlet": "Gazette"})
    assert list(result.to_dict()) == [*ARTICLE_KEYS, "metadata"]
    assert result.to_dict()["metadata"] == {"outlet": "Gazette"}


def test_labels_are_those_of_the_guide() -> None:
    assert [*Source] == ["government", "protester", "foreign_official", "analyst", "witness", "other", "none"]
    assert [*Stance] == ["favor", "against", "neutral"]


def test_module_functions_are_the_default_models_methods() -> None:
    text = "Police said that the road was open. “It is not,” said Ana Kola, a driver."
    assert standpoint.classify(text) == standpoint.load().classify(text)
    assert list(standpoint.classify_many([text, "One."])) == list(standpoint.load().classify_many([text, "One."]))


def test_a_model_is_read_once() -> None:
    assert standpoint.load() is standpoint.load()


def test_a_given_country_is_the_results_country() -> None:
    assert standpoint.classify("The minister said no.", country="FJ").country == "FJ"


def test_an_article_s_own_country_wins_over_the_one_for_all() -> None:
    article = Article(text="The minister said no.", country="PE")
    assert standpoint.classify(article, country="FJ").country == "PE"


def test_an_empty_text_has_no_sentences() -> None:
    assert standpoint.classify("").sentences == ()
    assert list(standpoint.classify_many([])) == []
    assert standpoint.explain("") == []
