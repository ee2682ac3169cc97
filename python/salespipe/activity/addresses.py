"""Mail addresses out of headers as they really are, and which domains are nobody's own."""

from __future__ import annotations

import re
from email.utils import getaddresses
from functools import cache
from importlib import resources

_ADDRESS = re.compile(r"(?<!@)[^\s<>()\[\],;:\"'|=@]+@[A-Za-z0-9À-ɏ](?:[\w.\-À-ɏ]*\w)?(?![\w@-])")
_LONGEST = 320


def addresses_in(text: str) -> list[str]:
    """The addresses of a header in their order, in lower case, each once. Whatever holds no
    address (a group without members, an internal name of an old mail system) gives none."""
    try:
        found = [address for _, address in getaddresses([text])]
    except (ValueError, IndexError, TypeError):
        found = []
    clean = [one for one in map(_normal, found) if one]
    if text.count("@") > len(clean):  # what the standard's grammar cannot read
        clean += [one for one in map(_normal, _ADDRESS.findall(text)) if one]
    return list(dict.fromkeys(clean))


def _normal(address: str) -> str:
    match = _ADDRESS.fullmatch(address.strip().strip("<>'\".,;"))
    return match.group().casefold() if match and len(match.group()) <= _LONGEST else ""


def domain_of(address: str) -> str:
    """What stands behind the @, in lower case."""
    return address.rpartition("@")[2].casefold()


@cache
def free_mail_domains() -> frozenset[str]:
    text = resources.files("salespipe.activity").joinpath("free_mail.txt").read_text("utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def parents_of(domain: str) -> list[str]:
    """A domain and those above it that could be a company's: "eu.acme.example" -> itself,
    "acme.example"."""
    labels = domain.split(".")
    return [".".join(labels[at:]) for at in range(max(1, len(labels) - 1))]
