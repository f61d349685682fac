"""Writes a listing's description from its facts, so that text and facts never disagree."""

from random import Random

from django.utils.html import escape

from codes.models import State
from jobboard.demo.drawing import Draft
from jobboard.demo.material import phrases
from listings.workflow import CredentialsRule, MachineWork, RemoteScope, Work

NUMBERS = ["", "one year", "two years", "three years", "four years", "five years", "six years", "seven years"]
NUMBERS += ["eight years", "nine years"]
UNIT_WORDS = {
    "inpatient-per-hour": "inpatient records an hour",
    "sds-per-hour": "surgery accounts an hour",
    "obs-per-hour": "observation accounts an hour",
    "ed-facility-per-hour": "emergency accounts an hour",
    "ancillary-per-hour": "ancillary accounts an hour",
    "em-per-hour": "visits an hour",
    "profee-surgery-per-hour": "cases an hour",
    "hcc-charts-per-hour": "charts an hour",
    "home-health-per-day": "episodes a day",
}


class Words:
    """Names the writer needs from the reference, read once."""

    def __init__(self) -> None:
        self.states = dict(State.objects.values_list("code", "name"))


def describe(rng: Random, draft: Draft, words: Words) -> str:
    trade, say = draft.trade, phrases()
    duties = rng.sample(trade.duties, min(len(trade.duties), rng.choice([4, 5, 5, 6])))
    person = _person(rng, draft)
    parts = [
        paragraph(rng.choice(draft.house.openings), rng.choice(trade.lede)),
        head(rng.choice(say["head_work"])),
        bullets(duties),
        paragraph(*_measure(rng, draft)),
        head(rng.choice(say["head_person"])),
        bullets(person),
    ]
    terms = _terms(rng, draft, words)
    if rng.random() < 0.5:
        parts.append(head(rng.choice(say["head_terms"])))
    parts.append(paragraph(*terms))
    parts.append(paragraph(*rng.sample(say["process"], rng.choice([1, 2]))))
    return "".join(parts)


def _measure(rng: Random, draft: Draft) -> list[str]:
    say, values = phrases(), draft.values
    found = []
    if draft.quota_unit:
        quota = f"{values['quota'].normalize():f}"
        found.append(rng.choice(say["quota"]).format(quota=quota, unit=UNIT_WORDS[draft.quota_unit]))
    else:
        found.append(rng.choice(say["no_quota"]))
    audit = values["audit_method"][:1].lower() + values["audit_method"][1:]
    found.append(
        rng.choice(say["accuracy"]).format(accuracy=f"{values['accuracy_percent'].normalize():f}", audit=audit)
    )
    if machine := values.get("machine_work"):
        found.append(rng.choice(say[f"machine_{MachineWork(machine).value}"]))
    return found


def _person(rng: Random, draft: Draft) -> list[str]:
    say, values = phrases(), draft.values
    years = values["years_min"]
    asked = rng.choice(say["years"] if years else say["years_none"]).format(years=NUMBERS[years])
    found = [_capital(asked)]
    names = draft.required
    if values["credentials_rule"] == CredentialsRule.NONE:
        found.append(rng.choice(say["credential_none"]))
    elif len(names) == 1:
        found.append(rng.choice(say["credential_one"]).format(names=names[0]))
    elif values["credentials_rule"] == CredentialsRule.ALL:
        found.append(rng.choice(say["credential_all"]).format(names=" and ".join(names)))
    else:
        joint = f"{', '.join(names[:-1])} or {names[-1]}"
        found.append(rng.choice(say["credential_any"]).format(names=joint))
    found += rng.sample(draft.trade.know, min(len(draft.trade.know), rng.choice([2, 2, 3])))
    if draft.preferred:
        found.append(rng.choice(say["preferred"]).format(names=" or ".join(draft.preferred)))
    if values["apprentices_accepted"]:
        found.append(rng.choice(say["apprentice_yes"]))
    elif draft.level == "mid" and rng.random() < 0.3:
        found.append(rng.choice(say["apprentice_no"]))
    return found


def _terms(rng: Random, draft: Draft, words: Words) -> list[str]:
    say, values = phrases(), draft.values
    found = [_where(rng, draft, words)]
    if values.get("agency_client"):
        found.append(
            rng.choice(say["agency"]).format(
                client=values["agency_client"], months=rng.choice(["three", "four", "six"])
            )
        )
    if draft.systems:
        found.append(rng.choice(say["systems"]).format(systems=_joint(draft.systems)))
    hours = [say["hours"][slug].format(zone=say["zones"][draft.house.zone]) for slug in draft.schedules]
    found.append(rng.choice(say["schedule"]).format(schedule=_joint(hours)))
    if values["has_coding_test"]:
        found.append(
            rng.choice(say["test_yes"]).format(
                minutes=values["coding_test_minutes"],
                when=say["when"][values["coding_test_when"]],
                book="open book" if values["coding_test_open_book"] else "closed book",
            )
        )
    else:
        found.append(rng.choice(say["test_no"]))
    return found


def _where(rng: Random, draft: Draft, words: Words) -> str:
    say, values = phrases(), draft.values
    if values["work"] == Work.REMOTE:
        if values["remote_scope"] == RemoteScope.ALL:
            return rng.choice(say["remote_all"])
        if len(draft.states) > 5:
            return rng.choice(say["remote_listed_many"]).format(count=len(draft.states))
        names = [words.states[code] for code in draft.states]
        return rng.choice(say["remote_listed"]).format(states=_joint(names, "or"))
    if values["work"] == Work.HYBRID:
        return rng.choice(say["hybrid"]).format(city=values["city"], days=rng.choice(["two", "three"]))
    return rng.choice(say["onsite"]).format(city=values["city"])


def _joint(names: list[str], last: str = "and") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def paragraph(*sentences: str) -> str:
    return f"<p>{escape(' '.join(one for one in sentences if one)).replace('&#x27;', chr(39))}</p>"


def head(text: str) -> str:
    return f"<h3>{escape(text)}</h3>"


def bullets(items: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(item).replace('&#x27;', chr(39))}</li>" for item in items) + "</ul>"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
