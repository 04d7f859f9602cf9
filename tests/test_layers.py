"""Imports flow one way, data → features → model → report → batch → cli, and heavy packages are not imported early."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import standpoint

PACKAGE = Path(standpoint.__file__).parent
LAYERS = ("data", "features", "model", "report", "batch", "cli")
FREE = ("errors", "assets")  # below all layers: they import none of them
# Above all layers: the public names, which `assets` and `cli` read only for the version and `load`.
HEAVY = (
    "sklearn", "nltk", "joblib", "scipy", "rich", "matplotlib", "charset_normalizer", "platformdirs",
    "pyarrow", "trafilatura", "warcio", "fsspec", "zstandard", "dask", "distributed",
)  # fmt: skip
MODULES = sorted(PACKAGE.rglob("*.py"))
NAMES = [str(path.relative_to(PACKAGE)) for path in MODULES]


def layer_of(path: Path) -> str:
    """The layer of a module: its folder, or its own name at the top of the package."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def imported(tree: ast.AST) -> Iterator[str]:
    """Full names of everything that a tree imports, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import of {node.module}"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def at_module_level(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements that run on import: not those in functions, nor those for the type checker only."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting += node.orelse
            continue
        yield node
        waiting += [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]


def layers_imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ours = (name.split(".") for name in imported(tree) if name.startswith("standpoint."))
    return {parts[1] for parts in ours if parts[1] in LAYERS}


def test_every_module_is_in_a_layer() -> None:
    assert MODULES
    assert {layer_of(path) for path in MODULES} <= {*LAYERS, *FREE, "__init__", "__main__"}
    assert set(LAYERS) <= {layer_of(path) for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_imports_flow_one_way(path: Path) -> None:
    layer = layer_of(path)
    if layer in ("__init__", "__main__"):
        allowed = set(LAYERS) - {"cli"} if layer == "__init__" else set(LAYERS)
    elif layer in FREE:
        allowed = set()
    else:
        allowed = set(LAYERS[: LAYERS.index(layer) + 1])
    assert layers_imported(path) <= allowed


def test_the_reading_finds_imports_inside_functions_and_of_members() -> None:
    """The proof is worth as much as its reader: what it must see, it sees."""
    tree = ast.parse("def f():\n    from standpoint import cli\n    import standpoint.batch.run as run")
    assert {"standpoint.cli", "standpoint.batch.run"} <= set(imported(tree))


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_heavy_packages_are_imported_where_they_are_used(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    early = {
        name.split(".")[0]
        for node in at_module_level(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in imported(node)
    }
    assert not early & set(HEAVY)


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_nothing_unpickles(path: Path) -> None:
    """A stranger's model must never run code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve"} & set(imported(tree))
    loads = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "np.load"]
    for node in loads:
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        assert given.get("allow_pickle") == "False"


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_the_library_neither_prints_nor_configures_logging(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not calls & {"print", "logging.basicConfig", "exit", "quit"}
