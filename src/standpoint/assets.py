"""Where the editable files are: the one module that knows whether this is a checkout or an installed wheel.

In a checkout the top folders `seeds/`, `features/`, `model/` and `data/` are read in place; a wheel carries them
under `standpoint/assets/`. A trained model stands in the checkout's `model/trained/`, or, for an installed copy,
in the user's cache.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def is_checkout() -> bool:
    """Whether the package is read from a source checkout."""
    return (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "seeds").is_dir()


def root() -> Path:
    """The folder that holds `seeds/`, `features/`, `model/` and `data/`."""
    return _CHECKOUT if is_checkout() else _PACKAGE / "assets"


def seeds() -> Path:
    """The folder of labelled seed articles."""
    return root() / "seeds"


def word_lists() -> Path:
    """The folder of word lists."""
    return root() / "features"


def samples() -> Path:
    """The folder of sample articles."""
    return root() / "data"


def model_config() -> Path:
    """The file of labels, fields and hyper-parameters."""
    return root() / "model" / "model.toml"


def trained_model() -> Path:
    """The folder in which the trained model is kept."""
    if is_checkout():
        return root() / "model" / "trained"
    from platformdirs import user_cache_path

    from standpoint import __version__

    return user_cache_path("standpoint") / f"model-{__version__}"
