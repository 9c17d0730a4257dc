"""The parts of the settings: what each is called, and the words that find it. No Qt."""

from __future__ import annotations

from enum import StrEnum

from prevent_desktop.translation import N_, _


class SettingsPart(StrEnum):
    """A part of the settings, or how they were left. The value is its name on the settings' screen."""

    AS_LEFT = ""
    WHO = "who"
    ORGANISATION = "organisation"
    RECIPIENTS = "recipients"
    SIGNING = "signing"
    SHARING = "sharing"
    SENDING = "sending"
    CONNECTION = "connection"
    RECEIVING = "receiving"
    WRITING = "writing"
    FORMS = "forms"
    KEEPING = "keeping"
    LOCKING = "locking"
    LOOK = "look"
    PASSPHRASE = "passphrase"  # noqa: S105  # a place on the screen
    UNLOCK_METHODS = "unlock_methods"
    BACK_UP = "back_up"
    MERGING = "merging"
    CHECKS = "checks"

    @property
    def label(self) -> str:
        """What it is called; the settings as a whole have a title of their own."""
        return _(_SAID[self][0])

    @property
    def words(self) -> str:
        """Words that find it, beside those of its title."""
        return _(_SAID[self][1])


_SAID = {
    SettingsPart.WHO: (N_("Who I am"), N_("name role phone email lead job team")),
    SettingsPart.ORGANISATION: (N_("Organisation"), N_("profile file council school lead employer")),
    SettingsPart.RECIPIENTS: (N_("Recipients"), N_("receiver key send to police front door")),
    SettingsPart.SIGNING: (N_("Signing key"), N_("signature certificate card sign")),
    SettingsPart.SHARING: (N_("Sharing and marking"), N_("lawful basis law consent official sensitive")),
    SettingsPart.SENDING: (N_("Sending"), N_("outbox tray start upload")),
    SettingsPart.CONNECTION: (N_("Connection"), N_("proxy network wifi internet server sign in")),
    SettingsPart.RECEIVING: (N_("Receiving"), N_("inbox desk packs come in")),
    SettingsPart.WRITING: (N_("Writing"), N_("spelling words phrases language quotation")),
    SettingsPart.FORMS: (N_("Forms"), N_("new forms add bundle preview")),
    SettingsPart.KEEPING: (N_("How long records are kept"), N_("retention delete dispose years")),
    SettingsPart.LOCKING: (N_("Locking"), N_("lock minutes idle screenshot capture")),
    SettingsPart.LOOK: (N_("Appearance"), N_("theme dark light contrast text size large colour")),
    SettingsPart.PASSPHRASE: (N_("Change passphrase"), N_("password")),
    SettingsPart.UNLOCK_METHODS: (N_("Ways in"), N_("recovery code pin login unlock passphrase")),
    SettingsPart.BACK_UP: (N_("Backups"), N_("backup copy restore save")),
    SettingsPart.MERGING: (N_("Two laptops"), N_("merge join copy computer")),
    SettingsPart.CHECKS: (N_("Integrity"), N_("check whole damage audit record")),
}
