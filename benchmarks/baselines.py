"""What `speed.py` measures against: NLTK's splitter, scikit-learn's vectorisers and regressions, fastText."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

from standpoint import assets
from standpoint.data.labelled import LabelledSentence, labelled_files, read_labelled
from standpoint.features.punkt import Punkt
from standpoint.features.tfidf import Fields
from standpoint.model.classifier import Decisions, Model
from standpoint.model.fit import FieldGrams, widened
from standpoint.model.linear import LinearHead

Run = Callable[[Sequence[str]], object]


def nltk_punkt(punkt: Punkt) -> PunktSentenceTokenizer:
    """NLTK's tokenizer under our parameters."""
    parameters = PunktParameters()
    parameters.abbrev_types = set(punkt.parameters.abbreviations)
    parameters.sent_starters = set(punkt.parameters.starters)
    parameters.collocations = set(punkt.parameters.collocations)
    parameters.ortho_context.update(punkt.parameters.contexts)
    return PunktSentenceTokenizer(parameters)


def naive_pipeline(punkt: PunktSentenceTokenizer) -> Run:
    """Per article: NLTK Punkt, TF-IDF of words and pairs, two logistic regressions; no speakers."""
    sentences = seed_sentences()
    spoken = [sentence for sentence in sentences if sentence.stance]
    vectorizer = TfidfVectorizer(ngram_range=(1, 2)).fit(sentence.text for sentence in sentences)
    source = LogisticRegression(solver="newton-cg").fit(
        vectorizer.transform(one.text for one in sentences), [str(one.source) for one in sentences]
    )
    stance = LogisticRegression(solver="newton-cg").fit(
        vectorizer.transform(one.text for one in spoken), [str(one.stance) for one in spoken]
    )

    def run(texts: Sequence[str]) -> None:
        for text in texts:
            rows = vectorizer.transform([text[start:end] for start, end in punkt.span_tokenize(text)])
            source.predict_proba(rows)
            stance.predict_proba(rows)

    return run


def fasttext_pipeline(punkt: PunktSentenceTokenizer) -> Run | None:
    """NLTK Punkt and two fastText models of words and pairs, 10 dimensions; None where fastText is not installed."""
    try:
        import fasttext
    except ImportError:
        return None
    fasttext.FastText.eprint = lambda _: None
    sentences = seed_sentences()
    models = [
        _fasttext([(str(one.source), one.text) for one in sentences]),
        _fasttext([(str(one.stance), one.text) for one in sentences if one.stance]),
    ]

    def run(texts: Sequence[str]) -> None:
        for text in texts:
            lines = [" ".join(text[start:end].split()) for start, end in punkt.span_tokenize(text)]
            for model in models:
                model.predict(lines, k=-1)

    return run


def _fasttext(labelled: Sequence[tuple[str, str]]) -> Any:
    import fasttext

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.txt"
        path.write_text("".join(f"__label__{label} {' '.join(text.split())}\n" for label, text in labelled), "utf-8")
        return fasttext.train_supervised(str(path), dim=10, wordNgrams=2, thread=1, verbose=0)


def seed_sentences() -> list[LabelledSentence]:
    """The seeds, sentence by sentence."""
    return [sentence for article in read_labelled(labelled_files(assets.seeds())) for sentence in article.sentences]


class ScikitHeads:
    """Our model as scikit-learn has it: one `TfidfVectorizer` a field, a `LogisticRegression` a head.

    Parameters
    ----------
    model : Model
        Its vocabularies, document frequencies and weights are taken over.
    """

    def __init__(self, model: Model) -> None:
        vectors = model.vectors
        blocks = []
        for field, columns in vectors.blocks():
            block = TfidfVectorizer(
                analyzer=FieldGrams(field), vocabulary=vectors.vocabularies[field.name], sublinear_tf=True
            )
            block.idf_ = vectors.idf[columns]
            blocks.append((field.name, block))
        weights = {field.name: field.weight for field in vectors.fields}
        self._union = FeatureUnion(blocks, transformer_weights=weights)
        self._heads = [_regression(model.heads[name]) for name in ("attributed", "source", "stance")]

    def decide(self, fields: Sequence[Fields]) -> Decisions:
        """What `Model.decide` says of sentences whose speakers are not known."""
        rows = self._union.transform(fields)
        gate, who, side = self._heads
        source = who.predict_proba(rows)
        return Decisions(gate.predict_proba(rows)[:, 1], source, side.predict_proba(widened(rows, source)))


def _regression(head: LinearHead) -> LogisticRegression:
    """A fitted regression with a head's weights."""
    weights, intercept = head.weights.T / head.temperature, head.intercept / head.temperature
    if len(head.classes) == 2:  # scikit-learn keeps one row for two classes
        weights, intercept = weights[1:] - weights[:1], intercept[1:] - intercept[:1]
    regression = LogisticRegression()
    regression.classes_ = np.arange(len(head.classes))
    regression.coef_, regression.intercept_ = np.ascontiguousarray(weights), intercept
    regression.n_features_in_ = weights.shape[1]
    return regression
