"""Train Punkt on our own texts with NLTK's trainer. Build-time only: prediction never imports this module."""

from __future__ import annotations

from collections.abc import Iterable

from standpoint.features.punkt import PunktParameters


def train(texts: Iterable[str], abbreviations: Iterable[str]) -> PunktParameters:
    """Parameters learnt from the texts, with the given abbreviations known beforehand.

    Parameters
    ----------
    texts : iterable of str
        Articles; line breaks divide paragraphs.
    abbreviations : iterable of str
        Abbreviations without their last full stop, lower case.
    """
    from nltk.tokenize.punkt import PunktTrainer

    trainer = PunktTrainer()
    trainer.INCLUDE_ALL_COLLOCS = False
    trainer.train("\n\n".join(texts), finalize=True)
    learnt = trainer.get_params()
    return PunktParameters(
        abbreviations=frozenset(learnt.abbrev_types) | frozenset(abbreviations),
        starters=frozenset(learnt.sent_starters),
        collocations=frozenset((str(first), str(second)) for first, second in learnt.collocations),
        contexts=dict(learnt.ortho_context),
    )
