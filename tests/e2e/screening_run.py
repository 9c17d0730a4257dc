"""The long way of the first five minutes: from nothing to a screening that is finished, decided about, and queued.

Run with the others: ``python -m tests.e2e.first_run``. By keyboard alone; nothing is set up beforehand. Each question that
has to be answered is answered so that the fewest others open, as a hurried person would; what may be left is left.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, SCREENING, SHARING_DECISION
from prevent_desktop.workflows.forms.one_page import FINISHED_IN_PLACE
from tests.e2e.counting import CountingHand, Walk
from tests.e2e.driving import Program
from tests.e2e.fewest_answers import fewest_answers
from tests.e2e.first_steps import bring_file_and_key, choose_passphrase, give_passphrase, say_who, say_whom
from tests.e2e.typist import Typist
from tests.unit.forms.fewest import TODAY

FROZEN = "is finished and frozen"
KNOWN = {
    "person.forenames": "Alex", "person.surname": "Brook",
    "practitioner.name": "Ashley Moor", "practitioner.role": "Teacher", "organisation.name": "Example School",
    "organisation.lawful_basis": "Article 6(1)(e)",
}  # fmt: skip
"""What was said in the first steps, came with the profile, and when the person was added."""


def begin_screening(walk: Walk) -> None:
    """From My work to the first question about somebody new."""
    walk.press("Ctrl+K")
    walk.keys += len("screening")
    walk.program.write("screening")
    walk.press("Return")
    say_whom(walk)


def fill(walk: Walk, form_id: str, known: dict[str, object], **choices: str) -> None:
    """Answer the least of a form, and finish it. `choices` are codes by link id, a dot as two underscores."""
    today = datetime.now(UTC).astimezone().date()
    chosen = {name.replace("__", "."): code for name, code in choices.items()}
    hand = cast(Program, CountingHand(walk))
    Typist(hand, fewest_answers(form_id, known, chosen, today)).fill_all()
    walk.press("Ctrl+Return")
    if form_id in FINISHED_IN_PLACE:
        walk.program.see_focus("Finish")
        walk.press("Space")
        ended = walk.program.look(_end_of_page, "the end of the form")
        if FROZEN not in ended:  # what is to be looked at again stands there: as it is
            walk.press("Ctrl+Return")
            walk.program.see_focus("Finish")
            walk.press("Space")
    else:
        walk.see("Check your answers")
        walk.press("Ctrl+Return")
        walk.program.see_focus("Finish and freeze")
        walk.press("Space")
    walk.see(FROZEN)


def _end_of_page(words: list[str]) -> str:
    """What was said after a form on one page was to be finished."""
    return next((text for text in words if FROZEN in text or "to look at again" in text), "")


def begin_next(walk: Walk, words: str) -> None:
    """What the green button says comes next, where the last form was finished."""
    walk.tab_to(words)
    walk.press("Space")
    walk.see("Not known…")


def screening_queued(program: Program) -> tuple[Walk, str]:
    """Nothing but the two files that an employer gave; then a screening, the check with the lead, the decision to share, and the packs."""
    walk = Walk(program)
    say_who(walk)
    bring_file_and_key(walk)
    passphrase = choose_passphrase(walk)
    begin_screening(walk)
    known: dict[str, object] = {**KNOWN, "today": TODAY}
    fill(walk, SCREENING, known)
    begin_next(walk, "Ask your lead")
    fill(walk, LEAD_CHECK, known, decision__choice="refer")
    begin_next(walk, "Decide about sharing")
    fill(walk, SHARING_DECISION, known, decision__share="share")
    walk.tab_to("Prepare pack")
    walk.press("Space")
    walk.see("Who receives it")
    walk.program.see("Sealed to their key")
    walk.press("Alt+S")
    give_passphrase(walk, passphrase)
    walk.see("in the outbox. They go by themselves")
    return walk, ""
