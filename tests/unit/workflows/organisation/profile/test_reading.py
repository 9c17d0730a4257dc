from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from prevent_desktop.casework.organisation import Colleague, EscrowKey, SealingWay, SignInServer
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.profile import OrganisationProfile, RouteKind, Routes
from prevent_desktop.casework.retention import RetentionCategory, RetentionRule
from prevent_desktop.errors import ProfileError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.sealing import generate_identity
from prevent_desktop.sealing.classic import ClassicIdentity
from prevent_desktop.workflows.organisation.profile.changes import changes_in_words
from prevent_desktop.workflows.organisation.profile.reading import profile_text, read_profile, review_profile
from tests.profiles import a_profile, a_receiver

HYBRID = str(generate_identity().recipient)
CLASSIC = str(ClassicIdentity(bytes(range(32))).recipient)
PEM = Authority.create("Somebody").certificate_pem.decode()

SIGN_IN = SignInServer(issuer="https://id.example/realms/police", client_id="prevent-desktop", scope="packs")

FULL = a_profile(
    recipients=(
        a_receiver(),
        a_receiver("police", needs=("screening-tool",), sign_in=SIGN_IN),
        a_receiver("clinic", way=SealingWay.PASSWORD, seal_to=(), receipt_certificate="", endpoint=""),
        a_receiver("court", way=SealingWay.CERTIFICATE, encrypt_to=PEM, seal_to=(), receipt_certificate="", endpoint=""),
    ),
    colleagues=(Colleague(name="नर्गिस", role="Lead", recipient=HYBRID, certificate=PEM), Colleague(name="A", role="")),
    authority=(PEM,), trust=(PEM,), form_trust=(PEM,), timestamp_url="http://tsa.example.org", timestamp_trust=(PEM,),
    retention=(RetentionRule(kind=RetentionCategory.REFERRAL, outcome=Outcome.NO_FURTHER_ACTION, keep_months=12),),
    escrow=EscrowKey(name="Council", recipient=HYBRID), lawful_basis="Public task.\nSafeguarding.",
    routes=Routes(kind=RouteKind.POLICE_FIRST, first=("police",)), answer_within_days={"police": 5},
)  # fmt: skip


def parts_of(profile: OrganisationProfile) -> Any:
    return json.loads(profile_text(profile))


def findings(parts: Any) -> list[tuple[str, str]]:
    text = parts if isinstance(parts, bytes) else json.dumps(parts, indent=1).encode()
    return [(one.place, one.words) for one in review_profile(text).findings]


def test_a_profile_reads_back_as_it_was_written() -> None:
    assert read_profile(profile_text(FULL)) == FULL
    assert read_profile(profile_text(a_profile())) == a_profile()


def test_a_receiver_without_a_sign_in_says_nothing_of_one() -> None:
    """So that a profile which has none reads in older versions of the program."""
    parts = parts_of(FULL)["recipients"]
    assert [("sign_in" in one) for one in parts] == [False, True, False, False]


def test_the_file_is_one_that_a_person_can_read() -> None:
    lines = profile_text(FULL).decode().splitlines()
    assert '  "organisation": "Council",' in lines
    assert "नर्गिस" in "".join(lines)


def test_only_what_is_needed_must_be_there() -> None:
    short = {"kind": "organisation-profile", "format": 1, "organisation": "C", "version": 1, "expires": "2030-01-31", "recipients": []}  # fmt: skip
    read = read_profile(json.dumps(short).encode())
    assert (read.expires, read.marking, read.password_packs) == (
        date(2030, 1, 31),
        "OFFICIAL-SENSITIVE",
        True,
    )
    for name in ("organisation", "version", "expires", "recipients"):
        left = {key: value for key, value in short.items() if key != name}
        assert findings(left) == [("", f"“{name}” is missing.")]


Change = Callable[[Any], object]


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (lambda p: p.update(kind="form"), "kind", "not the file"),
        (lambda p: p.update(format=2), "format", "another version"),
        (lambda p: p.update(format=True), "format", "whole number"),
        (lambda p: p.update(colour="red"), "colour", "no such field"),
        (lambda p: p.update({"a\x01\ud800b": 1}), "a··b", "no such field"),
        (lambda p: p.update(organisation=""), "organisation", "empty"),
        (lambda p: p.update(organisation="a\nb"), "organisation", "control character"),
        (lambda p: p.update(organisation="a\u202eb"), "organisation", "cannot be seen"),
        (lambda p: p.update(organisation="x" * 201), "organisation", "200"),
        (lambda p: p.update(organisation=["x"]), "organisation", "text"),
        (lambda p: p.update(version=0), "version", "whole number"),
        (lambda p: p.update(version=True), "version", "whole number"),
        (lambda p: p.update(version=1.0), "version", "whole number"),
        (lambda p: p.update(version=10**30), "version", "whole number"),
        (lambda p: p.update(expires="31.12.2027"), "expires", "day"),
        (lambda p: p.update(expires="2027-02-30"), "expires", "day"),
        (lambda p: p.update(expires="9999-12-31"), "expires", "day"),
        (lambda p: p.update(issued="2026-11-26"), "issued", "time"),
        (lambda p: p.update(issued="2030-01-01T00:00:00Z"), "expires", "counts at least"),
        (lambda p: p.update(issued="2010-01-01T00:00:00Z"), "expires", "five years"),
        (lambda p: p.update(password_packs="no"), "password_packs", "true or false"),
        (lambda p: p.update(printing="no"), "printing", "true or false"),
        (lambda p: p.update(password_packs=False), "recipients, number 3, way", "forbids"),
        (lambda p: p.update(timestamp_url="ftp://x"), "timestamp_url", "https://"),
        (lambda p: p.update(trust=["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]), "trust, number 1", "certificate"),
        (lambda p: p.update(trust=[PEM + PEM]), "trust, number 1", "One certificate"),
        (lambda p: p.update(trust=[PEM] * 21), "trust", "more than 20"),
        (lambda p: p.update(revocation=[PEM]), "revocation, number 1", "revoked"),
        (lambda p: p["recipients"][1].update(sign_in={"issuer": "http://id.example", "client_id": "x"}), "recipients, number 2, sign_in, issuer", "https://"),
        (lambda p: p["recipients"][1].update(sign_in={"issuer": "https://id.example?a=b", "client_id": "x"}), "recipients, number 2, sign_in, issuer", "https://"),
        (lambda p: p["recipients"][1].update(sign_in={"issuer": "https://id.example"}), "recipients, number 2, sign_in", "client_id"),
        (lambda p: p["recipients"][1].update(sign_in="https://id.example"), "recipients, number 2, sign_in", "object"),
        (lambda p: p.update(routes={"kind": "my-way"}), "routes, kind", "front-door-first"),
        (lambda p: p.update(routes={"kind": "police-first"}), "routes", "first"),
        (lambda p: p.update(routes={"kind": "both", "first": ["nobody"]}), "routes, first, number 1", "no receiver"),
        (lambda p: p.update(answer_within_days={"nobody": 3}), "answer_within_days, nobody", "no receiver"),
        (lambda p: p.update(answer_within_days={"police": 0}), "answer_within_days, police", "whole number"),
        (lambda p: p.update(escrow={"name": "C", "recipient": CLASSIC}), "escrow, recipient", "hybrid"),
        (lambda p: p.update(recipients={}), "recipients", "list"),
        (lambda p: p.update(recipients=["x"]), "recipients, number 1", "object"),
        (lambda p: p["recipients"][2].update(id="front-door"), "recipients, number 3, id", "already"),
        (lambda p: p["recipients"][1].update(name="council FRONT-DOOR"), "recipients, number 2, name", "already"),
        (lambda p: p["recipients"][0].update(id="../x"), "recipients, number 1, id", "letters"),
        (lambda p: p["recipients"][0].update(seal_to=[HYBRID, CLASSIC]), "recipients, number 1, seal_to", "one kind"),
        (lambda p: p["recipients"][0].update(seal_to=[]), "recipients, number 1, seal_to", "age1"),
        (lambda p: p["recipients"][0].update(seal_to=["age1nothing"]), "recipients, number 1, seal_to", ""),
        (lambda p: p["recipients"][0].update(endpoint="gopher://x/"), "recipients, number 1, endpoint", "https://"),
        (lambda p: p["recipients"][0].update(endpoint="http://example.org/"), "recipients, number 1, endpoint", "https://"),
        (lambda p: p["recipients"][0].update(receipt_certificate="PEM"), "recipients, number 1, receipt_certificate", ""),
        (lambda p: p["recipients"][0].update(receipt_certificate=""), "recipients, number 1, receipt_certificate", ""),
        (lambda p: p["recipients"][0].update(form_ids=[]), "recipients, number 1, form_ids", "form"),
        (lambda p: p["recipients"][0].update(form_ids=["../../etc"]), "recipients, number 1, form_ids, number 1", "id"),
        (lambda p: p["recipients"][0].update(needs=["lead-check"]), "recipients, number 1, needs, number 1", "does not receive"),
        (lambda p: p["recipients"][0].update(wants=["all"]), "recipients, number 1, wants, number 1", "belongs here"),
        (lambda p: p["recipients"][0].update(way="fax"), "recipients, number 1, way", "age, password, certificate"),
        (lambda p: p["recipients"][3].update(encrypt_to=""), "recipients, number 4, encrypt_to", "certificate"),
        (lambda p: p["recipients"][0].pop("name"), "recipients, number 1", "missing"),
        (lambda p: p["colleagues"][0].update(recipient=CLASSIC), "colleagues, number 1, recipient", "hybrid"),
        (lambda p: p["colleagues"][0].pop("role"), "colleagues, number 1", "missing"),
        (lambda p: p["retention"][0].update(kind="all"), "retention, number 1, kind", "referral"),
        (lambda p: p["retention"][0].update(keep_months=None), "retention, number 1", "months or an age"),
        (lambda p: p["retention"][0].update(keep_months=0), "retention, number 1, keep_months", "whole number"),
        (lambda p: p["retention"][0].update(outcome="guilty"), "retention, number 1, outcome", "belongs here"),
    ],
)  # fmt: skip
def test_what_does_not_belong_is_told_with_its_place(change: Change, place: str, words: str) -> None:
    parts = parts_of(FULL)
    change(parts)
    (found,) = findings(parts)
    assert found[0] == place
    assert words in found[1]


def test_a_finding_names_the_line() -> None:
    text = profile_text(FULL).decode()
    line = next(number for number, words in enumerate(text.splitlines(), 1) if '"endpoint"' in words)
    broken = text.replace("https://packs.example.org/", "ldap://packs.example.org/", 1).encode()
    (found,) = review_profile(broken).findings
    assert (found.line, found.place) == (line, "recipients, number 1, endpoint")
    with pytest.raises(ProfileError) as raised:
        read_profile(broken)
    assert f"Line {line}, recipients, number 1, endpoint: Enter an address" in raised.value.what_happened


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (b"{\n\n oops", 3, "not valid JSON"),
        (b"[]", 0, "not a JSON object"),
        (b"\xff", 0, "UTF-8"),
        (b"", 1, "not valid JSON"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, 0, "nested too deeply"),
        (b" " * (1024 * 1024 + 1), 0, "larger"),
        (b'{"a": "\\u0000"}', 0, "control character"),
        (b'{"a": NaN}', 0, "not a number"),
        (b'{"a": ' + b"9" * 5000 + b"}", 0, "not valid JSON"),
    ],
)
def test_what_is_no_json_object_is_told_in_words(text: bytes, line: int, words: str) -> None:
    (found,) = review_profile(text).findings
    assert words in found.words
    assert found.line in {line, 1}


def test_a_field_that_stands_there_twice_is_refused() -> None:
    text = profile_text(FULL).decode().replace('"version": 1', '"version": 1,\n  "version": 2', 1)
    assert ("version", "It is there twice.") in findings(text.encode())
    inner = profile_text(FULL).decode().replace('"id": "police"', '"id": "police", "id": "police"', 1)
    assert ("recipients, number 2, id", "It is there twice.") in findings(inner.encode())


def test_all_findings_are_told_in_the_order_of_the_text() -> None:
    parts = parts_of(FULL)
    parts.update(version=0, expires="x", marking="")
    read = review_profile(json.dumps(parts, indent=1).encode())
    assert [one.place for one in read.findings] == ["version", "expires", "marking"]
    assert [one.line for one in read.findings] == sorted(one.line for one in read.findings)


def test_a_sign_in_that_comes_or_goes_is_told_before_the_profile_is_taken() -> None:
    without = a_profile(recipients=(a_receiver("police"),))
    wanted = a_profile(recipients=(a_receiver("police", sign_in=SIGN_IN),))
    name = a_receiver("police").name
    assert changes_in_words(without, wanted) == (
        f"{name}: those who send to it sign in at https://id.example/realms/police.",
    )
    assert changes_in_words(wanted, without) == (f"{name}: no sign-in is wanted any more.",)


def test_two_names_that_look_the_same_and_are_not_are_told_before_a_profile_is_taken() -> None:
    """A member whose name has a Cyrillic letter passes for a colleague; a name in another script by itself is nobody's business."""
    sam, twin, other = (
        Colleague(name=name, role="") for name in ("Sam Field", "S\u0430m Field", "Иван Петров")
    )
    before, after = a_profile(colleagues=(sam, other)), a_profile(colleagues=(sam, twin, other), version=2)
    words = "Two names look the same but are spelt with other letters: “Sam Field” and “S\u0430m Field”. Ask who is who."
    assert changes_in_words(before, after)[0] == words
    assert words in changes_in_words(None, after)
    assert words not in changes_in_words(after, replace(after, version=3)), "it was told when it came"
    assert not any("look the same" in one for one in changes_in_words(None, before))
