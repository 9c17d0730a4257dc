"""Line by line: where each field that DOMAIN.md section 3 names for forms A, B, G and H is asked."""

from __future__ import annotations

import pytest

from tests.unit.forms.bundled import items_of, questions_of

SCREENING = {
    "about the person": "person",
    "what made you notice": "noticed.what",
    "events (repeat)": "seen.event",
    "what happened": "seen.what",
    "own words": "seen.own-words",
    "when": "seen.when",
    "where": "seen.where",
    "how known": "seen.how-known",
    "who else saw it": "seen.who-else",
    "indicator sets grouped by closeness to harm": "indicators.near",
    "contact with recruiters or groups": "indicators.contact",
    "encouragement, justification or glorifying of violence": "indicators.violence",
    "stated intent or threats": "indicators.intent",
    "material and online activity": "indicators.material",
    "travel plans": "indicators.travel",
    "knowledge or means": "indicators.means",
    "changes in behaviour": "indicators.changes",
    "personal crisis": "indicators.pressures.crisis",
    "grievance": "indicators.pressures.grievance",
    "isolation": "indicators.pressures.isolation",
    "bullying": "indicators.pressures.bullying",
    "exploitation by others": "indicators.pressures.exploitation",
    "what else could explain it": "explain.other",
    "strengths and protective factors": "strengths.what",
    "siblings and other children in the home": "home.children",
    "earlier concerns": "home.earlier",
    "check with your lead": "lead.asked",
    "level of need chosen by you": "judgement.level",
    "and why": "judgement.why",
    "what you ask for": "ask.what",
}

REFERRAL = {
    "forenames": "person.forenames",
    "surname": "person.surname",
    "aliases": "person.aliases",
    "date of birth": "person.birth-date",
    "approximate age": "person.approximate-age",
    "gender": "person.gender",
    "addresses": "person.address",
    "further addresses": "person.other-address",
    "nationality": "person.nationality",
    "immigration status": "person.immigration",
    "main language": "person.language",
    "interpreter needed": "person.interpreter",
    "phones": "person.phone",
    "emails": "person.email",
    "household and family": "home.member",
    "how and why it came to notice": "concern.how-noticed",
    "the specific event": "seen.event",
    "combination of factors": "concern.combination",
    "travel": "concern.travel.any",
    "contact with groups or individuals: who": "concern.contact.who",
    "contact: why": "concern.contact.why",
    "contact: how often": "concern.contact.how-often",
    "phone, internet and social media: what": "concern.online.what",
    "phone, internet and social media: how known": "concern.online.how-known",
    "threats or wish to harm: who": "concern.threat.who",
    "threats: when": "concern.threat.when",
    "threats: exact words": "concern.threat.words",
    "interest in hate crime, extremism, terrorism, massacres": "concern.interest.any",
    "anything else": "concern.other",
    "victim of crime, abuse or bullying": "needs.victim.any",
    "work, money, housing": "needs.living.any",
    "citizenship": "needs.citizenship.any",
    "relationships, family, court": "needs.relations.any",
    "risky behaviour, drugs, alcohol": "needs.risk.any",
    "grievance": "needs.grievance.any",
    "education": "needs.education.any",
    "developmental, behavioural, mental health": "needs.health",
    "other needs": "needs.other",
    "handles": "other.handle",
    "service number": "other.service-number",
    "other agencies": "other.agency",
    "who first noticed": "people.first.name",
    "wishes to stay anonymous?": "people.first.anonymous",
    "who refers": "people.referrer.name",
    "the organisation's Prevent contact": "people.prevent.name",
    "came to light": "dates.came-to-light",
    "referred": "dates.referred",
    "disability, disorder or mental health": "safe.health",
    "and whether diagnosed": "safe.health.status",
    "discussed with the lead": "safe.lead",
    "and the result": "safe.lead.result",
    "person told": "safe.told",
    "and response": "safe.told.answer",
    "direct action taken": "safe.action",
    "direct action: detail": "safe.action.what",
    "safeguarding: other agencies": "safe.agencies",
    "employment and education, current": "work.current.kind",
    "employment and education, previous": "work.previous",
}

LEAD_CHECK = {
    "who was asked": "asked.name",
    "when": "asked.when",
    "view": "view.what",
    "decision": "decision.choice",
    "reason": "decision.reason",
    "get more": "decision.more.what",
    "emergency": "decision.emergency.done",
    "actions": "action.what",
    "by when": "action.by",
}

SHARING = {
    "consent to support": "consent.support",
    "who gave it": "consent.by",
    "agreement to share, the person": "agreement.person",
    "agreement to share, the parent": "agreement.parent",
    "lawful basis": "basis.lawful",
    "person told": "told.person",
    "parent told": "told.parent",
    "what they answered": "told.person.answer",
    "what the parent answered": "told.parent.answer",
    "if not told, why": "told.person.why-not",
    "if the parent is not told, why": "told.parent.why-not",
    "what harm could follow from not sharing": "share.harm",
    "what was held back": "share.held-back",
    "who was consulted": "consulted.who",
    "proportionality": "judgement.proportion",
}

LINES = [
    pytest.param(form_id, link_id, id=f"{form_id}: {line}")
    for form_id, lines in (
        ("screening-tool", SCREENING),
        ("national-referral", REFERRAL),
        ("lead-check", LEAD_CHECK),
        ("sharing-decision", SHARING),
    )
    for line, link_id in lines.items()
]


@pytest.mark.parametrize(("form_id", "link_id"), LINES)
def test_the_form_asks_for(form_id: str, link_id: str) -> None:
    assert items_of(form_id)[link_id]["type"] != "display"


@pytest.mark.parametrize("who", ["first", "referrer", "prevent"])
@pytest.mark.parametrize("detail", ["name", "role", "organisation", "relationship", "phone", "email"])
def test_each_person_of_the_referral_has_all_details(who: str, detail: str) -> None:
    assert f"people.{who}.{detail}" in questions_of("national-referral")


def test_each_tick_of_each_indicator_opens_its_own_evidence() -> None:
    items = items_of("screening-tool")
    for indicator in ("intent", "means", "travel", "contact", "violence", "material", "changes", "pressures"):
        question = items[f"indicators.{indicator}"]
        for option in question["answerOption"]:
            coding = option["valueCoding"]
            if coding["code"] == "none":
                assert option["extension"][0]["url"].endswith("optionExclusive")
                continue
            evidence = items[f"indicators.{indicator}.{coding['code']}"]
            assert evidence["text"] == coding["display"]
            assert evidence["enableWhen"][0]["answerCoding"]["code"] == coding["code"]
            assert f"indicators.{indicator}.{coding['code']}.evidence" in items


def test_the_closest_to_harm_comes_first() -> None:
    indicators = items_of("screening-tool")["indicators"]["item"]
    groups = [item["linkId"] for item in indicators if item["type"] == "group"]
    assert groups == ["indicators.near", "indicators.drawn", "indicators.around", "indicators.ideas"]
