"""Where the parts of the project stand."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA_FOLDER = ROOT / "data"
RELEASES = ROOT / "releases"
