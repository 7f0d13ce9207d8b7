"""Where a build collects what the chapters publish; outside a build there is no such place."""

from __future__ import annotations

import os
from pathlib import Path

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
