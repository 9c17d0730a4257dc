"""Cases that a team shares, in two copies of one vault: the team's engine joins them, and no rule of this package.

The copies are as two laptops of the team. The change-sets of the other one are taken, and what was written there that no set says
yet is said in one of ours; all of them together make the record (`vault.team.materialise`). So what both wrote is asked about
once, where the team asks, and whoever settles it settles it for all members.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Final, NamedTuple

from prevent_desktop.casework.record_kinds import RESPONSES
from prevent_desktop.casework.team.change_set import ROW
from prevent_desktop.casework.team.folding import RowName
from prevent_desktop.casework.team.shared_kinds import shared_kind
from prevent_desktop.vault.merging.news import tell_news
from prevent_desktop.vault.merging.said_there import said_there
from prevent_desktop.vault.merging.state import CHUNK, InTeam, Joining, Row, chunks
from prevent_desktop.vault.team.arriving import take_in
from prevent_desktop.vault.team.capture import NOT_SHARED_HERE, Writer, offer_files, write_sets
from prevent_desktop.vault.team.case_writing import Beside, Form
from prevent_desktop.vault.team.circles import Circles
from prevent_desktop.vault.team.conflicts import differences
from prevent_desktop.vault.team.counts import TeamCounts
from prevent_desktop.vault.team.files import FileKind, FileState
from prevent_desktop.vault.team.materialise import Writers, materialise
from prevent_desktop.vault.team.rows import rows_of_case
from prevent_desktop.vault.team.tables import JOINED, SetState
from prevent_desktop.vault.vault import Vault

_NOT_HERE: Final = """
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) AS there WHERE NOT EXISTS (
    SELECT 1 FROM team_sets WHERE circle = there.value ->> 0 AND vault = there.value ->> 1
    AND number = there.value ->> 2 AND digest = there.value ->> 3)
"""
_ITS_PACKS: Final = "SELECT * FROM received_packs WHERE case_id = ?"


class _SetName(NamedTuple):
    circle: str
    writer: str
    number: int
    digest: str


def join_shared_cases(joining: Joining) -> None:
    """Take the change-sets, and bring the cases up that both copies share; nothing where this vault is not in that team (any more)."""
    team, there = joining.meaning.team, joining.theirs.database
    circles = set(TeamCounts(there).circles().values())
    if team is None or not any(map(team.writers(joining.ours), circles)):
        return
    statements = Circles(there).statements()
    new = [Circles(joining.ours.database).add(one, joining.at) for one in statements]
    joining.changed = joining.changed or any(new)
    _SharedCases(joining, team).join()


@dataclass
class _SharedCases:
    """`touched` are the cases of which sets came, each with the circle of these."""

    joining: Joining
    team: InTeam

    def join(self) -> None:
        joining, touched = self.joining, set()
        names = self._new_sets()
        if any(self._is_ours(name) for name in names):  # our laptop was copied: no number is used twice
            self.team.go_on_as_new_writer(joining.ours)
            del self.writers
        joining.shared = dict(self._shared_in_both())
        for name in names:
            touched |= self._take(name)
        for case_id, circle in joining.shared.items():
            writer = self.writers(circle)
            if writer is not None and self._say(case_id, writer):
                touched.add((case_id, circle))
        for case_id, circle in sorted(touched):
            self._bring_up(case_id, circle)
        self._keep_files()

    @cached_property
    def writers(self) -> Writers:
        return self.team.writers(self.joining.ours)

    def _is_ours(self, name: _SetName) -> bool:
        writer = self.writers(name.circle)
        return writer is not None and writer.vault == name.writer

    def _new_sets(self) -> list[_SetName]:
        """Those of the circles in which this vault writes that are not here, by name."""
        names: list[_SetName] = []
        sql = "SELECT circle, vault, number, digest FROM team_sets ORDER BY circle, vault, number"
        for chunk in chunks(self.joining.theirs.database.stream(sql), CHUNK):
            self.joining.tell(len(chunk))
            rows = self.joining.ours.database.rows(_NOT_HERE, (json.dumps(list(map(list, chunk))),))
            names += (_SetName(*row) for row in rows if self.writers(row[0]) is not None)
        return names

    def _shared_in_both(self) -> Iterator[tuple[str, str]]:
        """The cases that the engine joins, with their circles: shared in the same one here and there, or not here at all."""
        there = TeamCounts(self.joining.theirs.database).circles()
        here = TeamCounts(self.joining.ours.database).circles()
        stand = self.joining.known_here("cases", "id", there)
        for case_id, circle in sorted(there.items()):
            is_new = case_id not in stand and case_id not in self.joining.erased
            if self.writers(circle) is not None and (is_new or here.get(case_id) == circle):
                yield case_id, circle

    def _take(self, name: _SetName) -> set[tuple[str, str]]:
        """Keep a set as it stands there; its case, where it counts. One whose words went with its case comes by the store."""
        there = self.joining.theirs.team.find(*name)
        if there is None or not there.words:
            return set()
        if there.reason == NOT_SHARED_HERE:
            there = replace(there, state=SetState.APPLIED, reason="")
        kept = take_in(self.joining.ours, there, own=there.here)
        self.joining.changed = True
        return set() if kept is None or kept.state is not SetState.APPLIED else {(kept.case_id, kept.circle)}

    def _say(self, case_id: str, writer: Writer) -> bool:
        """Say in our name what was written there and no set says yet; whether anything was."""
        ours = self.joining.ours
        operations = said_there(self.joining, case_id, writer.circle)
        for one in operations:
            if one.table == RESPONSES.table and one.unit == ROW:
                digest = one.value["questionnaire_digest"]
                ours.questionnaires.keep(digest, *(form_of(self.joining.theirs, digest) or ()))
        made = tuple(write_sets(ours, case_id, writer, operations))
        offer_files(ours, case_id, writer.circle, made, has_file=self._is_or_comes)
        for stored, _named in made:
            ours.audit.append(JOINED, case_id, stored.digest)
        return bool(made)

    def _bring_up(self, case_id: str, circle: str) -> None:
        """Make the record of a case, and tell what came of it."""
        ours = self.joining.ours
        before, asked = rows_of_case(ours.database, case_id, circle).rows, self._asked(case_id)
        self._materialise(case_id, circle)
        if self._put_packs_in_case(case_id):
            self._materialise(case_id, circle)
        tell_news(self.joining, before, rows_of_case(ours.database, case_id, circle).rows)
        self.joining.team_differences += len(self._asked(case_id) - asked)

    def _materialise(self, case_id: str, circle: str) -> None:
        materialise(
            self.joining.ours, case_id, circle, writers=self.writers, forms=partial(form_of, self.joining.theirs), beside=Beside(self._has_file, self._links)
        )  # fmt: skip

    def _asked(self, case_id: str) -> set[str]:
        return {one.id for one in differences(self.joining.ours, [case_id])}

    def _is_or_comes(self, attachment_id: str) -> bool:
        return self.joining.ours.attachments.has_file(attachment_id) or self._has_file(attachment_id)

    def _has_file(self, attachment_id: str) -> bool:
        is_there = self.joining.theirs.attachments.has_file(attachment_id)
        if is_there:
            self.joining.files[attachment_id] = attachment_id
        return is_there

    def _links(self, name: RowName) -> Row:
        """The links of a row to records of other cases, as these stand here."""
        kind = shared_kind(name.table)
        links = [] if kind is None else [one.column for one in kind.fields if one.leaves_case]
        if not links:
            return {}
        sql = f"SELECT {', '.join(links)} FROM {name.table} WHERE id = ?"  # noqa: S608 - our own names
        row = self.joining.theirs.database.row(sql, name.key)
        return {} if row is None else self.joining.mapped(dict(row), links)

    def _put_packs_in_case(self, case_id: str) -> bool:
        """What somebody put in the case there is in it here; whether a pack was in none."""
        received, put = self.joining.ours.received, False
        for row in map(dict, self.joining.theirs.database.rows(_ITS_PACKS, (case_id,))):
            mine = received.same(row, self.joining.their_file_digest(row))
            if mine is None:
                continue
            self.joining.ids[row["id"]] = mine.id
            if mine.case_id is None:
                received.put_in_case(mine.id, case_id)
                put = True
        return put

    def _keep_files(self) -> None:
        """What waits for a file has it, and what was still to be put there is to be put from here too."""
        ours, there = self.joining.ours.team.files, self.joining.theirs.team.files
        for file in ours.in_state(FileState.WANTED):
            if file.record_id in self.joining.files:
                ours.was_put(file)
        for file in there.in_state(FileState.TO_PUT):
            if file.kind is FileKind.FORM or file.case_id in self.joining.shared:
                ours.offer(file)


def form_of(vault: Vault, digest: str) -> Form | None:
    """The questions of a form as a vault has them; None where it has not."""
    row = vault.database.row("SELECT url, version, content FROM questionnaires WHERE digest = ?", (digest,))
    return None if row is None else Form(*row)
