"""What comes next in a case: the words on its button, and where it is done. No Qt."""

from __future__ import annotations

from prevent_desktop.casework.pathway import Next, NextStep
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.routes import (
    Addendum,
    Call,
    CaseKeeping,
    Form,
    Pack,
    PreparePack,
    ReceivedPack,
    Route,
    StartForm,
)
from prevent_desktop.workflows.forms.form_library import CONCERN, LEAD_CHECK, SHARING_DECISION

FINISHED_ENTRY = "finished:"
"""Before a form's id, what a record opens with that was just finished: it says what comes next."""

ATTACHMENTS_ENTRY = "attachments"
"""What a record opens with at its files."""


def next_words(following: NextStep) -> str:
    """The words on its button, with its mnemonic."""
    return {
        Next.RECORD: _("&Record a concern"),
        Next.FINISH: _("&Go on with the form"),
        Next.ASK_LEAD: _("Ask your &lead"),
        Next.DECIDE: _("&Decide about sharing"),
        Next.PREPARE: _("&Prepare pack"),
        Next.SEND: _("&See the pack"),
        Next.WAIT: _("&See the pack"),
        Next.CALL: _("I &have called…"),
        Next.ANSWER_QUESTION: _("A&nswer…"),
        Next.ANSWER_PACK: _("A&nswer…"),
        Next.CLOSE: _("&Close the case…"),
    }[following.what]


def next_route(following: NextStep, case_id: str) -> Route:
    """Where it is done."""
    about = following.subject
    routes: dict[Next, Route] = {
        Next.RECORD: StartForm(case_id, CONCERN),
        Next.FINISH: Form(about),
        Next.ASK_LEAD: StartForm(case_id, LEAD_CHECK),
        Next.DECIDE: StartForm(case_id, SHARING_DECISION),
        Next.PREPARE: PreparePack(case_id),
        Next.SEND: Pack(about),
        Next.WAIT: Pack(about),
        Next.CALL: Call(about),
        Next.ANSWER_QUESTION: Addendum(case_id, pack_id=about),
        Next.ANSWER_PACK: ReceivedPack(about),
        Next.CLOSE: CaseKeeping(case_id),
    }
    return routes[following.what]
