"""What goes over the pipe comes back as it was, and nothing else is taken for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from threading import Thread

import pytest

from prevent_desktop.confined.frames import from_json, to_json
from prevent_desktop.packs.pack_facts import PackedFile, PackFacts
from prevent_desktop.packs.reader.questions import Asked, ByKeyFile, ByPassword, Facts, Verify
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.packs.verified_pack import Standing, VerifiedPack, VerifiedSigner
from prevent_desktop.strict_json import read, reading
from prevent_desktop.strict_json.marks import Member, members_in


class Kind(Enum):
    FIRST = 1


class Word(StrEnum):
    SAID = "said"


@dataclass(frozen=True)
class Inner:
    text: str
    number: int = 0


@dataclass(frozen=True)
class Outer:
    inner: Inner
    several: tuple[Inner, ...]
    pair: tuple[str, int]
    by_name: Mapping[str, Inner]
    one_of: Inner | str | None
    kinds: frozenset[Word]
    kind: Kind
    data: bytes
    day: date
    moment: datetime
    share: float
    is_so: bool


GOOD = Outer(
    inner=Inner("é\u202e", 7),
    several=(Inner("a"), Inner("b", -1)),
    pair=("x", 2),
    by_name={"n": Inner("c")},
    one_of=None,
    kinds=frozenset({Word.SAID}),
    kind=Kind.FIRST,
    data=b"\x00\xff",
    day=date(2026, 11, 28),
    moment=datetime(2026, 11, 28, 12, tzinfo=UTC),
    share=0.5,
    is_so=True,
)
SIGNER = VerifiedSigner(
    name="S", organisation="O", claimed_time=GOOD.moment, standing=Standing.GOOD, fingerprint="ab"
)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Outer, GOOD),
        (int, 3),
        (str, ""),
        (Inner | None, None),
        (VerifiedPack, VerifiedPack(author=SIGNER, pack_id="P", audit_head="h", covers_whole_document=False, later_signers=(SIGNER,), certification="c")),
        (PackFacts, PackFacts(title="t", page_count=1, answer_by=GOOD.day, files=(PackedFile(name="a", media_type="b", size=1),), forms=("{}",))),
        (Asked, Asked(question=Verify(trusted=(b"a",), verification_context=VerificationContext(now=GOOD.moment), unlock=ByPassword("p")), language="")),
        (Asked, Asked(question=Verify(trusted=(), verification_context=VerificationContext(), unlock=ByKeyFile(b"k", "p")), language="cy")),
        (Asked, Asked(question=Facts(), language="cy")),
    ],
)  # fmt: skip
def test_it_comes_back_as_it_was(kind: object, value: object) -> None:
    assert from_json(kind, to_json(value)) == value


def _changed(**how: object) -> bytes:
    return json.dumps({**json.loads(to_json(GOOD)), **how}).encode()


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b"[]",
        b"null",
        _changed(is_so=1),
        _changed(share="0.5"),
        _changed(share=True),
        _changed(data="not base 64"),
        _changed(day="yesterday"),
        _changed(kind=2),
        _changed(kind=True),
        _changed(share=float("nan")),
        _changed(share=float("inf")),
        _changed(pair=["x", 2, 3]),
        _changed(inner={"$": "Outer", "text": "", "number": 1}),
        _changed(inner={"$": "Inner", "text": "", "number": 1, "more": 1}),
        _changed(inner={"$": "Inner", "text": ""}),
        _changed(inner=None),
        _changed(more=1),
        _changed(one_of=5),
        b"[" * 100_000,
    ],
)
def test_what_is_not_what_was_asked_for_is_refused(untrusted: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any
        from_json(Outer, untrusted)


def test_what_has_no_form_on_the_pipe_is_our_fault() -> None:
    with pytest.raises(TypeError):
        to_json(object())


@dataclass(frozen=True)
class NeverReadBefore:
    first: str
    second: str


def test_a_kind_that_two_threads_are_the_first_to_read_is_read_by_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The other one comes while its members are being found: a vault's key file was called damaged once in many starts."""
    text, found = '{"first": "a", "second": "b"}', members_in
    others: list[object] = []

    def found_slowly(kind: object) -> Iterator[Member]:
        for number, member in enumerate(found(kind)):
            if number == 1 and not others:
                others.append(None)
                thread = Thread(target=lambda: others.append(read(NeverReadBefore, text)))
                thread.start()
                thread.join()
            yield member

    monkeypatch.setattr(reading, "members_in", found_slowly)
    assert read(NeverReadBefore, text) == NeverReadBefore("a", "b")
    assert others == [None, NeverReadBefore("a", "b")]
