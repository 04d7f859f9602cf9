"""What is shown of a run: when, how fast, and how long it has to go."""

from __future__ import annotations

import pytest

from standpoint.batch import progress as module
from standpoint.batch.journal import Counts
from standpoint.batch.progress import Pace, Reporter, line, pace
from standpoint.batch.run import Progress


def state(articles: int, labelled: int, taken: int) -> Progress:
    return Progress(Counts(articles=articles, characters=labelled), labelled, taken)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.mark.parametrize(
    ("now", "first", "seconds", "size", "expected"),
    [
        pytest.param(state(1, 100, 50), state(0, 0, 0), 10, 200, Pace(10.0, 0.25, 30.0), id="a quarter"),
        pytest.param(state(1, 100, 50), state(0, 0, 0), 10, None, Pace(10.0, None, None), id="size unknown"),
        pytest.param(state(1, 100, 150), state(0, 0, 100), 10, 200, Pace(10.0, 0.75, 10.0), id="half was done before"),
        pytest.param(state(1, 100, 50), state(1, 100, 50), 0, 200, Pace(0.0, 0.25, None), id="the first look"),
        pytest.param(state(1, 100, 300), state(0, 0, 0), 10, 200, Pace(10.0, 1.0, -10 / 3), id="files that grew"),
    ],
)
def test_pace(now: Progress, first: Progress, seconds: float, size: int | None, expected: Pace) -> None:
    """By what was done since this start alone: the parts of an earlier one cost nothing now."""
    found = pace(now, first, seconds=seconds, size=size)
    assert (found.rate, found.share) == (expected.rate, expected.share)
    assert found.left == pytest.approx(expected.left) if expected.left is not None else found.left is None


def test_a_line_without_a_size() -> None:
    """From a pipe nobody knows how much will come."""
    assert line(state(10, 2_000_000, 5), Pace(400_000, None, None)) == "10 articles, 2.0 M characters, 0.40 M a second"


def test_lines_where_there_is_no_terminal(clock: Clock) -> None:
    """The first after half a minute, and then as often: a log of a day's run can be read."""
    said: list[str] = []
    with Reporter(said.append, 1_000, is_terminal=False) as report:
        for second in range(100):
            clock.now = 100.0 + second
            report(state(second, second * 1000, second * 10))
    assert [text.split(" articles")[0] for text in said] == ["30", "60", "90"]
    assert "30 %" in said[0]
    assert "left" in said[0]


def test_a_short_run_says_nothing(clock: Clock) -> None:
    """Neither lines nor a bar for what is done at once."""
    said: list[str] = []
    with Reporter(said.append, 1_000, is_terminal=True) as report:
        report(state(1, 10, 10))
        clock.now += 1.5
        report(state(2, 20, 20))
    assert said == []
    assert report._bar is None


def test_a_bar_on_a_terminal(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error, away again when it is over."""
    with Reporter(lambda _: None, 1_000, is_terminal=True) as report:
        for second in range(6):
            clock.now = 100.0 + second
            report(state(second, second * 1000, second * 100))
        assert report._bar.tasks[0].completed == pytest.approx(0.5)
        assert "5 articles" in report._bar.tasks[0].fields["text"]
    assert capsys.readouterr().out == ""
