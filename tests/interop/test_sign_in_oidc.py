"""Signing in at an independent server, npm oidc-provider, by a person with a web browser; and what renews it."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections.abc import Iterator
from urllib.parse import urljoin

import httpx
import pytest

from prevent_desktop.delivery.connection.connection_settings import SignInPlace
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.sign_in import SignIn
from prevent_desktop.delivery.connection.tokens import Tokens
from prevent_desktop.errors import RefusedError
from tests.interop.node_server import MODULES, NodeServer

_NODE = (20, 19)
"""What oidc-provider needs."""


def why_not() -> str:
    node = shutil.which("node")
    if node is None:
        return "node is not installed"
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if tuple(map(int, said.strip().removeprefix("v").split(".")[:2])) < _NODE:
        return f"node {said.strip()} is too old for oidc-provider"
    return "" if (MODULES / "oidc-provider").is_dir() else "npm oidc-provider is not installed in .venv/node"


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")


@pytest.fixture(scope="module")
def place() -> Iterator[SignInPlace]:
    with NodeServer("oidc_server.mjs") as server:
        yield SignInPlace(
            issuer=f"http://127.0.0.1:{server.port}",
            client_id="prevent-desktop",
            scope="openid offline_access",
        )


def enter(address: str, *, agree: bool = True) -> str:
    """What a person does in a web browser: open the page, and go through its forms; what it says in the end."""
    with httpx.Client(follow_redirects=True, trust_env=False, timeout=30) as browser:
        page = browser.get(address)
        for _form in range(8):
            form = re.search(r"<form[^>]*>.*?</form>", page.text, re.DOTALL)
            if form is None:
                return re.sub(r"<[^>]+>", " ", page.text)
            if not agree and "abort" in page.text:
                return browser.post(str(page.url), data={**_fields(form[0]), "abort": "yes"}).text
            action = re.search(r'action="([^"]*)"', form[0])
            to = urljoin(str(page.url), html.unescape(action[1]) if action else "")
            page = browser.post(to, data={**_fields(form[0]), "login": "sam", "password": "any"})
    raise AssertionError("the pages do not end")


def _fields(form: str) -> dict[str, str]:
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = html.unescape(value[1]) if value else ""
    return found


def test_a_person_signs_in_and_the_sign_in_is_renewed(place: SignInPlace) -> None:
    flow = SignIn(HttpConnections())
    code = flow.begin(place)
    assert code.address == f"{place.issuer}/device"
    assert flow.poll(place, code) == 0, "nobody has entered it yet"
    enter(code.whole_address)
    first = flow.poll(place, code)
    assert isinstance(first, Tokens)
    assert first.refresh
    assert first.ends_at is not None
    second = flow.renew(place, first)
    assert second is not None
    assert second.access != first.access
    assert flow.renew(place, Tokens(access="x", refresh="never given")) is None


def test_a_person_who_turns_it_down_is_heard(place: SignInPlace) -> None:
    flow = SignIn(HttpConnections())
    code = flow.begin(place)
    enter(code.whole_address, agree=False)
    with pytest.raises(RefusedError) as caught:
        flow.poll(place, code)
    assert caught.value.kind == "sign_in_denied"


def test_a_program_that_the_server_does_not_know_is_told(place: SignInPlace) -> None:
    with pytest.raises(RefusedError) as caught:
        SignIn(HttpConnections()).begin(SignInPlace(issuer=place.issuer, client_id="somebody-else"))
    assert caught.value.kind == "sign_in_not_set_up"


def test_a_server_that_calls_itself_otherwise_is_left(place: SignInPlace) -> None:
    with pytest.raises(RefusedError) as caught:
        SignIn(HttpConnections()).begin(
            SignInPlace(issuer=place.issuer.replace("127.0.0.1", "localhost"), client_id=place.client_id)
        )
    assert caught.value.kind == "sign_in_elsewhere"
