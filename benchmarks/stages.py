"""`make profile`: where the time of classifying goes, stage by stage, in microseconds a sentence.

Every stage is run over all texts by itself on what the stage before has made, so nothing is measured but the stage;
the least of three rounds counts. The sum is less than the whole, which also makes and drops what lies between.

    python benchmarks/stages.py --shared ../shared
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import standpoint
from standpoint.features.mentions import candidates
from standpoint.features.people import People
from standpoint.features.quotations import quotations
from standpoint.features.sentences import paragraphs, sentences
from standpoint.features.tokens import tokenize
from standpoint.model.classifier import Model, speaker_numbers
from texts import corpus, varied

ROUNDS = 3
BATCH = 1_000  # sentences that are judged together
Made = TypeVar("Made")


class Clock:
    """The least time of each stage over the rounds."""

    def __init__(self) -> None:
        self.least: dict[str, float] = {}

    def time(self, stage: str, work: Callable[[], Made]) -> Made:
        """What the work makes."""
        started = time.perf_counter()
        made = work()
        taken = time.perf_counter() - started
        self.least[stage] = min(taken, self.least.get(stage, taken))
        return made


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    model, texts, clock = standpoint.load(), corpus(parser.parse_args().shared), Clock()
    gc.disable()
    list(model.classify_many(varied(texts, 0)))  # one to warm up
    count = 0
    for number in range(1, ROUNDS + 1):
        count = one_round(model, varied(texts, number), clock)
    for stage, taken in clock.least.items():
        print(f"{stage:44}{taken / count * 1e6:8.1f}")


def one_round(model: Model, texts: list[str], clock: Clock) -> int:
    """All stages once; the number of sentences."""
    analyser, lexicon = model.analyser, model.analyser.lexicon
    blocks = clock.time("paragraphs", lambda: list(map(paragraphs, texts)))
    quoted = clock.time("quotations", lambda: list(map(quotations, texts, blocks)))
    spans = clock.time(
        "sentences",
        lambda: [
            sentences(text, block, [one.span for one in quotes], analyser.punkt, lexicon.titles)
            for text, block, quotes in zip(texts, blocks, quoted, strict=True)
        ],
    )
    clock.time(
        "  of which Punkt",
        lambda: [
            analyser.punkt.spans(block.of(text)) for text, found in zip(texts, blocks, strict=True) for block in found
        ],
    )
    read = clock.time("views and candidates, the country", lambda: list(map(analyser.read, texts, spans, quoted)))
    clock.time(
        "  of which tokens",
        lambda: [
            tokenize(text, one.span.start, one.span.end)
            for text, found in zip(texts, spans, strict=True)
            for one in found
        ],
    )
    clock.time("  of which candidates", lambda: [candidates(s.view, lexicon) for one in read for s in one.sentences])
    ranker = analyser.ranker
    clock.time(
        "  (ranking of candidates, within speakers)",
        lambda: [ranker.rank(s.view, s.candidates) for one in read for s in one.sentences],
    )
    clock.time(
        "  (gathering of names, within speakers)",
        lambda: [gather(People(lexicon), one.text, [s.view for s in one.sentences]) for one in read],
    )
    clock.time("speakers", lambda: list(map(analyser.resolve, read)))
    fields = clock.time("fields", lambda: [row for one in read for row in model.maker.fields(one)])
    numbers = speaker_numbers(*read)
    places = range(0, len(fields), BATCH)
    clock.time(
        "TF-IDF and heads", lambda: [model.decide(fields[p : p + BATCH], numbers[p : p + BATCH]) for p in places]
    )
    clock.time("  of which TF-IDF", lambda: [model.vectors.sparse(fields[p : p + BATCH]) for p in places])
    clock.time("the whole", lambda: list(model.classify_many(texts)))
    return len(fields)


def gather(people: People, text: str, views: list[object]) -> None:
    """The names of an article."""
    for index, view in enumerate(views):
        people.gather(view, text, index)


if __name__ == "__main__":
    main()
