"""How a speaker is named, by the speaker's text alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standpoint.report.naming import Naming, naming

CASES = {
    Naming.PERSON: [
        "Ana Kola", "Munther al-Rawabdi", "K. Selvanathan", "Judge Nawaf al-Misbahi", "Óscar Landívar", "Craig",
        "Ana Kola and residents", "interior ministry and Ana Kola",
    ],
    Naming.BODY: [
        "interior ministry", "Foreign Ministry of Belarus", "Minibus Owners' and Drivers' Union", "Reuters", "Kremlin",
        "Peru", "Kuala Lumpur", "U.S. embassy", "central bank figures", "Committee for Free Khovaling",
        "residents and police", "state television",
    ],
    Naming.UNNAMED: [
        "witness", "hospital officials and residents", "Officials", "official of the World Bank", "President",
        "State Department spokesperson", "Malaysian official", "self-styled spokesman for the fighters", "Reporters",
        "youth of 19", "document", "", None,
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("speaker", "kind"), [pytest.param(name, kind, id=str(name)) for kind, names in CASES.items() for name in names]
)
def test_naming(speaker: str | None, kind: Naming) -> None:
    assert naming(speaker) is kind


@given(st.text())
def test_any_text_is_some_kind(speaker: str) -> None:
    assert naming(speaker) in Naming
