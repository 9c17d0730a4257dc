"""What is said of a shared case as a whole: that it goes, and that it goes on in a smaller circle.

A team disposes of one: somebody announces it, each vault of the circle confirms or objects, and then it goes.

An announcement is over where it was withdrawn, or a vault or somebody there objected: something newer stood there, or a hold. A lead
may decide after a fortnight, for vaults that were not heard of. All of it is worked out from the lines together, whatever order they
came in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.record_kind import (
    OWN_ID,
    SHARED,
    Action,
    Field,
    Joins,
    ReadAs,
    RecordKind,
    SeenKind,
    Type,
    Whose,
    left_out,
)
from prevent_desktop.translation import _, ngettext

LEAD_WAITS: Final = timedelta(days=14)
"""So long after the announcement a lead may decide without the vaults that were not heard of, and a vault lets the record go."""

AGREED: Final = "agreed"
"""The `reason` of what a person confirmed by a press, and no vault by itself. Older programs confirm without."""


class Step(StrEnum):
    """What somebody, or a vault by itself, said."""

    ANNOUNCED = "announced"
    CONFIRMED = "confirmed"
    OBJECTED = "objected"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"


class Objection(StrEnum):
    """Why a vault objected, or whoever sits there."""

    NEWER = "newer"
    HOLD = "hold"
    SAID_NO = "said-no"

    @property
    def words(self) -> str:
        """It in a sentence."""
        return {
            Objection.NEWER: _("Something was written there that whoever announced it had not seen."),
            Objection.HOLD: _("It is on legal hold."),
            Objection.SAID_NO: _("Somebody there wants it to stay."),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalStep:
    """One line. `announcement` is the id of the one that began it, empty for that one itself; `vault` is a listed id.

    Of one that MOVED the case, `reference` is the circle that it leaves, `announcement` what that says of the new one to whoever knows
    it (`casework.team.moves`), `known` the change-sets that went along, `reason` the vaults that are left out. Its own vault says that it is WITHDRAWN where it has
    lost what the case should go on with.
    """

    id: str
    case_id: str
    step: Step
    announcement: str = ""
    ground: str = ""
    reference: str = ""
    reason: str = ""
    known: tuple[str, ...] = ()
    vault: str
    said_by: str
    said_at: datetime


DISPOSAL_STEPS: Final = RecordKind(
    table="disposal_steps", whose=Whose.CASE, reaches=SHARED, joins=Joins.FROZEN, time="said_at", held=True, kept=True,
    read_as=ReadAs(DisposalStep),
    fields=(
        OWN_ID, Field(column="case_id", type=Type.ID, refers="cases"),
        *left_out("", "step announcement ground reference reason"), *left_out("", "known", Type.TEXTS),
        *left_out("", "vault said_by"), *left_out("", "said_at", Type.TIME),
    ),
    title=lambda: _("Step of a disposal"), many=lambda: _("steps of a disposal"),
    counted=lambda n: ngettext("{number} step of a disposal", "{number} steps of a disposal", n),
    actions=(
        Action("keeping.disposal-announced", SeenKind.KEEPING, lambda: _("Disposal of the shared case announced to the team")),
        Action("keeping.disposal-confirmed", SeenKind.KEEPING, lambda: _("Disposal confirmed by this vault")),
        Action("keeping.disposal-agreed", SeenKind.KEEPING, lambda: _("Announced disposal agreed to")),
        Action("keeping.disposal-refused", SeenKind.KEEPING, lambda: _("Announced disposal refused")),
        Action("keeping.disposal-objected", SeenKind.KEEPING, lambda: _("This vault objected to the disposal")),
        Action("keeping.disposal-decided", SeenKind.KEEPING, lambda: _("Disposal decided by a lead")),
        Action("keeping.disposal-withdrawn", SeenKind.KEEPING, lambda: _("Announced disposal withdrawn")),
        Action("keeping.case-moved", SeenKind.KEEPING, lambda: _("Shared case kept from somebody from then on")),
        Action("keeping.case-followed", SeenKind.KEEPING, lambda: _("Case kept from somebody; it goes on without them")),
        Action("keeping.case-left", SeenKind.KEEPING, lambda: _("Case set aside here: the team goes on without this vault")),
        Action("keeping.words-put-back", SeenKind.KEEPING, lambda: _("Whoever moved the case wrote other words than others had signed; theirs stand beside them")),
        Action("keeping.late-taken-over", SeenKind.KEEPING, lambda: _("Later changes of somebody left out taken over")),
    ),
    not_in_copy="who of the team agreed that the record goes; once they did, there is none",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Announced:
    """An announcement, and what was said to it."""

    first: DisposalStep
    answers: tuple[DisposalStep, ...]

    @property
    def ground(self) -> Ground:
        """On what ground."""
        return Ground(self.first.ground)

    def _vaults(self, step: Step) -> frozenset[str]:
        return frozenset(one.vault for one in self.answers if one.step is step)

    @property
    def confirmed(self) -> frozenset[str]:
        """The vaults that hold nothing newer and no hold; whoever announced or decided it among them."""
        decided = () if self.decided is None else (self.decided.vault,)
        return self._vaults(Step.CONFIRMED) | {self.first.vault, *decided}

    @property
    def agreed(self) -> frozenset[str]:
        """The vaults at which a person agreed."""
        return frozenset(
            one.vault for one in self.answers if one.step is Step.CONFIRMED and one.reason == AGREED
        )

    @property
    def objection(self) -> DisposalStep | None:
        """What ended it, where a vault objected."""
        return next((one for one in self.answers if one.step is Step.OBJECTED), None)

    @property
    def decided(self) -> DisposalStep | None:
        """The decision of a lead not to wait any longer; one before they may, or against what somebody wants, is none."""
        decisions = (one for one in self.answers if one.step is Step.DECIDED)
        return next((one for one in decisions if self._may_decide(one)), None)

    def _may_decide(self, decision: DisposalStep) -> bool:
        """After the fortnight, and where nobody had objected; a hold and a person's own no count whenever they are said."""
        return decision.said_at - self.first.said_at >= LEAD_WAITS and not any(
            one.step is Step.WITHDRAWN
            or (
                one.step is Step.OBJECTED
                and (one.reason != Objection.NEWER or one.said_at <= decision.said_at)
            )
            for one in self.answers
        )

    @property
    def is_over(self) -> bool:
        """Whether nothing comes of it; what a lead has decided goes on."""
        return self.decided is None and bool(self.objection or self._vaults(Step.WITHDRAWN))

    def waits_for(self, present: Collection[str]) -> frozenset[str]:
        """The present vaults that have not said anything."""
        return frozenset(present) - self.confirmed

    def takes_effect(self, present: Collection[str]) -> bool:
        """Whether the case goes now."""
        return not self.is_over and (self.decided is not None or not self.waits_for(present))

    def may_be_decided(self, now: datetime) -> bool:
        """Whether a lead may decide by now."""
        return not self.is_over and self.decided is None and now - self.first.said_at >= LEAD_WAITS


def announcements(steps: Iterable[DisposalStep]) -> tuple[Announced, ...]:
    """All of a case, those that are not over first, the newest of them first. Of `steps` that count: who wrote each was looked at before.

    One on a ground that this program does not know is none.
    """
    every = tuple(steps)
    found = [
        Announced(one, tuple(each for each in every if each.announcement == one.id))
        for one in every
        if one.step is Step.ANNOUNCED and one.ground in set(Ground)
    ]
    found.sort(key=lambda one: (one.first.said_at, one.first.id), reverse=True)
    return tuple(sorted(found, key=lambda one: one.is_over))
