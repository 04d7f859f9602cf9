"""The exceptions of standpoint, drawn once.

Every error says what was expected, what was found, where, and what to do. Each class is also the builtin
exception that it is, so a caller who knows nothing of standpoint catches what they would expect to.
"""

from __future__ import annotations


class StandpointError(Exception):
    """Base of every error that standpoint raises on purpose."""


class InputError(StandpointError, ValueError):
    """An article or record that cannot be read; the others are unharmed."""


class LabelledDataError(StandpointError, ValueError):
    """Faults in a labelled TSV file, each with file, line and column."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class WordListError(StandpointError, ValueError):
    """A fault in one of the plain word lists in `features/`."""


class ModelFileError(StandpointError, ValueError):
    """A stored model that is damaged, truncated, of another format, or not a model."""


class ConfigError(StandpointError, ValueError):
    """A fault in `model.toml`."""
