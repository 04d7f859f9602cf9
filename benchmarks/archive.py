"""`make archive`: memory over a long run, and two processes against one.

Writes an archive of generated articles (sentences of the seeds, shuffled, 500 to 10,000 characters an article), labels
it with `--jobs 2` while the resident memory of the parent and of each worker is looked at twice a second, then labels a
smaller one with one process and with two, in turn, and draws the text out of some web pages. Memory is given for each
tenth of the run, so that growth would show. Writes `docs/archive.json`, from which `docs/archives.md` has its sizing
table (`benchmarks/sizing.py`).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import psutil

from standpoint import assets
from standpoint.data.labelled import labelled_files, read_labelled
from standpoint.data.readers.html import read_html
from standpoint.data.readers.records import Kind, Raw

BAR_MEMORY, BAR_RATIO = 600, 1.6  # MB of each process; times as fast as one process
LOOK = 0.5  # seconds between looks at the memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000, help="of the run whose memory is measured")
    parser.add_argument("--ratio-megabytes", type=int, default=100, help="of the runs that are compared; 0 leaves them")
    parser.add_argument("--pages", type=int, default=300, help="whose main text is drawn out; 0 leaves them")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--output", type=Path, default=Path("docs/archive.json"))
    options = parser.parse_args()
    found = json.loads(options.output.read_text(encoding="utf-8")) if options.output.is_file() else {}
    found["conditions"] = conditions()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.ratio_megabytes:
            found["two_processes"] = compared(folder, options.ratio_megabytes, options.rounds)
        if options.pages:
            found["pages"] = drawn_out(options.pages)
        if options.megabytes:
            found["memory"] = measured(folder, options.megabytes)
    options.output.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))
    if failed := shortfalls(found):
        sys.exit("; ".join(failed))


def conditions() -> dict[str, object]:
    return {
        "machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def measured(folder: Path, megabytes: int) -> dict[str, object]:
    """Memory over one run with two processes."""
    path = folder / "memory.jsonl"
    articles = write_archive(path, megabytes)
    watched = run(path, folder / "memory", jobs=2)
    return {
        "megabytes": megabytes,
        "articles": articles,
        "seconds": round(watched.seconds),
        "million_characters_a_second": round(watched.characters / watched.seconds / 1e6, 2),
        "parent_mb": watched.tenths(is_parent=True),
        "largest_worker_mb": watched.tenths(is_parent=False),
    }


def compared(folder: Path, megabytes: int, rounds: int) -> dict[str, object]:
    """One process against two, in turn."""
    path = folder / "ratio.jsonl"
    write_archive(path, megabytes)
    times: dict[int, list[float]] = {1: [], 2: []}
    characters = 0
    for number in range(rounds):
        for jobs in times:
            watched = run(path, folder / f"ratio-{jobs}-{number}", jobs=jobs)
            times[jobs].append(watched.seconds)
            characters = watched.characters
    ratios = [one / two for one, two in zip(times[1], times[2], strict=True)]
    return {
        "megabytes": megabytes,
        "characters": characters,
        "characters_a_second_of_one": round(characters / statistics.median(times[1])),
        "seconds_of_one": [round(seconds, 1) for seconds in times[1]],
        "seconds_of_two": [round(seconds, 1) for seconds in times[2]],
        "ratio": round(statistics.median(ratios), 2),
    }


def drawn_out(count: int) -> dict[str, object]:
    """How many web pages a second one process draws the main text out of."""
    pages = [page(random.Random(number)) for number in range(count)]
    begun = time.perf_counter()
    articles = [read_html(Raw("page", Kind.HTML, data)) for data in pages]
    seconds = time.perf_counter() - begun
    return {
        "pages": count,
        "bytes_a_page": sum(map(len, pages)) // count,
        "characters_a_page": sum(len(article.text) for article in articles) // count,
        "pages_a_second": round(count / seconds, 1),
    }


def page(rng: random.Random) -> bytes:
    """A page as the press has them: an article of some 3,000 characters among links, scripts and teasers."""
    sentences = seed_sentences()
    text = "".join(f"<p>{' '.join(rng.sample(sentences, 3))}</p>" for _ in range(9))
    links = "".join(f'<li><a href="/{n}" class="nav-item">{rng.choice(sentences)[:40]}</a></li>' for n in range(150))
    script = "<script>" + "window.dataLayer.push({event: 'view', slot: 12});" * 100 + "</script>"
    teasers = "".join(
        f'<div class="teaser"><a href="/t{n}"><img src="/{n}.jpg"><h3>{rng.choice(sentences)[:60]}</h3></a></div>'
        for n in range(40)
    )
    head = f"<head><title>{rng.choice(sentences)[:70]}</title>{script * 3}</head>"
    body = f"<nav><ul>{links}</ul></nav><main><article><h1>Headline</h1>{text}</article></main><aside>{teasers}</aside>"
    return f"<!doctype html><html>{head}<body>{body}<footer><ul>{links}</ul></footer></body></html>".encode()


@cache
def seed_sentences() -> list[str]:
    return [one.text for article in read_labelled(labelled_files(assets.seeds())) for one in article.sentences]


@dataclass
class Watched:
    """A run that was looked at: seconds since its start, and resident megabytes of parent and largest worker."""

    looks: list[tuple[float, float, float]] = field(default_factory=list)
    seconds: float = 0.0
    characters: int = 0

    def tenths(self, *, is_parent: bool) -> list[int]:
        """The most in each tenth of the run."""
        parts: list[list[float]] = [[] for _ in range(10)]
        for at, parent, worker in self.looks:
            parts[min(9, int(10 * at / self.seconds))].append(parent if is_parent else worker)
        return [round(max(part, default=0.0)) for part in parts]


def run(path: Path, output: Path, *, jobs: int) -> Watched:
    """Label an archive into a folder of JSON Lines parts."""
    command = [sys.executable, "-m", "standpoint.cli", "classify", str(path), "-o", str(output), "--jobs", str(jobs)]
    watched = Watched()
    begun = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env={**os.environ, "OMP_NUM_THREADS": "1"})
    parent = psutil.Process(process.pid)
    while process.poll() is None:
        watched.looks.append((time.perf_counter() - begun, resident(parent), largest_child(parent)))
        time.sleep(LOOK)
    watched.seconds = time.perf_counter() - begun
    if process.returncode:
        sys.exit(f"the run ended with {process.returncode}")
    manifest = json.loads((output / "_manifest.json").read_text(encoding="utf-8"))
    watched.characters = manifest["characters"]
    return watched


def resident(process: psutil.Process) -> float:
    """Megabytes of a process; none if it is gone."""
    try:
        return float(process.memory_info().rss) / 1e6
    except psutil.Error:
        return 0.0


def largest_child(parent: psutil.Process) -> float:
    try:
        return max(map(resident, parent.children(recursive=True)), default=0.0)
    except psutil.Error:
        return 0.0


def write_archive(path: Path, megabytes: int) -> int:
    """Articles of random sentences until they come to so many megabytes; gives how many."""
    rng = random.Random(0)
    sentences = seed_sentences()
    size = number = 0
    with path.open("w", encoding="utf-8") as file:
        while size < megabytes * 1_000_000:
            paragraphs = [" ".join(rng.sample(sentences, rng.randint(1, 4))) for _ in range(rng.randint(2, 18))]
            record = {"id": f"a{number}", "text": "\n\n".join(paragraphs), "outlet": f"Outlet {rng.randint(1, 40)}"}
            line = json.dumps(record, ensure_ascii=False) + "\n"
            file.write(line)
            size, number = size + len(line.encode()), number + 1
    return number


def shortfalls(found: dict[str, dict[str, object]]) -> list[str]:
    failed = []
    memory, two = found.get("memory"), found.get("two_processes")
    if memory and max(*memory["parent_mb"], *memory["largest_worker_mb"]) >= BAR_MEMORY:  # type: ignore[misc]
        failed.append(f"expected less than {BAR_MEMORY} MB in every process")
    if two and two["ratio"] < BAR_RATIO:  # type: ignore[operator]
        failed.append(f"expected two processes to be {BAR_RATIO} times as fast as one")
    return failed


if __name__ == "__main__":
    main()
