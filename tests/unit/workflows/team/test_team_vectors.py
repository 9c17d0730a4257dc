"""The vectors of the specification open, verify and say what they say, in this version and every later one."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import Any

import pytest

from prevent_desktop.casework.team.set_codec import decode
from prevent_desktop.data_files import resources
from prevent_desktop.delivery.signed.team import Words, open_words
from prevent_desktop.sealing import open_bytes, parse_identity
from prevent_desktop.strict_json import read
from prevent_desktop.workflows.team.change_sets.copy_asks import FIXED, CopyAsk
from prevent_desktop.workflows.team.change_sets.copy_pieces import CopyWords
from prevent_desktop.workflows.team.circles.circle_book import is_well_formed
from prevent_desktop.workflows.team.circles.heads import list_payload
from prevent_desktop.workflows.team.circles.hint import open_hint
from prevent_desktop.workflows.team.circles.sealed_words import open_words as open_sealed
from prevent_desktop.workflows.team.circles.statements import statement_of
from prevent_desktop.workflows.team.circles.verdicts import Reason
from tests import team_copy_ask_vectors, team_copy_vectors
from tests.team_vectors import CHANGE_SET, CIRCLE, FILE, HEADS, HINT, names


@pytest.fixture(scope="module")
def vectors() -> Any:
    return json.loads((resources() / FILE).read_text("utf-8"))


def test_names_are_those_of_the_specification(vectors: Any) -> None:
    assert vectors["names"] == names()
    assert vectors["main_circle"] == CIRCLE
    text = f'["main-circle", "{vectors["team"]}"]'.encode()
    assert hashlib.sha256(text).hexdigest()[:32] == CIRCLE


@pytest.mark.parametrize("kind", [Words.CHANGE_SET, Words.CIRCLE, Words.HEADS])
def test_words_open_and_verify(vectors: Any, kind: Words) -> None:
    words = vectors["words"][kind]
    opened = open_sealed(kind, bytes.fromhex(words["sealed"]), [parse_identity(vectors["identity"])])
    assert (opened.untrusted_jws, opened.signer) == (words["jws"], vectors["writer"])
    assert open_words(kind, words["jws"], vectors["signing_key"]).decode() == words["payload"]


@pytest.mark.parametrize("kind", [Words.CHANGE_SET, Words.CIRCLE, Words.HEADS])
def test_words_open_by_the_page_alone(vectors: Any, kind: Words) -> None:
    """As somebody else's program would do it."""
    words = vectors["words"][kind]
    plain = open_bytes(bytes.fromhex(words["sealed"]), [parse_identity(vectors["identity"])])
    assert plain.hex() == words["padded"]
    assert len(plain) in {1024, 2048, 4096}
    frame = plain[4 : 4 + int.from_bytes(plain[:4])]
    assert frame[1 : 1 + frame[0]].decode() == vectors["writer"]
    assert zlib.decompress(frame[1 + frame[0] + 64 :], wbits=-15).decode() == words["payload"]


def test_they_say_what_they_say(vectors: Any) -> None:
    words = {
        kind: vectors["words"][kind]["payload"].encode()
        for kind in (Words.CHANGE_SET, Words.CIRCLE, Words.HEADS)
    }
    assert decode(words[Words.CHANGE_SET]) == CHANGE_SET
    assert words[Words.HEADS] == list_payload(HEADS)
    statement = statement_of(words[Words.CIRCLE])
    assert is_well_formed(statement)
    assert statement.identity == vectors["identity"]
    assert (
        open_hint(bytes.fromhex(vectors["hint"]["sealed"]), iter([parse_identity(vectors["identity"])]))
        == HINT
    )


def test_the_page_names_every_reason_and_kind_of_words() -> None:
    page = (resources() / "specification" / "team-changes.md").read_text("utf-8")
    for word in (*Reason, *Words):
        assert f"`{word.value}`" in page


def test_a_copy_by_the_mailbox_is_as_the_page_says() -> None:
    vector = json.loads((resources() / team_copy_vectors.FILE).read_text("utf-8"))
    file, identity = bytes.fromhex(vector["file"]), parse_identity(vector["identity"])
    assert vector["names"] == team_copy_vectors.names(file)
    opened = open_sealed(Words.CHECKED, bytes.fromhex(vector["sealed"]), [identity])
    assert opened.signer == vector["lead"]
    payload = open_words(Words.CHECKED, opened.untrusted_jws, vector["signing_key"])
    assert payload.decode() == vector["payload"]
    assert read(CopyWords, payload, fixed={"kind": "team-copy", "format": 1}) == team_copy_vectors.told(file)
    assert open_bytes(file, [identity]) == team_copy_vectors.CONTENT
    piece = len(file).to_bytes(4) + file
    piece += bytes(1_048_576 - len(piece))
    assert hashlib.sha256(piece).hexdigest() == vector["piece_sha256"]
    assert team_copy_vectors.told(file).pieces == (hashlib.sha256(file).hexdigest(),)


def test_what_is_signed_by_whoever_asks_for_a_copy_is_as_the_page_says() -> None:
    vector = json.loads((resources() / team_copy_ask_vectors.FILE).read_text("utf-8"))
    assert vector["name"] == team_copy_ask_vectors.NAME
    identity = parse_identity(vector["identity"])
    opened = open_sealed(Words.COPY_ASK, bytes.fromhex(vector["sealed"]), [identity])
    assert opened.signer == vector["asking"]
    payload = open_words(Words.COPY_ASK, opened.untrusted_jws, vector["signing_key"])
    assert payload.decode() == vector["payload"]
    assert read(CopyAsk, payload, fixed=FIXED) == team_copy_ask_vectors.ASK
