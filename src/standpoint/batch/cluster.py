"""Make the parts of a run on a Dask cluster: partitions of files go to workers, which read, label and write.

Workers see the inputs and the output's folder under the same names as this machine (a shared file system; inputs may
lie in an object store), and have the same version of standpoint with the same model: both are checked before anything
is written. A partition whose worker dies is done again elsewhere, except for its parts that are written already.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from standpoint.batch.archive import Making, Watch, Workers, make_partition
from standpoint.batch.cutting import Partition
from standpoint.batch.journal import Counts, RunFolder
from standpoint.data.extras import need
from standpoint.errors import InputError

LOCAL = "local"
_RETRIES = 3  # of a partition that raised; one whose worker died is Dask's to try again (`allowed-failures`)
_LOOKED_EVERY = 0.5  # seconds between looks at whether the run is to stop
_PATIENCE = "20s"  # for a scheduler to answer
_AHEAD = 4  # partitions a worker that are handed out: enough that none waits for the next one


def on_cluster(address: str, jobs: int) -> Workers:
    """Parts are made by the workers of a Dask cluster.

    Parameters
    ----------
    address : str
        Of its scheduler (`tcp://host:8786`), the JSON file that it wrote of itself (`dask scheduler
        --scheduler-file`), or `local` for one on this machine.
    jobs : int
        Workers of a local one.

    Raises
    ------
    InputError
        If Dask is missing or the scheduler does not answer.
    """
    need("distributed", "cluster", "--cluster")

    def make_all(making: Making, cut: list[Partition], part_size: int, watch: Watch) -> Iterator[tuple[Counts, int]]:
        if making.work.selection.limit is not None:
            raise InputError(
                "--limit: counts from the first record on, which no machine of a cluster can; use --sample"
            )
        waiting = [one for one in cut if making.folder.finished_partition(one.number) is None]
        taken = sum(one.size for one in cut) - sum(one.size for one in waiting)
        with _client(address, jobs) as client, _stop_passed_on(watch, making.folder):
            for partition, counts in _Cluster(client, _anywhere(making), part_size).make(waiting, watch):
                taken += partition.size
                yield counts, taken

    return make_all


class _Cluster:
    """A run's partitions on their way through a cluster."""

    def __init__(self, client: Any, making: Making, part_size: int) -> None:
        self.client, self.making, self.part_size = client, making, part_size

    def make(self, waiting: list[Partition], watch: Watch) -> Iterator[tuple[Partition, Counts]]:
        from distributed import as_completed

        row = iter(waiting)
        running = {self._submitted(one): one for one, _ in zip(row, range(self._ahead()), strict=False)}
        done = as_completed(running)
        for future in done:
            partition = running.pop(future)
            yield partition, self._result(future, partition)
            if not watch.is_stopping() and (one := next(row, None)) is not None:
                following = self._submitted(one)
                running[following] = one
                done.add(following)

    def _ahead(self) -> int:
        return max(1, len(self.client.scheduler_info(n_workers=-1)["workers"])) * _AHEAD

    def _submitted(self, partition: Partition) -> Any:
        key = f"standpoint-{self.making.folder.lease}-{partition.number}"
        return self.client.submit(
            make_partition, partition, self.making, self.part_size, key=key, retries=_RETRIES, pure=False
        )

    def _result(self, future: Any, partition: Partition) -> Counts:
        from distributed import KilledWorker

        try:
            return future.result()  # type: ignore[no-any-return]
        except KilledWorker as error:
            names = ", ".join(getattr(source, "name", "") for source in partition.sources[:3])
            raise InputError(
                f"every worker that took the files {names} … died ({error}); give workers more memory, or "
                "make --part-size smaller, and go on with --resume"
            ) from None


@contextmanager
def _stop_passed_on(watch: Watch, folder: RunFolder) -> Iterator[None]:
    """While the block runs, a wish to stop reaches the workers: a partition may have hours to go."""
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_LOOKED_EVERY):
            if watch.is_stopping():
                folder.stop()
                return

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@contextmanager
def _client(address: str, jobs: int) -> Iterator[Any]:
    from distributed import Client, LocalCluster

    if address == LOCAL:
        with (
            tempfile.TemporaryDirectory(prefix="standpoint-dask-") as scratch,
            LocalCluster(
                n_workers=jobs, threads_per_worker=1, dashboard_address=None, local_directory=scratch, memory_limit=0
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    try:
        place = {"scheduler_file": address} if address.endswith(".json") else {"address": address}
        client = Client(**place, timeout=_PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(f"--cluster: expected a Dask scheduler at {address}, found none: {error}") from None
    with client:
        yield client


def _anywhere(making: Making) -> Making:
    """The same with every path from the root, as workers have other current folders."""
    reading = replace(making.work.reading, base=str(Path.cwd()))
    folder = RunFolder(Path(making.folder.path).resolve(), making.folder.suffix, making.folder.lease)
    return replace(making, work=replace(making.work, reading=reading), folder=folder)
