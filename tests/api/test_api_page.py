"""The chapter on the API runs as it stands, and names everything that is offered."""

from __future__ import annotations

import doctest
import re
from doctest import DocTestParser, DocTestRunner

import pytest

import synthesis
from synthesis.files.project import ROOT

PAGE = ROOT / "book" / "api.md"


def blocks() -> list[str]:
    return re.findall(r"```python\n(>>> .*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_every_example_of_the_page_gives_what_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    # One after the other in one namespace, as a reader would type them.
    examples = DocTestParser().get_doctest("\n".join(blocks()), {}, "book/api.md", str(PAGE), 0)
    assert len(examples.examples) > 30
    runner = DocTestRunner(optionflags=doctest.REPORT_NDIFF)
    runner.run(examples)
    assert runner.failures == 0, capsys.readouterr().out


def test_every_name_that_is_offered_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert not [name for name in synthesis.__all__ if f"`{name}" not in text]
