from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.casework.answer import Answer, AnswerKind
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.delivery.signed.answers import LARGEST_SIGNED, looks_sealed, sign_answer, verify_answer
from prevent_desktop.delivery.signed.signed_words import sign_as
from prevent_desktop.errors import AnswerError, SigningKeyError
from tests.unit.delivery.receivers import NOW, OTHER_PACK, PACK, Receiver

RECEIVER = Receiver.make()
STRANGER = Receiver.make("Somebody else")
DIGEST = "ab" * 32
QUESTION = Answer(
    kind=AnswerKind.QUESTION,
    number=1,
    at=NOW,
    text="Which school does he go to?\nAnd since when?",
    receiver="Children's front door",
    answer_by=date(2026, 12, 1),
)
DECISION = Answer(
    kind=AnswerKind.DECISION,
    number=2,
    at=NOW,
    outcome=Outcome.CHANNEL_CONSIDERED,
    reason="Two facts weighed most.",
    text="The panel meets on Monday.",
    reference="CFD-20931",
    receiver="Children's front door",
)


def signed(answer: Answer = QUESTION, receiver: Receiver = RECEIVER, pack_id: str = PACK) -> str:
    return sign_answer(
        answer,
        receiver.key_pem.encode(),
        receiver.certificate_pem.encode(),
        pack_id=pack_id,
        sealed_digest=DIGEST,
    )


def verified(untrusted: str, number: int = 1, *, pinned: Receiver = RECEIVER, digest: str = DIGEST) -> Answer:
    return verify_answer(
        untrusted, [pinned.certificate_pem], pack_id=PACK, sealed_digest=digest, number=number
    )


@pytest.mark.parametrize("answer", [QUESTION, DECISION])
def test_an_answer_comes_out_as_it_went_in(answer: Answer) -> None:
    assert verified(signed(answer), answer.number) == answer


def test_who_answers_is_named_by_the_certificate_and_not_by_whoever_writes() -> None:
    said = replace(QUESTION, receiver="The King")
    assert verified(signed(said)).receiver == "Children's front door"


def test_what_somebody_else_signed_is_refused() -> None:
    with pytest.raises(AnswerError, match="not one that is kept here"):
        verified(signed(receiver=STRANGER))


def test_a_renewed_certificate_with_the_same_key_and_a_second_certificate_at_hand_are_fine() -> None:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(RECEIVER.key_pem.encode(), None)
    renewed = Receiver.make(key=key)  # type: ignore[arg-type]  # an EC key, as `make` made it
    assert verified(signed(receiver=renewed)).text == QUESTION.text
    certificates = [STRANGER.certificate_pem, RECEIVER.certificate_pem, ""]
    assert verify_answer(signed(), certificates, pack_id=PACK, sealed_digest=DIGEST, number=1).number == 1


def test_an_answer_to_another_pack_or_another_sealing_of_it_is_refused() -> None:
    with pytest.raises(AnswerError, match="another pack"):
        verified(signed(pack_id=OTHER_PACK))
    with pytest.raises(AnswerError, match="another pack"):
        verified(signed(), digest="cd" * 32)


def test_an_answer_at_another_place_is_refused() -> None:
    with pytest.raises(AnswerError, match="has number 2"):
        verified(signed(DECISION), 1)


@pytest.mark.parametrize("days", [-31, 3651])
def test_an_answer_outside_of_the_certificates_time_is_refused(days: int) -> None:
    with pytest.raises(AnswerError, match="not valid"):
        verified(signed(replace(QUESTION, at=NOW + timedelta(days=days))))


def test_a_receipt_is_no_answer() -> None:
    with pytest.raises(AnswerError):
        verified(RECEIVER.receipt(PACK, DIGEST))


def payload(**changes: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "version": 1, "pack_id": PACK, "sealed_sha256": DIGEST, "number": 1, "at": "2026-11-24T09:12:00Z",
        "kind": "question", "text": "Which school?", "outcome": "", "reason": "", "reference": "", "receiver": "R",
        "answer_by": "",
    }  # fmt: skip
    return {**fields, **changes}


def signed_payload(text: str) -> str:
    return sign_as(
        "prevent-answer+jws", text.encode(), RECEIVER.key_pem.encode(), RECEIVER.certificate_pem.encode()
    )


def test_the_payload_of_these_tests_is_a_good_one() -> None:
    assert verified(signed_payload(json.dumps(payload()))).text == "Which school?"


@pytest.mark.parametrize(
    "changes",
    [{"extra": ["x"]}, {"at": "2026-11-24T09:12:00+00:00"}, {"at": "2026-11-24T10:12:00.000000000+01:00"}],
    ids=str,
)
def test_what_other_software_writes_by_the_standards_is_taken(changes: dict[str, object]) -> None:
    assert verified(signed_payload(json.dumps(payload(**changes)))).at == NOW


def test_each_refusal_says_what_it_is() -> None:
    header, _payload, signature = signed().split(".")
    other = signed(replace(QUESTION, text="Another")).split(".")[1]
    receipt = sign_as("other+jws", b"{}", RECEIVER.key_pem.encode(), RECEIVER.certificate_pem.encode())
    for untrusted, said in (
        (f"{header}.{other}.{signature}", "changed after it was signed"),
        (receipt, "not an answer to a pack"),
        (signed_payload(json.dumps(payload(version=2))), "A newer program made it"),
        ("rubbish", "not an answer that this program can read"),
    ):
        with pytest.raises(AnswerError, match=said):
            verified(untrusted)


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"version": True},
        {"version": "1"},
        {"number": "1"},
        {"number": True},
        {"number": 1.0},
        {"number": 0},
        {"number": 1000},
        {"text": None},
        {"text": ["a"]},
        {"text": ""},
        {"text": "x" * 10_001},
        {"text": "a\u202eb"},
        {"text": "a\x00b"},
        {"reference": "two\nlines"},
        {"receiver": "x" * 201},
        {"kind": "receipt"},
        {"kind": "decision"},
        {"kind": "decision", "outcome": "no-further-action"},
        {"kind": "decision", "outcome": "prison", "reason": "because"},
        {"kind": "feedback", "answer_by": "2026-12-01"},
        {"outcome": "no-further-action"},
        {"reason": "because"},
        {"at": "2026-11-24T09:12:00"},
        {"at": "2026-13-24T09:12:00Z"},
        {"answer_by": "2026-12"},
        {"answer_by": "tomorrow"},
        {"pack_id": "../../etc"},
        {"sealed_sha256": "AB" * 32},
    ],
)
def test_words_that_break_a_rule_are_refused_though_the_receiver_signed_them(
    changes: dict[str, object],
) -> None:
    with pytest.raises(AnswerError):
        verified(signed_payload(json.dumps(payload(**changes))))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "1", '"answer"', "{", json.dumps(payload())[:-1] + ',"text":"other"}', "[" * 5000],
)
def test_what_is_no_answer_at_all_is_refused_though_the_receiver_signed_it(text: str) -> None:
    with pytest.raises(AnswerError):
        verified(signed_payload(text))


def test_a_field_that_is_missing_is_refused() -> None:
    for name in payload():
        fields = payload()
        del fields[name]
        with pytest.raises(AnswerError):
            verified(signed_payload(json.dumps(fields)))


@given(st.binary(max_size=300))
def test_nothing_else_passes_and_nothing_crashes(untrusted: bytes) -> None:
    with pytest.raises(AnswerError):
        verify_answer(untrusted, [RECEIVER.certificate_pem], pack_id=PACK, sealed_digest=DIGEST, number=1)


def test_an_answer_that_would_not_travel_is_not_signed() -> None:
    smile = "\U0001f642"
    with pytest.raises(AnswerError, match="too long"):
        signed(replace(DECISION, text=smile * 10_000, reason=smile * 4_000))
    assert len(signed(replace(QUESTION, text="x" * 10_000))) < LARGEST_SIGNED


def test_another_key_signs_no_answer() -> None:
    mixed = Receiver(STRANGER.key_pem, RECEIVER.certificate_pem)
    with pytest.raises(SigningKeyError):
        signed(receiver=mixed)


def test_a_sealed_answer_is_told_from_a_web_page() -> None:
    assert looks_sealed(b"age-encryption.org/v1\n-> mlkem768x25519 ...")
    assert not looks_sealed(b"<html>")
    assert not looks_sealed(b"age-encryption.org/v1\n" + bytes(60 * 1024))


def test_times_are_those_of_the_receiver_in_any_zone() -> None:
    at = datetime.fromisoformat("2026-11-24T10:12:00.250+01:00")
    assert verified(signed(replace(QUESTION, at=at))).at == at.astimezone(UTC)


def test_a_certificate_of_a_kind_that_nobody_knows_is_refused_as_any_other() -> None:
    header, payload, signature = signed().split(".")
    fields = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
    certificate = base64.b64decode(fields["x5c"][0])
    fields["x5c"][0] = base64.b64encode(certificate.replace(b"\x2a\x86\x48\xce\x3d\x02\x01", b"\x2a\x84\x48\xce\x3d\x02\x01")).decode()  # fmt: skip
    strange = base64.urlsafe_b64encode(json.dumps(fields).encode()).rstrip(b"=").decode()
    with pytest.raises(AnswerError):
        verified(f"{strange}.{payload}.{signature}")
