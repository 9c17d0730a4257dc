"""What is being written, in words, and where it goes on. No Qt."""

from __future__ import annotations

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.routes import (
    Answer,
    Call,
    Details,
    Event,
    HandOn,
    HandOver,
    MoveFile,
    NewPerson,
    Note,
    Route,
)
from prevent_desktop.workflows.record.writing import ABOUT, Unfinished, Writing


def going_on(each: Unfinished) -> tuple[str, Route]:
    """What was begun, in words, and where it goes on."""
    if each.kind is Writing.ANSWER:
        kind, _slash, received_id = each.fields[ABOUT].partition("/")
        return _("Answer"), Answer(received_id, AnswerKind(kind))
    leads: dict[Writing, tuple[str, Route]] = {
        Writing.NOTE: (_("Note"), Note(each.case_id)),
        Writing.EVENT: (_("Event"), Event(each.case_id)),
        Writing.PERSON: (_("Details"), NewPerson()),
        Writing.DETAILS: (_("Details of the person"), Details(each.case_id)),
        Writing.CALL: (_("Call"), Call(each.fields.get("pack", ""))),
        Writing.MOVE_FILE: (_("Words to a new school"), MoveFile(each.fields.get("person", ""))),
        Writing.HAND_OVER: (_("Owner of a case"), HandOver(each.case_id)),
        Writing.HAND_ON: (_("Words to a colleague"), HandOn(each.fields.get("form", ""))),
    }
    return leads[each.kind]
