"""What a team wrote in a year: signed change-sets of many cases, by three vaults, as a snapshot of a new member holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.team.change_set import ROW, STATE, ChangeSet, Operation, OperationId
from prevent_desktop.casework.team.set_codec import MARK, digest_of, encode
from prevent_desktop.vault.repositories.columns import time_text
from tests.unit.casework.team.writing_sets import full, state
from tests.unit.vault.examples import NOW, QUESTIONNAIRE_DIGEST, answers

WORDS = [
    "he",
    "said",
    "that",
    "they",
    "would",
    "all",
    "see",
    "one",
    "day",
    "and",
    "would",
    "not",
    "talk",
    "about",
    "it",
    "any",
    "more",
    "with",
    "the",
    "tutor",
]


@dataclass
class History:
    """Sets of `cases` cases, `per_case` of each; `sign` gives the words of a vault's payload."""

    cases: int
    per_case: int
    circle: str
    team: str
    vaults: tuple[str, ...]
    sign: Callable[[str, bytes], str]
    numbers: dict[str, int] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)

    def sets(self) -> Iterator[tuple[ChangeSet, str, str]]:
        """Each set with its digest and words, case by case."""
        for case in range(self.cases):
            yield from self._of_case(derived_id("case", str(case)), case)

    def note(self, vault: str, case: int, turn: int) -> tuple[ChangeSet, str, str]:
        """One more set, with a note that this vault wrote in a case; `turn` tells it from others there."""
        case_id = derived_id("case", str(case))
        operation = _written(case_id, derived_id("form", case_id), 4 * turn, ())
        return self._set(vault, case_id, [operation], case, turn)

    def _of_case(self, case_id: str, case: int) -> Iterator[tuple[ChangeSet, str, str]]:
        form = derived_id("form", case_id)
        before: tuple[OperationId, ...] = ()
        for turn in range(self.per_case):
            vault = self.vaults[(case + turn) % len(self.vaults)]
            operations = (
                list(_begun(case_id, form, case)) if turn == 0 else [_written(case_id, form, turn, before)]
            )
            made = self._set(vault, case_id, operations, case, turn)
            change_set, digest, _words = made
            place = next((n for n, one in enumerate(operations) if one.table == "responses"), None)
            if place is not None:
                before = (OperationId(vault, change_set.number, digest[:MARK], place),)
            yield made

    def _set(
        self, vault: str, case_id: str, operations: list[Operation], case: int, turn: int
    ) -> tuple[ChangeSet, str, str]:
        number = self.numbers.get(vault, 0) + 1
        change_set = ChangeSet(
            team=self.team, circle=self.circle, epoch=1, profile=1, vault=vault, number=number,
            previous=self.last.get(vault, ""), case_id=case_id, author=vault, at=NOW + timedelta(minutes=case + turn),
            operations=tuple(operations),
        )  # fmt: skip
        payload = encode(change_set)
        digest = digest_of(payload)
        self.numbers[vault], self.last[vault] = number, digest
        return change_set, digest, self.sign(vault, payload)


def _begun(case_id: str, form: str, case: int) -> Iterator[Operation]:
    person, at = derived_id("person", case_id), time_text(NOW)
    rows: list[tuple[str, dict[str, Any]]] = [
        ("people", full(
            "people", id=person, forenames=f"Child {case}", surname=WORDS[case % len(WORDS)].title(), created_at=at,
            changed_at=at, address=_text(6, case), school="Hillside", household="[]", agencies="[]",
        )),
        ("cases", full("cases", id=case_id, person_id=person, status="draft", opened_at=at, changed_at=at, closed_at=None)),
        ("responses", full(
            "responses", id=form, case_id=case_id, form_id="screening", questionnaire_digest=QUESTIONNAIRE_DIGEST,
            title="Screening", status="in-progress", started_at=at, changed_at=at, finalised_at=None,
            content=answers(*(_text(8, case + n) for n in range(5))),
        )),
    ]  # fmt: skip
    for table, row in rows:
        yield Operation(table=table, key=(row["id"],), unit=ROW, value=row)


def _written(case_id: str, form: str, turn: int, before: tuple[OperationId, ...]) -> Operation:
    at = time_text(NOW + timedelta(days=turn))
    if turn % 4 == 3:
        content = answers(*(_text(8, turn + n) for n in range(6)))
        value = state("responses", title="Screening", status="in-progress", changed_at=at, content=content)
        return Operation(table="responses", key=(form,), unit=STATE, value=value, replaces=before)
    table = ("notes", "events", "decisions")[turn % 4]
    key = derived_id(table, case_id, str(turn))
    row = full(table, id=key, case_id=case_id)
    row |= {name: at for name in row if name.endswith("_at")}
    row |= {
        "notes": {"text": _text(40, turn), "source": "told"},
        "events": {"label": "Said", "what": _text(40, turn), "source": "direct"},
        "decisions": {"kind": "lead-check", "choice": "Refer", "reason": _text(20, turn)},
    }[table]
    return Operation(table=table, key=(key,), unit=ROW, value=row)


def _text(words: int, seed: int) -> str:
    return " ".join(WORDS[(seed * 7 + n * n) % len(WORDS)] for n in range(words))
