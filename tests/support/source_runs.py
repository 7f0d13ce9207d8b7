"""Runs of eight words of the sources of opinions.csv, as digests: their words are not the book's.

Made again from the texts, which the book does not hold, by
`python tests/support/source_runs.py TEXT...`; it writes `source_runs.txt` beside this file.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

RUN = 8
DIGESTS = Path(__file__).with_suffix(".txt")
WORD = re.compile(r"[a-z0-9]+")


def runs_of(text: str) -> Iterator[str]:
    """Every run of eight words, in small letters and without signs."""
    words = WORD.findall(text.lower().replace("’", "").replace("'", ""))
    for start in range(len(words) - RUN + 1):
        yield " ".join(words[start : start + RUN])


def digest_of(run: str) -> str:
    """Twelve hexadecimal digits."""
    return hashlib.sha256(run.encode()).hexdigest()[:12]


if __name__ == "__main__":
    found = {digest_of(run) for path in sys.argv[1:] for run in runs_of(Path(path).read_text())}
    DIGESTS.write_text("".join(f"{digest}\n" for digest in sorted(found)), encoding="ascii")
