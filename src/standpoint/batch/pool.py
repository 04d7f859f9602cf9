"""Work in several processes: results in order, no more work begun than is needed, and a process that dies replaced."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from standpoint.errors import InputError

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 0.5  # tasks a process, two at least, that wait or are done before their turn: none idles behind a slow one
_LOOKED_EVERY = 0.5  # seconds between looks of a worker at whether its parent lives
_DEATHS = 3  # times that workers may die without a result in between


def ordered(
    function: Callable[[Task], Result],
    tasks: Iterable[Task],
    jobs: int,
    *,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Iterator[Result]:
    """`map(function, tasks)` in `jobs` processes, in order; tasks are taken only as results are.

    Once `is_stopping` says so, tasks that no process has begun are left.

    Raises
    ------
    InputError
        If the processes die again and again on the same work.
    """
    if jobs == 1:
        yield from map(function, tasks)
        return
    pool = _Pool(function, jobs)
    try:
        for task in tasks:
            pool.add(task)
            while pool.is_full:
                yield pool.take()
        while pool.waiting:
            if is_stopping():
                pool.leave_unbegun()
            yield pool.take()
    finally:
        pool.close()


class _Pool:
    """Tasks in work, oldest first, with what is needed to do them again."""

    def __init__(self, function: Callable[[Any], Any], jobs: int) -> None:
        self.function, self.jobs = function, jobs
        self.waiting: deque[tuple[Any, Any]] = deque()  # of task and future
        self._is_dying = False
        self._executor = self._started()

    @property
    def is_full(self) -> bool:
        return len(self.waiting) >= self.jobs + max(2, _AHEAD * self.jobs)

    def add(self, task: Any) -> None:
        self.waiting.append((task, self._submitted(task)))

    def take(self) -> Any:
        """The result of the oldest task."""
        from concurrent.futures.process import BrokenProcessPool

        for _ in range(_DEATHS):
            try:
                result = self.waiting[0][1].result()
            except BrokenProcessPool:
                self._renew()
                continue
            self.waiting.popleft()
            return result
        self._is_dying = True
        raise InputError(
            f"a worker process was killed {_DEATHS} times over the same work (too little memory?); "
            "try fewer --jobs or a smaller --part-size"
        )

    def leave_unbegun(self) -> None:
        """Forget the tasks at the end of the row that no process has begun; the oldest one stays."""
        while len(self.waiting) > 1 and self.waiting[-1][1].cancel():
            self.waiting.pop()

    def close(self) -> None:
        for _, future in self.waiting:
            future.cancel()
        self._executor.shutdown(wait=True, kill_workers=bool(self.waiting) and not self._is_dying)

    def _submitted(self, task: Any) -> Any:
        from concurrent.futures.process import BrokenProcessPool

        try:
            return self._executor.submit(self.function, task)
        except BrokenProcessPool:
            self._renew()
            return self._executor.submit(self.function, task)

    def _renew(self) -> None:
        self._executor.shutdown(wait=True)  # which ends the other processes by itself; to kill them too is a race
        self._executor = self._started()
        self.waiting = deque((task, self._executor.submit(self.function, task)) for task, _ in self.waiting)

    def _started(self) -> Any:
        # joblib's own pool of processes: its `Parallel` takes tasks whether or not anybody takes the results, so that
        # memory grows behind a slow reader, and gives everything up when one process dies
        from joblib.externals.loky import ProcessPoolExecutor

        return ProcessPoolExecutor(max_workers=self.jobs, initializer=_begin_worker, initargs=(os.getpid(),))


def _begin_worker(parent: int) -> None:
    """Leave Ctrl-C, which reaches every process of the terminal, to the parent, and end when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """A parent that is killed tells its workers nothing: without this they wait for ever, with their memory."""
    while os.getppid() == parent:
        time.sleep(_LOOKED_EVERY)
    os._exit(1)
