"""A data package, what it declares to be analysed, and the arms each analysis chooses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from synthesis.package.dataset import Dataset

COLUMNS = ("trial", "treatment", "responders", "n")


class MissingExtraError(ImportError):
    """Packages that a plain installation leaves out are needed; the message says which extra."""


class UnknownAnalysisError(ValueError):
    """No analysis has this name; the message is one sentence for the user."""


def load(folder: str | Path | None = None) -> Dataset:
    """Validate a data package and return it as one immutable value.

    Parameters
    ----------
    folder : str or Path, optional
        The folder with ``datapackage.json``; the book’s own data, or the folder that the
        environment variable SYNTHESIS_DATA names, by default. Within a build, the default is the
        package that is built.

    Returns
    -------
    Dataset
        ``table(name)`` is one table as a DataFrame; :func:`list_analyses` lists what is declared.

    Raises
    ------
    MissingExtraError
        If the packages that validate are not installed.
    DataError
        With one line for each defect of the package.
    """
    try:
        from synthesis.package.dataset import load as load_package
        from synthesis.package.given import given_dataset
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"To load a data package, {error.name} is needed, which a plain installation leaves "
            "out; install synthesis[book]."
        ) from error
    given = given_dataset() if folder is None else None
    return load_package(folder) if given is None else given


def list_analyses(dataset: Dataset) -> pd.DataFrame:
    """Everything a data package declares to be analysed.

    Returns
    -------
    pandas.DataFrame
        One row per analysis in the order of the plan: ``id``, ``kind`` (pool, network, dose, harm
        or mean), ``title`` and ``question``.
    """
    rows = [
        (entry.id, kind, entry.title, entry.question)
        for kind, entries in (
            ("pool", dataset.analyses),
            ("network", dataset.networks),
            ("dose", dataset.doses),
            ("harm", dataset.harms),
            ("mean", dataset.means),
        )
        for entry in entries
    ]
    return pd.DataFrame(rows, columns=["id", "kind", "title", "question"])


def choose_arms(dataset: Dataset, analysis_id: str) -> pd.DataFrame:
    """The arms that a declared analysis rests on, each once.

    Parameters
    ----------
    dataset : Dataset
        From :func:`load`.
    analysis_id : str
        An ``id`` of :func:`list_analyses`.

    Returns
    -------
    pandas.DataFrame
        One row per arm: ``trial``, ``treatment`` (the code of drug, dose and frequency),
        ``responders`` (for harms: patients with the event) and ``n``; for a dose-response analysis
        ``dose`` as well, 0 for placebo, in the unit of the data. Where the source of an arm
        imputed its percentage several times there is ``effective_n`` as well, missing for the
        other arms: ``responders`` then is a share of ``n``, seldom whole, and no count. An analysis
        of means has ``mean`` and ``se`` in place of ``responders``.

    Raises
    ------
    UnknownAnalysisError
        If no analysis has this id.
    """
    from synthesis.selection.harms import select_harm
    from synthesis.selection.means import read_mean_records, select_mean_records
    from synthesis.selection.networks import select_network_records
    from synthesis.selection.pools import select_records
    from synthesis.selection.records import read_harm_records, read_records

    declared = list_analyses(dataset)
    kinds = dict(zip(declared["id"], declared["kind"], strict=True))
    kind = kinds.get(analysis_id)
    if kind is None:
        raise UnknownAnalysisError(
            f"no analysis is called {analysis_id!r}; list_analyses() has "
            f"{', '.join(kinds) or 'none'}."
        )
    if kind == "network":
        chosen = select_network_records(read_records(dataset), dataset.network(analysis_id))
        return chosen.frame()
    if kind == "dose":
        return _dose_arms(dataset, analysis_id)
    if kind == "harm":
        harm = select_harm(read_harm_records(dataset), dataset.harm(analysis_id))
        return _each_once([pool.frame() for pool in harm.pools])
    if kind == "mean":
        means = select_mean_records(read_mean_records(dataset), dataset.mean(analysis_id))
        return means.frame()
    selected = select_records(read_records(dataset), dataset.analysis(analysis_id))
    return _each_once([pool.frame() for pool in selected.pools])


def _dose_arms(dataset: Dataset, analysis_id: str) -> pd.DataFrame:
    from synthesis.selection.arms import add_effective_n
    from synthesis.selection.doses import select_dose_records
    from synthesis.selection.records import read_records

    chosen = select_dose_records(read_records(dataset), dataset.dose(analysis_id))
    rows = [(a.trial_name, a.treatment, a.responders, a.n, a.dose) for a in chosen.arms]
    return add_effective_n(pd.DataFrame(rows, columns=[*COLUMNS, "dose"]), chosen.arms)


def _each_once(frames: list[pd.DataFrame]) -> pd.DataFrame:
    # A placebo arm stands in the pool of every dose of its trial.
    if not frames:
        return pd.DataFrame(columns=pd.Index(COLUMNS))
    return pd.concat(frames).drop_duplicates(["trial", "treatment"]).reset_index(drop=True)
