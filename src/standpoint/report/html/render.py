"""Templates to pages: escaping, the content security policy, and data for the scripts."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standpoint.data.labels import ATTRIBUTED, Source, Stance
from standpoint.report import wording

if TYPE_CHECKING:
    from jinja2 import Environment

_ASSETS = Path(__file__).parent / "assets"
# Controls have no business in a page, and half a surrogate pair has no spelling in UTF-8; line ends and tabs stay
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DIRECTION = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

SIGNS = {
    Source.GOVERNMENT: "G",
    Source.PROTESTER: "P",
    Source.FOREIGN_OFFICIAL: "F",
    Source.ANALYST: "A",
    Source.WITNESS: "W",
    Source.OTHER: "O",
}
STANCE_SIGNS = {Stance.FAVOR: "▲", Stance.AGAINST: "▼", Stance.NEUTRAL: "–", None: "?"}


def render(template: str, script: str, context: Mapping[str, Any]) -> str:
    """A page from a template, with the style and one script in it.

    Parameters
    ----------
    template, script : str
        Names of files in `assets/`.
    context : mapping
        What the template names; text is escaped, whoever wrote it.
    """
    style, code = _asset("page.css"), _asset("common.js") + _asset(script)
    return (
        _environment()
        .get_template(template)
        .render(
            **context,
            style=style,
            script=code,
            policy=_policy(style, code),
            sources=ATTRIBUTED,
            stances=tuple(Stance),
            signs=SIGNS,
            stance_signs=STANCE_SIGNS,
            names=wording.SOURCE_NAMES,
            meanings=wording.SOURCE_MEANING,
            stance_names=wording.STANCE_NAMES,
        )
    )


def clean(text: str) -> str:
    """Text that a page can hold: what cannot be shown becomes a replacement character.

    Examples
    --------
    >>> clean("a\\x00b\\ud800c")
    'a\ufffdb\ufffdc'
    """
    return _UNSHOWABLE.sub("\ufffd", text)


def line(text: str) -> str:
    """Text for a place that cannot isolate its direction, such as a page's title: one line, no direction marks."""
    return " ".join(_DIRECTION.sub("", clean(text)).split())


def data(value: Any) -> str:
    """JSON for a ``<script type="application/json">``: nothing in it can end the element or open another.

    Examples
    --------
    >>> data({"text": "</script><b>"})
    '{"text":"\\\\u003c/script\\\\u003e\\\\u003cb\\\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return clean(text).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(_ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clean"] = clean
    environment.filters["line"] = line
    environment.filters["data"] = lambda value: Markup(data(value))
    environment.filters["percent"] = wording.percent
    environment.filters["own"] = Markup  # only for the style and the scripts of this package
    return environment


@lru_cache(maxsize=8)
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
