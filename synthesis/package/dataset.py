"""The data package as one immutable value: validated once, at the door."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import pandas as pd

from synthesis.package.codebook import CODEBOOK
from synthesis.package.corrections import correction_defects
from synthesis.package.data_folder import data_folder
from synthesis.package.defects import DataError, Defect
from synthesis.package.descriptor import DESCRIPTOR
from synthesis.package.exceptions import EXCEPTIONS, read_exceptions
from synthesis.package.lookalikes import untidy_defects
from synthesis.package.older import refuse_old
from synthesis.package.plan.claims import CLAIMS, Claim
from synthesis.package.plan.doses import DoseAnalysis
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.package.plan.means import MeanAnalysis
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.pools import Analysis
from synthesis.package.plan.read_plan import read_plan
from synthesis.package.plan.whole_plan import ANALYSES, Plan
from synthesis.package.regimens import label_regimens
from synthesis.package.rules import rule_defects
from synthesis.package.schema import Schema, read_schema, read_text, typed_column
from synthesis.package.standard import LABELS, standard_fields
from synthesis.package.tables import RawTable, read_raw, schema_defects
from synthesis.package.undisturbed import await_data, link_defects
from synthesis.package.vocabulary import VOCABULARY, Vocabulary
from synthesis.words.terms import RegimenLabel

ROW = "row"
Declared = TypeVar("Declared", Analysis, NetworkAnalysis, DoseAnalysis, HarmAnalysis, MeanAnalysis)


@dataclass(frozen=True)
class Dataset:
    """Every table of a data package, its plan of analysis and its digest.

    Parameters
    ----------
    digest
        SHA-256, in hexadecimal, over the names and bytes of the package's files.
    schema
        The package's description.
    plan
        Everything that is declared to be analysed, in the order of the files.
    """

    digest: str
    schema: Schema = dataclasses.field(repr=False)
    plan: Plan = dataclasses.field(repr=False)
    _tables: Mapping[str, pd.DataFrame] = dataclasses.field(repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tables", MappingProxyType(dict(self._tables)))

    def __reduce__(self) -> tuple[type[Dataset], tuple[object, ...]]:
        # Handed from process to process; a read-only mapping cannot be.
        return Dataset, (self.digest, self.schema, self.plan, dict(self._tables))

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """The declared analyses of pools."""
        return self.plan.analyses

    @property
    def networks(self) -> tuple[NetworkAnalysis, ...]:
        """The declared network meta-analyses."""
        return self.plan.networks

    @property
    def doses(self) -> tuple[DoseAnalysis, ...]:
        """The declared dose-response analyses."""
        return self.plan.doses

    @property
    def harms(self) -> tuple[HarmAnalysis, ...]:
        """The declared comparisons of harms."""
        return self.plan.harms

    @property
    def means(self) -> tuple[MeanAnalysis, ...]:
        """The declared analyses of means."""
        return self.plan.means

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of clinicians that the book tests."""
        return self.plan.claims

    @property
    def vocabulary(self) -> Vocabulary:
        """What the package calls its outcomes, events, drugs, trials and pages."""
        return self.schema.vocabulary

    @cached_property
    def labels(self) -> Mapping[str, RegimenLabel]:
        """Words for every regimen of the arms, such as “madeupinib 4 mg”."""
        return label_regimens(self.table("arms"), self.vocabulary)

    @property
    def short_digest(self) -> str:
        """The first twelve characters of the digest, enough to tell two versions apart."""
        return self.digest[:12]

    def table(self, name: str) -> pd.DataFrame:
        """One table, as a copy that its user may change.

        Columns have their declared types (`Int64`, `Float64`, text); the extra column
        `row` is the row of the CSV file as a spreadsheet counts it. A standard table that the
        package does not have is empty; KeyError for any other name.
        """
        if name not in self._tables:
            return _as_frame([], standard_fields(name))
        return self._tables[name].copy()

    def analysis(self, identifier: str) -> Analysis:
        """One declared analysis; KeyError when none has this id."""
        return _find(self.analyses, identifier, "analysis")

    def network(self, identifier: str) -> NetworkAnalysis:
        """One declared network; KeyError when none has this id."""
        return _find(self.networks, identifier, "network")

    def dose(self, identifier: str) -> DoseAnalysis:
        """One declared dose-response analysis; KeyError when none has this id."""
        return _find(self.doses, identifier, "dose-response analysis")

    def harm(self, identifier: str) -> HarmAnalysis:
        """One declared comparison of a harm; KeyError when none has this id."""
        return _find(self.harms, identifier, "comparison of harms")

    def mean(self, identifier: str) -> MeanAnalysis:
        """One declared analysis of means; KeyError when none has this id."""
        return _find(self.means, identifier, "analysis of means")


def _find(entries: Iterable[Declared], identifier: str, what: str) -> Declared:
    for entry in entries:
        if entry.id == identifier:
            return entry
    raise KeyError(f"no {what} “{identifier}” in {ANALYSES}")


def load(folder: Path | str | None = None) -> Dataset:
    """Validate a data package and return it.

    Parameters
    ----------
    folder
        Folder with datapackage.json, its tables, analyses.toml and exceptions.toml;
        that of :func:`synthesis.package.data_folder.data_folder` by default.

    Raises
    ------
    DataError
        With one defect for each thing that is wrong, in the order of the tables.
    """
    folder = Path(folder or data_folder())
    while True:
        await_data(folder)
        before = _state(folder)
        try:
            dataset = _load(folder)
        except DataError:
            if _state(folder) == before:
                raise
        else:
            if _state(folder) == before:
                return dataset
        # Somebody changed the folder meanwhile: what was read may be half old, half new.


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    # A file that is replaced has another inode, whatever its clock says.
    found = (
        (path.name, path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.glob("[!.]*")
        if path.is_file()
    )
    return tuple(sorted(found))


def _load(folder: Path) -> Dataset:
    schema = read_schema(folder)
    refuse_old(folder, schema.descriptor)
    tables, defects = read_raw(folder, schema)
    defects += link_defects(package_files(folder, schema))
    digest = "" if defects else digest_of(folder, schema)
    if not defects:
        defects = schema_defects(schema, tables)
    files, stricter = dict(schema.files()), schema.vocabulary.stricter
    defects += untidy_defects(schema, tables, files) if not defects else []
    if defects:  # of tables, on which everything else depends
        raise DataError(defects)
    exceptions, defects = read_exceptions(_read_optional(folder / EXCEPTIONS))
    # Without its exceptions, many a sound row would break a rule.
    defects += rule_defects(tables, files, exceptions, stricter) if not defects else []
    defects += correction_defects(tables, files)
    claims = _read_optional(folder / CLAIMS)
    plan, plan_defects = read_plan(_read_plan(folder), claims, schema, tables)
    defects += plan_defects
    if defects or plan is None:
        raise DataError(defects)
    frames = {name: _as_frame(rows, schema.fields(name)) for name, rows in tables.items()}
    return Dataset(digest, schema, plan, frames)


def digest_of(folder: Path, schema: Schema) -> str:
    """SHA-256 over the names and bytes of every file of the package."""
    digest = hashlib.sha256()
    for path in package_files(folder, schema):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def package_files(folder: Path, schema: Schema) -> Iterator[Path]:
    """The files of a package that exist, in a fixed order."""
    tables = (file for _, file in schema.files())
    names = [DESCRIPTOR, VOCABULARY, *tables, ANALYSES, CLAIMS, CODEBOOK, EXCEPTIONS, LABELS]
    return (folder / name for name in names if (folder / name).exists())


def _as_frame(rows: RawTable, fields: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[field["name"] for field in fields], dtype="str")
    for field in fields:
        frame[field["name"]] = typed_column(frame[field["name"]], field)
    frame.insert(0, ROW, range(2, len(frame) + 2))
    return frame


def _read_optional(path: Path) -> str:
    return read_text(path) if path.exists() else ""


def _read_plan(folder: Path) -> str:
    if not (folder / ANALYSES).exists():
        raise DataError([Defect(ANALYSES, None, None, None, "this file, the plan of analysis")])
    return read_text(folder / ANALYSES)
