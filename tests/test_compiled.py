"""The compiled wheel (`make compiled`) says what the Python sources that it is made of say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from zipfile import ZipFile

import pytest

import standpoint.features
from standpoint import assets
from standpoint.data.labelled import LabelledArticle, labelled_files
from standpoint.model.classifier import Model

SOURCES = Path(standpoint.features.__file__).parent
WHEELS = "dist/compiled/*-cp{}{}-*.whl".format(*sys.version_info)  # of this Python
PROGRAM = """
import json, sys
import standpoint
from standpoint.features import views
model = standpoint.load(sys.argv[1])
found = model.classify_many(json.load(sys.stdin), evidence=True, n_jobs=int(sys.argv[2]))
print(json.dumps({"file": views.__file__, "results": [one.to_dict() for one in found]}))
"""
TRAINING = """
import sys
from pathlib import Path
import standpoint
from standpoint.data.labelled import read_labelled
from standpoint.model.evaluate import cross_validate
from standpoint.model.fit import Preparation
model = standpoint.load(sys.argv[1])
preparation = Preparation(read_labelled(list(map(Path, sys.argv[3:]))), model.maker.lexicon)
print(cross_validate(preparation, model.config, n_jobs=int(sys.argv[2])))
"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel."""
    wheels = sorted(assets.root().glob(WHEELS))
    if not wheels:
        pytest.skip("there is no compiled wheel for this Python: `make compiled` builds one")
    folder = tmp_path_factory.mktemp("compiled")
    with ZipFile(wheels[-1]) as wheel:
        wheel.extractall(folder)
    for source in SOURCES.glob("*.py"):
        if source.read_bytes() != (folder / "standpoint" / "features" / source.name).read_bytes():
            pytest.skip(f"the compiled wheel was made of another {source.name}: `make compiled` builds it anew")
    return folder


def test_every_module_is_compiled(compiled: Path) -> None:
    """None is left out but those that `hatch_build.py` names."""
    extensions = (compiled / "standpoint" / "features").glob(f"*{EXTENSION_SUFFIXES[0]}")
    left_out = {"tfidf", "punkt_training"}
    assert {path.name.split(".")[0] for path in extensions} == {one.stem for one in SOURCES.glob("*.py")} - left_out


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_the_same_results(model: Model, seed_articles: list[LabelledArticle], compiled: Path, n_jobs: int) -> None:
    """Every label, probability, speaker, span and reason, also where the work is done in other processes."""
    texts = [path.read_text("utf-8") for path in sorted(assets.samples().glob("*.txt"))]
    texts += [one.article.text for one in seed_articles[::10]]
    texts += ["", "“", "SAID\n\nsaid Ann Lee", "\x00 é ʼn 中文 ۱۲۳."]
    found = json.loads(output(PROGRAM, compiled, model.folder, n_jobs, given=json.dumps(texts)))
    assert found["file"].endswith(EXTENSION_SUFFIXES[0])
    expected = [one.to_dict() for one in model.classify_many(texts, evidence=True)]
    assert found["results"] == json.loads(json.dumps(expected))


def test_the_same_training(model: Model, compiled: Path) -> None:
    """A copy that is installed trains too: what is sent to other processes arrives there."""
    seeds = labelled_files(assets.seeds())[:12]
    expected = output(TRAINING, SOURCES.parent.parent, model.folder, 1, *seeds)
    assert output(TRAINING, compiled, model.folder, 2, *seeds) == expected


def output(program: str, packages: Path, *arguments: object, given: str = "") -> str:
    """What a program prints that finds standpoint in a folder."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(packages)}
    done = subprocess.run(command, input=given, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout
