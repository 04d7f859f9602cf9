"""`make bench`: speed on one core, as ratios against baselines in the same run.

The text is the seeds and samples, and the PolNeAR articles where they are there. Each candidate and its baseline are
timed in turn, several rounds; a ratio is the median over rounds. Above 1 is faster than the baseline. Writes
`docs/speed.json`.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy
import sklearn
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

import standpoint
from standpoint import assets
from standpoint.data.article import Article
from standpoint.data.labelled import labelled_files, read_labelled
from standpoint.data.readers import read_articles
from standpoint.features.punkt import Punkt

ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--output", type=Path, default=Path("docs/speed.json"))
    options = parser.parse_args()
    texts = corpus(options.shared)
    size = sum(map(len, texts))
    model = standpoint.load()
    reference = nltk_punkt(model.analyser.punkt)
    naive = naive_pipeline(reference)
    rows = {
        "splitting / NLTK Punkt, same spans": ratio(
            lambda: [list(reference.span_tokenize(text)) for text in texts],
            lambda: [Punkt(model.analyser.punkt.parameters).spans(text) for text in texts],
        ),
        "pipeline / naive scikit-learn pipeline": ratio(lambda: naive(texts), lambda: list(model.classify_many(texts))),
        "pipeline / re.findall": ratio(
            lambda: [re.findall(r"\w+", text) for text in texts], lambda: list(model.classify_many(texts))
        ),
        "cold start of one article / import sklearn (time)": 1 / ratio(import_sklearn, classify_one),
    }
    started = time.perf_counter()
    list(model.classify_many(texts))
    rate = size / (time.perf_counter() - started) / 1e6
    conditions = {
        "characters": size, "articles": len(texts), "rounds": ROUNDS, "machine": platform.machine(),
        "python": platform.python_version(), "numpy": numpy.__version__, "scikit-learn": sklearn.__version__,
        "million_characters_a_second": round(rate, 2),
    }  # fmt: skip
    for name, value in rows.items():
        print(f"{name:55}{value:8.2f}")
    print(json.dumps(conditions))
    record = {"conditions": conditions, "ratios": {name: round(value, 3) for name, value in rows.items()}}
    options.output.parent.mkdir(exist_ok=True)
    options.output.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def corpus(shared: Path) -> list[str]:
    """The texts that everything is timed on."""
    texts = [article.text for article in read_labelled(labelled_files(assets.seeds()))]
    extra = [str(assets.samples())]
    if (shared / "polnear" / "dev.jsonl").is_file():
        extra.append(str(shared / "polnear" / "dev.jsonl"))
    return texts + [record.text for record in read_articles(extra) if isinstance(record, Article)]


def nltk_punkt(punkt: Punkt) -> PunktSentenceTokenizer:
    """NLTK's tokenizer under our parameters."""
    parameters = PunktParameters()
    parameters.abbrev_types = set(punkt.parameters.abbreviations)
    parameters.sent_starters = set(punkt.parameters.starters)
    parameters.collocations = set(punkt.parameters.collocations)
    parameters.ortho_context.update(punkt.parameters.contexts)
    return PunktSentenceTokenizer(parameters)


def naive_pipeline(punkt: PunktSentenceTokenizer) -> Callable[[list[str]], None]:
    """Per article: NLTK Punkt, TF-IDF of words and pairs, two logistic regressions; no speakers."""
    sentences = [
        sentence for article in read_labelled(labelled_files(assets.seeds())) for sentence in article.sentences
    ]
    spoken = [sentence for sentence in sentences if sentence.stance]
    vectorizer = TfidfVectorizer(ngram_range=(1, 2)).fit(sentence.text for sentence in sentences)
    source = LogisticRegression(solver="newton-cg").fit(
        vectorizer.transform(one.text for one in sentences), [str(one.source) for one in sentences]
    )
    stance = LogisticRegression(solver="newton-cg").fit(
        vectorizer.transform(one.text for one in spoken), [str(one.stance) for one in spoken]
    )

    def run(texts: list[str]) -> None:
        for text in texts:
            rows = vectorizer.transform([text[start:end] for start, end in punkt.span_tokenize(text)])
            source.predict_proba(rows)
            stance.predict_proba(rows)

    return run


def import_sklearn() -> None:
    subprocess.run([sys.executable, "-c", "import sklearn"], check=True)


def classify_one() -> None:
    sample = sorted(assets.samples().glob("*.txt"))[0]
    command = [sys.executable, "-m", "standpoint.cli", "classify", str(sample)]
    subprocess.run(command, check=True, capture_output=True)


def ratio(baseline: Callable[[], object], candidate: Callable[[], object]) -> float:
    """Median over rounds of the baseline's time by the candidate's."""
    ratios = []
    for _ in range(ROUNDS):
        times = []
        for function in (baseline, candidate):
            started = time.perf_counter()
            function()
            times.append(time.perf_counter() - started)
        ratios.append(times[0] / times[1])
    return statistics.median(ratios)


if __name__ == "__main__":
    main()
