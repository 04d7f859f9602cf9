"""The examples of the README run as they stand there."""

from __future__ import annotations

import doctest

import pytest

from standpoint import assets


@pytest.mark.skipif(not assets.is_checkout(), reason="the README lies in the checkout")
def test_the_examples_of_the_readme() -> None:
    result = doctest.testfile(str(assets.root() / "README.md"), module_relative=False, encoding="utf-8")
    assert result.attempted >= 4
    assert result.failed == 0
