"""The command line: what goes to standard output and to standard error, and the exit status."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import standpoint
from conftest import Run

TEXT = "Porters blocked the market. “We will stay,” said Ana Kola, a porter who joined the strike.\n"
TABLE = Path(__file__).parent / "tables" / "tiny-corpus.tsv"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_version() -> None:
    done = subprocess.run([Path(sys.executable).parent / "standpoint", "--version"], capture_output=True, check=True)
    assert done.stdout.decode() == f"standpoint {standpoint.__version__}\n"


def test_help_names_every_command(run: Run) -> None:
    outcome = run("--help")
    assert outcome.code == 0
    assert "Who is speaking in the news" in outcome.out
    for command in ("classify", "train", "evaluate", "explain"):
        assert f"\n  {command} " in outcome.out


@pytest.mark.parametrize("command", ["classify", "train", "evaluate", "explain"])
def test_help_of_a_command(run: Run, command: str) -> None:
    outcome = run(command, "--help")
    assert (outcome.code, outcome.err) == (0, "")
    assert f"standpoint {command}" in outcome.out


class TestClassify:
    def test_a_file(self, run: Run, story: Path) -> None:
        outcome = run("classify", "story.txt")
        assert (outcome.code, outcome.err) == (0, "")
        [record] = outcome.records
        assert list(record) == ["id", "title", "country", "model", "sentences", "attribution"]
        assert record["id"] == "story.txt"
        assert [one["source"] for one in record["sentences"]] == ["none", "protester"]
        assert record["sentences"][1]["speaker"] == "Ana Kola"

    def test_a_folder_in_order_and_below(self, run: Run, tmp_path: Path) -> None:
        for name in ("news/b.txt", "news/a.txt", "news/deep/c.txt", "news/picture.png"):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(TEXT, encoding="utf-8")
        outcome = run("classify", "news")
        assert [one["id"] for one in outcome.records] == ["news/a.txt", "news/b.txt", "news/deep/c.txt"]
        assert (outcome.code, outcome.err) == (0, "3 articles, 6 sentences, 0 refused\n")

    def test_standard_input_as_text(self, run: Run) -> None:
        outcome = run("classify", "-", stdin=TEXT.encode())
        assert outcome.code == 0
        assert [one["id"] for one in outcome.records] == ["-"]

    def test_standard_input_as_json_lines(self, run: Run) -> None:
        lines = json.dumps({"id": "a", "text": "One."}) + "\n" + json.dumps({"text": "Two.", "outlet": "X"}) + "\n"
        outcome = run("classify", "-", stdin=lines.encode())
        assert [one["id"] for one in outcome.records] == ["a", "-:2"]
        assert outcome.records[1]["metadata"] == {"outlet": "X"}

    def test_a_bad_line_among_good_ones(self, run: Run, tmp_path: Path) -> None:
        lines = [
            '{"id": "a", "text": "One."}',
            '{"id": "b", "te',
            '{"id": "c", "text": 7}',
            '{"id": "d", "text": "Two."}',
        ]
        (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
        outcome = run("classify", "in.jsonl")
        assert outcome.code == 1
        assert [one["id"] for one in outcome.records] == ["a", "d"]
        refused = outcome.err.splitlines()
        assert refused[0].startswith("refused in.jsonl:2: expected a JSON object on line 2, found invalid JSON")
        assert refused[1] == "refused in.jsonl:3: expected a string in `text` on line 3, found int"
        assert refused[2] == "2 articles, 2 sentences, 2 refused"

    def test_half_a_surrogate_pair_harms_no_other_record(self, run: Run, tmp_path: Path) -> None:
        """JSON can spell it, UTF-8 cannot: whatever becomes of the record, the others are there."""
        lines = [
            '{"id": "a", "text": "One."}',
            '{"id": "b", "text": "Half \\ud800 said."}',
            '{"id": "c", "text": "Two."}',
        ]
        (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
        outcome = run("classify", "in.jsonl", "-o", "out.jsonl")
        assert outcome.code in (0, 1)
        written = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
        assert {"a", "c"} <= {json.loads(line)["id"] for line in written}

    @pytest.mark.parametrize(
        ("content", "code", "message"),
        [
            pytest.param(b"", 1, "refused in.txt: expected an article's text, found nothing", id="empty"),
            pytest.param(b" \n\n", 1, "refused in.txt: expected an article's text, found nothing", id="blank"),
            pytest.param(b"Bread", 0, "", id="one word"),
            pytest.param(b"\x89PNG\r\n\0\0\0\rIHDR", 1, "refused in.txt: expected text, found binary", id="binary"),
            pytest.param("Die Bäcker in Köln.".encode("latin-1") * 20, 0, "in.txt: read as ", id="not UTF-8"),
        ],
    )
    def test_odd_files(self, run: Run, tmp_path: Path, content: bytes, code: int, message: str) -> None:
        (tmp_path / "in.txt").write_bytes(content)
        outcome = run("classify", "in.txt")
        assert outcome.code == code
        assert outcome.err.startswith(message)
        assert len(outcome.records) == (code == 0)

    def test_10_megabytes_of_one_line(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "in.txt").write_text("stones and bread " * 600_000, encoding="utf-8")
        outcome = run("classify", "in.txt")
        assert outcome.code == 0
        assert outcome.records[0]["attribution"]["words"] == 1_800_000

    def test_several_inputs_of_which_one_is_missing(self, run: Run, story: Path) -> None:
        outcome = run("classify", "story.txt", "nowhere.txt")
        assert (outcome.code, len(outcome.records)) == (1, 1)
        assert "refused nowhere.txt: no such file or folder\n" in outcome.err

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            pytest.param(["nowhere.txt"], "refused nowhere.txt: no such file or folder", id="missing file"),
            pytest.param(["empty"], "refused empty: expected files ending in", id="nothing readable"),
            pytest.param(["story.txt", "-o", "out.pdf"], "out.pdf: expected an output ending in .jsonl", id="suffix"),
            pytest.param(["story.txt", "-o", "no/out.csv"], "the folder no does not exist", id="no folder"),
            pytest.param(["story.txt", "--country", "ZZ"], "--country: expected an ISO 3166-1", id="country"),
            pytest.param(["story.txt", "--model", "empty"], "empty: expected a model folder", id="no model"),
            pytest.param(["story.txt", "--format", "xml"], "Invalid value for '--format'", id="format"),
            pytest.param(["story.txt", "--jobs", "0"], "Invalid value for '--jobs'", id="jobs"),
            pytest.param([], "Missing argument", id="no input"),
        ],
    )
    def test_what_cannot_start(self, run: Run, story: Path, tmp_path: Path, arguments: list[str], message: str) -> None:
        (tmp_path / "empty").mkdir()
        outcome = run("classify", *arguments)
        assert (outcome.code, outcome.out) == (2, "")
        assert message in outcome.err
        assert "Traceback" not in outcome.err

    def test_a_country_in_small_letters(self, run: Run, story: Path) -> None:
        assert run("classify", "story.txt", "--country", "fj").records[0]["country"] == "FJ"

    def test_json_lines_in_a_file_are_those_of_a_pipe(self, run: Run, story: Path, tmp_path: Path) -> None:
        piped = run("classify", "story.txt").out
        outcome = run("classify", "story.txt", "-o", "out.jsonl")
        assert (outcome.code, outcome.out) == (0, "")
        assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == piped

    def test_csv_is_safe_in_a_spreadsheet(self, run: Run, tmp_path: Path) -> None:
        record = {"id": "=1+1", "title": "@SUM(A1)", "text": "-2 said. +3, said Ana."}
        (tmp_path / "in.jsonl").write_text(json.dumps(record), encoding="utf-8")
        assert run("classify", "in.jsonl", "-o", "out.csv").code == 0
        rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8"), newline="")))
        assert rows[0]["id"] == "'=1+1"
        assert rows[0]["title"] == "'@SUM(A1)"
        assert rows[0]["text"].startswith("'-2")
        assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]

    def test_csv_in_a_pipe(self, run: Run, story: Path) -> None:
        rows = list(csv.DictReader(io.StringIO(run("classify", "story.txt", "--format", "csv").out)))
        assert [row["source"] for row in rows] == ["none", "protester"]

    def test_unsure_labels_are_left_out(self, run: Run, story: Path) -> None:
        """Everywhere: in the records, in their sums, in the report."""
        [record] = run("classify", story, "--min-confidence", 1, "--format", "jsonl").records
        assert [one["source"] for one in record["sentences"]] == [None, None]
        assert record["attribution"]["undecided_sentences"] == 2
        assert "undecided: 2 of 2 sentences" in run("classify", story, "--min-confidence", 1, "--format", "report").out

    def test_evidence(self, run: Run, story: Path) -> None:
        [record] = run("classify", story, "--evidence", "--format", "jsonl").records
        evidence = record["sentences"][1]["evidence"]
        assert list(evidence) == ["attributed", "source", "stance"]
        assert all(0 < len(reasons) <= 8 for reasons in evidence.values())
        assert [type(cell).__name__ for cell in evidence["source"][0]] == ["str", "str", "float"]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--evidence", "--format", "csv"], "--evidence: expected JSON Lines"),
            (["--evidence", "-o", "out.csv"], "--evidence: expected JSON Lines"),
            (["--min-confidence", "70"], "min_confidence: expected a probability from 0 to 1, found 70"),
        ],
        ids=["evidence as CSV", "evidence in a CSV file", "percent"],
    )
    def test_options_that_cannot_be(self, run: Run, story: Path, arguments: list[str], message: str) -> None:
        outcome = run("classify", story, *arguments)
        assert (outcome.code, outcome.out) == (2, "")
        assert message in outcome.err

    def test_the_report(self, run: Run, story: Path) -> None:
        outcome = run("classify", "story.txt", "--format", "report")
        assert outcome.out.startswith("story.txt · ")
        assert "speakers: Ana Kola 100%" in outcome.out

    def test_an_output_is_whole_or_not_at_all(
        self, run: Run, story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "out.jsonl").write_text("old\n", encoding="utf-8")

        def fail(_: object) -> dict:
            raise standpoint.InputError("the disk is full")

        monkeypatch.setattr("standpoint.batch.archive.as_record", fail)
        outcome = run("classify", "story.txt", "-o", "out.jsonl")
        assert (outcome.code, outcome.err) == (2, "standpoint: the disk is full\n")
        assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "old\n"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "story.txt"]

    def test_a_pipe_that_is_closed_early_is_no_error(self, story: Path) -> None:
        """`standpoint classify … | head`: exit status 1 is for refused input."""
        command = [sys.executable, "-m", "standpoint.cli", "classify", *([str(story)] * 400)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout and process.stderr
            process.stdout.readline()
            process.stdout.close()
            error = process.stderr.read().decode()
            assert (process.wait(60), error) == (0, "")


def jsonl(*texts: str) -> str:
    return "".join(json.dumps({"id": f"r{number}", "text": text}) + "\n" for number, text in enumerate(texts))


class TestArchives:
    """Inputs, outputs and long runs on the command line; more of them in `test_archive.py` and `test_formats.py`."""

    @pytest.fixture(autouse=True)
    def impatience(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("standpoint.batch.cluster._PATIENCE", "1s")

    @pytest.fixture
    def archive(self, tmp_path: Path) -> Path:
        path = tmp_path / "in.jsonl"
        path.write_text(jsonl(*[f"Police said that {number} were held." for number in range(40)]), encoding="utf-8")
        return path

    @pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.csv.zst", "out.parquet"])
    def test_a_file_by_its_suffix(self, run: Run, archive: Path, tmp_path: Path, name: str) -> None:
        """What is written can be read again, by us and by others."""
        assert run("classify", "in.jsonl", "-o", name)[:2] == (0, "")
        assert (tmp_path / name).stat().st_size > 100
        if not name.endswith(".parquet"):
            column = [] if "csv" in name else ["--text-column", "model"]
            assert run("classify", name, *column, "--limit", "1").records[0]["id"] == "r0"

    def test_a_folder_of_parts(self, run: Run, archive: Path, tmp_path: Path) -> None:
        """A name without a suffix is a folder; a second run there is refused, and begins anew where that is wanted."""
        arguments = ["classify", "in.jsonl", "-o", "out", "--part-size", "300", "--format", "csv", "--compress", "gz"]
        assert run(*arguments)[:2] == (0, "")
        parts = sorted((tmp_path / "out").glob("part-*.csv.gz"))
        assert len(parts) > 3
        again = run(*arguments)
        assert again.code == 2
        assert "expected no earlier run, found one; --resume goes on with it, --restart discards it" in again.err
        assert run(*arguments, "--resume").code == 0
        assert run(*arguments, "--restart").code == 0

    def test_standard_output_by_its_sign(self, run: Run, archive: Path) -> None:
        assert run("classify", "in.jsonl", "-o", "-").out == run("classify", "in.jsonl").out

    def test_columns(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "in.csv").write_text("key;body;state;outlet\nx;Police said no.;FJ;Post\n", encoding="utf-8")
        columns = ["--text-column", "body", "--id-column", "key", "--country-column", "state"]
        (record,) = run("classify", "in.csv", *columns).records
        assert (record["id"], record["country"], record["metadata"]) == ("x", "FJ", {"outlet": "Post"})

    def test_limit_and_sample(self, run: Run, archive: Path) -> None:
        assert len(run("classify", "in.jsonl", "--limit", "7").records) == 7
        sampled = run("classify", "in.jsonl", "--sample", "0.25").records
        assert 2 < len(sampled) < 25
        assert sampled == run("classify", "in.jsonl", "--sample", "0.25").records

    def test_dry_run(self, run: Run, archive: Path, tmp_path: Path) -> None:
        """Says what would be done, and does none of it."""
        (tmp_path / "page.html").write_text("<html></html>", encoding="utf-8")
        outcome = run("classify", "in.jsonl", "page.html", "nowhere", "-o", "out.jsonl", "--dry-run", "--jobs", "2")
        assert outcome.code == 1
        lines = outcome.out.splitlines()
        assert lines[0].startswith("files: 1 json lines, 1 html; ")
        assert lines[1] == "missing: nowhere: no such file or folder"
        assert lines[2].startswith("articles: about 4")
        assert lines[3].endswith("1 would be refused")
        assert lines[4].startswith("time: about 1 s at ")
        assert not (tmp_path / "out.jsonl").exists()

    def test_dry_run_of_a_pipe(self, run: Run) -> None:
        """What cannot be read twice is not read for an estimate."""
        assert (
            run("classify", "-", "--dry-run", stdin=b"Police said no.")
            .out.splitlines()[1]
            .startswith("articles: unknown")
        )

    def test_the_refused_file_is_named(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "in.jsonl").write_text(jsonl("One.") + "{\n" * 30, encoding="utf-8")
        outcome = run("classify", "in.jsonl", "-o", "out.csv.gz")
        assert outcome.code == 1
        assert outcome.err.count("\nrefused in.jsonl:") == 19  # the first line is a twentieth
        assert "… and 10 more refused" in outcome.err
        assert outcome.err.splitlines()[-1] == "refused records with their reasons: out.refused.jsonl"
        assert len((tmp_path / "out.refused.jsonl").read_text(encoding="utf-8").splitlines()) == 30

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            pytest.param(["--max-article", "big"], "--max-article: expected a size such as", id="size"),
            pytest.param(["-o", "out", "--part-size", "0"], "--part-size: expected a size such as", id="part size"),
            pytest.param(["-o", "out", "--format", "report"], "expected --format jsonl, csv or parquet", id="report"),
            pytest.param(["--format", "parquet"], "expected -o FILE.parquet or a folder", id="parquet in a pipe"),
            pytest.param(["-o", "out.parquet.gz"], "plain .parquet, which compresses itself", id="compressed twice"),
            pytest.param(["-o", "out", "--resume", "--restart"], "--resume or --restart, found both", id="both"),
            pytest.param(["-o", "no/out"], "the folder no does not exist", id="no folder"),
            pytest.param(["--sample", "1.5"], "Invalid value for '--sample'", id="sample"),
            pytest.param(
                ["-o", "out", "--cluster", "tcp://127.0.0.1:1"],
                "expected a Dask scheduler at tcp://127.0.0.1:1",
                id="no scheduler",
            ),
            pytest.param(
                ["-o", "out", "--cluster", "local", "--limit", "3"],
                "no machine of a cluster can; use --sample",
                id="limit",
            ),
        ],
    )
    def test_what_cannot_start(
        self,
        run: Run,
        archive: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        arguments: list[str],
        message: str,
    ) -> None:
        """Told at once, with what to do, and nothing is left behind."""
        monkeypatch.setattr("standpoint.batch.cluster._PATIENCE", "1s")
        outcome = run("classify", "in.jsonl", *arguments)
        assert outcome.code == 2
        assert message in outcome.err
        assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]

    def test_a_disk_that_is_full(self, run: Run, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is finished is kept, and the message says how to go on."""

        def fail(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("standpoint.batch.journal.replacing_bytes", fail)
        outcome = run("classify", "in.jsonl", "-o", "out.jsonl")
        assert outcome.code == 2
        assert "No space left on device; what was finished is kept, and --resume goes on with it" in outcome.err

    def test_ctrl_c_finishes_what_is_in_work_and_says_how_to_go_on(self, tmp_path: Path) -> None:
        """In a process of its own, as a terminal would: SIGINT once, exit status 130, then --resume."""
        (tmp_path / "in.jsonl").write_text(jsonl(*["Police said that ten were held. " * 30] * 3000), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "standpoint.cli",
            "classify",
            "in.jsonl",
            "-o",
            "out.jsonl",
            "--part-size",
            "20kB",
        ]
        process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE)
        journal = tmp_path / "out.jsonl.parts" / "_journal"
        while process.poll() is None and len(list(journal.glob("part-*"))) < 2:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=60)
        assert process.returncode == 130
        assert error.decode().splitlines() == [
            "standpoint: finishing what is in work; Ctrl-C again to end at once",
            "standpoint: interrupted; the same command with --resume goes on",
        ]
        assert not (tmp_path / "out.jsonl").exists()
        assert len(list(journal.glob("part-*"))) >= 2


class TestExplain:
    def test_a_sentence(self, run: Run) -> None:
        outcome = run("explain", "Police said that 14 people were held in Tirana.")
        assert (outcome.code, outcome.err) == (0, "")
        assert outcome.out.startswith("Police said that 14 people were held in Tirana.\n  speaker: Police")
        for question in ("attributed", "source", "stance"):
            assert f"\n  {question}: " in outcome.out

    def test_one_sentence_of_an_article(self, run: Run, story: Path) -> None:
        outcome = run("explain", "--article", "story.txt", "--sentence", "2")
        assert outcome.out.startswith("“We will stay,” said Ana Kola")
        assert "Porters" not in outcome.out

    def test_all_sentences_of_an_article(self, run: Run, story: Path) -> None:
        out = run("explain", "--article", "story.txt").out
        assert out.index("Porters blocked") < out.index("“We will stay")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            pytest.param([], "expected a sentence, or --article FILE; found neither", id="neither"),
            pytest.param(["x", "--article", "story.txt"], "found both", id="both"),
            pytest.param(["--article", "story.txt", "--sentence", "3"], "from 1 to 2, found 3", id="beyond"),
            pytest.param(["--article", "story.txt", "--sentence", "0"], "Invalid value", id="nought"),
            pytest.param(["--article", "nowhere.txt"], "nowhere.txt: No such file", id="missing"),
            pytest.param(["--article", "."], ".: Is a directory", id="folder"),
            pytest.param(["--article", "binary.txt"], "binary.txt: expected text, found binary", id="binary"),
            pytest.param(["x", "--country", "Albania"], "--country: expected an ISO 3166-1", id="country"),
        ],
    )
    def test_what_cannot_start(self, run: Run, story: Path, tmp_path: Path, arguments: list[str], message: str) -> None:
        (tmp_path / "binary.txt").write_bytes(b"\0\1\2")
        outcome = run("explain", *arguments)
        assert (outcome.code, outcome.out) == (2, "")
        assert message in outcome.err

    def test_control_characters_do_not_reach_the_terminal(self, run: Run) -> None:
        assert "\x1b" not in run("explain", "Police \x1b[31msaid no, \x1b]0;x\x07 the baker said.").out


class TestEvaluate:
    def test_as_a_table(self, run: Run) -> None:
        outcome = run("evaluate", TABLE)
        assert outcome.code == 0
        assert outcome.out.startswith("sentence boundaries F1 ")
        for label in ("government", "none", "favor"):
            assert f"\n{label} " in outcome.out

    def test_as_json(self, run: Run) -> None:
        figures = json.loads(run("evaluate", TABLE, "--json").out)
        calibration = {"source_calibration", "stance_calibration"}
        assert set(figures) == {"boundary_f1", "attributed_f1", "source", "stance", "speaker_accuracy"} | calibration
        assert sum(label["support"] for label in figures["source"]["labels"]) == 72

    def test_a_faulty_table(self, run: Run, tmp_path: Path) -> None:
        bad = TABLE.read_text(encoding="utf-8").replace("\twitness\t", "\tonlooker\t", 1)
        (tmp_path / "bad.tsv").write_text(bad, encoding="utf-8")
        outcome = run("evaluate", "bad.tsv")
        assert (outcome.code, outcome.out) == (2, "")
        assert "bad.tsv:" in outcome.err
        assert "unknown label 'onlooker'" in outcome.err


def test_train_on_one_s_own_corpus(run: Run, story: Path, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "tiny.tsv").write_bytes(TABLE.read_bytes())
    outcome = run("train", "seeds", "-o", "mine", "--no-metrics", "--jobs", "1")
    assert (outcome.code, outcome.out) == (0, "mine\n")
    assert {"model.json", "arrays.npz", "words.json", "MODEL_CARD.md"} == {
        path.name for path in (tmp_path / "mine").iterdir()
    }
    assert run("classify", "story.txt", "--model", "mine").code == 0


def test_train_on_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    outcome = run("train", "seeds", "-o", "mine")
    assert (outcome.code, outcome.out) == (2, "")
    assert "standpoint: seeds: expected labelled .tsv files, found none" in outcome.err
    assert not (tmp_path / "mine").exists()
