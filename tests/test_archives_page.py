"""`docs/archives.md` as its reader would follow it: every block runs, in order, in an empty folder."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from standpoint import assets

PAGE = assets.root() / "docs" / "archives.md"
pytestmark = pytest.mark.skipif(not assets.is_checkout(), reason="the page lies in the checkout")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    language: str
    content: str


@pytest.fixture(scope="module")
def blocks() -> list[Block]:
    return [Block(*found) for found in _BLOCK.findall(PAGE.read_text(encoding="utf-8"))]


def cells(table: str) -> list[str]:
    """The names of the columns of a table as DuckDB draws it."""
    return [cell.strip() for cell in table.splitlines()[1].strip("│").split("│")]


def test_the_blocks_run_in_order(blocks: list[Block], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the Parquet archive to both tables; a table has the columns that the page shows, and rows."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    names: dict[str, Any] = {}
    printed = ""
    tables = 0
    for block in blocks:
        if block.language == "python":
            stream = io.StringIO()
            with contextlib.redirect_stdout(stream):
                exec(block.content, names)
            printed = stream.getvalue()
        elif block.language == "sh":
            subprocess.run(["bash", "-ec", block.content], check=True, timeout=120, capture_output=True)
        elif block.content.startswith("┌"):
            assert cells(block.content) == cells(printed)
            assert len(printed.splitlines()) > 6
            tables += 1
    assert tables == 2
    assert {"archive.parquet", "voices", "sentences.parquet", "spread"} <= {path.name for path in tmp_path.iterdir()}


def test_the_sizing_table_is_computed_from_what_was_measured() -> None:
    """After a new measurement, `python benchmarks/sizing.py` renews it."""
    source = assets.root() / "benchmarks" / "sizing.py"
    spec = importlib.util.spec_from_file_location("sizing", source)
    assert spec and spec.loader
    sizing = importlib.util.module_from_spec(spec)
    sys.modules["sizing"] = sizing  # dataclasses look their module up
    spec.loader.exec_module(sizing)
    found = sizing.MARKS.search(PAGE.read_text(encoding="utf-8"))
    assert found[0] == found[1] + sizing.table() + found[2]


def test_the_scripts_for_clusters_can_be_read(blocks: list[Block]) -> None:
    """Neither Kubernetes nor Slurm is here to run them: what can be checked without is."""
    (manifest,) = (block.content for block in blocks if block.language == "yaml")
    worker = yaml.safe_load(manifest)["spec"]["template"]["spec"]["containers"][0]
    assert worker["args"][:2] == ["dask", "worker"]
    (script,) = (block.content for block in blocks if block.content.startswith("#!/bin/bash"))
    subprocess.run(["bash", "-n", "-c", script], check=True)
    for option in re.findall(r"standpoint classify [^`]*?(--[a-z-]+)", PAGE.read_text(encoding="utf-8")):
        assert option in {"--text-column", "--format", "--jobs", "--cluster", "--resume"}


def test_every_option_of_the_page_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    """An option that was renamed is found here."""
    from standpoint import cli

    with pytest.raises(SystemExit, match="0"):
        cli.app(["classify", "--help"])
    known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    prose = re.sub(r"dask (?:worker|scheduler)[^\n]*|#SBATCH[^\n]*|srun[^\n]*", "", PAGE.read_text(encoding="utf-8"))
    used = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", prose))
    assert used - known <= {"--requeue", "--nthreads", "--no-dashboard", "--scheduler-file"}
    assert {"--resume", "--max-ratio", "--cluster", "--level"} <= used
