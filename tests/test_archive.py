"""Runs over archives: parts and joined files, stopping and going on, and what is refused on the way."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pyarrow.parquet as pq
import pytest
import zstandard

from archives import gzipped, json_lines, parquet
from standpoint import assets
from standpoint.batch import labelling as labelling_module
from standpoint.batch.archive import Making, Output, Watch, in_processes, make_part, run
from standpoint.batch.cluster import on_cluster
from standpoint.batch.cutting import Name, Part, Partition, Selection, partitions, parts
from standpoint.batch.journal import MANIFEST, Counts, RunFolder, Start, open_run
from standpoint.batch.labelling import Labelling, fingerprint
from standpoint.batch.pool import ordered
from standpoint.batch.run import Progress, Tally, Work, stream
from standpoint.data import readers
from standpoint.data.article import Refused
from standpoint.data.readers import Reading, Source, list_sources
from standpoint.data.writers import CSV_COLUMNS, Compression, Form, Layout, Level
from standpoint.errors import InputError, ModelFileError
from standpoint.model.classifier import Model
from standpoint.model.store import save

JSONL = Layout(Form.JSONL)
LAYOUTS = [
    JSONL, Layout(Form.JSONL, compression=Compression.GZIP), Layout(Form.JSONL, compression=Compression.ZSTD),
    Layout(Form.JSONL, Level.ARTICLE), Layout(Form.CSV), Layout(Form.CSV, compression=Compression.GZIP),
    Layout(Form.CSV, Level.ARTICLE, Compression.ZSTD), Layout(Form.PARQUET), Layout(Form.PARQUET, Level.ARTICLE),
]  # fmt: skip


@pytest.fixture(scope="module")
def labelling(tiny_model: Model, tmp_path_factory: pytest.TempPathFactory) -> Labelling:
    """The tiny model in a folder, as every process reads it."""
    folder = tmp_path_factory.mktemp("model") / "tiny"
    save(tiny_model, folder, trained_on={})
    return Labelling(str(folder), fingerprint(str(folder)))


@pytest.fixture
def archive(tmp_path: Path) -> list[str]:
    """Files of several formats, each longer than a part, with a bad record here and there."""
    records = [
        {
            "id": f"r{number}",
            "text": f"Porters met on day {number}. “No,” said Ana Kola, a porter. Police left.",
            "outlet": "P",
        }
        for number in range(60)
    ]
    files = {
        "a.jsonl": json_lines(records[:20]) + b"{\n" + json_lines(records[20:30]),
        "b.parquet": parquet([*records[30:40], {"id": "n", "text": None, "outlet": "P"}, *records[40:50]]),
        "c.jsonl.gz": gzipped(json_lines(records[50:])),
        "d.txt": b"One said no.",
        "e.txt": b"\0",
    }
    for name, data in files.items():
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    return [str(tmp_path / "in"), str(tmp_path / "nowhere")]


@pytest.fixture
def work(archive: list[str], labelling: Labelling) -> Work:
    return Work(tuple(list_sources(archive)), labelling=labelling)


def output(path: Path, layout: Layout = JSONL, *, is_folder: bool = False) -> Output:
    return Output(path, layout, part_size=700, is_folder=is_folder)


def contents(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


class Stopper:
    """Stops a run after so many parts."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.seen: list[Progress] = []

    @property
    def watch(self) -> Watch:
        return Watch(self.seen.append, lambda: len(self.seen) >= self.after)


# Results


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: f"{layout.suffix} of {layout.level}s")
def test_a_file_has_the_results_of_a_stream(work: Work, tmp_path: Path, layout: Layout) -> None:
    """Parts joined are what one process would have written in one go, in every layout."""
    path = tmp_path / f"out{layout.suffix}"
    tally = run(work, output(path, layout))
    expected = [result.id for result in stream(work, Tally())]
    assert tally is not None and tally.articles == len(expected) == 61
    assert distinct(ids_of(path, layout)) == expected
    assert {file.name for file in tmp_path.iterdir()} == {"in", "out.refused.jsonl", path.name}


def ids_of(path: Path, layout: Layout) -> list[str]:
    if layout.form is Form.PARQUET:
        return pq.read_table(path).column("id").to_pylist()
    data = path.read_bytes()
    if layout.compression is Compression.GZIP:
        data = gzip.decompress(data)
    if layout.compression is Compression.ZSTD:
        data = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True).read()
    if layout.form is Form.CSV:
        return [row["id"] for row in csv.DictReader(io.StringIO(data.decode(), newline=""))]
    return [json.loads(line)["id"] for line in data.decode().splitlines()]


def distinct(ids: list[str]) -> list[str]:
    return list(dict.fromkeys(ids))


@pytest.mark.parametrize("layout", [JSONL, Layout(Form.CSV), Layout(Form.PARQUET)], ids=lambda one: one.suffix)
def test_a_folder_holds_whole_files(work: Work, tmp_path: Path, layout: Layout) -> None:
    """Every part can be read by itself, they are in order by name, and the manifest tells them all."""
    folder = tmp_path / "out"
    run(work, output(folder, layout, is_folder=True))
    files = sorted(folder.glob("part-*"))
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert len(files) > 8
    assert [part["file"] for part in manifest["parts"]] == [file.name for file in files]
    assert [part["bytes"] for part in manifest["parts"]] == [file.stat().st_size for file in files]
    assert distinct([one for file in files for one in ids_of(file, layout)]) == [
        one.id for one in stream(work, Tally())
    ]
    assert (manifest["articles"], manifest["refused"]) == (61, 4)
    assert {file.name for file in folder.iterdir()} == {MANIFEST, *(file.name for file in files)}


def test_columns_of_tables(work: Work, tmp_path: Path) -> None:
    """Spans as lists, metadata as JSON; one row a sentence, or an article with its sums."""
    run(work, output(tmp_path / "s.parquet", Layout(Form.PARQUET)))
    run(work, output(tmp_path / "a.parquet", Layout(Form.PARQUET, Level.ARTICLE)))
    sentences, articles = pq.read_table(tmp_path / "s.parquet"), pq.read_table(tmp_path / "a.parquet")
    assert sentences.column_names == list(CSV_COLUMNS)
    first = sentences.slice(0, 3).to_pylist()
    assert [row["text"] for row in first] == ["Porters met on day 0.", "“No,” said Ana Kola, a porter.", "Police left."]
    assert first[1]["quotes"] == [[22, 27]]
    assert json.loads(first[0]["metadata"]) == {"outlet": "P"}
    assert len(articles) == 61
    row = articles.to_pylist()[0]
    assert row["sentences"] == 3
    assert row["attributed_words"] == sum(row[f"{source}_words"] for source in SOURCES)


SOURCES = ("government", "protester", "foreign_official", "analyst", "witness", "other")


def test_the_refused_file(work: Work, tmp_path: Path) -> None:
    """All of them, in order, with reasons, beside the output; an old list goes when there is nothing to list."""
    run(work, output(tmp_path / "out.jsonl"))
    path = tmp_path / "out.refused.jsonl"
    refused = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [Path(one["id"]).name for one in refused] == ["a.jsonl:21", "b.parquet:11", "e.txt", "nowhere"]
    good = replace(work, sources=work.sources[2:4])
    assert run(good, output(tmp_path / "out.jsonl")) is not None
    assert not path.exists()


def test_an_article_that_the_model_stumbles_over(work: Work, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is refused with what went wrong, and those around it in the same batch are not lost."""
    whole = Model.classify_many

    def stumble(self: Model, texts: Any, **options: Any) -> Any:
        if any(article.id == "r7" for article in texts):
            raise RecursionError("too deep")
        return whole(self, texts, **options)

    monkeypatch.setattr(Model, "classify_many", stumble)
    tally = run(work, output(tmp_path / "out.jsonl"))
    assert tally is not None
    assert tally.articles == 60
    assert Refused("r7", "could not be classified: RecursionError: too deep") in tally.refused


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_same_bytes_in_any_number_of_processes(work: Work, tmp_path: Path, jobs: int) -> None:
    """Manifest, list of refused records and all."""
    run(work, output(tmp_path / "one", is_folder=True))
    run(work, output(tmp_path / "many", is_folder=True), workers=in_processes(jobs))
    assert contents(tmp_path / "one") == contents(tmp_path / "many")
    assert (tmp_path / "one.refused.jsonl").read_bytes() == (tmp_path / "many.refused.jsonl").read_bytes()


# Stopping and going on


@pytest.mark.parametrize("is_folder", [True, False], ids=["folder", "file"])
@pytest.mark.parametrize("step", [1, 3])
def test_stopped_again_and_again(work: Work, tmp_path: Path, step: int, is_folder: bool) -> None:
    """A run in as many pieces as you like ends in the same bytes."""
    whole, pieces = tmp_path / "w", tmp_path / "p"
    whole.mkdir()
    pieces.mkdir()
    name = "out" if is_folder else "out.jsonl"
    run(work, output(whole / name, is_folder=is_folder))
    starts = 0
    while run(work, output(pieces / name, is_folder=is_folder), start=Start.RESUME, watch=Stopper(step).watch) is None:
        starts += 1
        assert not (pieces / "out.jsonl").exists()
    assert starts > 2
    assert contents(whole) == contents(pieces)


def test_nothing_is_done_twice(work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A finished part is not labelled again, and a partition that is finished is not even read."""
    place = output(tmp_path / "out", is_folder=True)
    assert run(work, place, watch=Stopper(8).watch) is None
    made: list[Name] = []
    opened: list[str] = []
    inner = readers.open_source

    def make(part: Part, making: Making) -> tuple[Counts, int]:
        made.append(part.name)
        return make_part(part, making)

    def open_source(source: Source, *more: Any) -> IO[bytes]:
        opened.append(Path(source.name).name)
        return inner(source, *more)

    monkeypatch.setattr("standpoint.batch.archive.make_part", make)
    monkeypatch.setattr(readers, "open_source", open_source)
    before = {file.name for file in place.path.glob("part-*")}
    assert run(work, place, start=Start.RESUME) is not None
    assert len(made) == len(set(made))
    assert not before & {f"{name}.jsonl" for name in made}
    assert "a.jsonl" not in opened and "c.jsonl.gz" in opened


def test_a_damaged_part_is_made_again(work: Work, tmp_path: Path) -> None:
    """A part that the disk had no room for, or that somebody shortened, is not taken for finished."""
    place = output(tmp_path / "out", is_folder=True)
    run(work, replace(place, path=tmp_path / "whole"))
    run(work, place, watch=Stopper(4).watch)
    first, second = sorted(place.path.glob("part-*"))[:2]
    first.write_bytes(first.read_bytes()[:-10])
    second.unlink()
    assert run(work, place, start=Start.RESUME) is not None
    assert contents(place.path) == contents(tmp_path / "whole")


def test_a_finished_run_goes_on_to_nothing(work: Work, tmp_path: Path) -> None:
    """`--resume` in a loop, or once too often, does no harm and says what there is."""
    place = output(tmp_path / "out", is_folder=True)
    first = run(work, place)
    before = contents(place.path)
    again = run(work, place, start=Start.RESUME)
    assert first is not None and again is not None
    assert (again.articles, again.refusals) == (first.articles, first.refusals) == (61, 4)
    assert contents(place.path) == before


def test_a_finished_file_is_not_made_twice(work: Work, tmp_path: Path) -> None:
    """`--resume` until the exit status is 0 must end, though refused records make it 1."""
    place = output(tmp_path / "out.jsonl")
    run(work, place)
    with pytest.raises(InputError, match="expected an unfinished run, found a finished one; --restart makes it anew"):
        run(work, place, start=Start.RESUME)
    assert run(work, place, start=Start.RESTART) is not None


def test_a_run_that_was_killed_while_it_cleared_up(work: Work, tmp_path: Path) -> None:
    """The file is whole, some parts are still there: going on means to take them away."""
    place = output(tmp_path / "out.jsonl")
    run(work, replace(place, path=tmp_path / "out.jsonl.parts", is_folder=True))
    next(place.folder.glob("part-*")).unlink()
    place.path.write_bytes(b"whole")
    tally = run(work, place, start=Start.RESUME)
    assert tally is not None and tally.articles == 61
    assert not place.folder.exists()
    assert place.path.read_bytes() == b"whole"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda work, place: (replace(work, sources=work.sources[1:]), place), "inputs"),
        (lambda work, place: (replace(work, selection=Selection(sample=0.5)), place), "sample null, now 0.5"),
        (lambda work, place: (replace(work, reading=Reading(country="KZ")), place), 'country null, now "KZ"'),
        (lambda work, place: (work, replace(place, part_size=701)), "part_size 700, now 701"),
        (lambda work, place: (work, replace(place, layout=Layout(Form.CSV))), 'format "jsonl", now "csv"'),
    ],
    ids=["inputs", "sample", "country", "part size", "format"],
)
def test_another_run_does_not_go_on_with_this_one(
    work: Work, tmp_path: Path, change: Callable[[Work, Output], tuple[Work, Output]], said: str
) -> None:
    """Half of the results by one rule and half by another would be worse than none."""
    place = output(tmp_path / "out", is_folder=True)
    run(work, place, watch=Stopper(2).watch)
    with pytest.raises(InputError, match=f"found another: .*{said}"):
        run(*change(work, place), start=Start.RESUME)


def test_a_file_that_has_changed_is_another_input(work: Work, archive: list[str], tmp_path: Path) -> None:
    """By its length: the parts would not fit together."""
    place = output(tmp_path / "out", is_folder=True)
    run(work, place, watch=Stopper(2).watch)
    with (Path(archive[0]) / "d.txt").open("ab") as file:
        file.write(b" Two said yes.")
    with pytest.raises(InputError, match="found another: inputs"):
        run(replace(work, sources=tuple(list_sources(archive))), place, start=Start.RESUME)


@pytest.mark.parametrize("is_finished", [True, False], ids=["finished", "unfinished"])
def test_an_earlier_run_is_not_overwritten_unasked(work: Work, tmp_path: Path, is_finished: bool) -> None:
    """Ten hours of work are not lost to a forgotten option; --restart discards them."""
    place = output(tmp_path / "out", is_folder=True)
    run(work, place, watch=Stopper(10**6 if is_finished else 2).watch)
    with pytest.raises(InputError, match=r"found one; --resume goes on with it, --restart discards it"):
        run(work, place)
    tally = run(work, replace(place, layout=Layout(Form.CSV)), start=Start.RESTART)
    assert tally is not None and tally.articles == 61
    assert not list(place.path.glob("*.jsonl"))


def test_a_folder_of_something_else_is_left_alone(work: Work, tmp_path: Path) -> None:
    """A mistyped name must not fill the home folder with parts."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("all of it")
    with pytest.raises(InputError, match="expected an empty folder or one of an earlier run, found other files"):
        run(work, output(tmp_path / "out", is_folder=True), start=Start.RESTART)
    assert contents(tmp_path / "out") == {"thesis.txt": b"all of it"}


def test_a_run_that_fails_before_its_first_part_leaves_nothing(
    work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is nothing to go on with, and no litter."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("standpoint.batch.archive.make_part", fail)
    with pytest.raises(OSError, match="No space left"):
        run(work, output(tmp_path / "out.jsonl"))
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_standard_input_cannot_be_resumed(labelling: Labelling, tmp_path: Path) -> None:
    """What was read of a pipe is gone."""
    work = Work((Source("-"),), labelling=labelling)
    with pytest.raises(InputError, match="expected inputs that can be read again, found standard input"):
        run(work, output(tmp_path / "out.jsonl"), start=Start.RESUME)


def test_standard_input_into_parts(labelling: Labelling, tmp_path: Path) -> None:
    """A pipe fills a folder as a file does."""
    data = json_lines({"id": str(number), "text": "Police said no. " * 5} for number in range(50))
    work = Work((Source("-"),), labelling=labelling)
    tally = run(work, output(tmp_path / "out", is_folder=True), workers=in_processes(1, io.BytesIO(data)))
    assert tally is not None and tally.articles == 50


def test_a_worker_of_a_killed_start_writes_nothing_any_more(tmp_path: Path) -> None:
    """Its parent is gone and the run has gone on, perhaps with other options: what it still had in hand is dropped."""
    old = open_run(tmp_path / "out", ".jsonl", {"a": 1}, Start.NEW)
    new = open_run(tmp_path / "out", ".jsonl", {"a": 1}, Start.RESUME)
    assert old and new
    entry = {"articles": 1, "sentences": 1, "characters": 1, "refused": [], "encodings": {}}
    with pytest.raises(InputError, match="another process has gone on with this run"):
        old.write(Name(0, 0), b"old", entry)
    new.write(Name(0, 0), b"new", entry)
    assert new.file(Name(0, 0)).read_bytes() == b"new"
    with pytest.raises(InputError, match="expected the run's folder, found none; it must be one"):
        RunFolder(tmp_path / "elsewhere", ".jsonl", "x").write(Name(0, 0), b"", entry)


def test_a_damaged_journal_is_told(work: Work, tmp_path: Path) -> None:
    """By name, with the way out."""
    place = output(tmp_path / "out", is_folder=True)
    run(work, place, watch=Stopper(2).watch)
    (place.path / "_run.json").write_text("{")
    with pytest.raises(InputError, match=r"_run.json: expected JSON that a run wrote, found damage"):
        run(work, place, start=Start.RESUME)


def test_a_run_does_not_read_what_it_wrote(work: Work, archive: list[str], tmp_path: Path) -> None:
    """An output within the folder that is read: the second start must find the same inputs as the first."""
    place = output(tmp_path / "in" / "out.jsonl")
    assert run(work, place, watch=Stopper(3).watch) is None
    again = replace(work, sources=tuple(list_sources(archive)))
    assert len(again.sources) > len(work.sources)
    tally = run(again, place, start=Start.RESUME)
    assert tally is not None and tally.articles == 61
    tally = run(replace(work, sources=tuple(list_sources(archive))), place, start=Start.RESTART)
    assert tally is not None and tally.articles == 61


def test_another_model_is_another_run(labelling: Labelling) -> None:
    """A machine of the cluster with an older model must not mix its labels in."""
    with pytest.raises(ModelFileError, match="expected the model that the run was begun with"):
        labelling_module.label([], Reading(), replace(labelling, fingerprint="0" * 64))


def test_progress(work: Work, tmp_path: Path) -> None:
    """What is counted goes up to all there is, and the bytes read to the size of the input."""
    watcher = Stopper(10**6)
    run(work, output(tmp_path / "out", is_folder=True), watch=watcher.watch)
    taken = [progress.taken for progress in watcher.seen]
    assert taken == sorted(taken)
    assert taken[-1] == work.size
    assert watcher.seen[-1].counts.articles == 61
    assert watcher.seen[-1].counts.refused == 4


def test_a_cluster_stops_and_goes_on(work: Work, tmp_path: Path) -> None:
    """A wish to stop reaches workers in the middle of a partition; --resume, here without a cluster, ends the run."""
    place = output(tmp_path / "out", is_folder=True)
    text = "Porters met. “No,” said Ana Kola, a porter. " * 60
    (tmp_path / "in" / "big.jsonl").write_bytes(json_lines({"text": text} for _ in range(150)))
    big = replace(work, sources=tuple(list_sources([str(tmp_path / "in")])))
    stopper = Stopper(1)
    assert run(big, place, workers=on_cluster("local", 1), watch=stopper.watch) is None
    done = len(list(place.path.glob("part-*")))
    tally = run(big, place, start=Start.RESUME)
    assert tally is not None and tally.articles == 211
    assert 0 < done < len(list(place.path.glob("part-*")))
    run(big, output(tmp_path / "alone", is_folder=True))
    assert contents(tmp_path / "alone") == contents(place.path)


# Cutting


def test_partitions_are_told_by_the_list_of_files_alone() -> None:
    """Small files together, a large one by itself, one of unknown size too; nothing lost, order kept."""
    sources = [Source(str(number), size) for number, size in enumerate((10, 20, 500, 30, None, 60, 50))]
    cut = list(partitions(sources, 100))
    assert [[source.name for source in one.sources] for one in cut] == [["0", "1"], ["2"], ["3"], ["4"], ["5"], ["6"]]
    assert [one.number for one in cut] == list(range(6))


def test_parts_of_a_partition(tmp_path: Path) -> None:
    """By the text in them; the last one holds the rest, and an empty file is one part too."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines({"text": "x" * 100} for _ in range(10)))
    cut = list(parts(Partition(0, (Source(str(path)),)), Reading(), Selection(), 400))
    assert [len(one.records) for one in cut] == [4, 4, 2]
    assert [str(one.name) for one in cut] == [f"part-00000-{number:05d}" for number in range(3)]
    empty = list(parts(Partition(3, ()), Reading(), Selection(), 400))
    assert [(str(one.name), one.records) for one in empty] == [("part-00003-00000", ())]


@pytest.mark.parametrize("limit", [1, 7, 20, 31, 45, 1000])
def test_limit(work: Work, tmp_path: Path, limit: int) -> None:
    """The first so many records of all, refused ones among them, resumed or not."""
    limited = replace(work, selection=Selection(limit=limit))
    tally = run(limited, output(tmp_path / "out.jsonl"))
    assert tally is not None
    assert tally.articles + tally.refusals == min(limit, 65)
    place = output(tmp_path / "parts", is_folder=True)
    while (again := run(limited, place, start=Start.RESUME, watch=Stopper(1).watch)) is None:
        pass
    assert (again.articles, again.refusals) == (tally.articles, tally.refusals)
    assert [one.id for one in stream(limited, Tally())] == ids_of(tmp_path / "out.jsonl", JSONL)


def test_sample(work: Work) -> None:
    """A share, the same every time; a larger one holds the smaller."""
    small = [one.id for one in stream(replace(work, selection=Selection(sample=0.2)), Tally())]
    large = [one.id for one in stream(replace(work, selection=Selection(sample=0.6)), Tally())]
    assert 4 <= len(small) <= 22 < len(large) < 55
    assert set(small) < set(large)
    assert small == [one.id for one in stream(replace(work, selection=Selection(sample=0.2)), Tally())]


# Processes


def crash_once(task: tuple[str, int]) -> int:
    """Kills its own process the first time it sees the task 3."""
    import os
    import signal

    marker, number = task
    if number == 3 and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * 2


def crash_always(_: object) -> None:
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_dies_is_replaced(tmp_path: Path) -> None:
    """The kernel takes the largest process when memory runs out: its work, and that of the others, is done again."""
    tasks = [(str(tmp_path / "died"), number) for number in range(12)]
    assert list(ordered(crash_once, tasks, 2)) == [number * 2 for number in range(12)]
    assert (tmp_path / "died").exists()


def test_work_that_always_kills_ends_the_run(tmp_path: Path) -> None:
    """Not for ever: three times, then it is told."""
    with pytest.raises(InputError, match="a worker process was killed 3 times over the same work"):
        list(ordered(crash_always, range(4), 2))


def double(number: int) -> int:
    return number * 2


def test_tasks_are_taken_as_results_are() -> None:
    """A slow reader at the end of the pipe must not let memory grow."""
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    results = ordered(double, tasks(), 2)
    assert next(results) == 0
    assert len(taken) <= 6
    results.close()  # type: ignore[attr-defined]


def test_a_fault_in_a_worker_comes_through(tmp_path: Path) -> None:
    """As it was raised."""
    with pytest.raises(TypeError, match="unsupported operand"):
        list(ordered(double_nothing, [None], 2))


def double_nothing(value: Any) -> Any:
    return value - 1


# Killed runs


def test_killed_runs_give_the_same_results(labelling: Labelling) -> None:
    """The short version of `benchmarks/kill.py`, in a process of its own: SIGKILL to parents and to Dask workers."""
    script = assets.root() / "benchmarks" / "kill.py"
    assert labelling.model
    command = [sys.executable, str(script), "--articles", "600", "--kills", "2", "--part-size", "5kB"]
    done = subprocess.run(
        [*command, "--model", labelling.model], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    runs = json.loads(done.stdout)["runs"]
    assert [(one["output"], one["kills"], one["same"]) for one in runs] == [
        ("out.jsonl", 2, True), ("parts", 2, True), ("cluster", 2, True)
    ]  # fmt: skip
