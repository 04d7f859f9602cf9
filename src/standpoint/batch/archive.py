"""Label a whole archive into a folder of parts, or into one file of joined parts; stop and go on at any moment."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, Any

from standpoint.batch.cutting import Name, Part, Partition, digest, partitions, parts
from standpoint.batch.journal import MANIFEST, Counts, RunFolder, Start, open_run
from standpoint.batch.labelling import described, fingerprint, label
from standpoint.batch.pool import ordered
from standpoint.batch.run import SHOWN, Progress, Tally, Work, as_record, limited
from standpoint.data.article import Refused
from standpoint.data.readers import STDIN, Source
from standpoint.data.writers import Layout, encoded, join, json_text, replacing, replacing_bytes
from standpoint.errors import InputError


@dataclass(frozen=True, slots=True)
class Output:
    """Where results go.

    Attributes
    ----------
    path : Path
        A folder of parts, or one file.
    layout : Layout
    part_size : int
        Bytes of text in a part: what is labelled in one go, and lost when a run is killed.
    is_folder : bool
    """

    path: Path
    layout: Layout
    part_size: int
    is_folder: bool = False

    @property
    def folder(self) -> Path:
        """Where the parts are: the output itself, or beside it until they are joined."""
        return self.path if self.is_folder else self.path.with_name(self.path.name + ".parts")

    @property
    def refused(self) -> Path:
        """Where refused records are listed, with reasons."""
        return self.path.with_name(self.path.name.removesuffix(self.layout.suffix) + ".refused.jsonl")


@dataclass
class Watch:
    """How a run is watched and stopped from outside.

    Attributes
    ----------
    report : callable
        Is called with the progress after every part.
    is_stopping : callable
        Is asked before every part whether to stop.
    """

    report: Callable[[Progress], None] = lambda _: None
    is_stopping: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Making:
    """How a part is made: all that a worker needs besides its records."""

    work: Work
    layout: Layout
    folder: RunFolder
    has_headers: bool = True  # of every CSV part; where parts are joined, only the first has one


@dataclass
class _State:
    """What is counted while a run goes on."""

    counts: Counts = field(default_factory=Counts)
    labelled: int = 0


def run(
    work: Work, output: Output, *, start: Start = Start.NEW, workers: Workers | None = None, watch: Watch | None = None
) -> Tally | None:
    """Label everything, and leave the output whole; None where the run was stopped before its end.

    Parameters
    ----------
    work : Work
    output : Output
    start : Start
        What to do where a run was begun before.
    workers : callable, optional
        What makes the parts (see `in_processes`); one process if it is not given.
    watch : Watch, optional

    Raises
    ------
    InputError
        If the run cannot begin, or go on.
    """
    work = _without_own(work, output)
    _check_start(work, output, start)
    watch = watch or Watch()
    folder = open_run(output.folder, output.layout.suffix, identity(work, output), start)
    if folder is None:
        return _finished_before(output)
    making = Making(_light(work), output.layout, folder, has_headers=output.is_folder)
    cut = list(partitions(work.sources, output.part_size))
    state = _State(counts=sum((Counts.of(entry) for entry in folder.entries()), Counts()))
    try:
        for counts, taken in (workers or in_processes(1))(making, cut, output.part_size, watch):
            state.counts += counts
            state.labelled += counts.characters
            watch.report(Progress(state.counts, state.labelled, taken))
    except BaseException:
        _leave_nothing_empty(folder)
        raise
    if watch.is_stopping() and not _is_done(folder, cut, work.selection.limit):
        _leave_nothing_empty(folder)
        return None
    return _close(folder, output)


Workers = Callable[[Making, list[Partition], int, Watch], Iterator[tuple[Counts, int]]]
"""Makes all parts that are not there yet; gives what each came to, and how many bytes of the input were read."""


def in_processes(jobs: int, stdin: IO[bytes] | None = None) -> Workers:
    """Parts are cut here and made in so many processes."""

    def make_all(making: Making, cut: list[Partition], part_size: int, watch: Watch) -> Iterator[tuple[Counts, int]]:
        tasks = _missing(making, cut, part_size, stdin)
        wanted = _until_stopped(tasks, watch)
        yield from ordered(partial(make_part, making=making), wanted, jobs, is_stopping=watch.is_stopping)

    return make_all


def make_part(part: Part, making: Making) -> tuple[Counts, int]:
    """Label a part's records and write it; gives its counts, and the bytes of the input that it ends at."""
    making.folder.check_lease()
    work = making.work
    labelled = label(part.records, work.reading, work.labelling)
    has_header = making.has_headers or part.name == Name(0, 0)
    record = as_record if making.layout.needs_attribution else _plain_record
    data = encoded(map(record, labelled.results), making.layout, has_header=has_header)
    entry: dict[str, Any] = {
        "articles": len(labelled.results),
        "sentences": labelled.sentences,
        "characters": labelled.characters,
        "refused": [[record.id, record.reason] for record in labelled.refused],
        "encodings": dict(list(labelled.encodings.items())[:SHOWN]),
    }
    return Counts.of(making.folder.write(part.name, data, entry)), part.taken


def make_partition(partition: Partition, making: Making, part_size: int) -> Counts:
    """Make the parts of a partition that are not there yet, until the run is to stop; for a machine of its own."""
    tasks = _missing(making, [partition], part_size, None)
    wanted = _until_stopped(tasks, Watch(is_stopping=lambda: making.folder.is_stopped))
    return sum((make_part(part, making)[0] for part in wanted), Counts())


def pinned(work: Work) -> Work:
    """The work with the fingerprint of its model, which every process then has to have."""
    return replace(work, labelling=replace(work.labelling, fingerprint=fingerprint(work.labelling.model)))


def identity(work: Work, output: Output) -> dict[str, Any]:
    """What a run is; it goes on only with the same."""
    return {
        "inputs": {"files": len(work.sources), "bytes": work.size, "sha256": digest(work.sources)},
        "limit": work.selection.limit,
        "sample": work.selection.sample,
        "format": output.layout.suffix.lstrip("."),
        "level": str(output.layout.level),
        "part_size": output.part_size,
        **described(work.reading, work.labelling),
    }


def _plain_record(result: Any) -> dict[str, Any]:
    return dict(result.to_dict())


def _without_own(work: Work, output: Output) -> Work:
    """The work without what the run itself wrote into a folder that it reads, which would be another input each time.

    A file that is the only input is meant, even where it is to be replaced.
    """
    own = {output.path.resolve(), output.refused.resolve()}
    inside = output.folder.resolve()

    def is_own(source: Source | Refused) -> bool:
        if isinstance(source, Refused) or source.is_remote:
            return False
        path = Path(source.name).resolve()
        return path in own or inside in path.parents

    return work if len(work.sources) < 2 else replace(work, sources=tuple(s for s in work.sources if not is_own(s)))


def _light(work: Work) -> Work:
    """The work without its list of files, which goes to every worker with every part otherwise."""
    return Work((), work.reading, work.labelling, work.selection)


def _missing(making: Making, cut: list[Partition], part_size: int, stdin: IO[bytes] | None) -> Iterator[Part]:
    """The parts that are not finished, in order. Every partition whose last part was cut is noted as such."""
    left = making.work.selection.limit
    before = 0
    for partition in cut:
        done = making.folder.finished_partition(partition.number)
        if done is None:
            done, count = 0, 0
            wanted = parts(partition, making.work.reading, making.work.selection, part_size, stdin=stdin)
            for part in limited(wanted, left):
                done, count = done + len(part.records), count + 1
                if not making.folder.has(part.name):
                    yield Part(part.name, part.records, before + part.taken)
            making.folder.end_partition(partition.number, count, done)
        before += partition.size
        left = None if left is None else left - done
        if left is not None and left <= 0:
            return


def _until_stopped(tasks: Iterator[Part], watch: Watch) -> Iterator[Part]:
    while not watch.is_stopping() and (task := next(tasks, None)) is not None:
        yield task


def _is_done(folder: RunFolder, cut: list[Partition], limit: int | None) -> bool:
    """Whether a run that was told to stop had nothing left to do."""
    left = limit
    for partition in cut:
        records = folder.finished_partition(partition.number)
        if records is None:
            return False
        left = None if left is None else left - records
        if left is not None and left <= 0:
            return True
    return True


def _check_start(work: Work, output: Output, start: Start) -> None:
    has_stdin = any(isinstance(source, Source) and source.name == STDIN for source in work.sources)
    if has_stdin and start is Start.RESUME:
        raise InputError("--resume: expected inputs that can be read again, found standard input; give a file")
    if start is Start.RESUME and output.path.is_file() and not output.folder.exists():
        raise InputError(f"{output.path}: expected an unfinished run, found a finished one; --restart makes it anew")
    if not output.path.parent.is_dir():
        raise InputError(f"{output.path}: the folder {output.path.parent} does not exist; make it first")


def _leave_nothing_empty(folder: RunFolder) -> None:
    """A run that ended before its first part leaves no trace: there is nothing to go on with."""
    if next(folder.entries(), None) is None:
        folder.clear_journal()
        if not any(folder.path.iterdir()):
            folder.path.rmdir()


def _close(folder: RunFolder, output: Output) -> Tally:
    """List the refused, write the manifest or join the parts, and sum up.

    What was counted on the way is not enough: a worker that died had written parts that nobody told us of.
    """
    counts = sum((Counts.of(entry) for entry in folder.entries()), Counts())
    tally = Tally(articles=counts.articles, sentences=counts.sentences, characters=counts.characters)
    _write_refused(folder, output.refused, tally)
    if output.is_folder:
        folder.finish(counts)
        return tally
    with replacing_bytes(output.path) as stream:
        join([folder.path / entry["file"] for entry in folder.entries()], output.layout, stream)
    folder.finish(counts)
    folder.remove()
    return tally


def _write_refused(folder: RunFolder, path: Path, tally: Tally) -> None:
    """The list of refused records beside the output; an old one goes where there are none."""
    for entry in folder.entries():
        for id, encoding in entry["encodings"].items():
            tally.note(id, encoding)
        for id, reason in entry["refused"]:
            tally.refuse(Refused(id, reason))
    if not tally.refusals:
        path.unlink(missing_ok=True)
        return
    with replacing(path) as stream:
        for entry in folder.entries():
            for id, reason in entry["refused"]:
                stream.write(json_text({"id": id, "reason": reason}) + "\n")


def _finished_before(output: Output) -> Tally:
    """What a run that was finished before came to."""
    found = json.loads((output.folder / MANIFEST).read_text(encoding="utf-8"))
    tally = Tally(articles=found["articles"], sentences=found["sentences"], characters=found["characters"])
    tally.refusals = found["refused"]
    if not output.is_folder:
        RunFolder(output.folder, output.layout.suffix, "").remove()
    return tally
