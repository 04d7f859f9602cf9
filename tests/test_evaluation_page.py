"""The documents show the figures that were measured, and no others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import evaluation_page
from standpoint import assets

ROOT = assets.root()
DOCS = ROOT / "docs"
pytestmark = pytest.mark.skipif(not assets.is_checkout(), reason="the documents lie in the checkout")


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return dict(json.loads((DOCS / "evaluation.json").read_text(encoding="utf-8")))


def test_the_readme_shows_the_stored_figures(figures: dict[str, Any]) -> None:
    """`make evaluate` writes the block; a figure changed by hand, or left behind, is found here."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    between = text.split(evaluation_page.BEGIN)[1].split(evaluation_page.END)[0]
    assert between.strip("\n") == evaluation_page.block(figures)


def test_the_page_shows_the_stored_figures(figures: dict[str, Any]) -> None:
    page = evaluation_page.page(figures, evaluation_page.stored_ablation(DOCS))
    assert (DOCS / "evaluation.md").read_text(encoding="utf-8") == page


def test_the_pictures_of_the_page_are_there() -> None:
    page = (DOCS / "evaluation.md").read_text(encoding="utf-8")
    pictures = [part.split(")")[0] for part in page.split("](")[1:] if ".png)" in part[:40]]
    assert len(pictures) >= 3
    assert not [name for name in pictures if not (DOCS / name).is_file()]


def test_every_system_stands_beside_ours(figures: dict[str, Any]) -> None:
    """Figures without baselines say little; the system itself must be the best of them."""
    systems = figures["seeds"]
    assert set(systems) == set(evaluation_page.SYSTEMS)
    for task in ("source", "stance"):
        best = max(systems, key=lambda name: systems[name][task]["macro_f1"])
        assert best == "standpoint"


def test_every_figure_lies_in_its_interval(figures: dict[str, Any]) -> None:
    for side in evaluation_page.sides(figures):
        for system in figures[side].values():
            for task in ("source", "stance"):
                low, high = system["intervals"][task]["macro_f1"]
                assert low <= system[task]["macro_f1"] <= high


def test_without_real_articles_the_page_is_of_the_seeds_alone(figures: dict[str, Any]) -> None:
    """Elsewhere the measuring texts are not there."""
    kept = {key: value for key, value in figures.items() if not key.startswith("real")}
    page = evaluation_page.page({**kept, "scorers": {}}, None)
    assert "eal articles" not in page
    assert "Ablation" not in page
    assert evaluation_page.block({**kept, "scorers": {}})


def test_writing_replaces_the_block_and_nothing_else(figures: dict[str, Any], tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{evaluation_page.BEGIN}\nold\n{evaluation_page.END}\nafter\n", encoding="utf-8")
    (tmp_path / "evaluation.json").write_text(json.dumps(figures), encoding="utf-8")
    evaluation_page.write(tmp_path, readme)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{evaluation_page.BEGIN}\nMeasured on")
    assert text.endswith(f"{evaluation_page.END}\nafter\n")
    assert "old\n" not in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("“No,” he said.", "‘No,’ he said.", id="marks within marks"),
        pytest.param("a_b *c*", r"a\_b \*c\*", id="Markdown is text"),
        pytest.param("<script>", "&lt;script>", id="HTML is text"),
    ],
)
def test_an_example_is_quoted(text: str, expected: str) -> None:
    assert evaluation_page.quoted(text) == expected
