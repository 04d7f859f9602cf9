"""The command line. Data goes to standard output, everything else to standard error.

Exit status: 0 done, 1 done but some input was refused (listed), 2 could not start. Heavy packages are imported where
they are used, so that `--help` is instant.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from standpoint import __version__, assets
from standpoint.data.layout import Compression, Level
from standpoint.errors import InputError, StandpointError

if TYPE_CHECKING:
    from rich.console import Console

    from standpoint.batch.archive import Output
    from standpoint.batch.journal import Start
    from standpoint.batch.labelling import Labelling
    from standpoint.batch.run import Tally, Work
    from standpoint.data.readers import Reading
    from standpoint.data.results import ArticleResult
    from standpoint.model.classifier import Model
    from standpoint.model.explain import Decision, Explanation

DONE, REFUSED, COULD_NOT_START, INTERRUPTED = 0, 1, 2, 130
_CONTRIBUTIONS = 8  # shown for each decision

app = typer.Typer(
    name="standpoint",
    help="Who is speaking in the news, and where do they stand.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """How results are written to standard output, or in the parts of an output folder."""

    AUTO = "auto"
    REPORT = "report"
    MARKDOWN = "markdown"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


ModelOption = Annotated[
    Path | None,
    typer.Option("--model", help="Folder of a trained model.", show_default="this installation's"),
]
CountryOption = Annotated[
    str | None,
    typer.Option(help="Country of the events (ISO 3166-1 alpha-2, e.g. KZ).", show_default="found in the text"),
]


@app.callback(invoke_without_command=True)
def _main(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    if version:
        typer.echo(f"standpoint {__version__}")
        raise typer.Exit(DONE)


Inputs = Annotated[
    list[str],
    typer.Argument(
        help="Files (text, HTML, JSON Lines, CSV, TSV, Parquet, WARC; .gz, .zst), folders, globs, addresses such "
        "as s3://bucket/news/, or - for standard input."
    ),
]
OutputOption = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        help="A .jsonl, .csv or .parquet file (perhaps .gz, .zst), a .html or .md report, or a folder for parts.",
    ),
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes.")]
FormatOption = Annotated[Format, typer.Option("--format", help="On standard output, or of the parts in a folder.")]
LevelOption = Annotated[Level, typer.Option(help="What a row of CSV or Parquet is.")]
Compress = Annotated[Compression, typer.Option(help="Compression of the parts in a folder.")]
MinConfidence = Annotated[
    float, typer.Option(help="Leave out labels with a lower probability (0 to 1): they count as undecided.")
]
EvidenceOption = Annotated[
    bool, typer.Option("--evidence", help="With each sentence what decided on it (JSON Lines only).")
]
TextColumn = Annotated[str, typer.Option(help="Column or key that holds the text.")]
IdColumn = Annotated[str, typer.Option(help="… the article's name.")]
TitleColumn = Annotated[str, typer.Option(help="… its headline.")]
CountryColumn = Annotated[str, typer.Option(help="… its country.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Only the first so many records.")]
Sample = Annotated[
    float | None, typer.Option(min=0, max=1, help="Only a share of the records, the same ones every time.")
]
MaxArticle = Annotated[str, typer.Option(help="Refuse records larger than this.")]
MaxRatio = Annotated[int, typer.Option(min=2, help="Refuse files that decompress to more times their size.")]
PartSize = Annotated[str, typer.Option(help="Text labelled and written in one go.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a run that was stopped or killed.")]
Restart = Annotated[bool, typer.Option("--restart", help="Discard an earlier run in the same place.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be read, and about how long.")]
Cluster = Annotated[
    str | None,
    typer.Option(help="A Dask scheduler (tcp://host:8786, or its .json file), or local.", show_default="none"),
]


@app.command()
def classify(
    inputs: Inputs,
    output: OutputOption = None,
    country: CountryOption = None,
    jobs: Jobs = 1,
    form: FormatOption = Format.AUTO,
    level: LevelOption = Level.SENTENCE,
    compress: Compress = Compression.NONE,
    min_confidence: MinConfidence = 0.0,
    evidence: EvidenceOption = False,
    model: ModelOption = None,
    text_column: TextColumn = "text",
    id_column: IdColumn = "id",
    title_column: TitleColumn = "title",
    country_column: CountryColumn = "country",
    limit: Limit = None,
    sample: Sample = None,
    max_article: MaxArticle = "20MB",
    max_ratio: MaxRatio = 250,
    part_size: PartSize = "4MB",
    resume: Resume = False,
    restart: Restart = False,
    dry_run: DryRun = False,
    cluster: Cluster = None,
) -> None:
    """Label every sentence of the articles, and add up whose voices each carries.

    On a terminal the result is a report; in a pipe, JSON Lines. Refused records are listed in NAME.refused.jsonl
    beside the output.

    \b
    standpoint classify story.txt
    standpoint classify articles/ -o results.jsonl --jobs 2
    curl -s https://example.org/story.html | standpoint classify - --country KZ
    standpoint classify story.txt --min-confidence 0.7 --evidence -o story.jsonl
    standpoint classify story.txt -o story.html
    standpoint classify archive.csv.gz --text-column body -o results.parquet
    standpoint classify 'CC-NEWS-*.warc.gz' -o voices/ --format parquet --jobs 8 --resume
    """
    report = _report_path(output)
    options = _options(min_confidence, evidence or report is not None)  # a page shows the words that decided
    columns = (text_column, id_column, title_column, country_column)
    reading = _reading(columns, max_article, max_ratio, _country_code(country))
    work = _work(inputs, reading, _labelling(model, options), (limit, sample))
    if dry_run:
        raise typer.Exit(_estimated(work, jobs))
    if report is not None:
        raise typer.Exit(_streamed(work, jobs, partial(_write_report, path=report)))
    if output is None or output == "-":
        _check_streamed(form, evidence)
        raise typer.Exit(_streamed(work, jobs, partial(_write, form=form)))
    place = _output(output, form, level, compress, part_size)
    _check_evidence(evidence, str(place.layout.form))
    raise typer.Exit(_archived(work, place, _start(resume, restart), jobs, cluster))


class ReportFormat(StrEnum):
    """How a report is written to standard output."""

    TERMINAL = "terminal"
    MARKDOWN = "markdown"


@app.command()
def report(
    results: Annotated[
        list[Path], typer.Argument(help="Results (.jsonl, perhaps .gz or .zst, .parquet), a run's output folder, or -.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A .html page (of many articles: with NAME_files/), or .md.")
    ] = None,
    form: Annotated[ReportFormat, typer.Option("--format", help="On standard output.")] = ReportFormat.TERMINAL,
    by: Annotated[str | None, typer.Option(help="Column to group articles by.", show_default="the first")] = None,
    compare: Annotated[str | None, typer.Option(help="Column whose groups are compared, with intervals.")] = None,
    title: Annotated[str | None, typer.Option(help="Title of a collection.", show_default="the input")] = None,
) -> None:
    """Whose voices do articles carry: a page to look at and send on, from results.

    Results with `--evidence` show the words that decided. Columns are country, month (from a date) and whatever the
    articles' metadata hold.

    \b
    standpoint report results.jsonl -o report.html
    standpoint report results.jsonl --compare outlet
    standpoint report voices/ -o report.md
    """
    from standpoint.report import outputs
    from standpoint.report.records import read_results

    if output is not None:
        outputs.check_output(output)
    articles = read_results(results, stdin=sys.stdin.buffer)
    wanted = outputs.Wanted(title or results[0].stem.strip("-") or "Articles", by, compare)
    if output is not None:
        count = outputs.write(articles, output, wanted)
        _say(f"{output}: {count} article{'' if count == 1 else 's'}")
    elif form is ReportFormat.MARKDOWN:
        outputs.write_markdown(articles, sys.stdout, wanted)
    else:
        outputs.show(articles, _console(), wanted)


@app.command()
def train(
    seeds: Annotated[
        Path | None, typer.Argument(help="Folder of labelled TSV files.", show_default="the seeds")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Folder for the model.", show_default="this installation's"),
    ] = None,
    config: Annotated[Path | None, typer.Option(help="A model.toml.", show_default="the project's")] = None,
    metrics: Annotated[bool, typer.Option(help="Cross-validate and write metrics.json.")] = True,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes of the cross-validation.")] = 2,
) -> None:
    """Fit the models on labelled seeds and store them.

    \b
    standpoint train
    standpoint train my-seeds/ -o my-model/
    standpoint classify story.txt --model my-model/
    """
    from standpoint.model.training import train as run

    folder = output or assets.trained_model()
    run(
        seeds or assets.seeds(),
        config or assets.model_config(),
        folder,
        has_metrics=metrics,
        n_jobs=jobs,
        progress=_say,
    )
    typer.echo(str(folder))


@app.command()
def evaluate(
    labelled: Annotated[list[Path], typer.Argument(help="Labelled TSV files.")],
    texts: Annotated[
        Path | None,
        typer.Option(help="Folder of the articles as published (ID.txt).", show_default="joined from the sentences"),
    ] = None,
    model: ModelOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the figures as JSON.")] = False,
) -> None:
    """Measure a model on labelled articles, read as raw text.

    \b
    standpoint evaluate gold/*.tsv --texts articles/
    """
    import json

    from standpoint.data.labelled import read_labelled
    from standpoint.model.evaluate import evaluate_raw
    from standpoint.model.training import describe

    figures = evaluate_raw(_load(model), read_labelled(labelled), texts)
    typer.echo(json.dumps(figures.to_dict(), indent=1) if as_json else describe(figures))


@app.command()
def check(
    labelled: Annotated[
        list[Path] | None,
        typer.Argument(help="Labelled TSV files, or folders of them.", show_default="the seeds"),
    ] = None,
    format_only: Annotated[
        bool, typer.Option("--format-only", help="Format, labels and speakers, but not size and spread.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write the statistics as JSON.")] = False,
) -> None:
    """Check labelled articles: format, labels, speakers, size, spread and repetitions.

    A small corpus of your own cannot have the spread of the seeds: check it with --format-only.

    \b
    standpoint check
    standpoint check my-seeds/ --format-only
    """
    import json

    from standpoint.data.labelled import read_labelled
    from standpoint.errors import LabelledDataError
    from standpoint.features.lexicon import load_lexicon
    from standpoint.model.corpus import describe, faults, statistics

    paths = _labelled_paths(labelled or [assets.seeds()])
    try:
        articles = read_labelled(paths)
    except LabelledDataError as error:
        raise typer.Exit(_faulty(error.faults)) from None
    found = statistics(articles, load_lexicon())
    typer.echo(json.dumps(found.to_dict(), indent=1) if as_json else describe(found))
    raise typer.Exit(_faulty([] if format_only else faults(found)))


@app.command()
def explain(
    sentence: Annotated[str | None, typer.Argument(help="A sentence (or a short text).")] = None,
    article: Annotated[Path | None, typer.Option("--article", help="A text file to explain sentences of.")] = None,
    number: Annotated[
        int | None, typer.Option("--sentence", min=1, help="Which sentence of it.", show_default="all")
    ] = None,
    country: CountryOption = None,
    model: ModelOption = None,
) -> None:
    """Show what carried each decision: fields and n-grams with their weights.

    The contributions and the intercept add up to the score of the label.

    \b
    standpoint explain "Police said 14 rioters had been detained."
    standpoint explain --article story.txt --sentence 3
    """
    from standpoint.model.explain import explain_article

    if (sentence is None) == (article is None):
        raise InputError("expected a sentence, or --article FILE; found " + ("both" if sentence else "neither"))
    text = sentence if sentence is not None else _article_text(article)
    found = explain_article(_load(model), text, country=_country_code(country))
    if number is not None and number > len(found):
        raise InputError(f"expected a sentence from 1 to {len(found)}, found {number}")
    chosen = found if number is None else [found[number - 1]]
    for one in chosen:
        typer.echo(_explanation(one))


def main() -> None:
    """Run the command line; an error of ours ends it with exit status 2 and one clear line."""
    try:
        app()
    except StandpointError as error:
        _say(f"standpoint: {error}")
        sys.exit(COULD_NOT_START)
    except KeyboardInterrupt:
        _say("standpoint: interrupted")
        sys.exit(INTERRUPTED)


def _reading(columns: tuple[str, str, str, str], max_article: str, max_ratio: int, country: str | None) -> Reading:
    from standpoint.data.readers import Columns, Limits, Reading
    from standpoint.data.readers.limits import size_of

    limits = Limits(article=size_of(max_article, "--max-article"), ratio=max_ratio)
    return Reading(Columns(*columns), limits, country)


def _labelling(model: Path | None, options: dict[str, Any]) -> Labelling:
    """How articles are labelled, with further keywords of `Model.classify_many`.

    The model is read once here, so that a wrong one is told before any work.
    """
    from standpoint.batch.labelling import Labelling

    _load(model)
    return Labelling(str(model.resolve()) if model else None, options=options)


def _options(min_confidence: float, evidence: bool) -> dict[str, Any]:
    """The keywords of `Model.classify_many` that are not as usual."""
    from standpoint.model.classifier import Options

    Options(min_confidence=min_confidence, evidence=evidence)  # told here if it is no probability
    return {
        **({"min_confidence": min_confidence} if min_confidence else {}),
        **({"evidence": True} if evidence else {}),
    }


def _check_evidence(evidence: bool, form: str) -> None:
    if evidence and form in (Format.CSV, Format.PARQUET):
        name = "CSV" if form == Format.CSV else "Parquet"
        raise InputError(f"--evidence: expected JSON Lines (-o FILE.jsonl or --format jsonl), found {name}")


def _work(
    inputs: list[str], reading: Reading, labelling: Labelling, selection: tuple[int | None, float | None]
) -> Work:
    from standpoint.batch.cutting import Selection
    from standpoint.batch.run import Work
    from standpoint.data.readers import list_sources

    return Work(tuple(list_sources(inputs)), reading, labelling, Selection(*selection))


def _start(resume: bool, restart: bool) -> Start:
    from standpoint.batch.journal import Start

    if resume and restart:
        raise InputError("expected --resume or --restart, found both")
    return Start.RESUME if resume else Start.RESTART if restart else Start.NEW


def _output(name: str, form: Format, level: Level, compress: Compression, part_size: str) -> Output:
    """The place for results: a folder if it is one, ends like one, or has no suffix; a file otherwise."""
    from standpoint.batch.archive import Output
    from standpoint.data.layout import checked
    from standpoint.data.readers.limits import size_of
    from standpoint.data.writers import Form, Layout, check_output, layout_of

    path, size = Path(name), size_of(part_size, "--part-size")
    if path.is_dir() or name.endswith(("/", os.sep)) or not path.suffix:
        if form in (Format.REPORT, Format.MARKDOWN):
            raise InputError(f"{name}: expected --format jsonl, csv or parquet for a folder, found {form}")
        kind = Form.JSONL if form is Format.AUTO else Form(form)
        return Output(path, checked(Layout(kind, level, compress), name), size, is_folder=True)
    check_output(path)
    return Output(path, layout_of(path, level), size)


def _estimated(work: Work, jobs: int) -> int:
    from standpoint.batch.estimate import estimate

    found = estimate(work)
    for line in found.lines(jobs):
        typer.echo(line)
    return REFUSED if found.missing else DONE


def _check_streamed(form: Format, evidence: bool) -> None:
    if form is Format.PARQUET:
        raise InputError("--format parquet: expected -o FILE.parquet or a folder, as Parquet cannot be streamed")
    _check_evidence(evidence, str(form))


def _streamed(work: Work, jobs: int, write: Callable[[Iterator[ArticleResult]], None]) -> int:
    """Results as they come, to whatever writes them: standard output, or a form that is not made of parts."""
    from standpoint.batch.progress import Reporter
    from standpoint.batch.run import Tally, stream

    tally = Tally()
    is_bar = sys.stderr.isatty() and not sys.stdout.isatty()
    try:
        with Reporter(_say, work.size, is_terminal=is_bar) as report:
            write(stream(work, tally, jobs=jobs, stdin=sys.stdin.buffer, report=report))
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` has seen enough; the rest is not wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return _close(tally)


def _archived(work: Work, output: Output, start: Start, jobs: int, cluster: str | None) -> int:
    """Results into a file or folder, with progress; Ctrl-C finishes what is in work, a second one ends at once."""
    from standpoint.batch.archive import Watch, in_processes, pinned, run
    from standpoint.batch.cluster import on_cluster
    from standpoint.batch.progress import Reporter

    workers = on_cluster(cluster, jobs) if cluster else in_processes(jobs, sys.stdin.buffer)
    with Reporter(_say, work.size, is_terminal=sys.stderr.isatty()) as report, _interruptible() as is_stopping:
        try:
            tally = run(pinned(work), output, start=start, workers=workers, watch=Watch(report, is_stopping))
        except OSError as error:  # a full disk, a folder that may not be written to
            raise InputError(f"{error}; what was finished is kept, and --resume goes on with it") from None
    if tally is None:
        _say("standpoint: interrupted; the same command with --resume goes on")
        return INTERRUPTED
    code = _close(tally)
    if tally.refusals:
        _say(f"refused records with their reasons: {output.refused}")
    return code


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """While the block runs, the first Ctrl-C only asks it to stop; gives what says whether it was asked."""
    asked: list[int] = []

    def ask(number: int, _: object) -> None:
        asked.append(number)
        if len(asked) > 1:
            raise KeyboardInterrupt
        _say("standpoint: finishing what is in work; Ctrl-C again to end at once")

    if threading.current_thread() is not threading.main_thread():  # where no signal arrives
        yield lambda: False
        return
    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)


def _write(results: Iterator[ArticleResult], form: Format) -> None:
    from standpoint.batch.run import as_record
    from standpoint.data.writers import write_csv, write_jsonl
    from standpoint.report.outputs import Wanted, write_markdown

    if form is Format.MARKDOWN:
        write_markdown(results, sys.stdout, Wanted("Articles"))
    elif form is Format.REPORT or (form is Format.AUTO and sys.stdout.isatty()):
        _show(results)
    elif form is Format.CSV:
        write_csv(map(as_record, results), sys.stdout)
    else:
        write_jsonl(map(as_record, results), sys.stdout)


def _report_path(output: str | None) -> Path | None:
    """The output, if it is a report: the one place that tells reports from results."""
    from standpoint.report.outputs import check_output, is_report

    if output is None or not is_report(path := Path(output)):
        return None
    check_output(path)
    return path


def _write_report(results: Iterator[ArticleResult], path: Path) -> None:
    """A page or Markdown, through records, so that `report` makes the same of the results."""
    from standpoint.report.outputs import Wanted, write
    from standpoint.report.records import parse

    records = (parse(one.to_dict()) for one in results)
    if (first := next(records, None)) is not None:  # where all was refused, that is what is to be said
        write(chain([first], records), path, Wanted(path.stem))


def _show(results: Iterable[ArticleResult]) -> None:
    from standpoint.report.terminal import show

    console = _console()
    for result in results:
        show(result, console)


def _console() -> Console:
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 80)


def _close(tally: Tally) -> int:
    """The closing summary on standard error, and the exit status."""
    for name, encoding in tally.encodings.items():
        _say(f"{name}: read as {encoding}, not UTF-8")
    for refused in tally.refused:
        _say(f"refused {refused.id}: {refused.reason}")
    if tally.refusals > len(tally.refused):
        _say(f"… and {tally.refusals - len(tally.refused)} more refused")
    if tally.articles == 0 and tally.refusals:
        _say("standpoint: nothing to classify")
        missing = any(one.reason.startswith(("no such", "expected files")) for one in tally.refused)
        return COULD_NOT_START if missing else REFUSED
    if tally.articles > 1 or tally.refusals:
        _say(f"{tally.articles} articles, {tally.sentences} sentences, {tally.refusals} refused")
    return REFUSED if tally.refusals else DONE


def _load(folder: Path | None) -> Model:
    from standpoint import load

    return load(folder)


def _country_code(country: str | None) -> str | None:
    if country is None:
        return None
    from standpoint.features.lexicon import load_lexicon

    code = country.upper()
    if code not in load_lexicon().countries:
        raise InputError(f"--country: expected an ISO 3166-1 alpha-2 code such as KZ, found {country!r}")
    return code


def _labelled_paths(inputs: Sequence[Path]) -> list[Path]:
    """The TSV files that are meant: a folder stands for all of its own."""
    from standpoint.data.labelled import labelled_files

    if missing := [str(path) for path in inputs if not path.exists()]:
        raise InputError(f"expected labelled TSV files or folders of them; there is no {', '.join(missing)}")
    return [file for path in inputs for file in (labelled_files(path) if path.is_dir() else [path])]


def _faulty(found: Sequence[str]) -> int:
    """Faults on standard error, and the exit status."""
    for fault in found:
        _say(fault)
    if found:
        _say(f"standpoint: {len(found)} fault{'s' if len(found) > 1 else ''} found")
    return REFUSED if found else DONE


def _article_text(path: Path | None) -> str:
    from standpoint.data.readers import decode

    assert path is not None
    try:
        return decode(path.read_bytes())[0]
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def _explanation(explanation: Explanation) -> str:
    from standpoint.report.terminal import plain

    lines = [plain(explanation.text)]
    if explanation.speaker:
        lines.append(f"  speaker: {plain(explanation.speaker)} (found by: {explanation.how})")
    for decision in explanation.decisions:
        lines += _decision(decision)
    return "\n".join(lines) + "\n"


def _decision(decision: Decision) -> list[str]:
    head = f"  {decision.question}: {decision.winner} {decision.probability:.0%}, before {decision.runner_up}"
    score = f"  (score {decision.score[0]:+.2f} against {decision.score[1]:+.2f})"
    rows = [
        f"    {one.difference:+.2f}  {one.field}: {one.ngram}  ({one.winner:+.2f}, {one.runner_up:+.2f})"
        for one in decision.contributions[:_CONTRIBUTIONS]
    ]
    rest = len(decision.contributions) - len(rows)
    return [head + score, *rows, *([f"    … {rest} smaller ones"] if rest > 0 else [])]


def _say(line: str) -> None:
    typer.echo(line, err=True)


if __name__ == "__main__":
    main()
