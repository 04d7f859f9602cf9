"""The texts that speed is measured on."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

from standpoint import assets
from standpoint.data.article import Article
from standpoint.data.labelled import labelled_files, read_labelled
from standpoint.data.readers import read_articles

NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")


def corpus(shared: Path) -> list[str]:
    """The texts that everything is timed on."""
    texts = [article.text for article in read_labelled(labelled_files(assets.seeds()))]
    extra = [str(assets.samples())]
    if (shared / "polnear" / "dev.jsonl").is_file():
        extra.append(str(shared / "polnear" / "dev.jsonl"))
    return texts + [record.text for record in read_articles(extra) if isinstance(record, Article)]


def varied(texts: Sequence[str], number: int) -> list[str]:
    """The texts with every third name misspelt, differently for every number."""
    generator = random.Random(number)

    def misspelt(match: re.Match[str]) -> str:
        name = match[0]
        if generator.random() > 1 / 3:
            return name
        return name[0] + "".join(generator.sample(name[1:], len(name) - 1))

    return [NAME.sub(misspelt, text) for text in texts]
