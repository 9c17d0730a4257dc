"""The parts of the settings: what each is called, and the words that find it. No Qt."""

from __future__ import annotations

from enum import StrEnum

from prevent_desktop.translation import N_, _


class SettingsGroup(StrEnum):
    """The groups of the settings, in their order."""

    ME = "me"
    ORGANISATION = "organisation"
    SENDING = "sending"
    SAFETY = "safety"
    APP = "app"

    @property
    def label(self) -> str:
        """The heading over its parts."""
        return {
            SettingsGroup.ME: _("Me"),
            SettingsGroup.ORGANISATION: _("Organisation"),
            SettingsGroup.SENDING: _("Sending and receiving"),
            SettingsGroup.SAFETY: _("Safety"),
            SettingsGroup.APP: _("App"),
        }[self]

    @property
    def parts(self) -> tuple[SettingsPart, ...]:
        """Its parts, in their order."""
        return _PARTS[self]


class SettingsPart(StrEnum):
    """A part of the settings, or how they were left. The value is its name on the settings' screen."""

    AS_LEFT = ""
    WHO = "who"
    LEAD = "lead"
    ORGANISATION = "organisation"
    RECEIVERS = "recipients"  # as routes were written out before; `receivers` is a method of every QObject
    SIGNING = "signing"
    SHARING = "sharing"
    LEAVING = "leaving"
    SENDING = "sending"
    CONNECTION = "connection"
    TEAM_MAILBOX = "team_mailbox"
    RECEIVING = "receiving"
    WRITING = "writing"
    FORMS = "forms"
    KEEPING = "keeping"
    WORKING_DAYS = "working_days"
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
        """What is set there, in a few words that find it too."""
        return _(_SAID[self][1])


_SAID = {
    SettingsPart.WHO: (N_("Who I am"), N_("Name, role, phone, email")),
    SettingsPart.LEAD: (N_("My lead"), N_("Safeguarding lead, deputy, name, phone")),
    SettingsPart.ORGANISATION: (N_("Organisation"), N_("Organisation’s file, lead, school or council")),
    SettingsPart.RECEIVERS: (N_("Receivers"), N_("Who gets packs: keys and addresses")),
    SettingsPart.SIGNING: (N_("Signing key"), N_("Certificate, card, signature")),
    SettingsPart.SHARING: (N_("Sharing and marking"), N_("Lawful basis, consent, marking")),
    SettingsPart.LEAVING: (N_("What leaves this computer"), N_("Packs, team, timestamps, updates: switches")),
    SettingsPart.SENDING: (N_("Sending"), N_("Outbox, tray, when packs leave")),
    SettingsPart.CONNECTION: (N_("Connection"), N_("Network, proxy, server, sign-in")),
    SettingsPart.TEAM_MAILBOX: (N_("Team’s mailbox"), N_("User name, password, key, folder")),
    SettingsPart.RECEIVING: (N_("Our desk"), N_("Receiving packs: inbox, keys, folders")),
    SettingsPart.WRITING: (N_("Writing"), N_("Spelling, phrases, your own words")),
    SettingsPart.FORMS: (N_("Forms"), N_("Add forms, try forms")),
    SettingsPart.KEEPING: (N_("How long records are kept"), N_("Years, retention, deletion")),
    SettingsPart.WORKING_DAYS: (N_("Working days"), N_("Bank holidays, nation, term dates, breaks")),
    SettingsPart.LOCKING: (N_("Locking"), N_("Minutes until it locks, screenshots")),
    SettingsPart.LOOK: (N_("Appearance"), N_("Colours, dark, contrast, text size")),
    SettingsPart.PASSPHRASE: (N_("Change passphrase"), N_("Password")),
    SettingsPart.UNLOCK_METHODS: (N_("Ways in"), N_("Recovery code, PIN, login")),
    SettingsPart.BACK_UP: (N_("Backups"), N_("Backup copies, restore")),
    SettingsPart.MERGING: (N_("Two laptops"), N_("Join a copy from another laptop")),
    SettingsPart.CHECKS: (N_("Whole records"), N_("Check that records are whole, integrity, audit")),
}

_PARTS = {
    SettingsGroup.ME: (SettingsPart.WHO, SettingsPart.LEAD, SettingsPart.SIGNING, SettingsPart.WRITING),
    SettingsGroup.ORGANISATION: (
        SettingsPart.ORGANISATION,
        SettingsPart.RECEIVERS,
        SettingsPart.SHARING,
        SettingsPart.FORMS,
        SettingsPart.KEEPING,
        SettingsPart.WORKING_DAYS,
    ),
    SettingsGroup.SENDING: (
        SettingsPart.LEAVING,
        SettingsPart.SENDING,
        SettingsPart.CONNECTION,
        SettingsPart.TEAM_MAILBOX,
        SettingsPart.RECEIVING,
    ),
    SettingsGroup.SAFETY: (
        SettingsPart.LOCKING,
        SettingsPart.PASSPHRASE,
        SettingsPart.UNLOCK_METHODS,
        SettingsPart.BACK_UP,
        SettingsPart.CHECKS,
    ),
    SettingsGroup.APP: (SettingsPart.LOOK, SettingsPart.MERGING),
}
