"""readings.toml of a data package: what readers' own labels mean here, or why nothing has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from synthesis.package.defects import DataError
from synthesis.package.entries import read_toml
from synthesis.package.fields import NO_OTHER_FIELDS, ChoiceField, Entries, Text, one_of
from synthesis.package.schema import read_text
from synthesis.package.standard import LABELS

SUBGROUP = "subgroup"  # named by a label: no column of a file of readings has it
NARROWED = ("field", "label", "table", "trial_id")
FIELDS = ("table", "trial_id", "arm_id", "code")


@dataclass(frozen=True)
class Label:
    """One label of a field of a reading: what it means, or the reason why it has no place."""

    __pydantic_config__ = NO_OTHER_FIELDS

    field: Annotated[ChoiceField, one_of(*FIELDS)]
    label: Text
    means: Text = ""
    reason: Text = ""
    table: Text = ""
    trial_id: Text = ""
    subgroup: Text = ""

    def fits(self, said: Mapping[str, str]) -> bool:
        """Whether a reading bears it."""
        narrowed = (not self.table or self.table == said["table"]) and (
            not self.trial_id or self.trial_id == said["trial_id"]
        )
        return said[self.field] == self.label and narrowed


@dataclass(frozen=True)
class LabelsFile:
    """What readings.toml may hold."""

    __pydantic_config__ = NO_OTHER_FIELDS

    label: Entries[Label] = ()


def read_labels(folder: Path) -> tuple[Label, ...]:
    """The declared labels of a package; none where it has no such file.

    Raises
    ------
    DataError
        The file has a defect, or a label has both a meaning and a reason, or neither.
    """
    path = folder / LABELS
    if not path.exists():
        return ()
    content, defects = read_toml(LABELS, read_text(path), LabelsFile, rules=_rules)
    if content is None:
        raise DataError(defects)
    return content.label


def _rules(content: Any) -> Iterable[tuple[tuple[str | int, ...], str | None, str]]:
    labels = content.get("label", ()) if isinstance(content, dict) else ()
    for number, entry in enumerate(labels if isinstance(labels, list) else ()):
        if isinstance(entry, dict) and bool(entry.get("means")) == bool(entry.get("reason")):
            yield ("label", number), None, "either what it means or the reason why it is not used"
    entries = [entry for entry in labels if isinstance(entry, dict)]
    places = [tuple(str(entry.get(name, "")) for name in NARROWED) for entry in entries]
    for number, place in enumerate(places):
        if place in places[:number]:
            yield ("label", number), place[1], "each label once for a table and trial"


def apply_labels(said: Mapping[str, str], labels: Iterable[Label]) -> tuple[dict[str, str], str]:
    """What a reading means in the words of the package, and why it has no place, if it has none."""
    meant = {**said, SUBGROUP: ""}
    for label in labels:
        if label.fits(said):
            if label.reason:
                return meant, label.reason
            meant[label.field] = label.means
            meant[SUBGROUP] = label.subgroup or meant[SUBGROUP]
    return meant, ""
