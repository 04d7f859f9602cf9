"""Kill runs at random moments and compare what they leave, byte for byte, with a run that nobody killed.

`python benchmarks/kill.py` writes some thousand short articles, made of sentences of the seeds, and labels them with
`--jobs 2` three times over: into one JSON Lines file, into a folder of Parquet parts, and on a Dask cluster of two
workers. The first two are killed with SIGKILL (the parent alone, or all of its processes; while they start, while they
work, and at the very moment that a part is being written) and go on with `--resume`; on the cluster, two workers are
killed in mid-run. Prints one JSON object and exits with 1 if a single byte differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from standpoint import assets
from standpoint.data.labelled import labelled_files, read_labelled

LONGEST = 300  # seconds that a run may take before it counts as hung


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--kills", type=int, default=20, help="of each of the two runs that are resumed")
    parser.add_argument("--part-size", default="20kB")
    parser.add_argument("--model", help="folder of a model; a small one is quicker")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder), options)
        found = {"articles": options.articles, "part_size": options.part_size, "runs": trial.all()}
    print(json.dumps(found, indent=1))
    if not all(run["same"] for run in found["runs"]):
        sys.exit("a killed run gave other results")


class Trial:
    """One archive, and the runs over it."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.folder, self.options = folder, options
        self.random = random.Random(options.seed)
        write_archive(folder / "in.jsonl", options.articles, self.random)

    def all(self) -> list[dict[str, object]]:
        runs = []
        for name in ("out.jsonl", "parts"):
            self.run(self.command(f"whole-{name}"))
            kills, writing = self.killed(name)
            runs.append({"output": name, "kills": kills, "while_writing": writing, "same": self.is_same(name)})
        deaths = self.cluster("cluster")
        is_same = self.contents("cluster") == self.contents("one-process")
        return [*runs, {"output": "cluster", "kills": deaths, "same": is_same}]

    def command(self, name: str, *more: str) -> list[str]:
        model = ["--model", self.options.model] if self.options.model else []
        form = [] if name.endswith(".jsonl") else ["--format", "parquet"]
        size = ["--part-size", self.options.part_size, "--jobs", "2"]
        return [sys.executable, "-m", "standpoint.cli", "classify", "in.jsonl", "-o", name, *form, *size, *model, *more]

    def run(self, command: list[str]) -> None:
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True, timeout=LONGEST)

    def killed(self, name: str) -> tuple[int, int]:
        """Start and kill until there were enough kills, then let it finish; gives the kills, and those in writing."""
        kills = writing = 0
        while kills < self.options.kills:
            command = self.command(name, "--resume")
            process = subprocess.Popen(command, cwd=self.folder, start_new_session=True, stderr=subprocess.PIPE)
            writing += self.wait_for_moment(process, name, ("writing", "working", "starting")[kills % 3])
            if process.poll() is not None:
                assert process.stderr is not None
                raise SystemExit(f"finished after {kills} kills; more articles are needed: {process.stderr.read()!r}")
            self.kill(process)
            kills += 1
        self.run(self.command(name, "--resume"))
        return kills, writing

    def wait_for_moment(self, process: subprocess.Popen[bytes], name: str, moment: str) -> bool:
        """Wait for a moment to kill; gives whether a part was being written under its temporary name."""
        folder = self.folder / (f"{name}.parts" if name.endswith(".jsonl") else name)
        if moment == "starting":
            self.wait(process, self.random.uniform(0.1, 1.5))
            return False
        before = parts(folder)
        while process.poll() is None and parts(folder) == before:
            time.sleep(0.002)
        if moment == "working":
            self.wait(process, self.random.uniform(0.0, 0.3))
            return False
        while process.poll() is None:
            if next(folder.glob(".part-*"), None):
                return True
        return False

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """All processes at once, or the parent alone, whose workers then outlive it for a while."""
        if self.random.random() < 0.5:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()

    def wait(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and process.poll() is None:
            time.sleep(0.005)

    def cluster(self, name: str) -> int:
        """One run on two Dask workers, of which one is killed, and later another."""
        spread = self.folder / "spread"  # several partitions: files that are larger than a part each
        spread.mkdir()
        for number, lines in enumerate(chunks(self.folder / "in.jsonl", 8)):
            (spread / f"{number}.jsonl").write_text(lines, encoding="utf-8")
        command = [one if one != "in.jsonl" else "spread" for one in self.command(name, "--cluster", "local")]
        process = subprocess.Popen(command, cwd=self.folder, stderr=subprocess.DEVNULL)
        deaths = 0
        while process.poll() is None and deaths < 2:
            time.sleep(0.02)
            if len(list((self.folder / name).glob("part-*"))) > 3 + 6 * deaths and (
                workers := dask_workers(process.pid)
            ):
                self.random.choice(workers).kill()
                deaths += 1
        if process.wait(LONGEST) or deaths < 2:
            raise SystemExit(f"the run on the cluster ended with {process.returncode} after {deaths} deaths")
        self.run([one if one != "in.jsonl" else "spread" for one in self.command("one-process")])
        return deaths

    def is_same(self, name: str) -> bool:
        return self.contents(name) == self.contents(f"whole-{name}") and not list(self.folder.glob("*.parts"))

    def contents(self, name: str) -> dict[str, str]:
        """The hash of every file of an output."""
        path = self.folder / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        return {file.name if path.is_dir() else "": hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def parts(folder: Path) -> int:
    """How many parts are finished."""
    return sum(1 for _ in (folder / "_journal").glob("part-*"))


def write_archive(path: Path, articles: int, rng: random.Random) -> None:
    """Short articles of four sentences of the seeds each."""
    sentences = [[one.text for one in article.sentences] for article in read_labelled(labelled_files(assets.seeds()))]
    with path.open("w", encoding="utf-8") as file:
        for number in range(articles):
            text = " ".join(rng.choice(sentences)[:4])
            file.write(json.dumps({"id": f"a{number}", "text": text}, ensure_ascii=False) + "\n")


def chunks(path: Path, count: int) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    step = -(-len(lines) // count)
    return ["".join(lines[start : start + step]) for start in range(0, len(lines), step)]


def dask_workers(parent: int) -> list[psutil.Process]:
    """The worker processes below a run: those that have no processes of their own and are no resource tracker."""
    found = []
    for process in psutil.Process(parent).children(recursive=True):
        try:
            if "spawn_main" in " ".join(process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


if __name__ == "__main__":
    main()
