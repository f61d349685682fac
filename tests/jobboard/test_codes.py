import re
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.urls import reverse

from codes import services
from codes.models import Code, CodeView, LicensedDescriptor, PayerNote, Place
from listings.search import search
from tests.factories import make_employer, make_listing, make_moderator

LOCK = "Create a free account to unlock this content"


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _loaded(stands):
    stands(services.load_reference)


def url(system, code):
    return f"/codes/{system}/{code}/"


def page(client, system, code, **headers):
    response = client.get(url(system, code), headers=headers)
    return response, response.content.decode()


# The lookup -------------------------------------------------------------------------------------------------------
ANSWERS = [
    ("32701", ["CPT", "ZIP code", "Thoracic Surgery", "Radiation Oncology", url("cpt", "32701")]),
    ("J0120", ["HCPCS", "ICD-10-CM", url("hcpcs", "J0120"), url("icd10cm", "J01.20")]),
    ("470", ["MS-DRG", "HCC", "Revenue code"]),
    ("11", ["Place of service", "Office", "not a modifier"]),
    ("77301-26", [url("cpt", "77301"), "Professional (interpretation) component only"]),
    ("77261-77799", ["CPT 77261–77799", "Radiation Oncology"]),
    ("rad onc", ["/specialties/radiation-oncology/"]),
    (
        "ED",
        ["/specialties/emergency-profee/", "/specialties/emergency-facility/", "Facility or professional side?"],
    ),
    ("radiosurg", [url("cpt", "61796")]),
    ("7733", [url("cpt", "77334"), url("cpt", "77338")]),
    ("CPC", ["Certified Professional Coder"]),
    ("77014", ["Retired on 1 January 2026"]),
    ("99201", ["CPT", "is not in our data", url("cpt", "99201")]),
    ("zzzqqq", ["Nothing by that name"]),
    ("J927\u041e", ["cyrillic"]),
]


def test_lookup_answers(client):
    missing = []
    for query, shown in ANSWERS:
        text = client.get(reverse("jobboard:codes"), {"q": query}).content.decode()
        missing += [(query, piece) for piece in shown if piece not in text]

    assert missing == []


def lookup(client, query):
    return client.get(reverse("jobboard:codes"), {"q": query}).content.decode()


def test_lookup_asks_whether_the_place_is_meant_where_the_board_knows_it(client):
    text = lookup(client, "32701")

    assert 'Did you mean the place <a href="/jobs/?near=32701">Altamonte Springs, FL 32701</a>?' in text
    assert "Or a ZIP code" not in text


def test_lookup_speaks_of_a_zip_code_where_the_board_knows_no_place(client):
    Place.objects.filter(zip="32701").delete()

    text = lookup(client, "32701")

    assert "Or a ZIP code." in text
    assert "Did you mean the place" not in text


def test_lookup_lists_codes_by_system(client):
    for system, number in [("hcpcs", "J0141"), ("icd10cm", "J0141"), ("icd10cm", "J0142"), ("cpt", "00141")]:
        Code.objects.create(system=system, code=number, summary="Words of ours")

    found = services.look_up("J014")

    assert [(name, [row.reading.display for row in rows]) for name, rows in found.groups] == [
        ("HCPCS", ["J0141"]),
        ("ICD-10-CM", ["J01.41", "J01.42"]),
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [("32701", "cpt"), ("32701 jobs", ""), ("near 32701", ""), ("32701 FL", ""), ("code 32701", "cpt")],
)
def test_lookup_takes_five_digits_for_a_place_where_jobs_are_concerned(text, first):
    assert services.look_up(text).answers[0].reading.system == first


def test_lookup_names_no_code_by_half_a_word():
    Code.objects.create(system="cpt", code="32791", summary="Radiation counted once")

    assert services.look_up("rad onc").codes == []
    assert "32791" in [row.reading.code for row in services.look_up("radiat onc").codes]


def test_lookup_says_once_that_a_code_is_retired():
    answer = services.look_up("77014").answers[0]

    assert (answer.words, answer.note) == ("", "Retired on 1 January 2026. See 77387.")


def test_lookup_answers_htmx_with_the_fragment_only(client):
    response = client.get(reverse("jobboard:codes"), {"q": "32701"}, headers={"HX-Request": "true"})

    assert response.content.decode().lstrip().startswith('<div id="lookup"')


RUDE = ["", " ", "x" * 10_000, "'; DROP TABLE codes_code; --", "\x07", "\uff13\uff12\uff17\uff10\uff11", "%", "<b>"]


def test_lookup_stays_polite(client):
    responses = [client.get(reverse("jobboard:codes"), {"q": query}) for query in RUDE]

    assert [response.status_code for response in responses] == [200] * len(RUDE)
    assert [response for response in responses if b"<b>\xe2\x80\x9d" in response.content] == []


def test_lookup_hides_cpt_where_the_operator_says_so(client, settings):
    settings.CPT_PAGES = False

    text = client.get(reverse("jobboard:codes"), {"q": "32701"}).content.decode()

    assert url("cpt", "32701") not in text
    assert "ZIP code" in text


# Addresses --------------------------------------------------------------------------------------------------------
SPELLINGS = [
    ("/codes/icd10cm/c3411/", "/codes/icd10cm/C34.11/"),
    ("/codes/icd10cm/C3411/", "/codes/icd10cm/C34.11/"),
    ("/codes/ICD-10-CM/C34.11/", "/codes/icd10cm/C34.11/"),
    ("/codes/cpt/0395t/", "/codes/cpt/0395T/"),
    ("/codes/cpt/CPT-77301/", "/codes/cpt/77301/"),
    ("/codes/cpt/77301-26/", "/codes/cpt/77301/"),
    ("/codes/msdrg/64/", "/codes/msdrg/064/"),
    ("/codes/hcpcs/j9271/?a=1", "/codes/hcpcs/J9271/?a=1"),
]


def test_every_other_spelling_leads_to_the_canonical_address(client):
    responses = {path: client.get(path) for path, _ in SPELLINGS}

    assert {path: (response.status_code, response.url) for path, response in responses.items()} == {
        path: (301, target) for path, target in SPELLINGS
    }


NONSENSE = [
    ("/codes/cpt/rad-onc/", "not the shape of a code in CPT"),
    ("/codes/xyz/32701/", "names no code system"),
    ("/codes/cpt/J9271/", "/codes/hcpcs/J9271/"),
    ("/codes/cpt/%07%F0%9F%98%80/", "not the shape"),
    ("/codes/cpt/" + "7" * 500 + "/", "not the shape"),
]


def test_nonsense_is_not_found_and_helped_on(client):
    responses = [(client.get(path), words) for path, words in NONSENSE]

    assert [response.status_code for response, _ in responses] == [404] * len(NONSENSE)
    assert [words for response, words in responses if words not in response.content.decode()] == []


def test_cpt_page_is_hidden_where_the_operator_says_so(client, settings):
    settings.CPT_PAGES = False

    response, text = page(client, "cpt", "32701")

    assert response.status_code == 404
    assert "switched off" in text
    assert page(client, "hcpcs", "J9271")[0].status_code == 200


def test_no_page_leads_to_a_hidden_one(client, settings):
    job = make_listing(codes=[("cpt", "32701"), ("hcpcs", "J9271")])
    addresses = [job.get_absolute_url(), url("hcpcs", "G6002"), "/codes/", "/codes/?q=radiation"]
    with_cpt = [client.get(address).content.decode() for address in addresses]
    settings.CPT_PAGES = False

    without = [client.get(address).content.decode() for address in addresses]

    assert ["/codes/cpt/" in page for page in with_cpt] == [True, True, False, True]
    assert ["/codes/cpt/" in page for page in without] == [False] * 4
    assert "32701" in without[0]  # the job says what it says
    assert "/codes/hcpcs/J9271/" in without[0]
    assert "77387" in without[1]


def test_a_job_explains_its_codes_in_place(client):
    job = make_listing(codes=[("cpt", "32701"), ("cpt", "77299")])

    html = client.get(job.get_absolute_url()).content.decode()

    assert Code.objects.get(code="32701").summary in html
    assert "Worked by Thoracic Surgery, Radiation Oncology." in html
    assert not CodeView.objects.exists()


def test_a_well_formed_code_nobody_knows_has_a_page(client):
    response, text = page(client, "cpt", "77299")

    assert response.status_code == 200
    assert 'content="noindex"' in text
    assert "Radiation Oncology" in text


def test_a_page_with_a_summary_may_be_indexed(client):
    assert "noindex" not in page(client, "cpt", "32701")[1]


def test_a_page_with_an_open_job_may_be_indexed(client):
    make_listing(code_ranges=[("cpt", "77261", "77799")])

    assert "noindex" not in page(client, "cpt", "77299")[1]


# What a page says -------------------------------------------------------------------------------------------------
def test_page_of_32701_names_both_specialties_and_our_words(client):
    _, text = page(client, "cpt", "32701")

    assert text.index("Thoracic Surgery") < text.index('specialties/radiation-oncology/">Radiation Oncology')
    assert "Plain-language summary by this project, not the official descriptor" in text
    assert "belongs to the American Medical Association; this board holds none" in text


def test_page_of_a_retired_code_links_its_replacement(client):
    _, text = page(client, "cpt", "77014")

    assert "Retired" in text
    assert url("cpt", "77387") in text


def test_page_shows_jobs_that_name_the_code_or_a_range_around_it(client):
    make_listing(title="Names the code", codes=[("cpt", "77301")])
    make_listing(title="Names a range", code_ranges=[("cpt", "77261", "77799")])
    make_listing(title="Names another system", codes=[("icd10cm", "C3411")])
    make_listing(title="Closed already", codes=[("cpt", "77301")], status="closed")

    response, _ = page(client, "cpt", "77301")

    assert {job.title for job in response.context["jobs"]} == {"Names the code", "Names a range"}


def test_page_states_pay_from_five_jobs_on(client):
    for number in range(4):
        make_listing(codes=[("cpt", "77301")], pay_min=Decimal(30 + number), pay_max=Decimal(30 + number))
    four = page(client, "cpt", "77301")[0].context["pay"]
    make_listing(codes=[("cpt", "77301")], pay_min=Decimal(40), pay_max=Decimal(40))
    make_listing(codes=[("cpt", "77301")], pay_min=None, pay_max=None, pay_unit="")

    five = page(client, "cpt", "77301")[0].context["pay"]

    assert four is None
    assert (five["count"], five["median"], five["low"], five["high"]) == (5, 32 * 2080, 30 * 2080, 40 * 2080)


def test_page_drops_a_modifier_that_is_none(client):
    Code.objects.filter(code="32701").update(modifiers=["11", "22"])

    page_shown = page(client, "cpt", "32701")[0].context["page"]

    assert [line.code for line in page_shown.modifiers] == ["22"]


def test_category_two_page_shows_no_pay_and_no_modifiers(client):
    for _ in range(5):
        make_listing(codes=[("cpt", "3044F")])

    context = page(client, "cpt", "3044F")[0].context

    assert context["pay"] is None
    assert context["page"].modifiers == []


def test_licensed_text_shows_only_with_licence_and_setting(client, settings):
    row = Code.objects.get(system="cpt", code="32701")
    LicensedDescriptor.objects.create(code=row, text="OFFICIAL WORDS", licence="Licence 4711")
    without = page(client, "cpt", "32701")[1]

    settings.CPT_DESCRIPTORS = True
    shown = page(client, "cpt", "32701")[1]

    assert "OFFICIAL WORDS" not in without
    assert "OFFICIAL WORDS" in shown
    assert "American Medical Association. All rights reserved" in shown
    assert "Licence 4711" in shown


def test_payer_note_names_its_source(client):
    row = Code.objects.get(system="cpt", code="32701")
    PayerNote.objects.create(code=row, payer="Example Health", text="Asks for a plan.", url="https://payer.example/p")

    _, text = page(client, "cpt", "32701")

    assert "Example Health" in text
    assert 'href="https://payer.example/p"' in text


def test_page_costs_few_queries_however_many_jobs(client, django_assert_max_num_queries):
    for _ in range(8):
        make_listing(codes=[("cpt", "32701")], credentials=("CPC",))
    page(client, "cpt", "32701")

    with django_assert_max_num_queries(12):
        page(client, "cpt", "32701")


# Metering ---------------------------------------------------------------------------------------------------------
def test_second_page_of_a_guest_is_locked_and_its_text_not_in_the_html(client):
    first = page(client, "cpt", "32701")[1]
    second = page(client, "cpt", "77301")[1]
    row = Code.objects.get(system="cpt", code="77301")

    assert LOCK not in first
    assert "0 code page views remaining." in first
    assert second.count(LOCK) == 1
    assert "Register to view Clinical context" in second
    assert row.clinical_context[:40] not in second
    assert row.description[:40] in second
    assert not [note for note in row.modifier_notes.values() if note in second]


def test_locked_page_says_so_to_search_engines(client):
    page(client, "cpt", "32701")

    text = page(client, "cpt", "77301")[1]

    assert '"isAccessibleForFree": false' in text
    assert "application/ld+json" not in page(client, "cpt", "32701")[1]


def test_locked_page_keeps_jobs_and_pay(client):
    for _ in range(5):
        make_listing(codes=[("cpt", "77301")])
    page(client, "cpt", "32701")

    text = page(client, "cpt", "77301")[1]

    assert LOCK in text
    assert "5 open jobs" in text
    assert "Pay stated in them" in text


def test_registering_carries_over_and_unlocks(client, candidate, settings):
    page(client, "cpt", "32701")
    page(client, "cpt", "77301")
    client.force_login(candidate, backend=settings.AUTHENTICATION_BACKENDS[0])

    back = page(client, "cpt", "77301")[1]
    old = page(client, "cpt", "32701")[1]

    assert LOCK not in back
    assert "4 code page views remaining." in back
    assert "4 code page views remaining." in old


def test_the_way_to_register_comes_back_to_the_page(client):
    page(client, "cpt", "32701")

    assert "/accounts/signup/?next=/codes/cpt/77301/" in page(client, "cpt", "77301")[1]


def test_a_member_out_of_views_reads_when_they_renew(as_user, candidate):
    browser = as_user(candidate)
    for code in ("32701", "77301", "77334", "77427", "99213", "99214"):
        assert "locked__line" not in page(browser, "cpt", code)[1]

    text = page(browser, "cpt", "27447")[1]

    assert "Your views renew on" in text
    assert "Register" not in text


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, {"User-Agent": "Examplebot/2.1 (+https://bot.example)"}],
)
def test_a_look_nobody_takes_costs_nothing(client, headers):
    looked = page(client, "cpt", "77301", **headers)[1]

    assert LOCK in looked
    assert LOCK not in page(client, "cpt", "32701")[1]


def test_head_costs_nothing(client):
    response = client.head(url("cpt", "77301"))

    assert response.status_code == 200
    assert LOCK not in page(client, "cpt", "32701")[1]


def test_a_page_with_little_to_lock_costs_no_view(client):
    plain = page(client, "icd10cm", "C34.11")[1]

    assert "1 code page view remaining." in plain
    assert LOCK not in plain
    assert LOCK not in page(client, "cpt", "32701")[1]


def test_moderators_are_not_metered(as_user):
    browser = as_user(make_moderator())

    texts = [page(browser, "cpt", code)[1] for code in ("32701", "77301")]

    assert not [text for text in texts if "views remaining" in text or LOCK in text]


def test_page_is_never_stored_by_a_cache(client):
    assert page(client, "cpt", "32701")[0]["Cache-Control"] == "private, no-store"


def test_a_forged_cookie_is_a_new_guest(client):
    client.cookies["code_guest"] = "forged:value"

    response, text = page(client, "cpt", "32701")

    assert response.status_code == 200
    assert LOCK not in text


# Specialties ------------------------------------------------------------------------------------------------------
def test_specialties_count_open_jobs(client):
    make_listing(specialties=["radiation-oncology"])
    make_listing(specialties=["radiation-oncology"], status="closed")

    groups = dict(client.get(reverse("jobboard:specialties")).context["groups"])

    assert {row.slug: row.open_jobs for row in groups["Oncology"]}["radiation-oncology"] == 1


def test_specialties_cost_the_same_queries_with_more_jobs(client, django_assert_max_num_queries):
    for _ in range(3):
        make_listing(specialties=["radiation-oncology", "podiatry"], employer=make_employer())

    with django_assert_max_num_queries(4):
        client.get(reverse("jobboard:specialties"))


def test_specialty_shows_its_words_codes_and_jobs(client):
    make_listing(title="Linac coder", specialties=["radiation-oncology"])

    text = client.get("/specialties/radiation-oncology/").content.decode()

    shown = ["rad onc", "77261–77799", "ROCC", "Linac coder", "Medical Oncology &amp; Hematology", "1 open job"]
    assert [piece for piece in shown if piece not in text] == []


def test_specialty_hides_cpt_ranges_where_the_operator_says_so(client, settings):
    settings.CPT_PAGES = False

    text = client.get("/specialties/radiation-oncology/").content.decode()

    assert "77261–77799" not in text
    assert "Z51.0" in text


def test_unknown_specialty_is_not_found(client):
    assert client.get("/specialties/phrenology/").status_code == 404


def test_a_credential_beside_a_code_leads_to_the_jobs_it_was_counted_in(client):
    make_listing(codes=[("cpt", "32701")], credentials=("CPC",))
    make_listing(specialties=("thoracic-surgery",), credentials=("CPC",))

    page = client.get("/codes/cpt/32701/").content.decode()

    (count,) = re.findall(r'credential=CPC">CPC <span class="chip__count">(\d+)<', page)
    assert int(count) == search(QueryDict("code=32701&credential=CPC")).total == 1
    assert "?code=32701&amp;credential=CPC" in page


@pytest.mark.parametrize(("system", "code"), [("hcpcs", "J0120"), ("icd10cm", "J01.20"), ("cpt", "77301")])
def test_the_count_of_a_code_leads_to_just_the_jobs_counted(client, system, code):
    listings = {
        "hcpcs": make_listing(codes=[("hcpcs", "J0120")]),
        "icd10cm": make_listing(code_ranges=[("icd10cm", "J01", "J01")]),
        "cpt": make_listing(codes=[("cpt", "77301")]),
    }

    response, text = page(client, system, code)
    link = re.search(r'<a href="/jobs/\?([^"]+)">See them in the job search</a>', text)[1]
    jobs = client.get(f"/jobs/?{link}")

    assert response.context["job_count"] == 1
    assert [row.pk for row in jobs.context["listings"]] == [listings[system].pk]
    assert search(QueryDict("code=J0120")).total == 2
    if system == "hcpcs":
        html = jobs.content.decode()
        assert (link, "Remove Code: HCPCS J0120" in html) == ("code=hcpcs:J0120", True)
        assert 'data-value="hcpcs:J0120" data-count="1"' in html


def test_a_code_we_do_not_hold_finds_the_jobs_that_name_it(client):
    listing = make_listing(codes=[("cpt", "99201")])
    make_listing(codes=[("cpt", "77301")])

    answer = services.look_up("99201").answers[0]
    first = client.get("/jobs/", {"q": "99201"}).context["listings"][0]

    assert first.pk == listing.pk
    assert search(QueryDict("code=99201")).ids == [listing.pk]
    assert (answer.reading.label, "not in our data" in answer.note) == ("CPT 99201", True)
    assert "not in our data" not in services.look_up("77014").answers[0].note
