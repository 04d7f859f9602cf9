"""`make evaluate`: what the trained model is worth.

Prints grouped cross-validation on the seeds beside its baselines (as `standpoint train` measured it), and, where the
folder of measuring texts is there, the figures on real articles from raw text. Writes it all to `docs/evaluation.json`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import standpoint
from standpoint import assets
from standpoint.batch.run import Tally, as_record, classify_records
from standpoint.data.labelled import read_labelled
from standpoint.data.readers import read_articles
from standpoint.data.writers import write_records
from standpoint.model.evaluate import evaluate_raw
from standpoint.model.training import METRICS, describe, figures_table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder of the measuring texts")
    parser.add_argument("--output", type=Path, default=Path("docs/evaluation.json"))
    options = parser.parse_args()
    metrics = json.loads((assets.trained_model() / METRICS).read_text(encoding="utf-8"))
    print("Seeds, grouped cross-validation by country")
    print("\n".join(figures_table(metrics)), end="\n\n")
    figures: dict[str, Any] = {"seeds": metrics}
    if (options.shared / "gold").is_dir():
        figures["real_articles"] = real_articles(options.shared)
    else:
        print(f"{options.shared}/gold is not there: real articles not measured")
    options.output.parent.mkdir(exist_ok=True)
    options.output.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def real_articles(shared: Path) -> dict[str, Any]:
    """Figures by our own measure, and by the scorers that lie beside the texts."""
    model = standpoint.load()
    gold = sorted((shared / "gold").glob("*.tsv"))
    own = evaluate_raw(model, read_labelled(gold), shared / "articles")
    print("Real articles (gold), from raw text")
    print(describe(own), end="\n\n")
    scores = {"evaluate": own.to_dict(), "score_gold": scored(shared, "score_gold.py", shared / "articles", *gold)}
    polnear = shared / "polnear" / "dev.jsonl"
    if polnear.is_file():
        scores["score_polnear"] = scored(shared, "score_polnear.py", polnear, polnear)
        print("PolNeAR:", json.dumps(scores["score_polnear"]))
    return scores


def scored(shared: Path, tool: str, texts: Path, *gold: Path) -> Any:
    """What a scorer says of the results for some texts."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.jsonl"
        records = classify_records(standpoint.load(), read_articles([str(texts)]), Tally())
        write_records(map(as_record, records), results)
        command = [sys.executable, str(shared / "tools" / tool), str(results), *map(str, gold)]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
