"""Parsers that an extra brings: asked for where they are needed, and a missing one named with its command."""

from __future__ import annotations

from importlib.util import find_spec

from standpoint.errors import InputError


def need(package: str, extra: str, purpose: str) -> None:
    """Make sure that an optional package is installed.

    Raises
    ------
    InputError
        If it is not, with the command that installs it.

    Examples
    --------
    >>> need("json", "html", "reading HTML")
    >>> need("no_such_package", "html", "reading HTML")
    Traceback (most recent call last):
    standpoint.errors.InputError: reading HTML needs no_such_package; install it: pip install 'standpoint[html]'
    """
    if find_spec(package) is None:
        raise InputError(f"{purpose} needs {package}; install it: pip install 'standpoint[{extra}]'")
