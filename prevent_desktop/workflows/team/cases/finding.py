"""Search: people, their records, and entries of shared cases that are not whole, which stand in no record and in no index.

A form of which the beginning was lost is not found: it may be one that no search finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from prevent_desktop.casework.pupil import folded
from prevent_desktop.casework.team.shared_kinds import shared_kind
from prevent_desktop.vault.search import SearchHit
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.find import MOST, Found, FoundText, find
from prevent_desktop.workflows.team.cases.not_whole import NotWhole, cases_with_any, not_whole

_WORD: Final = re.compile(r"\w+")


def find_all(vault: Vault, untrusted_text: str, *, limit: int = MOST) -> Found:
    """What `find` finds, then such entries of the kinds that a search finds, up to `limit` texts. Reads only."""
    found = find(vault, untrusted_text, limit=limit)
    beginnings = _WORD.findall(folded(found.text))
    if not beginnings or len(found.texts) >= limit:
        return found
    return replace(found, texts=(*found.texts, *_not_whole(vault, beginnings))[:limit])


def _not_whole(vault: Vault, beginnings: list[str]) -> Iterator[FoundText]:
    for case_id in cases_with_any(vault):
        for entry in not_whole(vault, case_id):
            kind = shared_kind(entry.name.table)
            if kind is None or kind.found is None or entry.kept_apart or not _has(entry, beginnings):
                continue
            person = vault.people.get(vault.cases.get(case_id).person_id)
            hit = SearchHit(
                kind=kind.name, record_id=str(entry.name.key[0]), case_id=case_id, person_id=person.id, label="",
                snippet=" ".join(entry.said),
            )  # fmt: skip
            yield FoundText(hit=hit, person=person, is_whole=False)


def _has(entry: NotWhole, beginnings: Iterable[str]) -> bool:
    """Whether each of these begins a word of it."""
    words = _WORD.findall(folded(" ".join(entry.said)))
    return all(any(word.startswith(each) for word in words) for each in beginnings)
