"""What kind of place a number was read at, and how often it was read, in words.

Which kinds there are, and what tells one from another, a data package says in its
`vocabulary.toml`; where it says nothing, a place is named by its host.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

NO_PLACE = "no place recorded"
# The codes of `second_reading`, from the most to the least that a number was read again.
READ_AGAIN = {
    "confirmed": "read twice, at another source",
    "record": "read twice, in another copy of the same record",
    "none": "read once",
}


@dataclass(frozen=True)
class SourceKind:
    """A kind of place where numbers are read.

    Parameters
    ----------
    id, name
        Its code, and what it is called after “read in” or “from”.
    words
        Beginnings of words, any of which in the place within the source tells this kind.
    places
        Beginnings of addresses, without “https://” and “www.”, any of which tells this kind.
    """

    id: str
    name: str
    words: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @cached_property
    def _word(self) -> re.Pattern[str]:
        any_word = "|".join(re.escape(word) for word in self.words)
        # Without any word the pattern is one that nothing matches.
        return re.compile(rf"(?<!\w)(?:{any_word})" if any_word else r"(?!)", re.IGNORECASE)

    def has(self, address: str, locator: str) -> bool:
        """Whether a place is of this kind; `address` as `bare_address` gives it."""
        return address.startswith(self.places) or bool(self._word.search(locator))


def bare_address(address: str) -> str:
    """An address in small letters, without “https://” and “www.”, as kinds name it."""
    return re.sub(r"^https?://", "", address.strip().lower()).removeprefix("www.")


def kind_of(address: str, locator: str, kinds: Iterable[SourceKind]) -> SourceKind:
    """The kind of place at which a row was read: the first declared one that its place has.

    A place of no declared kind is named by its host; one without an address as such.

    Parameters
    ----------
    address, locator
        `source_url` and `source_locator` of the row, as text; either may be empty.
    kinds
        In the order of the vocabulary.
    """
    if not address:
        return SourceKind("no-place", NO_PLACE)
    bare = bare_address(address)
    for kind in kinds:
        if kind.has(bare, locator):
            return kind
    host = urlsplit(address).netloc.removeprefix("www.")
    return SourceKind("page", f"a page of {host}" if host else "a place given in words")


def read_again(code: str, second_source: str = "") -> str:
    """How often a row was read, by its `second_reading`, and where again as far as it is said."""
    words = READ_AGAIN.get(code, READ_AGAIN["none"])
    return f"{words} ({second_source})" if second_source and code in READ_AGAIN else words
