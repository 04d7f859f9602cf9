"""The command line. Data goes to standard output, everything else to standard error.

Exit status: 0 done, 1 done but some input was refused (listed), 2 could not start. Heavy packages are imported where
they are used, so that `--help` is instant.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from standpoint import __version__, assets
from standpoint.errors import InputError, StandpointError

if TYPE_CHECKING:
    from rich.console import Console

    from standpoint.batch.run import Tally
    from standpoint.data.results import ArticleResult
    from standpoint.model.classifier import Model
    from standpoint.model.explain import Decision, Explanation

DONE, REFUSED, COULD_NOT_START = 0, 1, 2
_CONTRIBUTIONS = 8  # shown for each decision
_REFUSALS_SHOWN = 20

app = typer.Typer(
    name="standpoint",
    help="Who is speaking in the news, and where do they stand.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """How results are written to standard output."""

    AUTO = "auto"
    REPORT = "report"
    MARKDOWN = "markdown"
    JSONL = "jsonl"
    CSV = "csv"


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


@app.command()
def classify(
    inputs: Annotated[
        list[str], typer.Argument(help="Text files, JSON Lines files, folders, or - for standard input.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where results go: a .jsonl, .csv, .html or .md file.")
    ] = None,
    country: CountryOption = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes.")] = 1,
    form: Annotated[Format, typer.Option("--format", help="On standard output.")] = Format.AUTO,
    min_confidence: Annotated[
        float, typer.Option(help="Leave out labels with a lower probability (0 to 1): they count as undecided.")
    ] = 0.0,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="With each sentence what decided on it (JSON Lines only).")
    ] = False,
    model: ModelOption = None,
) -> None:
    """Label every sentence of the articles, and add up whose voices each carries.

    On a terminal the result is a report; in a pipe, JSON Lines.

    \b
    standpoint classify story.txt
    standpoint classify articles/ -o results.jsonl --jobs 2
    curl -s https://example.org/story.txt | standpoint classify - --country KZ
    standpoint classify archive.jsonl -o results.csv
    standpoint classify story.txt --min-confidence 0.7 --evidence -o story.jsonl
    standpoint classify story.txt -o story.html
    """
    from standpoint.batch.run import Tally, classify_records
    from standpoint.data.readers import read_articles
    from standpoint.data.writers import check_output
    from standpoint.model.classifier import Options
    from standpoint.report.outputs import check_output as check_report
    from standpoint.report.outputs import is_report

    if output is not None and is_report(output):
        check_report(output)
        evidence = True  # a page shows the words that decided
    elif output is not None:
        check_output(output)
    if evidence and (form is Format.CSV or (output is not None and output.suffix.lower() == ".csv")):
        raise InputError("--evidence: expected JSON Lines (-o FILE.jsonl or --format jsonl), found CSV")
    code = _country_code(country)
    options = Options(min_confidence=min_confidence, evidence=evidence)
    tally = Tally()
    records = read_articles(inputs, stdin=sys.stdin.buffer, country=code)
    results = classify_records(_load(model), records, tally, options=options, n_jobs=jobs, on_article=_progress(tally))
    try:
        _write(results, output, form)
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` has seen enough; the rest is not wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(DONE) from None
    raise typer.Exit(_close(tally))


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
        sys.exit(130)


def _write(results: Iterator[ArticleResult], output: Path | None, form: Format) -> None:
    from standpoint.batch.run import as_record
    from standpoint.data.writers import write_csv, write_jsonl, write_records
    from standpoint.report.outputs import Wanted, is_report, write_markdown
    from standpoint.report.outputs import write as write_report
    from standpoint.report.records import parse

    if output is not None and is_report(output):
        # through records, so that `report` makes the same page of the results
        records = (parse(one.to_dict()) for one in results)
        if (first := next(records, None)) is not None:  # where all was refused, that is what is to be said
            write_report(chain([first], records), output, Wanted(output.stem))
    elif output is not None:
        write_records(map(as_record, results), output)
    elif form is Format.MARKDOWN:
        write_markdown(results, sys.stdout, Wanted("Articles"))
    elif form is Format.REPORT or (form is Format.AUTO and sys.stdout.isatty()):
        _show(results)
    elif form is Format.CSV:
        write_csv(map(as_record, results), sys.stdout)
    else:
        write_jsonl(map(as_record, results), sys.stdout)


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
    for name, encoding in list(tally.encodings.items())[:_REFUSALS_SHOWN]:
        _say(f"{name}: read as {encoding}, not UTF-8")
    for refused in tally.refused[:_REFUSALS_SHOWN]:
        _say(f"refused {refused.id}: {refused.reason}")
    if len(tally.refused) > _REFUSALS_SHOWN:
        _say(f"… and {len(tally.refused) - _REFUSALS_SHOWN} more refused")
    if tally.articles == 0 and tally.refused:
        _say("standpoint: nothing to classify")
        missing = any(one.reason.startswith(("no such", "expected files")) for one in tally.refused)
        return COULD_NOT_START if missing else REFUSED
    if tally.articles > 1 or tally.refused:
        _say(f"{tally.articles} articles, {tally.sentences} sentences, {len(tally.refused)} refused")
    return REFUSED if tally.refused else DONE


def _progress(tally: Tally) -> Any:
    """Says every thousandth article on standard error."""

    def progress(_: ArticleResult) -> None:
        if tally.articles % 1000 == 0:
            _say(f"{tally.articles} articles …")

    return progress


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
