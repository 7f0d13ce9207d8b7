"""The JSON of one study in a file as the registry gives it: a study, a page, or a list of them."""

from __future__ import annotations

import json
import re
from typing import Any

from synthesis.registry.json_walk import RegistryError

LARGEST_FILE = 64_000_000
NCT = re.compile(r"NCT[0-9]{8}")
# Where version 2 of a record is downloaded; the address of an older record's own study.
ADDRESS = "https://clinicaltrials.gov/api/v2/studies/{}"
MOST_NAMED = 5


def find_study(content: bytes, nct_id: str | None = None) -> dict[str, Any]:
    """The object of one study from the bytes of a JSON file.

    Parameters
    ----------
    content
        JSON in UTF-8, UTF-16 or UTF-32, with or without a byte order mark.
    nct_id
        Which study of several; None where the file holds one.

    Raises
    ------
    RegistryError
        The file is too large, no JSON, no record of version 2, an older record, or holds several
        studies of which none was named; the message says what to do.
    """
    studies = _studies(_parse(content))
    found = [_check_version(study) for study in studies]
    if nct_id is not None:
        found = [study for study in found if _nct_id(study) == nct_id]
        if len(found) != 1:
            named = f"it holds {_listed(studies)}" if studies else "it holds no study"
            count = "no study" if not found else f"{len(found)} studies"
            raise RegistryError(f"The file holds {count} {nct_id}; {named}.")
    if not found:
        raise RegistryError("The file is an empty list of studies; download the study again.")
    if len(found) > 1:
        raise RegistryError(
            f"The file holds {len(found)} studies ({_listed(found)}); choose one with --study NCT…."
        )
    return found[0]


def _parse(content: bytes) -> Any:
    if len(content) > LARGEST_FILE:
        raise RegistryError(f"The file is larger than {LARGEST_FILE:,} bytes.")
    try:
        text = content.decode(json.detect_encoding(content))
        return json.loads(text.removeprefix("\ufeff"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise RegistryError("The file is not text encoded as UTF-8 or UTF-16.") from None
    except RecursionError:
        raise RegistryError("The file is nested too deeply to be a registry record.") from None
    except json.JSONDecodeError as error:
        raise RegistryError(f"The file is not valid JSON: line {error.lineno}.") from None
    except ValueError as error:
        raise RegistryError(f"The file holds a number that cannot be read ({error}).") from None


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _studies(tree: Any) -> list[Any]:
    if isinstance(tree, list):
        return tree
    if isinstance(tree, dict) and "protocolSection" not in tree:
        if isinstance(tree.get("studies"), list):
            return list(tree["studies"])
        # Version 1 wrapped its records once or twice.
        answer = tree.get("FullStudiesResponse")
        if isinstance(answer, dict) and isinstance(answer.get("FullStudies"), list):
            return list(answer["FullStudies"])
    return [tree]


def _check_version(study: Any) -> dict[str, Any]:
    if isinstance(study, dict) and "protocolSection" in study:
        return study
    old = study
    for name in ("FullStudiesResponse", "FullStudy", "Study"):
        old = old.get(name, old) if isinstance(old, dict) else old
    if old is not study or (isinstance(study, dict) and "ProtocolSection" in study):
        found = NCT.fullmatch(_old_nct_id(old))
        address = ADDRESS.format(found.group() if found else "NCT…")
        raise RegistryError(
            "The record has the older form of the registry (API version 1), in which everything "
            f"has another name; download it again in version 2: {address}"
        )
    raise RegistryError("The file is no ClinicalTrials.gov record: no protocolSection in it.")


def _old_nct_id(study: Any) -> str:
    for name in ("ProtocolSection", "IdentificationModule", "NCTId"):
        study = study.get(name) if isinstance(study, dict) else None
    return study if isinstance(study, str) else ""


def _nct_id(study: Any) -> str:
    for name in ("protocolSection", "identificationModule", "nctId"):
        study = study.get(name) if isinstance(study, dict) else None
    return study if isinstance(study, str) and NCT.fullmatch(study) else "without a number"


def _listed(studies: list[Any]) -> str:
    more = f" and {len(studies) - MOST_NAMED} more" if len(studies) > MOST_NAMED else ""
    return ", ".join(map(_nct_id, studies[:MOST_NAMED])) + more
