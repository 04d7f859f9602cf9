"""The sizing table of `docs/archives.md`, computed from the rates that `benchmarks/archive.py` measured.

`python benchmarks/sizing.py` writes the table into the page, between its marks. The rates are measured
(`docs/archive.json`); the archives are paper ones, whose numbers stand here, and that many cores are so many times as
fast is an assumption.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from standpoint.batch.progress import spelled_time

ROOT = Path(__file__).parents[1]
PAGE, MEASURED = ROOT / "docs" / "archives.md", ROOT / "docs" / "archive.json"
MARKS = re.compile(r"(<!-- sizing -->\n).*?(<!-- /sizing -->)", re.DOTALL)
CORES = (1, 8, 64, 512)
ONE_MACHINE = 8  # cores; there, one process reads for all
CHARACTERS = 3_000  # of a news article, as extracted; the samples in `data/` have about as many


@dataclass(frozen=True)
class Archive:
    """An archive on paper."""

    name: str
    articles: int
    files: int
    is_pages: bool = True


ARCHIVES = (
    Archive("a newsroom's ten years, 300,000 articles", 300_000, files=3_650, is_pages=False),
    Archive("one CC-NEWS file of 1 GB, some 25,000 pages", 25_000, files=1),
    Archive("a month of CC-NEWS, some 400 such files", 10_000_000, files=400),
    Archive("a year of CC-NEWS", 120_000_000, files=4_800),
)


def main() -> None:
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(MARKS.sub(lambda match: match[1] + table() + match[2], text), encoding="utf-8")


def table() -> str:
    """The table as Markdown."""
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    rate, pages = measured["two_processes"]["characters_a_second_of_one"], measured["pages"]["pages_a_second"]
    header = "| archive | text | " + " | ".join(f"{cores} core{'s' * (cores > 1)}" for cores in CORES) + " |\n"
    rule = "| --- | --- |" + " ---: |" * len(CORES) + "\n"
    rows = "".join(row(archive, rate, pages) for archive in ARCHIVES)
    measures = f"At {rate / 1e6:.2f} million characters and {pages:.0f} web pages a second and core, as measured"
    return f"{measures}:\n\n{header}{rule}{rows}"


def row(archive: Archive, rate: float, pages: float) -> str:
    characters = archive.articles * CHARACTERS
    seconds = characters / rate + (archive.articles / pages if archive.is_pages else 0.0)
    times = [spelled_time(seconds / cores) if cores <= most(archive, cores) else "–" for cores in CORES]
    return f"| {archive.name} | {characters / 1e9:.3g} GB | " + " | ".join(times) + " |\n"


def most(archive: Archive, cores: int) -> int:
    """How many cores an archive can keep at work: on a cluster, one a file."""
    return cores if cores <= ONE_MACHINE else archive.files


if __name__ == "__main__":
    main()
