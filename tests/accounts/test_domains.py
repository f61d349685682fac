import pytest

from accounts import domains


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("mercy.example", "mercy.example"),
        ("www.mercy.example", "mercy.example"),
        ("careers.hr.Mercy.Example.", "mercy.example"),
        ("mercy.org", "mercy.org"),
        ("www.mercy.co.uk", "mercy.co.uk"),
        ("mercy.org.au", "mercy.org.au"),
        ("va.gov", "va.gov"),
        ("hr.bcm.edu", "bcm.edu"),
        ("r1.io", "r1.io"),
        ("mercy.k12.tx.us", "mercy.k12.tx.us"),
        ("mail.ci.austin.tx.us", "ci.austin.tx.us"),
        ("mercy.github.io", "mercy.github.io"),
        ("klinik-münchen.example", "xn--klinik-mnchen-3ob.example"),
    ],
)
def test_registrable_is_what_somebody_registered(host, domain):
    assert domains.registrable(host) == domain


@pytest.mark.parametrize(
    "host",
    [
        "",
        ".",
        "localhost",
        "com",
        "co.uk",
        "com.au",
        "org.mx",
        "tx.us",
        "k12.tx.us",
        "github.io",
        "wixsite.com",
        "10.0.0.1",
        "a..b",
        "-x.example",
        "under_score.example",
        "x" * 64 + ".example",
        ("a." * 130) + "example",
        "mercy example.com",
        "mercy\0.example",
    ],
)
def test_registrable_is_empty_for_what_nobody_owns(host):
    assert domains.registrable(host) == ""


@pytest.mark.parametrize(
    "domain",
    ["gmail.com", "outlook.com", "yahoo.com", "proton.me", "icloud.com", "aol.com", "gmx.de", "mailinator.com"],
)
def test_webmail_proves_nothing(domain):
    assert domains.is_webmail(domain)
    assert domains.of_address(f"jane@{domain}") == ""
    assert domains.of_address(f"jane@sub.{domain}") == ""


@pytest.mark.parametrize("address", ["", "jane", "@mercy.example", "jane@", "jane@com", "jane@github.io"])
def test_of_address_is_empty_where_nothing_is_proven(address):
    assert domains.of_address(address) == ""


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("", ""),
        ("https://www.mercy.example/jobs?x=1", "mercy.example"),
        ("https://mercy.example:8443", "mercy.example"),
        ("https://sites.google.com/view/mercy", ""),
        ("https://gmail.com", ""),
        ("https://[::1", ""),
        ("https://[::1]/", ""),
        ("https://127.0.0.1/", ""),
    ],
)
def test_of_website(website, domain):
    assert domains.of_website(website) == domain


@pytest.mark.parametrize("file", ["webmail.txt", "suffixes.txt"])
def test_lists_hold_names_as_the_net_writes_them_and_none_twice(file):
    lines = (domains.LISTS / file).read_text(encoding="utf-8").splitlines()
    names = [line for line in lines if line and not line.startswith("#")]

    assert [name for name in names if domains.in_ascii(name) != name] == []
    assert len(names) == len(set(names))
