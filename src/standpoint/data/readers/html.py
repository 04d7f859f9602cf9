"""The main text of a web page, with its title, date and author, by trafilatura.

Navigation, captions of the page's furniture, comments and tables stay outside. Spans in results count characters of
the text that was drawn out, one paragraph a line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standpoint.data.article import Article
from standpoint.data.extras import need
from standpoint.data.readers.records import Raw
from standpoint.errors import InputError

# The day of publication, and only where the page says it: guessing it from any number in the page is often wrong, and
# takes three quarters of the time (13 pages a second become 52)
_DATES = {"extensive_search": False, "original_date": True}
_FACTS = ("date", "author", "sitename", "url")


def read_html(raw: Raw) -> Article:
    """The article of a page.

    Raises
    ------
    InputError
        If trafilatura is missing, or finds no article's text in the page.
    """
    need("trafilatura", "html", "reading HTML")
    assert isinstance(raw.content, bytes)
    if b"<" not in raw.content:
        raise InputError("expected HTML, found no tag in it")
    found = _extracted(raw)
    text = found.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError("expected a page with an article's text, found none (a front page, a video, a form?)")
    facts = {key: found[key] for key in _FACTS if found.get(key)}
    title = found.get("title")
    return Article(
        text=text,
        id=raw.id,
        title=title if isinstance(title, str) and title.strip() else None,
        metadata={**facts, **raw.metadata},
    )


def _extracted(raw: Raw) -> Mapping[str, Any]:
    from trafilatura import bare_extraction

    url = raw.metadata.get("url")
    try:
        document = bare_extraction(
            raw.content,
            url=url,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            date_extraction_params=dict(_DATES),
        )
    except Exception as error:  # a parser of other people's markup: whatever it stumbles over costs this page alone
        raise InputError(f"expected HTML that can be read: {type(error).__name__}: {error}") from None
    if document is None:
        return {}
    return document if isinstance(document, dict) else dict(document.as_dict())
