from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from prevent_desktop import data_files
from prevent_desktop.casework.organisation import EscrowKey, Receiver, SharingBasis
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.casework.profile import OrganisationProfile, RouteKind, Routes
from prevent_desktop.casework.retention import RetentionCategory, RetentionRule
from prevent_desktop.delivery.signed.form_signatures import FORM_PUBLISHING
from prevent_desktop.errors import ProfileError, SigningKeyError, UsageError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.sealing import generate_identity
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import key_words
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.organisation.profile.making import AdministratorKey, load_key, sign_profile
from prevent_desktop.workflows.organisation.profile.taking import look_at_profile, take_profile
from prevent_desktop.workflows.organisation.signing_identity import form_authorities, trust_form_authority
from tests.profiles import Administrator, a_profile, a_receiver
from tests.unit.vault.examples import a_pack, keep_case

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def take(vault: Vault, ada: Administrator, profile: OrganisationProfile, *, now: datetime = NOW) -> None:
    take_profile(vault, ada.sign(profile, now), now=now, compared=ada.words)


def refused(vault: Vault, untrusted: bytes, *, now: datetime = NOW, compared: str = "") -> str:
    """Why it is refused; nothing of the vault may have changed."""
    before = (vault.profiles.newest(), vault.audit.head)
    with pytest.raises(ProfileError) as raised:
        take_profile(vault, untrusted, now=now, compared=compared)
    assert (vault.profiles.newest(), vault.audit.head) == before
    return f"{raised.value.title}. {raised.value.what_happened}"


def test_a_question_that_is_put_to_what_it_says_is_asked_once_and_refuses_it(
    vault: Vault, ada: Administrator
) -> None:
    asked: list[OrganisationProfile] = []

    def refuse(profile: OrganisationProfile) -> None:
        asked.append(profile)
        raise ProfileError("It may not say so", "Nothing was changed.", "Call your lead.")

    with pytest.raises(ProfileError, match="may not say so"):
        take_profile(vault, ada.sign(a_profile(), NOW), now=NOW, compared=ada.words, require=refuse)
    assert vault.profiles.newest() is None
    assert [one.organisation for one in asked] == ["Council"]


class TestTheFirst:
    def test_it_is_taken_once_its_authoritys_words_were_compared(
        self, vault: Vault, ada: Administrator
    ) -> None:
        signed = ada.sign(a_profile(), NOW)
        offered = look_at_profile(vault, signed, now=NOW)
        assert (offered.is_first, offered.is_news, offered.signer) == (True, True, "Ada Min, Council")
        assert offered.authority_words == ada.words
        assert settings.profile(vault) is None
        assert "words are not the same" in refused(vault, signed)
        assert "words are not the same" in refused(vault, signed, compared=offered.signer_words)
        take_profile(vault, signed, now=NOW, compared=f"  {ada.words.upper()} ")
        profile = settings.profile(vault)
        assert profile is not None
        assert (profile.organisation, profile.version) == ("Council", 1)
        assert profile.authority == (ada.authority.certificate_pem.decode(),)
        assert vault.audit.newest("1", "profile.imported") is not None

    def test_it_tells_what_it_holds(self, vault: Vault, ada: Administrator) -> None:
        words = look_at_profile(vault, ada.sign(a_profile(), NOW), now=NOW).changes
        assert words == (
            f"Receiver added: Council front-door, with the key {key_words(a_receiver())}.",
            "No rules on how long records are kept: nothing is ever due.",
            "Marking: OFFICIAL-SENSITIVE. Why we may share: Public task",
        )

    def test_forms_that_are_not_here_are_told(self, vault: Vault, ada: Administrator) -> None:
        profile = a_profile(recipients=(a_receiver(form_ids=("screening-tool", "no-such-form")),))
        library = FormLibrary(data_files.forms())
        offered = look_at_profile(vault, ada.sign(profile, NOW), now=NOW, known_forms=library.form_ids())
        assert offered.unknown_forms == ("no-such-form",)


class TestWhoSigned:
    def test_another_purpose_is_refused(self, vault: Vault, ada: Administrator) -> None:
        for purpose in ("", FORM_PUBLISHING):
            other = Administrator.under(ada.authority, purpose=purpose)
            with pytest.raises(SigningKeyError, match="not meant for an organisation’s file"):
                other.sign(a_profile(), NOW)
            assert "not signed by somebody who may" in refused(vault, forged(ada, other))

    def test_an_expired_or_not_yet_valid_signer_is_refused(self, vault: Vault) -> None:
        old = Administrator.create(now=NOW - 1200 * DAY)
        signed = old.sign(a_profile(), NOW - 1000 * DAY)
        assert "not valid today" in refused(vault, signed, compared=old.words)
        assert "not valid today" in refused(vault, signed, now=NOW - 1300 * DAY, compared=old.words)

    def test_another_authority_cannot_follow(self, vault: Vault, ada: Administrator) -> None:
        take(vault, ada, a_profile())
        stranger = Administrator.create()
        told = refused(vault, stranger.sign(a_profile(version=2), NOW), compared=stranger.words)
        assert "“Ada Min”. The authority" in told

    def test_an_authority_is_followed_by_one_that_it_named(self, vault: Vault, ada: Administrator) -> None:
        take(vault, ada, a_profile())
        new = Administrator.create()
        named = a_profile(version=2, authority=(pem(ada.authority), pem(new.authority)))
        offered = look_at_profile(vault, ada.sign(named, NOW), now=NOW)
        assert any(new.words in line and "another authority" in line for line in offered.changes)
        take_profile(vault, ada.sign(named, NOW), now=NOW)
        take_profile(vault, new.sign(a_profile(version=3), NOW), now=NOW)
        assert "not signed by somebody who may" in refused(vault, ada.sign(a_profile(version=4), NOW))

    def test_a_revoked_administrator_signs_no_more(self, vault: Vault, ada: Administrator) -> None:
        thief = Administrator.under(ada.authority)
        stolen = thief.key.certificates_pem
        listed = ada.authority.revocation_list({stolen: NOW}, now=NOW).decode()
        others = Authority.create("Others").revocation_list({stolen: NOW}, now=NOW).decode()
        take(vault, ada, a_profile(revocation=(others,)))
        look_at_profile(vault, thief.sign(a_profile(version=2), NOW), now=NOW)
        take_profile(vault, ada.sign(a_profile(version=2, revocation=(listed,)), NOW), now=NOW)
        assert "no longer counts" in refused(vault, thief.sign(a_profile(version=3), NOW))
        extra = AdministratorKey(
            thief.key.key_pem, stolen[: stolen.index(b"END") + 26] + ada.key.certificates_pem
        )
        assert "no longer counts" in refused(
            vault, Administrator(ada.authority, extra).sign(a_profile(version=3), NOW)
        )
        take_profile(vault, ada.sign(a_profile(version=3), NOW), now=NOW)

    def test_a_signature_that_does_not_hold_is_refused(self, vault: Vault, ada: Administrator) -> None:
        header, payload, signature = ada.sign(a_profile(), NOW).decode().split(".")
        parts = json.loads(base64.urlsafe_b64decode(payload + "=="))
        parts["organisation"] = "Somebody else"
        other = base64.urlsafe_b64encode(json.dumps(parts).encode()).rstrip(b"=").decode()
        for text in (f"{header}.{other}.{signature}", f"{header}.{payload}.{signature[:-4]}AAAA", f"{header}.{payload}.", "x", ""):  # fmt: skip
            assert "changed after it was signed" in refused(vault, text.encode(), compared=ada.words)

    @pytest.mark.parametrize("content", [b"\xff\xfe", b"{}", b"a" * (2 << 20), b"a.b.c", "ü.ü.ü".encode()])
    def test_what_is_no_signed_profile_is_refused(self, vault: Vault, content: bytes) -> None:
        assert "not an organisation’s signed file" in refused(vault, content)

    def test_another_sort_of_signed_words_is_refused(self, vault: Vault, ada: Administrator) -> None:
        from prevent_desktop.delivery.signed.signed_words import sign_as

        jws = sign_as("answer", b"{}", ada.key.key_pem, ada.key.certificates_pem)
        assert "not an organisation’s signed file" in refused(vault, jws.encode())

    def test_what_was_signed_is_not_believed_blindly(self, vault: Vault, ada: Administrator) -> None:
        profile = replace(a_profile(), issued=NOW.replace(microsecond=0), authority=(pem(ada.authority),))
        changes: tuple[dict[str, object], ...] = (
            {"recipients": [{}]},
            {"colour": "red"},
            {"version": -1},
            {"expires": None},
        )
        for change in changes:
            parts = {**profile.parts, **change}
            assert "file cannot be" in refused(vault, sign_parts(ada, parts), compared=ada.words)
        without_time = {name: value for name, value in profile.parts.items() if name != "issued"}
        assert "when it was signed" in refused(vault, sign_parts(ada, without_time), compared=ada.words)
        nobody = sign_parts(ada, {**profile.parts, "authority": []})
        assert "not signed by somebody who may" in refused(vault, nobody, compared=ada.words)


class TestVersions:
    def test_an_older_one_never_comes_back(self, vault: Vault, ada: Administrator) -> None:
        first, second = (ada.sign(a_profile(version=version), NOW) for version in (1, 2))
        take_profile(vault, first, now=NOW, compared=ada.words)
        take_profile(vault, second, now=NOW)
        assert "version 2 is here already" in refused(vault, first)

    def test_the_same_version_with_other_words_is_refused(self, vault: Vault, ada: Administrator) -> None:
        take(vault, ada, a_profile())
        told = refused(vault, ada.sign(a_profile(marking="SECRET"), NOW))
        assert "version 1, as the one that is here" in told

    def test_the_same_file_again_is_no_news(self, vault: Vault, ada: Administrator) -> None:
        signed = ada.sign(a_profile(), NOW)
        take_profile(vault, signed, now=NOW, compared=ada.words)
        head = vault.audit.head
        offered = take_profile(vault, signed, now=NOW)
        assert (offered.is_news, offered.changes, vault.audit.head) == (False, (), head)

    def test_one_that_has_run_out_or_is_still_to_come_is_refused(
        self, vault: Vault, ada: Administrator
    ) -> None:
        signed = ada.sign(a_profile(expires=NOW.date()), NOW)
        assert "It counted until" in refused(vault, signed, now=NOW + 2 * DAY, compared=ada.words)
        early = NOW - timedelta(minutes=50)
        ahead = ada.sign(a_profile(), NOW + 2 * DAY)
        assert "still to come" in refused(vault, ahead, now=early, compared=ada.words)
        with pytest.raises(ProfileError, match="cannot be signed"):
            ada.sign(a_profile(expires=NOW.date() - 2 * DAY), NOW)


class TestWhatItGives:
    def test_it_is_the_only_source_of_what_is_the_organisations(
        self, vault: Vault, ada: Administrator
    ) -> None:
        typed = replace(a_receiver("typed"))
        settings.save_receivers(vault, (typed,))
        settings.save_sharing_basis(vault, SharingBasis(lawful_basis="typed"))
        rule = RetentionRule(kind=RetentionCategory.HEALTH, keep_months=96)
        escrow = EscrowKey(name="Council", recipient=str(generate_identity().recipient))
        trusted, forms = (Authority.create(name).certificate_pem for name in ("Packs", "Forms"))
        profile = a_profile(
            retention=(rule,), escrow=escrow, trust=(trusted.decode(),), form_trust=(forms.decode(),), password_packs=False,
            timestamp_url="https://tsa.example.org/", marking="OFFICIAL", answer_within_days={"front-door": 3},
        )  # fmt: skip
        take(vault, ada, profile)
        assert settings.receivers(vault) == profile.recipients
        assert settings.sharing_basis(vault) == SharingBasis(lawful_basis="Public task", marking="OFFICIAL")
        assert (settings.retention_rules(vault), settings.escrow_key(vault)) == ((rule,), escrow)
        assert (terms.trust(vault), form_authorities(vault)) == ((trusted,), (forms,))
        assert not terms.password_packs_allowed(vault)
        assert terms.timestamp_url(vault) == "https://tsa.example.org/"
        assert terms.answer_within_days(vault) == {"front-door": 3}

    def test_what_it_gives_cannot_be_typed_any_more(self, vault: Vault, ada: Administrator) -> None:
        take(vault, ada, a_profile())
        rule = RetentionRule(kind=RetentionCategory.HEALTH, keep_months=96)
        certificate = Authority.create("Other").certificate_pem
        for save in (
            lambda: settings.save_receivers(vault, ()),
            lambda: settings.save_sharing_basis(vault, SharingBasis(lawful_basis="x")),
            lambda: settings.save_retention_rules(vault, (rule,)),
            lambda: settings.save_escrow_key(vault, EscrowKey(name="x", recipient="y")),
            lambda: trust_form_authority(vault, certificate),
        ):
            with pytest.raises(UsageError, match="file of Council"):
                save()

    def test_receivers_come_in_the_order_in_which_they_are_asked(
        self, vault: Vault, ada: Administrator
    ) -> None:
        both = (a_receiver("front-door"), a_receiver("police"))
        take(
            vault,
            ada,
            a_profile(recipients=both, routes=Routes(kind=RouteKind.POLICE_FIRST, first=("police",))),
        )
        assert [one.id for one in settings.receivers(vault)] == ["police", "front-door"]

    def test_the_clocks_are_worked_out_by_the_new_rules(self, vault: Vault, ada: Administrator) -> None:
        take(vault, ada, a_profile())
        assert vault.database.value("SELECT count(*) FROM clocks") == 0


def test_changes_are_told_in_words(vault: Vault, ada: Administrator) -> None:
    gone, kept = a_receiver("clinic"), a_receiver("police", phone="1")
    take(vault, ada, a_profile(recipients=(gone, kept)))
    changed: Receiver = replace(
        kept, seal_to=(str(generate_identity().recipient),), endpoint="https://new.example.org/"
    )
    rule = RetentionRule(kind=RetentionCategory.HEALTH, keep_months=96)
    later = a_profile(
        version=2, recipients=(changed, a_receiver("court")), retention=(rule,), marking="OFFICIAL", password_packs=False,
        expires=date(2030, 1, 31),
    )  # fmt: skip
    assert look_at_profile(vault, ada.sign(later, NOW), now=NOW).changes == (
        f"Receiver added: Council court, with the key {key_words(a_receiver())}.",
        "Receiver removed: Council clinic.",
        f"Council police: its key changes. In words it is now: {key_words(changed)}.",
        "Council police: its packs go to another address: https://new.example.org/.",
        "Packs under a password are not allowed any more.",
        "Marking: OFFICIAL. Why we may share: Public task",
        "Rules change: 1 rule on how long records are kept.",
        "It counts until 31 Jan 2030.",
    )


def test_each_computer_is_told_that_a_profile_leads_to(vault: Vault, ada: Administrator) -> None:
    """Windows tells such a computer who is signed in: people read it before they take the profile."""
    share = a_receiver("police", endpoint="file://SERVER/packs/")
    told = "Files go to a folder on the computer “{}”. Windows may tell that computer your login."
    first = a_profile(recipients=(share, a_receiver("clinic", endpoint="file:////files/in/")))
    words = look_at_profile(vault, ada.sign(first, NOW), now=NOW).changes
    assert words[-2:] == (told.format("files"), told.format("server"))
    take(vault, ada, first)
    same = a_profile(version=2, recipients=(replace(share, endpoint="file://server/other/"),))
    assert not any("login" in line for line in look_at_profile(vault, ada.sign(same, NOW), now=NOW).changes)
    other = a_profile(version=2, recipients=(replace(share, endpoint="file://evil.example/packs/"),))
    words = look_at_profile(vault, ada.sign(other, NOW), now=NOW).changes
    assert words[-1] == told.format("evil.example")


def test_what_was_typed_and_counts_no_more_is_named(vault: Vault, ada: Administrator) -> None:
    settings.save_receivers(vault, (a_receiver("typed"),))
    words = look_at_profile(vault, ada.sign(a_profile(), NOW), now=NOW).changes
    assert words[-1] == "What you typed yourself no longer counts. Receivers that you typed: Council typed."


def test_packs_on_their_way_stay_closed_to_the_key_before(vault: Vault, ada: Administrator) -> None:
    take(vault, ada, a_profile())
    case = keep_case(vault)
    file = vault.attachments.add(io.BytesIO(b"x"), case_id=case.id, file_name="p", media_type="x/y", at=NOW)
    vault.packs.add(replace(a_pack(case, file.id), recipient_id="front-door", status=PackStatus.QUEUED))
    changed = replace(a_receiver(), seal_to=(str(generate_identity().recipient),))
    words = look_at_profile(
        vault, ada.sign(a_profile(version=2, recipients=(changed,)), NOW), now=NOW
    ).changes
    assert "1 pack to Council front-door is on its way and stays closed to the key before." in words
    same = look_at_profile(vault, ada.sign(a_profile(version=2, marking="OFFICIAL"), NOW), now=NOW).changes
    assert not any("on its way" in line for line in same)


def pem(authority: Authority) -> str:
    return authority.certificate_pem.decode()


def sign_parts(by: Administrator, parts: object) -> bytes:
    from prevent_desktop.delivery.signed.profile_signatures import sign_words

    payload = json.dumps(parts).encode()
    return sign_words(payload, by.key.key_pem, by.key.certificates_pem).encode()


def forged(ada: Administrator, other: Administrator) -> bytes:
    """Signed with a key that is not meant for it, by somebody who does without our refusal."""
    from prevent_desktop.delivery.signed.signed_words import payload_of, sign_as

    payload = payload_of(ada.sign(a_profile(), NOW).decode())
    return sign_as(
        "organisation-profile+jws", payload, other.key.key_pem, other.key.certificates_pem
    ).encode()


class TestKeys:
    def test_a_key_comes_as_pkcs12_or_as_pem(self, ada: Administrator) -> None:
        from cryptography import x509
        from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
        from cryptography.hazmat.primitives.serialization import (
            BestAvailableEncryption,
            load_pem_private_key,
            pkcs12,
        )

        own, root = x509.load_pem_x509_certificates(ada.key.certificates_pem)
        key = load_pem_private_key(ada.key.key_pem, None)
        assert isinstance(key, EllipticCurvePrivateKey)
        packed = pkcs12.serialize_key_and_certificates(
            b"a", key, own, [root], BestAvailableEncryption(b"word")
        )
        for loaded in (
            load_key(packed, password="word"),
            load_key(ada.key.key_pem, ada.key.certificates_pem),
            load_key(ada.key.key_pem + ada.key.certificates_pem),
        ):
            assert sign_profile(a_profile(), loaded, now=NOW).count(".") == 2
        for wrong in (
            b"",
            b"\x30\x82",
            packed,
            b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        ):
            with pytest.raises(SigningKeyError, match="cannot be read"):
                load_key(wrong, password="another")

    def test_a_key_that_does_not_fit_signs_nothing(self, ada: Administrator) -> None:
        other = Administrator.create()
        with pytest.raises(SigningKeyError, match="does not belong"):
            sign_profile(a_profile(), load_key(ada.key.key_pem, other.key.certificates_pem), now=NOW)

    def test_a_profile_without_an_authority_is_not_signed(self, ada: Administrator) -> None:
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import Encoding

        own = x509.load_pem_x509_certificates(ada.key.certificates_pem)[0].public_bytes(Encoding.PEM)
        with pytest.raises(ProfileError, match="names no authority"):
            sign_profile(a_profile(), load_key(ada.key.key_pem, own), now=NOW)
