import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings.recognition import Trade, recognise
from listings.recognition.credentials import Credentials

TRADE = Trade(
    states={"TX": "TX", "texas": "TX", "OK": "OK", "LA": "LA", "OR": "OR", "oregon": "OR", "IN": "IN", "NV": "NV"},
    systems={"Epic": "epic", "ARIA": "aria", "SIS": "sis"},
    credentials=Credentials(
        {a: a for a in ("CPC", "CPC-A", "CCS", "CCS-P", "COC", "CRC", "CAC", "RN", "RHIT")}
        | {"Certified Professional Coder": "CPC"}
    ),
)


def facts(title="Coder", text=""):
    return [(fact.fact, fact.value) for fact in recognise(title, text, TRADE)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CPC required.", [("credential_required", "CPC"), ("credentials_rule", "any")]),
        (
            "CPC or CCS required.",
            [("credential_required", "CPC"), ("credential_required", "CCS"), ("credentials_rule", "any")],
        ),
        (
            "CPC and CRC required.",
            [("credential_required", "CPC"), ("credential_required", "CRC"), ("credentials_rule", "all")],
        ),
        ("CCS preferred.", [("credential_preferred", "CCS")]),
        (
            "CPC required, CCS preferred.",
            [("credential_required", "CPC"), ("credential_preferred", "CCS"), ("credentials_rule", "any")],
        ),
        ("Our director holds a degree. Ask about CPC dues.", []),
        ("She is a Certified Professional Coder and a friend.", []),
        (
            "Certified Professional Coder certificate required.",
            [("credential_required", "CPC"), ("credentials_rule", "any")],
        ),
        ("Uses CAC software every day, required.", []),
        ("Experience such as RN or physician.", []),
        ("No certification required.", [("credentials_rule", "none")]),
        ("COC-A holders required to wait.", []),
    ],
)
def test_credentials(text, expected):
    assert facts(text=text) == expected


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("CPC-A accepted.", "yes"),
        ("Apprentices welcome.", "yes"),
        ("No CPC-A please.", "no"),
        ("CPC-A will not be considered.", "no"),
        ("CPC-A or CPC required.", "yes"),
    ],
)
def test_apprentices(text, answer):
    assert dict(facts(text=text))["apprentices"] == answer


@pytest.mark.parametrize(
    ("title", "text", "work"),
    [
        ("Coder (Remote)", "", "remote"),
        ("REMOTE | Coder", "", "remote"),
        ("Coder (Hybrid)", "", "hybrid"),
        ("Coder *Onsite - Las Vegas, NV*", "", "onsite"),
        ("Coder", "This is a fully remote position.", "remote"),
        ("Coder", "This position is on-site.", "onsite"),
        ("Coder (Hybrid/Remote)", "", None),
        ("Coder (Remote Opportunities Available)", "", None),
        ("Coder (Remote Eligible)", "", None),
        ("Coder", "Supports remote sites.", None),
        ("Coder", "Remote position within commuting distance of Cleveland.", None),
    ],
)
def test_work(title, text, work):
    assert dict(facts(title, text)).get("work") == work


def test_states_one_may_live_in():
    found = facts(text="Candidates must reside in TX, OK or LA.")

    assert ("remote_scope", "listed") in found
    assert [value for fact, value in found if fact == "eligible_state"] == ["TX", "OK", "LA"]


def test_words_that_look_like_states_are_words():
    assert facts(text="Must live near the OR or work IN person.") == []


@pytest.mark.parametrize("text", ["Open to candidates anywhere in the United States.", "Live in any state."])
def test_all_states(text):
    assert ("remote_scope", "all") in facts(text=text)


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("Pay range: $28 - $34/hr", "28.00 34.00 hour"),
        ("The salary range is $60,000 - $75,000.", "60000.00 75000.00 year"),
        ("$2.40 per chart", "2.40  chart"),
        ("Projects from $500k to $10 million.", None),
        ("A bonus of $2,000 per year.", None),
        ("Make $1429 to $1654/week.", None),
    ],
)
def test_pay(text, pay):
    assert dict(facts(text=text)).get("pay") == pay


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Coder, Part-Time", "", ("type", "part-time")),
        ("Coder", "Job Type: Full-time", ("type", "full-time")),
        ("Senior Coder", "", ("level", "senior")),
        ("Coder II", "", ("level", "mid")),
        ("Inpatient Coder", "", ("setting", "hospital-inpatient")),
        ("Coder", "Minimum of 3 years of inpatient coding experience", ("years", "3")),
        ("Coder", "Knowledge of Epic and ARIA software.", ("system", "epic")),
    ],
)
def test_terms(title, text, expected):
    assert expected in facts(title, text)


def test_every_fact_carries_words_of_the_posting():
    text = "CPC required. Pay: $28/hr. This is a remote position. Must live in TX, OK."

    for fact in recognise("Coder", text, TRADE):
        assert fact.words in f"Coder {text}"


@given(st.text(max_size=400), st.text(max_size=400))
def test_recognise_never_raises(title, text):
    recognise(title, text, TRADE)
