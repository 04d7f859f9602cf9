"""`standpoint report`, and the reports that `classify` writes: one result, one page, whichever way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Run
from standpoint import ArticleResult


@pytest.fixture
def results(tmp_path: Path, many_results: list[ArticleResult]) -> Path:
    path = tmp_path / "results.jsonl"
    path.write_text("".join(json.dumps(one.to_dict()) + "\n" for one in many_results[:60]), encoding="utf-8")
    return path


def test_pages_of_a_collection(run: Run, results: Path) -> None:
    assert run("report", "results.jsonl", "-o", "all.html", "--compare", "outlet") == (0, "", "all.html: 60 articles\n")
    assert "outlet side by side" in results.with_name("all.html").read_text(encoding="utf-8").lower()
    assert len(list(results.with_name("all_files").iterdir())) == 66


def test_classify_and_report_make_the_same_page(run: Run, tmp_path: Path) -> None:
    """Records hold all that a page needs, to the last byte."""
    (tmp_path / "story.txt").write_text("A story\n\n“We will stay,” said Ana Kola, a porter.\n", encoding="utf-8")
    assert run("classify", "story.txt", "-o", "one.html")[0] == 0
    assert run("classify", "story.txt", "--evidence", "-o", "story.jsonl")[0] == 0
    assert run("report", "story.jsonl", "-o", "two.html") == (0, "", "two.html: 1 article\n")
    one, two = ((tmp_path / name).read_text(encoding="utf-8") for name in ("one.html", "two.html"))
    assert "Words that decided" in one
    assert one == two


def test_classify_lists_what_it_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    code, out, err = run("classify", "empty.txt", "-o", "page.html")
    assert (code, out) == (1, "")
    assert err.startswith("refused empty.txt: ") and "nothing to classify" in err
    assert not (tmp_path / "page.html").exists()


@pytest.mark.parametrize("output", [["--format", "markdown"], ["-o", "all.md"]], ids=["standard output", "file"])
def test_markdown(run: Run, results: Path, output: list[str]) -> None:
    code, out, _ = run("report", "results.jsonl", "--title", "All", "--by", "country", *output)
    text = out or results.with_name("all.md").read_text(encoding="utf-8")
    assert code == 0
    assert text.startswith("# All\n\n60 articles. ")
    assert "## By country" in text and "## By outlet" not in text


def test_classify_writes_markdown(run: Run) -> None:
    code, out, _ = run("classify", "-", "--format", "markdown", stdin="“No,” said Ana Kola, a striking nurse.".encode())
    assert code == 0
    assert out.startswith("## \\-\n\n") and "| Ana Kola |" in out


def test_a_terminal_of_80_columns(run: Run, results: Path) -> None:
    code, out, _ = run("report", "results.jsonl", "--compare", "outlet")
    assert code == 0
    assert out.startswith("results · 60 articles\n")
    assert max(map(len, out.splitlines())) <= 80
    assert "\x1b" not in out
    assert "government" in out and "Gulf Ledger" in out and "attributed sentences" in out


def test_one_article_in_a_terminal(run: Run, results: Path) -> None:
    line = results.read_text(encoding="utf-8").splitlines()[0]
    code, out, _ = run("report", "-", stdin=line.encode())
    assert code == 0
    assert "attributed: " in out and "- First voice: " in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["no.jsonl"], "expected a file of results or a folder of them; there is none", id="missing"),
        pytest.param(["results.jsonl", "-o", "x.pdf"], "expected a report ending in .html or .md", id="suffix"),
        pytest.param(["results.jsonl", "-o", "no/x.html"], "the folder no does not exist; make it first", id="folder"),
        pytest.param(
            ["results.jsonl", "--compare", "desk"],
            "--compare: expected one of country, date, month, outlet; found 'desk'",
            id="column",
        ),
        pytest.param(["empty.jsonl", "-o", "x.html"], "expected results of at least one article", id="empty"),
    ],
)  # fmt: skip
def test_refusals(run: Run, results: Path, arguments: list[str], message: str) -> None:
    results.with_name("empty.jsonl").write_text("", encoding="utf-8")
    code, out, err = run("report", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("standpoint: ") and message in err
    assert not list(results.parent.glob("x*"))
