"""What the screen before signing says, as plain data. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.organisation import SealingWay
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.formatting import all_of, each_of, short_day_near, short_moment_near
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.packs.orders import Orders
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.workflows.packs.prepare_pack import Choice, Preparation
from prevent_desktop.workflows.packs.readiness import DETAILS, SETTINGS, Readiness, ReadyLine


class LeadsTo(StrEnum):
    """What "Go to it" opens."""

    NOWHERE = "nowhere"
    SETTINGS = "settings"
    DETAILS = "details"
    NEW_FORM = "new-form"
    RESPONSE = "response"
    NEW_DAY = "new-day"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverLine:
    """One receiver: what it gets in words, and its key's fingerprint to compare by phone.

    `sent_before` tells of its last pack; `has_news` whether anything was finished or added since then. `closed` says how
    its pack is closed, in the tone `tone`; `refusal` why it cannot be now.
    """

    id: str
    name: str
    gets: str
    sent_before: str
    has_news: bool
    key_words: str
    withheld: str
    may_receive: bool
    waits: str = ""
    closed: str
    tone: Tone
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One line of the check before signing, and where it leads: `target` is an id of that kind.

    `whom` says who would miss it, where that is not everybody; with `why_not` a reason will do as well.
    """

    mark: str
    state: str
    text: str
    whom: str
    tone: Tone
    leads_to: LeadsTo
    target: str
    why_not: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PackWords:
    """All words of the screen."""

    about: str
    receivers: tuple[ReceiverLine, ...]
    basis: str
    decision: str
    recorded: str
    lines: tuple[CheckLine, ...]
    may_sign: bool
    may_sign_for: Callable[[Collection[str]], bool] = field(compare=False)


def pack_words(preparation: Preparation, form_ids: Collection[str], now: datetime) -> PackWords:
    """The preparation in words; `form_ids` are the bundled forms: a line may lead to a new one."""
    last = {pack.recipient_id: pack for pack in sorted(preparation.packs, key=lambda pack: pack.signed_at)}
    today = now.astimezone().date()
    sharing = preparation.sharing
    return PackWords(
        about=preparation.person.label_on(today),
        receivers=tuple(
            _receiver_line(choice, last.get(choice.receiver.id), now) for choice in preparation.choices
        ),
        basis=preparation.lawful_basis
        or _("Your organisation’s lawful basis is not set up yet; see settings."),
        decision="" if sharing is None else f"{sharing.choice}. {sharing.reason}",
        recorded=""
        if sharing is None
        else _("Recorded {day}, goes in the pack.").format(day=short_day_near(sharing.day, today)),
        lines=tuple(check_line(line, form_ids) for line in preparation.lines),
        may_sign=preparation.may_sign,
        may_sign_for=preparation.may_sign_for,
    )


def _receiver_line(choice: Choice, last: PackRecord | None, now: datetime) -> ReceiverLine:
    has_news = last is None or choice.is_newer_than(last)
    return ReceiverLine(
        id=choice.receiver.id,
        name=choice.receiver.name,
        gets=what_it_gets(choice),
        sent_before=_correction_words(choice)
        or ("" if last is None else _sent_before(last, has_news=has_news, now=now)),
        has_news=has_news,
        waits=_waits(choice),
        key_words=_key_words(choice),
        withheld=_withheld(choice),
        may_receive=bool(choice.forms) and not choice.refusal,
        closed=_("Not possible now") if choice.refusal else _closed(choice.receiver.way),
        tone=Tone.DANGER if choice.refusal else _TONES[choice.receiver.way],
        refusal=choice.refusal,
    )


_TONES = {
    SealingWay.AGE: Tone.SUCCESS,
    SealingWay.PASSWORD: Tone.WARNING,
    SealingWay.CERTIFICATE: Tone.INFO,
}


def _closed(way: SealingWay) -> str:
    return {
        SealingWay.AGE: _("Sealed to their key"),
        SealingWay.PASSWORD: _("Password: the weaker way"),
        SealingWay.CERTIFICATE: _("To their certificate"),
    }[way]


def _withheld(choice: Choice) -> str:
    count = len({one.id for one in choice.withheld})
    words = ngettext(
        "You withhold {number} thing from them.", "You withhold {number} things from them.", count
    )
    return words.format(number=count) if count else ""


def _key_words(choice: Choice) -> str:
    """What to compare by phone before the first pack; of a password that there is one to tell."""
    if choice.refusal:
        return ""
    way = choice.receiver.way
    if way is SealingWay.PASSWORD:
        return _(
            "You tell them a password by phone. The file goes to a folder that you choose, not to the outbox."
        )
    if way is SealingWay.CERTIFICATE:
        words = _(
            "Certificate in words: {words}. The file goes to a folder that you choose, not to the outbox."
        )
        return words.format(words=choice.key_words)
    return _("Key in words: {words}").format(words=choice.key_words) if choice.key_words else ""


def _waits(choice: Choice) -> str:
    """Its pack waits for somebody's answer, as the organisation wants it; whoever knows better ticks it."""
    if not choice.waits_for:
        return ""
    words = _("Waits for the answer of {names}, as your organisation wants it. Tick it if it must not wait.")
    return words.format(names=all_of(choice.waits_for))


def _sent_before(last: PackRecord, *, has_news: bool, now: datetime) -> str:
    words = (
        _("Last signed {when} as {pack}; something is new since.")
        if has_news
        else _("Signed {when} as {pack}; nothing is new since.")
    )
    return words.format(when=short_moment_near(last.signed_at, now), pack=short_pack_id(last.id))


def _correction_words(choice: Choice) -> str:
    """What is sent is a correction where a mistake stands in what they have."""
    if choice.corrects is None:
        return ""
    return _("Goes as a correction to pack {pack}, which it takes the place of.").format(
        pack=short_pack_id(choice.corrects.id)
    )


def what_it_gets(choice: Choice) -> str:
    """The finished forms and files of a receiver's pack, in words."""
    if not choice.forms:
        return _("Nothing yet: none of the forms that it receives is finished")
    parts = [*_titles(choice.forms)]
    if count := len(choice.given_files):
        parts.append(ngettext("{number} attachment", "{number} attachments", count).format(number=count))
    return each_of(parts)


def _titles(forms: tuple[FilledForm, ...]) -> list[str]:
    """Each title once, with how many there are; only the first begins with a capital."""
    counts: dict[str, int] = {}
    for form in forms:
        counts[form.title] = counts.get(form.title, 0) + 1
    titles = [title if count == 1 else f"{count} × {title}" for title, count in counts.items()]
    return [title if number == 0 else title[:1].lower() + title[1:] for number, title in enumerate(titles)]


def check_line(line: ReadyLine, form_ids: Collection[str]) -> CheckLine:
    """A line of the check in words; `form_ids` are the bundled forms."""
    mark, state, tone = {
        Readiness.READY: ("✓", _("Ready"), Tone.SUCCESS),
        Readiness.WARNING: ("!", _("Look at this"), Tone.WARNING),
        Readiness.MISSING: ("✗", _("Missing"), Tone.DANGER),
    }[line.state]
    return CheckLine(
        mark=mark,
        state=state,
        text=line.text,
        whom=_("For {receivers}").format(receivers=all_of(line.whom)) if line.whom else "",
        tone=tone,
        leads_to=LeadsTo.NEW_DAY if line.new_day else _leads_to(line.go_to, form_ids),
        target=line.go_to,
        why_not=line.why_not,
    )


def _leads_to(go_to: str, form_ids: Collection[str]) -> LeadsTo:
    if not go_to:
        return LeadsTo.NOWHERE
    if go_to.partition("/")[0] in {SETTINGS, DETAILS}:
        return LeadsTo(go_to.partition("/")[0])
    return LeadsTo.NEW_FORM if go_to in form_ids else LeadsTo.RESPONSE


def why_not(words: PackWords, chosen: Collection[str]) -> str:
    """Why it cannot be signed now, in one sentence; empty where it can."""
    if not (words.may_sign_for(chosen) if chosen else words.may_sign):
        return _("You can sign once nothing above is marked as missing.")
    if not chosen:
        return _("Choose who receives it.")
    return ""


def cannot_wait() -> str:
    """Why nothing can be countersigned first, where a receiver has a weaker way."""
    return _(
        "A pack under a password, or encrypted to a certificate, cannot wait for the lead: untick it, or them."
    )


def done_in_words(orders: Orders, no_timestamp: Sequence[str] = ()) -> str:
    """What was done, once it is; `no_timestamp` says why there is none, where one was asked for."""
    said = [*_signed_in_words(orders), *_saved_in_words(orders)]
    if orders.printed:
        said.append(_("It is signed and kept here. Its page in the record prints it again."))
    if no_timestamp:
        said.append(
            _("The time is the one of this computer’s clock. {reason}").format(reason=no_timestamp[0])
        )
    return " ".join(said)


def _signed_in_words(orders: Orders) -> Iterator[str]:
    """Of what goes on from here by itself, or through the lead."""
    if count := len(orders.waiting):
        yield ngettext(
            "{number} pack is signed, and waits for the lead. Open it in the record to give it to them.",
            "{number} packs are signed, and wait for the lead. Open them in the record to give them to the lead.",
            count,
        ).format(number=count)
    if count := len(orders.queued):
        yield ngettext(
            "{number} pack is signed, sealed and in the outbox. It goes by itself once there is a connection.",
            "{number} packs are signed, sealed and in the outbox. They go by themselves once there is a connection.",
            count,
        ).format(number=count)


def _saved_in_words(orders: Orders) -> Iterator[str]:
    """Of files that somebody gives by hand."""
    if count := len(orders.sealed):
        yield ngettext(
            "{number} sealed pack is saved. Only {names} can open it.",
            "{number} sealed packs are saved. Only {names} can open them, each its own.",
            count,
        ).format(number=count, names=each_of(Orders(orders.sealed).names))
    if count := len(orders.protected):
        yield ngettext(
            "{number} pack is saved in the weaker way, for {names}.",
            "{number} packs are saved in the weaker way, for {names}.",
            count,
        ).format(number=count, names=each_of(Orders(orders.protected).names))
    if orders.readable:
        yield _(
            "A copy that anybody can read is saved in {folder}. Give it by hand, and delete the file."
        ).format(folder=orders.folder)
