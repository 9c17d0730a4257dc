"""What is kept back is in no byte of the pack: not in its pages, data, names, alternative texts or metadata."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from prevent_desktop.casework.person import HouseholdMember
from prevent_desktop.casework.withholding import Withholding
from prevent_desktop.errors import RecordError
from prevent_desktop.formatting import with_other_months
from prevent_desktop.packs.content import PackContent
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.withheld_words import pieces, withheld_words
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.json_text import json_text, read_object
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, SCREENING, SHARING_DECISION, FormLibrary
from prevent_desktop.workflows.packs import prepare_pack
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.pack_differences import Seen, Sight, differences
from prevent_desktop.workflows.packs.withholding.cutting import Cutter
from prevent_desktop.workflows.packs.withholding.deciding import give_again, kept_back_in, withhold
from prevent_desktop.workflows.packs.withholding.passages import Passage, PassageKind, other_places, passages
from prevent_desktop.workflows.people.person_resource import read_person
from prevent_desktop.workflows.subject_access.gathering import gather
from tests.faults.canaries import find_canaries
from tests.faults.withheld_words import everything_in
from tests.unit.packs.reading import page_texts
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import finished
from tests.unit.workflows.made_office import MadeOffice, make_office

_WHY = "It is about another family"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, library: FormLibrary) -> MadeOffice:
    return make_office(tmp_path_factory.mktemp("office"), library, _fill)


def _fill(office: Office) -> None:
    brother = HouseholdMember(name="Quillon Varga", relationship="Brother")
    office.vault.people.update(replace(office.vault.people.get(office.person.id), household=(brother,)))
    for form_id in (SCREENING, LEAD_CHECK, SHARING_DECISION):
        finished(office, form_id)
    for name in ("quillon varga account.txt", "other.txt"):
        office.vault.attachments.add(
            io.BytesIO(name.encode()[-9:]), case_id=office.case.id, file_name=name, media_type="text/plain", at=now()
        )  # fmt: skip


@pytest.fixture
def ready(made: MadeOffice, tmp_path: Path, library: FormLibrary) -> Iterator[Office]:
    """A case whose screening, lead check and decision are finished, with a brother, a date of birth and two files."""
    with made.opened(tmp_path, library) as office:
        yield office


def content(office: Office, recipient_id: str = "front-door") -> PackContent:
    choices = prepare_pack.prepare(office.vault, office.library, office.case.id, now=now()).choices
    choice = next(choice for choice in choices if choice.receiver.id == recipient_id)
    return content_for(
        office.vault, office.library, choice, case_id=office.case.id, pack_id="P-0123456789AB", now=now()
    )


def listed(office: Office) -> tuple[Passage, ...]:
    return passages(office.vault, office.library, office.case.id, now=now())


def passage(office: Office, text: str, kind: PassageKind = PassageKind.ANSWER) -> Passage:
    return next(each for each in listed(office) if each.kind is kind and text in f"{each.label}\n{each.text}")


def keep_back(
    office: Office, which: Passage, words: str = "", recipient_id: str = "", reason: str = _WHY
) -> None:
    withhold(
        office.vault, which, case_id=office.case.id, recipient_id=recipient_id, words=words, reason=reason, now=now()
    )  # fmt: skip


def test_words_that_are_kept_back_are_in_no_byte_of_the_pack(ready: Office, tmp_path: Path) -> None:
    said = passage(ready, "", PassageKind.EVENT)
    words = " ".join(said.text.split()[2:7])
    looked_for = [words, "Quillon Varga", "quillon varga"]
    before = find_canaries([everything_in(build_document(content(ready)), tmp_path / "before")], looked_for)
    assert {found.canary for found in before} == set(looked_for), "the search finds what stands there"
    assert {found.path.parent.name for found in before} >= {"before", "files"}
    inside = {found.path.name for found in before if found.path.parent.name == "files"}
    assert {"screening-tool.json", "record.json", "bundle.json"} <= inside
    keep_back(ready, said, words)
    keep_back(ready, passage(ready, "Quillon Varga", PassageKind.FACT))
    pack = content(ready)
    after = everything_in(build_document(pack), tmp_path / "after")
    assert find_canaries([after], looked_for) == []
    for letters in ("Quillon", "Varga"):
        assert find_canaries([after], [letters]) == []
    assert f"Withheld: {_WHY}" in " ".join((after / "pages").read_text("utf-8").split())
    assert words not in json.dumps([form.data_json for form in pack.all_forms], ensure_ascii=False)


def test_what_is_kept_back_is_gone_from_the_linked_data_for_that_receiver_alone(
    ready: Office, tmp_path: Path
) -> None:
    said = passage(ready, "", PassageKind.EVENT)
    keep_back(ready, said, recipient_id="front-door")
    keep_back(ready, passage(ready, "3 May 2012", PassageKind.FACT), recipient_id="front-door")
    looked_for = [" ".join(said.text.split()[2:7]), "2012-05-03"]

    def bundle_for(recipient_id: str) -> tuple[list[str], dict[str, Any]]:
        folder = everything_in(build_document(content(ready, recipient_id)), tmp_path / recipient_id)
        held = folder / "files" / "bundle.json"
        return [found.canary for found in find_canaries([held], looked_for)], read_object(
            held.read_bytes(), megabytes=1
        )

    found, bundle = bundle_for("front-door")
    assert found == []
    patient = next(
        each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == "Patient"
    )
    assert patient["_birthDate"]["extension"][0]["valueCode"] == "masked"
    elsewhere, other = bundle_for("police-prevent")
    assert set(elsewhere) == set(looked_for), "another receiver gets it"
    assert patient["id"] not in json.dumps(other, default=str), (
        "and two receivers cannot match the person by id"
    )


def test_a_whole_answer_is_masked_in_the_data_and_on_every_page(ready: Office, tmp_path: Path) -> None:
    pack = content(ready)
    summary = passage(ready, pack.in_short.splitlines()[0])
    keep_back(ready, summary, recipient_id="front-door")
    pack = content(ready)
    assert pack.in_short == withheld_words(_WHY)
    screening = pack.forms[0]
    assert '"valueCode":"masked"' in screening.data_json
    assert find_canaries([everything_in(build_document(pack), tmp_path / "pack")], [summary.text]) == []
    opened = Response.read(ready.library.newest(SCREENING), screening.data_json)
    told = [line for section in reading(opened) for line in section.lines if _WHY in " ".join(line.answers)]
    assert len(told) == 1, "the receiver's form says that it was held back, and why"
    assert content(ready, "police-prevent").in_short, "another receiver gets it"


def test_a_choice_is_kept_back_in_its_place_alone(ready: Office) -> None:
    danger = next(each for each in listed(ready) if "noticed.danger:0" in each.place)
    assert danger.place
    assert not danger.words
    keep_back(ready, danger)
    lines = [line for form in content(ready).all_forms for part in form.sections for line in part.lines]
    hidden = [line for line in lines if line.answers == (withheld_words(_WHY),)]
    assert [line.question for line in hidden] == [danger.label]
    assert content(ready).danger.splitlines()[:1] == [withheld_words(_WHY)]


def test_a_day_is_kept_back_in_all_its_spellings(ready: Office, tmp_path: Path) -> None:
    born = passage(ready, "3 May 2012", PassageKind.FACT)
    assert born.words == ("3 May 2012", "2012-05-03")
    keep_back(ready, born)
    pack = content(ready)
    assert find_canaries([everything_in(build_document(pack), tmp_path / "pack")], [*born.words]) == []
    assert read_object(pack.record_json, megabytes=1)["_birthDate"]["extension"][0]["valueCode"] == "masked"
    told = read_person(pack.record_json, now=now())
    assert told is not None
    assert (told.birth_date, told.surname) == (None, "Brook"), "the receiver's record prefills what is left"


def test_a_day_whose_short_spelling_is_kept_back_is_not_told_written_out(ready: Office) -> None:
    person = ready.vault.people.get(ready.person.id)
    ready.vault.people.update(replace(person, birth_date=PartialDate(2012, 8, 3)))
    keep_back(ready, passage(ready, "3 August 2012", PassageKind.FACT), words="3 Aug")
    born = dict(content(ready).person_facts)["Date of birth"]
    assert [words for words, kept_back in pieces(born) if not kept_back] == ["2012"]


@pytest.mark.parametrize(
    ("words", "ways"),
    [
        ("3 Sept, by phone", ("3 Sept, by phone", "3 September, by phone")),
        ("3 august 2012", ("3 august 2012", "3 Aug 2012")),
        ("3 May", ("3 May",)),
        ("Marchwood", ("Marchwood",)),
    ],
)
def test_a_month_is_found_in_both_its_spellings(words: str, ways: tuple[str, ...]) -> None:
    assert with_other_months(words) == ways


def test_a_file_is_kept_back_whole_and_from_one_receiver_only(ready: Office) -> None:
    keep_back(ready, passage(ready, "other.txt", PassageKind.FILE), recipient_id="front-door")
    pack = content(ready)
    assert [file.file_name for file in pack.attachments] == ["quillon varga account.txt"]
    assert f"Files that are not in this pack Withheld: {_WHY}" in " ".join(
        " ".join(page_texts(build_document(pack))).split()
    )


def test_the_copy_of_a_withheld_file_without_hidden_data_is_withheld_too(ready: Office) -> None:
    keep_back(ready, passage(ready, "other.txt", PassageKind.FILE), recipient_id="front-door")
    (original,) = (
        file for file in ready.vault.attachments.of_case(ready.case.id) if file.file_name == "other.txt"
    )
    bare = ready.vault.attachments.add(
        io.BytesIO(b"bare"), case_id=ready.case.id, file_name="other.txt", media_type="text/plain", at=now()
    )
    ready.vault.attachments.note_bare_copy(bare, original, at=now())
    assert [file.file_name for file in content(ready).attachments] == ["quillon varga account.txt"]
    assert content(ready).files_withheld == (_WHY,)


def test_the_reason_is_needed_and_must_not_say_what_is_kept_back(ready: Office) -> None:
    brother = passage(ready, "Quillon Varga", PassageKind.FACT)
    with pytest.raises(RecordError, match="reason is missing"):
        keep_back(ready, brother, reason=" ")
    with pytest.raises(RecordError, match="says what is to be kept back"):
        keep_back(ready, brother, reason="Quillon Varga’s mother asked for it")
    with pytest.raises(RecordError, match="One letter"):
        keep_back(ready, brother, "Q")
    assert kept_back_in(ready.vault, ready.case.id) == ()


def test_where_else_the_words_stand_is_told(ready: Office) -> None:
    said = passage(ready, "", PassageKind.EVENT)
    elsewhere = {(each.kind, each.part) for each in other_places(said, said.text, listed(ready))}
    assert (PassageKind.ANSWER, "Screening tool") in elsewhere
    brother = passage(ready, "Quillon Varga", PassageKind.FACT)
    assert PassageKind.FILE in {each.kind for each in other_places(brother, "", listed(ready))}


def test_what_is_given_again_is_in_the_next_pack_and_both_stand_in_the_audit(ready: Office) -> None:
    other = passage(ready, "other.txt", PassageKind.FILE)
    keep_back(ready, other)
    (decided,) = kept_back_in(ready.vault, ready.case.id)
    assert decided.label == "Attachments, other.txt"
    give_again(ready.vault, decided.id, case_id=ready.case.id, now=now())
    assert kept_back_in(ready.vault, ready.case.id) == ()
    assert len(content(ready).attachments) == 2
    actions = [entry.action for entry in ready.vault.audit.entries()]
    assert {"withholding.decided", "withholding.lifted"} <= set(actions)


def test_the_person_gets_to_know_what_was_kept_back_from_others(ready: Office) -> None:
    keep_back(ready, passage(ready, "Quillon Varga", PassageKind.FACT))
    (case,) = gather(ready.vault, ready.person.id, now=now())["cases"]
    assert [each["words"] for each in case["kept_back"]] == [["Quillon Varga"]]
    assert case["kept_back"][0]["reason"] == _WHY


def test_a_bar_is_drawn_where_something_was_withheld() -> None:
    line = f"before {withheld_words('a [b] c')} after"
    assert list(pieces(line)) == [("before", False), ("Withheld: a (b) c", True), ("after", False)]
    assert list(pieces("nothing [here]")) == [("nothing [here]", False)]


def test_the_bar_is_dark_and_its_words_are_read(ready: Office) -> None:
    said = passage(ready, "", PassageKind.EVENT)
    keep_back(ready, said)
    pdf = pypdfium2.PdfDocument(build_document(content(ready)))
    texts = [page.get_textpage().get_text_bounded() for page in pdf]
    number = next(number for number, text in enumerate(texts) if "Withheld:" in text)
    picture = pdf[number].render(scale=1, rev_byteorder=True)
    pixels = bytes(picture.buffer)
    dark = sum(
        pixels[start : start + 3] == bytes((0x0B, 0x16, 0x20))
        for start in range(0, len(pixels), picture.n_channels)
    )
    assert dark > 500


def test_what_each_receiver_sees_is_told_with_the_reason_where_they_do_not(ready: Office) -> None:
    keep_back(ready, passage(ready, "Quillon Varga", PassageKind.FACT))
    keep_back(ready, passage(ready, "other.txt", PassageKind.FILE), recipient_id="front-door")
    found = differences(ready.vault, ready.library, ready.case.id, now=now())
    names = [receiver.id for receiver in found.receivers]

    def sees(label: str, part: str, receiver: str) -> tuple[Seen, str]:
        row = next(row for row in found.rows if row.label == label and row.part.startswith(part))
        sight = row.sights[names.index(receiver)]
        return sight.seen, sight.why

    assert sees("other.txt", "Attachments", "front-door") == (Seen.NOTHING, f"Withheld: {_WHY}")
    assert sees("other.txt", "Attachments", "police-prevent") == (Seen.NOTHING, "They receive no attachments")
    assert sees("Brother", "About the person", "front-door") == (Seen.NOTHING, f"Withheld: {_WHY}")
    lead = next(row for row in found.rows if row.part == "Lead check")
    assert lead.sights[names.index("front-door")] == Sight(Seen.ALL)
    assert lead.sights[names.index("police-prevent")].why == "They do not receive this form"
    assert lead.differs
    assert {len(row.sights) for row in found.rows} == {len(names)}
    for receiver in ("front-door", "police-prevent"):
        held = {line.place for form in content(ready, receiver).all_forms for part in form.sections for line in part.lines if line.answers}  # fmt: skip
        told = {row.passage.place for row in found.rows if row.passage and row.passage.kind is PassageKind.ANSWER and row.sights[names.index(receiver)].seen is not Seen.NOTHING}  # fmt: skip
        assert told == held, "what the table says is what the pack has"


def test_in_the_data_a_text_keeps_what_is_left_of_it_and_what_has_no_parts_is_masked() -> None:
    cutter = Cutter([Withholding(id="1", case_id="c", words=("Quillon Varga",), reason=_WHY, decided_by="", decided_at=now())])  # fmt: skip
    answers = [
        {"valueString": "He saw QUILLON VARGA there"},
        {
            "valueCoding": {"system": "https://example.org", "code": "q", "display": "Quillon Varga"},
            "id": "a",
        },
        {"extension": [{"url": "https://example.org/note", "valueString": "Quillon Varga said so"}]},
        {"valueDecimal": Decimal("1.10")},
    ]
    text = json_text({"resourceType": "QuestionnaireResponse", "item": [{"linkId": "q", "answer": answers}]})
    cut = cutter.form("r", text)
    (item,) = read_object(cut, megabytes=1)["item"]
    said, chosen, noted, number = item["answer"]
    assert said == {"valueString": f"He saw {withheld_words(_WHY)} there"}
    assert set(chosen) == {"extension"}
    assert chosen["extension"][0]["valueCode"] == "masked"
    assert noted["extension"][0]["valueString"] == f"{withheld_words(_WHY)} said so"
    assert number == {"valueDecimal": Decimal("1.10")}
    assert '"valueDecimal":1.10' in cut, "a decimal keeps its digits"
