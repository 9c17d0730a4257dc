"""What a receiver will miss is told before anything is signed: what, for whom, and where it is mended."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.casework.case import Case as CaseOfPerson
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.notes import Event, Source
from prevent_desktop.casework.organisation import ALL_WANTS, Practitioner, Receiver, SealingWay, Want
from prevent_desktop.casework.person import Person
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.extensions import OUR
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Absent, AbsentReason
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.packs import prepare_pack
from prevent_desktop.workflows.packs.readiness import (
    DETAILS,
    LAWFUL_BASIS,
    OWNER,
    SIGNING_KEY,
    Case,
    Readiness,
    ReadyLine,
    readiness,
)
from prevent_desktop.workflows.vault_admin import unlock
from tests.made_vaults import copied_vault
from tests.profiles import change_profile
from tests.unit.workflows.conftest import PASSPHRASE, Office, now
from tests.unit.workflows.small_forms import group, question

NOW = now()
PERSON = Person(
    id="p", forenames="Alex", surname="Brook", birth_date=PartialDate(2012), address="1 Example Street",
    school="Example School", created_at=NOW, changed_at=NOW,
)  # fmt: skip
ME = Practitioner(name="Sam Field", role="Lead", organisation="Example School", phone="01632 960 001")
FORM = load_questionnaire(
    {
        "resourceType": "Questionnaire", "url": "https://example.org/screening", "version": "1", "status": "draft",
        "title": "Screening",
        "item": [
            group("seen", question("what", "text"), question("address", fact="person.address")),
            group(
                "ask",
                question("ask-what", extension=[{"url": OUR + "pack-part", "valueCode": "ask"}]),
                question("ask-by", "date", extension=[{"url": OUR + "pack-part", "valueCode": "answer-by"}]),
            ),
            group("consent", question("support", record="consent.support")),
        ],
    }
)  # fmt: skip


def a_receiver(name: str, *wants: Want, **more: Any) -> Receiver:
    return Receiver(
        id=name, name=name, seal_to=(), receipt_certificate="", endpoint="", form_ids=("screening", "extra"),
        wants=wants or ALL_WANTS, **more,
    )  # fmt: skip


def a_form(form_id: str = "screening", *, finished: bool = True, title: str = "Screening") -> FilledForm:
    return FilledForm(
        id=f"r-{form_id}", case_id="c", form_id=form_id, questionnaire_url="", questionnaire_version="1",
        questionnaire_digest="", title=title, content="{}", author="", started_at=NOW, changed_at=NOW,
        finalised_at=NOW if finished else None,
    )  # fmt: skip


def answered() -> Response:
    response = Response.start(FORM)
    response.set_answers((("seen", 0), ("what", 0)), ["He shouted"])
    response.set_answers((("ask", 0), ("ask-what", 0)), ["A talk"])
    response.set_answers((("ask", 0), ("ask-by", 0)), [PartialDate(2026, 12, 1)])
    response.set_answers((("consent", 0), ("support", 0)), ["yes"])
    return response


def decided(kind: DecisionKind) -> Decision:
    return Decision(
        id=kind.value,
        case_id="c",
        kind=kind,
        choice="Share",
        reason="Risk",
        decided_by="Lead",
        decided_at=NOW,
    )


WHOLE = Case(
    person=PERSON, practitioner=ME, forms=((a_form(), answered()),), events=(),
    decisions=(decided(DecisionKind.LEAD_CHECK), decided(DecisionKind.SHARING)),
    titles={"extra": "Extra form"}, today=date(2026, 11, 25), lawful_basis="Public task",
)  # fmt: skip


def missed(case: Case, *receivers: Receiver) -> list[ReadyLine]:
    return [line for line in readiness(case, receivers) if line.state is not Readiness.READY]


def test_nothing_is_missed_where_all_is_there() -> None:
    assert missed(WHOLE, a_receiver("Front door")) == []


@pytest.mark.parametrize(
    ("case", "word", "go_to"),
    [
        (replace(WHOLE, practitioner=replace(ME, phone=" ")), "phone number", OWNER),
        (replace(WHOLE, person=replace(PERSON, birth_date=None)), "date of birth", DETAILS),
        (replace(WHOLE, person=replace(PERSON, address="")), "address", DETAILS),
        (replace(WHOLE, person=replace(PERSON, school="")), "school", DETAILS),
        (replace(WHOLE, decisions=(decided(DecisionKind.SHARING),)), "lead", "lead-check"),
        (replace(WHOLE, decisions=(decided(DecisionKind.LEAD_CHECK),)), "decision to share", "sharing-decision"),
    ],
)  # fmt: skip
def test_each_thing_that_is_missing_is_one_line_with_its_place(case: Case, word: str, go_to: str) -> None:
    [line] = missed(case, a_receiver("Front door"))
    assert word in line.text.lower()
    assert line.go_to == go_to
    assert line.whom == (("Front door",) if "share" not in word else ())


@pytest.mark.parametrize("finished", [True, False])
def test_a_character_that_cannot_be_printed_is_told_with_where_it_stands(finished: bool) -> None:
    response = answered()
    response.set_answers((("seen", 0), ("what", 0)), ["She wrote “\ue000” 😂, café, 12 €, \u5553"])
    case = replace(WHOLE, forms=((a_form(), answered()), (a_form("extra", finished=finished), response)))
    [line] = [line for line in missed(case, a_receiver("Front door")) if "U+" in line.text]
    assert "“What”" in line.text
    assert "U+5553 and U+E000 cannot be printed" in line.text
    assert (line.state, line.go_to) == (Readiness.WARNING, "r-extra")


def test_a_character_that_cannot_be_printed_is_told_of_an_event_that_was_written_here() -> None:
    event = Event(
        id="e", case_id="c", label="A chat", what="He sent \ue000", when=None, source=Source.DIRECT, author="Sam", written_at=NOW
    )  # fmt: skip
    case = replace(WHOLE, events=(event, replace(event, id="theirs", received_id="P-1")))
    [line] = [line for line in missed(case, a_receiver("Front door")) if "U+" in line.text]
    assert line.text.startswith("“A chat”: U+E000 cannot be printed")
    assert line.go_to == ""


def test_a_lead_who_asked_themselves_is_pointed_out() -> None:
    own = replace(decided(DecisionKind.LEAD_CHECK), decided_by=f" {ME.name.upper()} ")
    case = replace(WHOLE, decisions=(own, decided(DecisionKind.SHARING)))
    [line] = missed(case, a_receiver("Front door"))
    assert line.text.startswith("You are recorded as the lead who was asked")
    assert (line.go_to, line.whom) == ("lead-check", ())


@pytest.mark.parametrize(
    ("case", "word", "go_to", "state"),
    [
        (replace(WHOLE, unsigned="There is no signing key yet. Import it."), "signing key", SIGNING_KEY, Readiness.MISSING),
        (replace(WHOLE, lawful_basis=" "), "lawful basis", LAWFUL_BASIS, Readiness.WARNING),
    ],
)  # fmt: skip
def test_what_signing_would_refuse_is_said_before(
    case: Case, word: str, go_to: str, state: Readiness
) -> None:
    [line] = missed(case, a_receiver("Front door"))
    assert word in line.text
    assert (line.go_to, line.state) == (go_to, state)


def test_a_lead_who_was_not_asked_is_a_line_whoever_receives_and_a_reason_will_do() -> None:
    unasked = replace(WHOLE, decisions=(decided(DecisionKind.SHARING),))
    [line] = missed(unasked, a_receiver("Police", Want.ADDRESS))
    assert (line.text, line.whom, line.why_not) == ("No check with your lead is recorded yet", (), True)
    reason = replace(decided(DecisionKind.LEAD_CHECK), choice="The lead was not asked", reason="She is away")
    said = replace(WHOLE, decisions=(reason, decided(DecisionKind.SHARING)))
    assert missed(said, a_receiver("Front door")) == []
    assert any("She is away" in line.text for line in readiness(said, (a_receiver("Front door"),)))


def test_a_lead_who_said_not_to_refer_is_heard_before_signing() -> None:
    against = replace(decided(DecisionKind.LEAD_CHECK), choice="Do not refer")
    [line] = missed(
        replace(WHOLE, decisions=(against, decided(DecisionKind.SHARING))), a_receiver("Front door")
    )
    assert line.text.endswith(": Do not refer")


def test_what_the_forms_leave_open_is_named() -> None:
    empty = replace(WHOLE, forms=((a_form(), Response.start(FORM)),))
    texts = " | ".join(line.text for line in missed(empty, a_receiver("Front door")))
    for words in ("“Seen”, “Ask”, “Consent”", "agrees to support", "what you ask for", "by when"):
        assert words in texts


def test_what_is_left_open_leads_to_the_finished_form_to_a_draft_that_asks_or_to_an_addendum() -> None:
    finished = a_form(), Response.start(FORM)
    line_of = {
        word: replace(WHOLE, forms=forms)
        for word, forms in (
            ("addendum", (finished,)),
            ("r-extra", (finished, (a_form("extra", finished=False), Response.start(FORM)))),
        )
    }
    for place, case in line_of.items():
        found = {line.text: line.go_to for line in missed(case, a_receiver("Front door"))}
        assert found["No form says what you ask for"] == place
        assert found["No form says by when you ask for an answer"] == place
        assert (
            next(go_to for text, go_to in found.items() if "nothing is answered in" in text) == "r-screening"
        )


def test_not_known_is_an_answer() -> None:
    response = answered()
    response.set_answers((("seen", 0), ("address", 0)), [Absent(AbsentReason.UNKNOWN)])
    case = replace(WHOLE, person=replace(PERSON, address=""), forms=((a_form(), response),))
    assert missed(case, a_receiver("Front door")) == []


def test_an_adults_school_is_not_missed() -> None:
    grown = replace(PERSON, school="", birth_date=PartialDate(1990))
    assert missed(replace(WHOLE, person=grown), a_receiver("Front door")) == []


def test_a_receiver_is_asked_for_what_it_wants_only_and_several_stand_on_one_line() -> None:
    case = replace(WHOLE, person=replace(PERSON, address="", school=""))
    lines = missed(
        case, a_receiver("Front door"), a_receiver("Police", Want.ADDRESS), a_receiver("Panel", Want.ASK)
    )
    assert [line.whom for line in lines] == [("Front door", "Police"), ("Front door",)]


def test_a_form_that_it_must_have_is_named_and_leads_to_its_draft_or_a_new_one() -> None:
    receiver = a_receiver("Front door", needs=("extra",))
    [line] = missed(WHOLE, receiver)
    assert "Extra form" in line.text
    assert line.go_to == "extra"
    begun = replace(
        WHOLE, forms=(*WHOLE.forms, (a_form("extra", finished=False, title="Extra form"), answered()))
    )
    assert [line.go_to for line in missed(begun, receiver)] == ["r-extra", "r-extra"]


def test_a_draft_tells_how_many_sections_wait() -> None:
    case = replace(
        WHOLE, forms=(*WHOLE.forms, (a_form("extra", finished=False, title="Extra"), Response.start(FORM)))
    )
    [line] = missed(case, a_receiver("Front door"))
    assert line.text.startswith("Extra is still a draft")
    assert "3 sections" in line.text


def test_receivers_kept_before_they_said_what_they_want_want_it_all(office: Office, tmp_path: Path) -> None:
    """Typed ones, in a vault that has no profile yet."""
    created = copied_vault(tmp_path / "typed", PASSPHRASE)
    with unlock.open_vault(tmp_path / "typed", created.key) as vault:
        kept = office.organisation.known_receivers
        settings.save_receivers(vault, kept)
        old = [
            {
                name: value
                for name, value in entry.items()
                if name not in {"wants", "needs", "way", "encrypt_to"}
            }
            for entry in json.loads(vault.settings.get("recipients") or "")
        ]
        vault.settings.set("recipients", json.dumps(old))
        assert [receiver.wants for receiver in settings.receivers(vault)] == [ALL_WANTS] * len(kept)
        assert {receiver.way for receiver in settings.receivers(vault)} == {SealingWay.AGE}
        wanted = tuple(replace(receiver, wants=(Want.ASK,), needs=("x",)) for receiver in kept)
        settings.save_receivers(vault, wanted)
        assert settings.receivers(vault) == wanted


def test_what_is_kept_apart_is_in_no_pack_and_not_even_looked_at(office: Office) -> None:
    assert isinstance(office.case, CaseOfPerson)
    form = replace(a_form("equality", finished=False, title="Equality monitoring"), case_id=office.case.id,
                   questionnaire_digest="d", kept_apart=True)  # fmt: skip
    office.vault.questionnaires.keep("d", "u", "1", "not even a form")
    office.vault.responses.add(form)
    greedy = tuple(
        replace(receiver, form_ids=("equality",), needs=()) for receiver in settings.receivers(office.vault)
    )
    change_profile(office.vault, recipients=greedy)
    preparation = prepare_pack.prepare(office.vault, office.library, office.case.id, now=now())
    assert not any("Equality" in line.text for line in preparation.lines)
    assert [choice.forms for choice in preparation.choices] == [()] * len(greedy)
