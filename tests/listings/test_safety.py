"""Signs of a scam: each rule fires on what it is for, shows the words, and leaves honest listings alone."""

import pytest

from listings import safety, services
from listings.models import Listing, ListingText
from tests.factories import make_employer, make_listing

pytestmark = pytest.mark.django_db

HONEST = (
    "You will code inpatient charts with MS-DRG assignment for a 400-bed teaching hospital, query providers where the "
    "record is unclear, and keep accuracy at 95 percent. A background check and drug screen follow the offer. We pay "
    "your exam fees, dues and code books, send you a laptop and two screens, and reimburse CEUs. No application fee. "
    "Two years of experience required; pay is $28 to $34 an hour. Work with the denials team on signal detection."
)


def listing_saying(text, **fields):
    fields.setdefault("employer", make_employer())
    fields.setdefault("title", "Inpatient Coder")
    return services.save_content(Listing(**fields), html=f"<p>{text}</p>")


def codes(listing):
    return [flag.code for flag in safety.flags(listing)]


def test_an_honest_listing_has_no_flags():
    listing = listing_saying(HONEST)

    assert safety.flags(listing) == []


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("A registration fee of $49 holds your seat.", "asks_for_money", "registration fee"),
        ("You buy your own equipment from our vendor.", "asks_for_money", "buy your own equipment"),
        ("There is a refundable deposit.", "asks_for_money", "refundable deposit"),
        ("We will mail you a check to deposit.", "bank_details", "mail you a check"),
        ("Send your routing number.", "bank_details", "routing number"),
        ("Paid weekly by Zelle.", "bank_details", "Zelle"),
        ("Message Anna on Telegram.", "chat_elsewhere", "Telegram"),
        ("Interview on Whats App only.", "chat_elsewhere", "Whats App"),
        ("Send a photo of your ID first.", "identity_early", "photo of your ID"),
        ("Apply at bit.ly/3xYz now", "short_link", "bit.ly/3xYz"),
        ("Fill in https://forms.gle/abc123", "short_link", "forms.gle/abc123"),
        ("Write to hr.coding@gmail.com", "free_mail", "hr.coding@gmail.com"),
        ("Write to hr@clinic.example", "says_address", "hr@clinic.example"),
        ("Call (555) 201-4477", "says_address", "(555) 201-4477"),
        ("No experience needed, make $900 weekly!", "too_easy", "make $900"),
        ("Ｔｅｌｅｇｒａｍ me", "chat_elsewhere", "Telegram"),
        ("Senior cоder wanted", "mixed_letters", "cоder"),
    ],
)
def test_a_sign_is_flagged_with_its_words(text, code, words):
    listing = listing_saying(text)

    found = {flag.code: flag.words for flag in safety.flags(listing)}

    assert words in " | ".join(found[code])


@pytest.mark.parametrize(
    "text",
    [
        "Experience with telehealth and Telegraph Hill clinics.",
        "Background check paid by us.",
        "No registration fee, no training fee.",
        "Training fees are covered.",
        "CPT 99213 to 99215, 32035-32999 and ICD-10-CM C34.11.",
        "Accuracy of 95 percent on 1,200 charts a month.",
    ],
)
def test_words_of_the_trade_are_no_sign(text):
    assert codes(listing_saying(text)) == []


def test_grave_flags_come_first():
    listing = listing_saying("Write to hr@gmail.com or Telegram.", title="CODER NEEDED NOW!!!")

    found = safety.flags(listing)

    assert [flag.is_grave for flag in found] == sorted([flag.is_grave for flag in found], reverse=True)
    assert {"chat_elsewhere", "free_mail", "warning_title"} == {flag.code for flag in found}


def test_a_link_behind_other_words_is_seen():
    listing = services.save_content(
        Listing(employer=make_employer(), title="Coder"), html='<p><a href="https://t.me/coder_hr">our site</a></p>'
    )

    assert codes(listing) == ["chat_elsewhere"]


def test_the_same_text_of_another_employer_is_named():
    make_listing(employer=make_employer(name="Mercy Coding"), description=HONEST)
    ListingText.objects.update(fingerprint=safety.fingerprint(HONEST))
    copied = listing_saying(HONEST.upper().replace(",", " ,"), employer=make_employer(name="Copy Cat"))

    found = [flag for flag in safety.flags(copied) if flag.code == "same_text"]

    assert [flag.words for flag in found] == [("Mercy Coding",)]


def test_the_same_text_of_the_same_employer_is_no_flag():
    employer = make_employer()
    listing_saying(HONEST, employer=employer)

    assert codes(listing_saying(HONEST, employer=employer, title="Inpatient Coder, nights")) == []


@pytest.mark.parametrize(
    ("apply_url", "website", "expected"),
    [
        ("https://jobs.mercy.example/1", "https://www.mercy.example", []),
        ("https://mercy-careers.test/1", "https://www.mercy.example", ["other_site"]),
        ("https://jobs.mercy.example/1", "", []),
    ],
)
def test_applying_elsewhere_is_said(apply_url, website, expected):
    listing = listing_saying("Codes.", employer=make_employer(website=website), apply_url=apply_url, apply_method="url")

    assert codes(listing) == expected
