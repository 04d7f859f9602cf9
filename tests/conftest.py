"""What several test modules share: files to read, the word lists, the seeds and the splitter trained on them."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import settings

from standpoint import Article, ArticleResult, assets, cli, load
from standpoint.data.labelled import LabelledArticle, labelled_files, read_labelled
from standpoint.features.lexicon import Lexicon, load_lexicon
from standpoint.features.punkt import PunktParameters
from standpoint.model.classifier import Model

if TYPE_CHECKING:
    from standpoint.model.fit import Preparation

# No deadline: the machine may be busy. No database: a test run leaves nothing in the checkout.
settings.register_profile("standpoint", deadline=None, database=None, max_examples=150)
settings.load_profile("standpoint")

WriteFile = Callable[[str, str | bytes], Path]


class Outcome(NamedTuple):
    """What a command left: exit status, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict]:
        """The output's lines, read as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Outcome]


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    """Write a file in a fresh folder, with its parents, byte for byte; text is UTF-8."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs the command in this process, in a fresh folder, as `main` runs it."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "argv", ["standpoint", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        return Outcome(code, *capsys.readouterr())

    return run


@pytest.fixture
def word_lists(tmp_path: Path) -> Path:
    """A copy of the project's word lists that a test may damage."""
    return Path(shutil.copytree(assets.word_lists(), tmp_path / "features"))


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """The project's own word lists."""
    return load_lexicon()


@pytest.fixture(scope="session")
def seed_articles() -> list[LabelledArticle]:
    """The project's own labelled articles."""
    return read_labelled(labelled_files(assets.seeds()))


@pytest.fixture(scope="session")
def trained_punkt(lexicon: Lexicon, seed_articles: list[LabelledArticle]) -> PunktParameters:
    """Sentence boundary parameters as the build trains them; some seconds, so once a run."""
    from standpoint.features.punkt_training import train

    return train((article.text for article in seed_articles), lexicon.abbreviations | lexicon.titles)


@pytest.fixture(scope="session")
def model() -> Model:
    """The model of this checkout, as `make` trained it."""
    return load()


@pytest.fixture(scope="session")
def tiny_articles() -> list[LabelledArticle]:
    """Four invented articles from four countries, with every source and stance in each."""
    return read_labelled([Path(__file__).parent / "tables" / "tiny-corpus.tsv"])


@pytest.fixture(scope="session")
def tiny_preparation(tiny_articles: list[LabelledArticle], lexicon: Lexicon) -> Preparation:
    """The tiny corpus, analysed."""
    from standpoint.model.fit import Preparation

    return Preparation(tiny_articles, lexicon)


@pytest.fixture(scope="session")
def tiny_model(tiny_preparation: Preparation) -> Model:
    """A model fitted on the tiny corpus; good for nothing but tests, and fitted in a second."""
    from standpoint.model.config import read_config
    from standpoint.model.fit import fit

    return fit(tiny_preparation, read_config(assets.model_config()))


@pytest.fixture(scope="session")
def sample_results(model: Model) -> list[ArticleResult]:
    """The sample articles, classified, with the words that decided."""
    from standpoint.data.readers import read_articles

    articles = [one for one in read_articles([str(assets.samples())]) if isinstance(one, Article)]
    return list(model.classify_many(articles, evidence=True))


@pytest.fixture(scope="session")
def many_results(sample_results: list[ArticleResult]) -> list[ArticleResult]:
    """A collection of 500."""
    from made import many

    return many(sample_results, 500)
