"""Show how far a run is: a bar on a terminal, plain lines elsewhere, on standard error."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from standpoint.batch.run import Progress

_FIRST = 2.0  # seconds: a run that is shorter needs no report
_EVERY = 30.0  # seconds between plain lines, as they stay in a log


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a run is, and how long it has to go.

    Attributes
    ----------
    rate : float
        Characters a second, since this start of the run.
    share : float or None
        Of the input that was read; None where its size is not known.
    left : float or None
        Seconds.
    """

    rate: float
    share: float | None
    left: float | None


def pace(progress: Progress, first: Progress, *, seconds: float, size: int | None) -> Pace:
    """The pace of a run.

    Parameters
    ----------
    progress, first : Progress
        Now, and when it was looked at first.
    seconds : float
        In between.
    size : int or None
        Bytes of the whole input.

    Examples
    --------
    >>> from standpoint.batch.journal import Counts
    >>> first, now = Progress(Counts(), labelled=0, taken=2_000), Progress(Counts(), labelled=6_000, taken=4_000)
    >>> pace(now, first, seconds=2.0, size=10_000)
    Pace(rate=3000.0, share=0.4, left=6.0)
    """
    rate = (progress.labelled - first.labelled) / seconds if seconds else 0.0
    if not size:
        return Pace(rate, None, None)
    read = progress.taken - first.taken
    left = (size - progress.taken) * seconds / read if read > 0 else None
    return Pace(rate, min(progress.taken / size, 1.0), left)


def line(progress: Progress, at: Pace) -> str:
    """A plain line.

    Examples
    --------
    >>> from standpoint.batch.journal import Counts
    >>> line(Progress(Counts(1200, 9000, 3_000_000, 2), 3_000_000, 0), Pace(250_000, 0.25, 90.0))
    '1,200 articles, 3.0 M characters, 0.25 M a second, 25 %, about 2 min left (2 refused)'
    """
    counts = progress.counts
    text = f"{counts.articles:,} articles, {counts.characters / 1e6:.1f} M characters, {at.rate / 1e6:.2f} M a second"
    if at.share is not None:
        text += f", {at.share:.0%}".replace("%", " %")
    if at.left is not None:
        text += f", about {spelled_time(at.left)} left"
    return text + (f" ({counts.refused:,} refused)" if counts.refused else "")


def spelled_time(seconds: float) -> str:
    """A duration in the unit that fits.

    Examples
    --------
    >>> [spelled_time(seconds) for seconds in (0.4, 45, 100, 9000, 300_000)]
    ['1 s', '45 s', '2 min', '2.5 h', '3.5 days']
    """
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172_800 else f"{seconds / 86_400:.1f} days"


class Reporter(AbstractContextManager["Reporter"]):
    """Shows progress while a run goes on.

    Parameters
    ----------
    say : callable
        Writes a plain line.
    size : int or None
        Bytes of the input.
    is_terminal : bool
        Whether there is a bar rather than lines.
    """

    def __init__(self, say: Callable[[str], None], size: int | None, *, is_terminal: bool) -> None:
        self._say, self._size, self._is_terminal = say, size, is_terminal
        self._begun = self._said = time.monotonic()
        self._first: Progress | None = None
        self._bar: Any = None
        self._task: Any = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, progress: Progress) -> None:
        """Show it, if it is time."""
        now = time.monotonic()
        if self._first is None:  # the start, with what was done before, tells nothing of the pace
            self._first, self._begun = progress, now
        if now - self._begun < _FIRST:
            return
        at = pace(progress, self._first, seconds=now - self._begun, size=self._size)
        if self._is_terminal:
            self._draw(progress, at)
        elif now - self._said >= _EVERY:
            self._said = now
            self._say(line(progress, at))

    def _draw(self, progress: Progress, at: Pace) -> None:
        if self._bar is None:
            self._bar, self._task = _bar()
        self._bar.update(self._task, completed=at.share or 0.0, text=line(progress, at))


def _bar() -> tuple[Any, Any]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), BarColumn(bar_width=24), TextColumn("{task.fields[text]}", markup=False))
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=1.0, text="")
    bar.start()
    return bar, task
