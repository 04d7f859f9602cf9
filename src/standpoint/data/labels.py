"""The closed sets of labels: who speaks, and where they stand. Spelled here and nowhere else.

The names and their meaning are those of the label guide (`seeds/GUIDE.md`).
"""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    """Who is speaking in a sentence; `NONE` is the reporter's own narration."""

    GOVERNMENT = "government"
    PROTESTER = "protester"
    FOREIGN_OFFICIAL = "foreign_official"
    ANALYST = "analyst"
    WITNESS = "witness"
    OTHER = "other"
    NONE = "none"


class Stance(StrEnum):
    """Where the speaker stands on the authorities of the country and their handling of the unrest."""

    FAVOR = "favor"
    AGAINST = "against"
    NEUTRAL = "neutral"


ATTRIBUTED: tuple[Source, ...] = tuple(source for source in Source if source is not Source.NONE)
"""The six sources that are somebody, in the order of every table."""
