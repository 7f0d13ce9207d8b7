"""What a build tells its chapters: where to publish, on which page, in which edition.

It tells them by environment variables, since each chapter runs in a process of its own. Outside a
build there is no place to publish, and no page.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from synthesis.edition.edition import Edition, read_edition
from synthesis.package.dataset import VALIDATED_VARIABLE

PUBLISHED_VARIABLE = "SYNTHESIS_PUBLISHED"
PAGE_VARIABLE = "SYNTHESIS_PAGE"
# The name of somebody’s own data package; unset for the book’s own data.
DATA_NAME_VARIABLE = "SYNTHESIS_DATA_NAME"


def published_folder() -> Path | None:
    """The folder of published figures and tables, or None outside a build."""
    folder = os.environ.get(PUBLISHED_VARIABLE)
    return Path(folder) if folder else None


def present_page() -> str:
    """The page whose chapter is run, such as “easi75”; empty outside a build."""
    return os.environ.get(PAGE_VARIABLE, "")


def present_edition() -> Edition:
    """The edition that is built: that of the validated data this process was told of."""
    return _edition(os.environ.get(VALIDATED_VARIABLE, ""), os.environ.get(DATA_NAME_VARIABLE, ""))


@cache
def _edition(digest: str, data_name: str) -> Edition:
    return read_edition(digest, data_name)
