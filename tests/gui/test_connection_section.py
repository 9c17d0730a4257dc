"""How this computer connects, set and shown: proxy, limit, certificate, signing in on another device, what was seen."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from prevent_desktop.casework.organisation import Receiver, SignInServer
from prevent_desktop.delivery.connection.connection_settings import (
    ConnectionChoices,
    ConnectionSettings,
    ProxyWay,
    SeenConnection,
)
from prevent_desktop.system_store import SystemStore
from prevent_desktop.ui.settings.connection_section import ConnectionSection
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.workflows.organisation.sign_in_places import tell_sign_ins
from prevent_desktop.workflows.sending.connection import read_connection
from prevent_desktop.workflows.sending.sign_in import connection_settings, offers
from tests.gui.screens import Screens, nameless, press, shown_texts, wait_for
from tests.unit.delivery.memory_store import MemoryKeyring
from tests.unit.delivery.oauth_server import Identity
from tests.unit.delivery.strange_servers import TUS, Authority, StrangeServer, answer

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
HOST = "packs.council.example"
KEY, CERTIFICATE = Authority.make("Council authority").client_pem("Office of North Town")


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    """The system's store is ours: only what lies below keeps nothing."""
    made = MemoryKeyring()
    monkeypatch.setattr(ConnectionSettings.__init__, "__defaults__", (lambda: SystemStore(made),))
    return made


@pytest.fixture
def section(screens: Screens, keyring: MemoryKeyring) -> ConnectionSection:
    assert keyring.kept == {}
    made = screens.show(ConnectionSection(screens.tasks, screens.get_spool))
    wait_for(screens.qtbot, lambda: bool(made.certificate.text()))
    return made


def choices(screens: Screens) -> ConnectionChoices:
    return connection_settings(screens.spool).choices()


def receiver(at: str) -> Receiver:
    return Receiver(
        id="front-door", name="Front door", seal_to=(), receipt_certificate="", endpoint=f"https://{HOST}/files",
        form_ids=(), sign_in=SignInServer(issuer=at, client_id="prevent-desktop"),
    )  # fmt: skip


def test_a_proxy_is_set_with_its_password_in_the_systems_store(
    screens: Screens, section: ConnectionSection, keyring: MemoryKeyring
) -> None:
    assert section.proxy.value == ProxyWay.SYSTEM
    assert section.address_field.isHidden()
    section.proxy.buttons["manual"].click()
    assert section.address_field.isVisible()
    section.address.setText("not an address")
    section.save_button.click()
    assert "proxy.school.example:8080" in section.address_field.error.text()
    assert choices(screens) == ConnectionChoices()
    section.address.setText("proxy.school.example:8080")
    section.user.setText("sender")
    section.password.line.setText("open sesame")
    section.save_button.click()
    wait_for(screens.qtbot, lambda: choices(screens).proxy is ProxyWay.MANUAL)
    wait_for(screens.qtbot, section.notice.isVisible)
    assert choices(screens).proxy_user == "sender"
    assert [bytes.fromhex(one) for one in keyring.kept.values()] == [b"open sesame"]
    assert section.password.text == ""
    wait_for(screens.qtbot, section.given_to.isVisible)
    assert section.given_to.text().endswith("no other: proxy.school.example:8080.")
    connection_settings(screens.spool).proxy_refused()
    section.read()
    wait_for(screens.qtbot, lambda: "did not accept" in section.password_field.error.text())
    assert section.given_to.isHidden()
    section.proxy.buttons["none"].click()
    assert section.user_field.isHidden()
    section.save_button.click()
    wait_for(screens.qtbot, lambda: choices(screens).proxy is ProxyWay.NONE)


def test_what_is_being_typed_stays_while_it_is_read_again(
    screens: Screens, section: ConnectionSection
) -> None:
    section.proxy.buttons["manual"].click()
    section.address.setFocus()
    for letter in "proxy":
        press(getattr(Qt.Key, f"Key_{letter.upper()}"))
    typed = section.address.text()
    section.show_connection(read_connection(screens.spool, dt.datetime.now(dt.UTC)))
    assert section.address.text() == typed != ""


def test_the_limit_is_kept_at_once(screens: Screens, section: ConnectionSection) -> None:
    section.limit.buttons["256"].click()
    wait_for(screens.qtbot, lambda: choices(screens).most_bytes == 256_000)


def test_a_certificate_is_added_told_of_in_words_and_taken_away(
    screens: Screens, section: ConnectionSection, keyring: MemoryKeyring, tmp_path: Path
) -> None:
    path = tmp_path / "office.pem"
    path.write_bytes(b"nothing")
    section.load_certificate(path)
    wait_for(screens.qtbot, lambda: "cannot be read" in section.notice.text.text())
    path.write_bytes(KEY + CERTIFICATE)
    section.load_certificate(path)
    wait_for(
        screens.qtbot, lambda: "Office of North Town, by Council authority." in section.certificate.text()
    )
    assert "It runs out in 29 days" in section.certificate.text()
    section.forget_certificate.click()
    wait_for(screens.qtbot, lambda: section.certificate.text() == "None is shown.")
    assert keyring.kept == {}


def test_somebody_signs_in_by_a_code_and_signs_out_again(
    screens: Screens, section: ConnectionSection, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert section.sign_ins.isHidden()
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).toString()))
    with Identity() as identity:
        tell_sign_ins(screens.spool, (receiver(identity.issuer),))
        section.read()
        wait_for(screens.qtbot, section.sign_ins.isVisible)
        (offer,) = offers(screens.spool)
        dialog = section.sign_ins.sign_in(offer)
        wait_for(screens.qtbot, dialog.code.isVisible)
        (code,) = identity.codes.values()
        assert dialog.code.text() == code
        assert nameless(dialog) == []
        dialog.copy.click()
        assert QGuiApplication.clipboard().text() == code
        dialog.open_page.click()
        assert opened == [f"{identity.issuer}/enter?code={code}"]
        identity.approve(code)
        wait_for(screens.qtbot, lambda: "You are signed in" in section.sign_ins.notice.text.text())
        wait_for(
            screens.qtbot, lambda: section.sign_ins.buttons[HOST].accessibleName() == f"Sign out of {HOST}"
        )
        assert keyring.kept
        section.sign_ins.buttons[HOST].click()
        wait_for(
            screens.qtbot, lambda: section.sign_ins.buttons[HOST].accessibleName() == f"Sign in for {HOST}"
        )
        assert keyring.kept == {}


def test_a_sign_in_that_is_refused_says_why_and_can_be_begun_again(
    screens: Screens, section: ConnectionSection
) -> None:
    with Identity(answers=["access_denied"]) as identity:
        tell_sign_ins(screens.spool, (receiver(identity.issuer),))
        (offer,) = offers(screens.spool)
        dialog = section.sign_ins.sign_in(offer)
        wait_for(screens.qtbot, dialog.again.isVisible)
        assert "turned down" in dialog.notice.text.text()
        assert dialog.code.isHidden()
        dialog.again.click()
        wait_for(screens.qtbot, dialog.code.isVisible)
        dialog.reject()
        assert not dialog._timer.isActive()


def test_a_code_that_was_not_entered_in_time_says_so_and_another_can_be_had(
    screens: Screens, section: ConnectionSection
) -> None:
    with Identity() as identity:
        tell_sign_ins(screens.spool, (receiver(identity.issuer),))
        (offer,) = offers(screens.spool)
        dialog = section.sign_ins.sign_in(offer)
        wait_for(screens.qtbot, dialog.code.isVisible)
        dialog._ends_at = 0.0
        wait_for(screens.qtbot, dialog.again.isVisible)
        assert "run out" in dialog.notice.text.text()
        dialog.reject()


def test_what_was_seen_of_a_web_filter_is_told(screens: Screens, section: ConnectionSection) -> None:
    found = read_connection(screens.spool, dt.datetime.now(dt.UTC))
    seen = (
        (HOST, SeenConnection(authority="Smoothwall Root", public=False, protocol="TLSv1.3")),
        ("other.example", SeenConnection(authority="ISRG Root X1", public=True, protocol="TLSv1.3")),
    )
    section.show_connection(replace(found, seen=seen))
    words = section.seen_words.text()
    assert "“Smoothwall Root” vouches for it, which is no public authority" in words
    assert "a public authority, vouches for it" in words


@pytest.mark.parametrize("scale", [100, 200])
def test_every_control_has_a_name_and_fits(
    screens: Screens, section: ConnectionSection, keyring: MemoryKeyring, dressed: Theme, scale: int
) -> None:
    dressed.choose(Appearance.DARK, scale)
    section.proxy.buttons["manual"].click()
    tell_sign_ins(screens.spool, (receiver("https://id.council.example"),))
    section.read()
    wait_for(screens.qtbot, section.sign_ins.isVisible)
    section.resize(700, 900)
    screens.settle()
    assert nameless(section) == []
    assert section.minimumSizeHint().width() <= 700
    keyring.locked = True
    section.read()
    wait_for(
        screens.qtbot, lambda: any("store of secrets is locked" in text for text in shown_texts(section))
    )


def test_the_connection_is_tried_and_nothing_is_sent(screens: Screens, section: ConnectionSection) -> None:
    greeting = answer(204, TUS, "Tus-Version: 1.0.0")
    with (
        StrangeServer(lambda _method, _path: greeting) as good,
        StrangeServer(lambda _method, _path: answer(401, "WWW-Authenticate: Bearer")) as closed,
    ):
        section._endpoints = tuple(f"http://127.0.0.1:{server.port}/files" for server in (good, closed))
        section.tries.click()
        assert not section.tries.isEnabled()
        wait_for(screens.qtbot, section.tried.isVisible)
        assert (good.requests, closed.requests) == (["OPTIONS /files"], ["OPTIONS /files"])
    said = section.tried.text()
    assert "reached, and it takes packs" in said
    assert "The receiver wants you to sign in" in said
    assert section.tries.isEnabled()
