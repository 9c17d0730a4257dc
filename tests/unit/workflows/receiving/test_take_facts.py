"""What a pack tells enters the record of whoever received it: with its provenance, once, and nothing half done."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from prevent_desktop import data_files
from prevent_desktop.casework.chronology import EntryKind
from prevent_desktop.casework.decision import DecisionKind
from prevent_desktop.casework.notes import Event, Source
from prevent_desktop.casework.origins import OriginKind
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.errors import RecordError
from prevent_desktop.packs.content import PackForm
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.pack_facts import read_facts
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Coding
from prevent_desktop.ui.receiving.entered_words import entered_words
from prevent_desktop.ui.record.origin_words import is_from_others, origin_cell, origin_route
from prevent_desktop.ui.routing.routes import ReceivedPack as ReceivedPackRoute
from prevent_desktop.vault import integrity
from prevent_desktop.vault.disposing import remove_rows
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_vault import read_cases
from prevent_desktop.workflows.forms.add_to_record import add_events
from prevent_desktop.workflows.forms.addenda import start_addendum
from prevent_desktop.workflows.forms.fill_form import finalise, open_form, save_draft, start_form
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.form_marks import marked_answers, recorded, told_events
from prevent_desktop.workflows.forms.look_at_form import look_at_form
from prevent_desktop.workflows.forms.update_record import open_offers
from prevent_desktop.workflows.forms.words_of_others import words_of_others
from prevent_desktop.workflows.home.case_states import case_state
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.prepare_pack import prepare
from prevent_desktop.workflows.people.people import open_case
from prevent_desktop.workflows.receiving import filing
from prevent_desktop.workflows.receiving.take_facts import judge_forms, take_now, what_entered
from prevent_desktop.workflows.record.open_record import read_record
from tests.faults.hostile_responses import places_in
from tests.unit.packs.examples import SIGNED_AT, pack_content
from tests.unit.packs.making import make_key, sign_pack
from tests.unit.vault.test_received import receive
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import finished as finished_here
from tests.unit.workflows.receiving.in_vault import ReceivingVault
from tests.unit.workflows.receiving.packs_in import ABOUT, NOW, Desk

TEACHER = "Sam Example, Example Primary School"
SENDER = "Sam Teacher, Hillside Academy"
JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    2**70,
    "",
    "x",
    "a" * 5_000,
    [],
    {},
    [[]],
    [{}],
    {"x": {}},
    "\ud800",
    "#p",
]
SAID = "Said that the brothers in the video are right."


@pytest.fixture(scope="module")
def finished() -> dict[str, str]:
    """The answers of each finished form of the first demo case, as a pack holds them."""
    forms = read_cases(data_files.resources())["cases"][0]["forms"]
    return {one["form"]: json.dumps(one["response"]) for one in forms if one["status"] == "completed"}


def concern(office: Office, *, witness: str = "told", case_id: str = "") -> str:
    """What a teacher finished in a vault of their own."""
    begun = start_form(
        office.vault, office.library, form_id="concern", case_id=case_id or office.case.id, now=now()
    )
    response = open_form(office.vault, office.library, begun.id).response
    said: dict[str, Any] = {
        "noticed.danger": False, "seen.what": SAID, "seen.own-words": "they are right", "seen.when": PartialDate(2026, 11, 19),
        "seen.where": "Room 12", "seen.witness": Coding(code=witness, system=_system(response)), "concern.done": "Told nobody.",
    }  # fmt: skip
    if witness == "told":
        said["seen.who-told"] = "A friend in the class"
    for link_id, value in said.items():
        response.set_answers((("concern", 0), (link_id, 0)), [value])
    _save(office, begun.id, response)
    return finalise(office.vault, office.library, begun.id, now=SIGNED_AT).content


def _system(response: Response) -> str:
    option = next(iter(response.questionnaire.by_link_id["seen.witness"].answer_options))
    value = option.value
    assert isinstance(value, Coding)
    return value.system or ""


def _save(office: Office, response_id: str, response: Response) -> None:
    save_draft(
        office.vault, response_id, content=response.to_json(keep_disabled=True), place="", sections_done=0,
        sections_total=1, now=now(),
    )  # fmt: skip


def take(office: Office, *texts: str, corrects: str = "", case_id: str = "") -> ReceivedPack:
    """A pack with these answers comes to the office and is put in its case."""
    pack = receive(office.vault, corrects=corrects)
    forms = judge_forms(office.library, texts).told
    filing.put_in_case(office.vault, pack.id, case_id or office.case.id, forms)
    return office.vault.received.get(pack.id)


def words(office: Office, pack: ReceivedPack, *texts: str) -> str:
    return entered_words(what_entered(office.vault, pack.id, judge_forms(office.library, texts)))


def the_event(vault: Vault, case_id: str) -> Event:
    (event,) = vault.events.of_case(case_id)
    return event


class TestFromAConcernToTheLeadsRecord:
    def test_in_two_vaults_it_is_there_with_who_saw_it_who_wrote_it_and_the_pack(
        self, office: Office, receiving: ReceivingVault, desk: Desk
    ) -> None:
        """The teacher writes and signs in one vault; the lead reads and prefills in another."""
        told = concern(office)
        form = PackForm(
            title="Concern", version="1.1.0", sections=(), data_name="concern.json", data_json=told
        )
        signed = sign_pack(
            build_document(pack_content(forms=(form,), decision=None, pack_id="P-7E1HAAAAAAAA")),
            make_key(desk.signed.authority),
        )
        receiving.put(signed, "P-7E1HAAAAAAAA")
        (pack,) = receiving.take_all()
        assert isinstance(pack, ReceivedPack)
        vault, library = receiving.vault, office.library
        with vault.attachments.files.open(pack.attachment_id) as pdf:
            facts = read_facts(pdf)
        packed = judge_forms(library, facts.forms)
        case = filing.record_person(vault, pack.id, ABOUT, packed.told, now=NOW)

        event = the_event(vault, case.id)
        assert (event.what, event.author, event.received_id) == (SAID, TEACHER, pack.id)
        assert (event.source, event.source_detail) == (Source.TOLD, "A friend in the class")
        assert event.written_at == SIGNED_AT
        assert entered_words(what_entered(vault, pack.id, packed)) == (
            "1 event and 1 form are in the record, each marked as theirs."
        )
        view = read_record(vault, case.person_id, now=NOW)
        (line,) = [entry for entry in view.entries if entry.record_id == event.id]
        origin = line.origin
        assert (origin.kind, origin.source_id, origin.by, origin.told_by) == (
            OriginKind.PACK, pack.id, "Sam Example", "A friend in the class",
        )  # fmt: skip
        cell = origin_cell(line, "key", author="Lead", now=NOW)
        assert (cell.text, cell.detail) == (
            "From pack P-7E1H", f"Signed by {TEACHER} · told by someone · A friend in the class",
        )  # fmt: skip
        assert is_from_others(line)
        assert origin_route(origin) == ReceivedPackRoute(pack.id)
        noticed = case_state(vault, library, case.id, now=NOW).facts.noticed
        assert noticed is not None
        assert (noticed.by, noticed.at) == (TEACHER, SIGNED_AT)

        begun = start_form(vault, library, form_id="screening-tool", case_id=case.id, now=NOW)
        assert all(said in begun.content for said in (SAID, "they are right", "Room 12", "Told nobody."))
        assert integrity.check(vault).stray_files == ()

    def test_what_the_teacher_saw_was_told_to_the_lead_and_finishing_changes_no_witness(
        self, office: Office
    ) -> None:
        told = concern(office, witness="direct")
        case = open_case(office.vault, office.person.id, now=now())
        take(office, told, case_id=case.id)
        event = the_event(office.vault, case.id)
        assert (event.source, event.author) == (Source.DIRECT, SENDER)
        begun = start_form(office.vault, office.library, form_id="screening-tool", case_id=case.id, now=now())
        response = open_form(office.vault, office.library, begun.id).response
        said = marked_answers(response).texts
        assert said["event.source"] == "Somebody told me"
        assert said["event.source-detail"] == SENDER
        add_events(office.vault, begun, told_events(response), now=now())
        assert the_event(office.vault, case.id) == event
        path = next(node.path for field, node in recorded(response) if field == "event.where")
        response.set_answers(path, ["Room 14"])
        add_events(office.vault, begun, told_events(response), now=now())
        put_right = the_event(office.vault, case.id)
        assert (put_right.corrects, put_right.where, put_right.received_id) == (event.id, "Room 14", None)
        assert (put_right.source, put_right.source_detail) == (Source.TOLD, SENDER)


class TestEverythingThatAFormTells:
    def test_events_and_decisions_enter_as_theirs_and_count_nowhere_as_ours(
        self, office: Office, finished: dict[str, str]
    ) -> None:
        before = prepare(office.vault, office.library, office.case.id, now=now())
        pack = take(office, *finished.values())
        events, decisions = (
            office.vault.events.of_case(office.case.id), office.vault.decisions.of_case(office.case.id),
        )  # fmt: skip
        assert {one.kind for one in decisions} >= {DecisionKind.LEAD_CHECK, DecisionKind.SHARING}
        assert events
        assert {one.received_id for one in _all(office.vault, office.case.id)} == {pack.id}
        facts = case_state(office.vault, office.library, office.case.id, now=now()).facts
        assert (facts.check, facts.sharing, facts.drafts) == (None, None, ())
        after = prepare(office.vault, office.library, office.case.id, now=now())
        assert [choice.forms for choice in after.choices] == [choice.forms for choice in before.choices]
        assert office.vault.cases.get(office.case.id).status is office.case.status
        assert office.vault.reviews.of_case(office.case.id) == ()

    def test_a_pack_of_ours_cites_whose_the_event_is_and_takes_none_of_their_forms(
        self, office: Office, finished: dict[str, str]
    ) -> None:
        ours = finished_here(office, "screening-tool")
        take(office, concern(office, case_id=open_case(office.vault, office.person.id, now=now()).id))
        take(office, finished["sharing-decision"])
        (choice, *_more) = prepare(office.vault, office.library, office.case.id, now=now()).choices
        content = content_for(
            office.vault, office.library, choice, case_id=office.case.id, pack_id="P-0123456789AB", now=now()
        )
        assert [form.response_id for form in content.forms] == [ours.id]
        assert content.decision is None
        assert f"19 Nov, told by someone, by {SENDER}: {SAID}" in content.what_happened
        assert {entry.by for entry in content.chronology if entry.what == SAID} == {SENDER}
        assert not [entry for entry in content.chronology if entry.kind is EntryKind.DECISION]

    def test_what_their_screening_says_stands_beside_our_lead_check_with_their_name(
        self, office: Office, finished: dict[str, str]
    ) -> None:
        take(office, finished["screening-tool"])
        begun = start_form(
            office.vault, office.library, form_id="lead-check", case_id=office.case.id, now=now()
        )
        (said,) = _answers(json.loads(finished["screening-tool"])["item"], "explain.other")
        beside = words_of_others(
            office.vault, office.library, open_form(office.vault, office.library, begun.id)
        )
        (explained,) = [one for one in beside if one.values == (said,)]
        assert SENDER in explained.writer

    def test_it_cannot_be_corrected_here(self, office: Office, finished: dict[str, str]) -> None:
        pack = take(office, finished["screening-tool"])
        (form,) = office.vault.responses.of_case(office.case.id)
        (related,) = look_at_form(office.vault, office.library, form.id).related
        assert related.received_id == pack.id
        assert related.words == f"Came in pack {pack.pack_id[:6]}, signed by {SENDER}"
        with pytest.raises(RecordError, match="not ours"):
            start_addendum(office.vault, office.library, case_id=office.case.id, corrects=form.id, now=now())

    def test_what_the_record_lacks_of_the_person_is_offered_and_not_done(
        self, office: Office, finished: dict[str, str]
    ) -> None:
        take(office, finished["screening-tool"])
        assert office.vault.people.get(office.person.id) == office.person
        (form,) = office.vault.responses.of_case(office.case.id)
        offers = open_offers(office.vault, open_form(office.vault, office.library, form.id))
        assert "school" in {offer.field for offer in offers if not offer.recorded}

    def test_our_own_answer_comes_before_theirs(self, office: Office) -> None:
        theirs = json.loads(concern(office))
        text = json.dumps({**theirs, "authored": "2026-11-23T16:40:01+00:00"}).replace(
            "Told nobody.", "Told the head."
        )
        take(office, text)
        begun = start_form(
            office.vault, office.library, form_id="screening-tool", case_id=office.case.id, now=now()
        )
        assert "Told nobody." in begun.content
        assert "Told the head." not in begun.content


class TestOnce:
    def test_again_changes_nothing(self, office: Office, finished: dict[str, str]) -> None:
        texts = tuple(finished.values())
        pack = take(office, *texts)
        before = _all(office.vault, office.case.id)
        take_now(office.vault, pack.id, judge_forms(office.library, (*texts, *texts)).told)
        assert _all(office.vault, office.case.id) == before

    def test_what_could_not_be_read_at_first_is_taken_later(
        self, office: Office, finished: dict[str, str]
    ) -> None:
        text = finished["screening-tool"]
        pack = take(office)
        assert words(office, pack, text) == "1 form is not in the record yet."
        take_now(office.vault, pack.id, judge_forms(office.library, [text]).told)
        assert "marked as theirs" in words(office, pack, text)
        with pytest.raises(RecordError, match="no case"):
            take_now(office.vault, receive(office.vault).id, ())

    def test_a_correction_adds_what_is_new_beside_what_came(
        self, office: Office, finished: dict[str, str]
    ) -> None:
        first = take(office, finished["screening-tool"])
        before = _all(office.vault, office.case.id)
        changed = json.dumps(
            {**json.loads(finished["screening-tool"]), "id": "another", "subject": {"display": "AB"}}
        )
        second = take(office, changed, finished["lead-check"], corrects=first.pack_id)
        after = _all(office.vault, office.case.id)
        assert [one for one in after if one in before] == before
        assert {one.received_id for one in after if one not in before} == {second.id}
        said = words(office, second, changed, finished["lead-check"])
        assert "1 decision and 1 form are in the record" in said
        assert "nothing was changed" in said
        assert "1 form was here already" in said

    def test_the_same_rows_come_of_it_on_two_laptops(self, office: Office, finished: dict[str, str]) -> None:
        """So that joining them keeps each once: only our own number of the pack may differ."""
        pack = take(office, *finished.values())
        first = _all(office.vault, office.case.id)
        rows = office.vault.database
        with office.vault.transaction():
            _remove(office.vault, office.case.id)
        assert first
        assert rows.value("SELECT count(*) FROM events") == 0
        person, case = office.person, office.case
        office.vault.people.add(person)
        office.vault.cases.add(case)
        other = replace(receive(office.vault, pack.pack_id), case_id=None)
        filing.put_in_case(
            office.vault, other.id, case.id, judge_forms(office.library, tuple(finished.values())).told
        )
        again = _all(office.vault, case.id)
        assert [replace(one, received_id="") for one in again] == [
            replace(one, received_id="") for one in first
        ]

    @pytest.mark.harms_vault("the rows alone go, and not the file")
    def test_disposed_of_with_its_case_or_its_pack(self, office: Office, finished: dict[str, str]) -> None:
        """A record that stays in another case loses the link alone."""
        pack = take(office, *finished.values())
        other = open_case(office.vault, office.person.id, now=now())
        (kept, *_more) = office.vault.decisions.of_case(office.case.id)
        stays = replace(kept, id="d" * 32, case_id=other.id, response_id=None)
        office.vault.decisions.add(stays)
        with office.vault.transaction():
            remove_rows(office.vault, [office.case.id], office.person.id, with_person=False)
        assert office.vault.received.some([pack.pack_id]) == ()
        assert office.vault.decisions.of_case(other.id) == (replace(stays, received_id=None),)
        assert office.vault.events.of_case(office.case.id) == ()
        assert office.vault.database.rows("PRAGMA foreign_key_check") == []


def _remove(vault: Vault, case_id: str) -> None:
    remove_rows(vault, [case_id], vault.cases.get(case_id).person_id, with_person=True)


def _all(vault: Vault, case_id: str) -> list[Any]:
    return [
        *vault.responses.of_case(case_id),
        *vault.events.of_case_with_earlier(case_id),
        *vault.decisions.of_case(case_id),
    ]


def _with(text: str, **changes: object) -> str:
    return json.dumps({**json.loads(text), **changes})


class TestWhatStaysInThePack:
    def test_each_with_its_reason_and_the_rest_goes_on(
        self, office: Office, finished: dict[str, str]
    ) -> None:
        good, check = finished["screening-tool"], finished["lead-check"]
        url = json.loads(good)["questionnaire"].partition("|")[0]
        items = json.loads(good)["item"]
        hostile = {
            "its version is not here": _with(good, questionnaire=f"{url}|99.0.0"),
            "it makes no sense as data": '{"resourceType": "Patient"}',
            "it is not finished": _with(good, status="in-progress"),
            "it has more answers than a form may have": _with(
                good, item=[*items, *[{"linkId": "seen"}] * 10_000]
            ),
            "its answers do not fit the form": _with(good, item=json.loads(check)["item"]),
        }
        pack = take(office, *hostile.values(), good)
        said = words(office, pack, *hostile.values(), good)
        for reason in hostile:
            assert f"stays in the pack: {reason}." in said
        assert "1 form are in the record" in said
        (form,) = office.vault.responses.of_case(office.case.id)
        assert form.form_id == "screening-tool"

    @pytest.mark.parametrize(
        "item",
        [
            {"linkId": "seen", "item": "text"},
            {"linkId": 7},
            "text",
            {"linkId": "seen", "definition": "https://elsewhere.example#event.what", "item": 3},
            {
                "linkId": "nowhere",
                "definition": "https://prevent-desktop.example/fhir/StructureDefinition/record#event",
            },
        ],
    )
    def test_wrong_types_and_places_of_its_own(
        self, office: Office, finished: dict[str, str], item: object
    ) -> None:
        (left,) = judge_forms(office.library, [_with(finished["screening-tool"], item=[item])]).left
        assert left.reason == "its answers do not fit the form"

    def test_junk_in_each_of_its_own_members_is_told(
        self, library: FormLibrary, finished: dict[str, str]
    ) -> None:
        for name in json.loads(finished["lead-check"]):
            for junk in JUNK:
                packed = judge_forms(library, [_with(finished["lead-check"], **{name: junk})])
                assert len(packed.told) + len(packed.left) == 1

    def test_junk_anywhere_in_it_is_told_or_enters_whole(
        self, office: Office, finished: dict[str, str]
    ) -> None:
        """A few places of a good form hold something else; some of these forms are good still."""
        chance, entered = random.Random(16), 0
        for _form in range(250):
            raw = json.loads(finished["screening-tool"])
            for _wound in range(chance.randint(1, 3)):
                holder, key = chance.choice(places_in(raw))
                holder[key] = deepcopy(chance.choice(JUNK))
            text = json.dumps(raw)
            packed = judge_forms(office.library, [text])
            assert len(packed.told) + len(packed.left) == 1
            if packed.told and entered < 10:
                entered += 1
                pack = take(office, text)
                assert what_entered(office.vault, pack.id, packed).waiting in {0, 1}
        assert entered

    @pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, '{"a": 1, "a": 2}', "\ud800"])
    def test_what_is_no_data(self, library: FormLibrary, text: str) -> None:
        (left,) = judge_forms(library, [text]).left
        assert left.reason == "it makes no sense as data"

    def test_where_an_answer_goes_is_never_said_by_the_pack(
        self, office: Office, finished: dict[str, str]
    ) -> None:
        """An event of theirs that names one of ours puts nothing of ours into other words."""
        concern(office)
        ours = the_event(office.vault, office.case.id)
        screening = json.loads(finished["screening-tool"])
        text = json.dumps(screening)
        for said in _answers(screening["item"], "seen.id"):
            text = text.replace(said, ours.id)
        take(office, text)
        assert ours in office.vault.events.of_case(office.case.id)

    def test_too_many_forms(self, library: FormLibrary) -> None:
        assert judge_forms(library, ["{}"] * 201).left[-1].reason == "there are more than a pack may have"

    def test_a_time_after_the_signature_is_not_believed(
        self, office: Office, finished: dict[str, str]
    ) -> None:
        texts = [
            _with(finished["screening-tool"], authored=at)
            for at in (
                "2099-01-01T00:00:00Z",
                "2020",
                "2020-02-03",
                "0001-01-01T00:00:00Z",
                "0001-01-01T00:00:00+14:00",
                "2026-11-19T24:00:00Z",
            )
        ]
        for text in texts:
            case = open_case(office.vault, office.person.id, now=now())
            pack = take(office, text, case_id=case.id)
            (form,) = office.vault.responses.of_case(case.id)
            assert form.finalised_at == pack.claimed_at
            read_record(office.vault, office.person.id, now=now())

    @pytest.mark.parametrize(
        "at", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "2026-11-19T23:59:60Z"]
    )
    def test_a_decision_at_the_end_of_the_calendar_or_in_a_leap_second_can_be_read(
        self, office: Office, finished: dict[str, str], at: str
    ) -> None:
        text = finished["lead-check"]
        [said] = _date_times(json.loads(text)["item"], "asked.when")
        take(office, text.replace(said, at))
        (decision,) = office.vault.decisions.of_case(office.case.id)
        assert decision.day == PartialDate.parse(at[:10])
        read_record(office.vault, office.person.id, now=now())


def _date_times(items: list[dict[str, Any]], link_id: str) -> list[str]:
    found = []
    for item in items:
        if item["linkId"] == link_id:
            found += [answer["valueDateTime"] for answer in item.get("answer", [])]
        found += _date_times(item.get("item", []), link_id)
    return found


def _answers(items: list[dict[str, Any]], link_id: str) -> list[str]:
    found = []
    for item in items:
        if item["linkId"] == link_id:
            found += [answer["valueString"] for answer in item.get("answer", [])]
        found += _answers(item.get("item", []), link_id)
    return found
