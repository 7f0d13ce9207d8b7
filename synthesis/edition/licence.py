"""Licences: those of the project, and what the description of a data package declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NO_LICENCE = "no licence stated by the owner of the data"
WEB = ("https://", "http://")


@dataclass(frozen=True)
class Licence:
    """A licence: its usual name, its SPDX identifier, and where its words stand.

    The last two are empty where the owner of somebody's own data names none.
    """

    name: str
    spdx: str
    address: str

    @property
    def in_full(self) -> str:
        """Name and address, as files state them."""
        return ", ".join(part for part in (self.name, self.address) if part)


TEXT_LICENCES = {
    "CC-BY-4.0": Licence("CC BY 4.0", "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")
}
CODE_LICENCE = Licence("MIT License", "MIT", "https://opensource.org/license/mit")


def declared_licence(entries: Sequence[Mapping[str, Any]]) -> Licence | None:
    """What the entries `licenses` of datapackage.json say as one licence; None where they do not.

    Only an address of the web is kept; anything else could run in a reader's browser.
    """
    paths = [str(entry.get("path", "")) for entry in entries]
    names = [
        " ".join(str(entry.get("title") or entry.get("name") or path).split())
        for entry, path in zip(entries, paths, strict=True)
    ]
    name = ", ".join(name for name in names if name)
    if not name:
        return None
    one = len(entries) == 1
    spdx = str(entries[0].get("name", "")) if one else ""
    address = paths[0] if one and paths[0].startswith(WEB) else ""
    return Licence(name, spdx, address)
