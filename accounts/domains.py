"""Whose a domain is, told from its name alone: what one registers, what a registry keeps, where all get mailboxes.

The public suffixes here are rules for the world's usual shapes plus a list of exceptions an employer may meet. Where
they are unsure they take a name for a suffix: then nothing is proven by code, and a moderator decides.
"""

import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

LISTS = Path(__file__).resolve().parent / "data"
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
# Second labels under which countries register: mercy.co.uk, mercy.org.au, mercy.gob.mx.
SECOND = re.compile(
    "ac|asn|com?|edu|firm|gen|gob?|gouv?|gov|gub|gv|health|id|idf|info|int|k12|lg|ltd|me|mil|mod|net?|nhs|nic|nom|org?"
    "|plc|police|pro|sch|school|sci|tm|web"
)
# Country codes that the whole world registers under; a short second label there is a company's own name.
WORLDWIDE = re.compile("ai|am|cc|co|eu|fm|gg|im|io|is|la|ly|me|nu|sh|so|to|tv|us|vc|ws")
# Under the states of .us stand schools and places, each with a name of its own: mercy.k12.tx.us.
US_STATE = re.compile(r"[a-z]{2}\.us")


def in_ascii(host: str) -> str:
    """The host as the net writes it: lower case, without a last dot, other scripts as xn--. Empty for what is none."""
    try:
        name = host.strip().strip(".").lower().encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    labels = name.split(".")
    if len(name) > 253 or len(labels) < 2 or labels[-1].isdigit():
        return ""
    return name if all(LABEL.fullmatch(label) for label in labels) else ""


@cache
def names_in(file: str) -> frozenset[str]:
    lines = (LISTS / file).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def is_suffix(name: str) -> bool:
    """Do strangers register names of their own below this one?"""
    labels = name.split(".")
    if len(labels) == 1 or name in names_in("suffixes.txt"):
        return True
    if len(labels) <= 3 and US_STATE.fullmatch(".".join(labels[-2:])):
        return True
    if len(labels) == 2 and len(labels[1]) == 2:
        return bool(SECOND.fullmatch(labels[0])) or (len(labels[0]) <= 2 and not WORLDWIDE.fullmatch(labels[1]))
    return False


def registrable(host: str) -> str:
    """The domain somebody registered: mercy.example for www.mercy.example. Empty where there is none."""
    name = in_ascii(host)
    labels = name.split(".") if name else []
    for start in range(len(labels)):  # the longest suffix counts
        if is_suffix(".".join(labels[start:])):
            return ".".join(labels[start - 1 :]) if start else ""
    return ""


def is_webmail(domain: str) -> bool:
    """Anybody gets an address there, so an address there says nothing about an employer."""
    return domain in names_in("webmail.txt")


def of_website(website: str) -> str:
    """The registrable domain of a website's address; empty for none and for a page on somebody else's domain."""
    try:
        host = urlsplit(website).hostname or ""
    except ValueError:
        return ""
    domain = registrable(host)
    return "" if is_webmail(domain) else domain


def of_address(address: str) -> str:
    """The registrable domain an e-mail address is at; empty where it proves nothing."""
    local, at, host = address.rpartition("@")
    domain = registrable(host) if local and at else ""
    return "" if is_webmail(domain) else domain
