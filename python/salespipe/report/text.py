"""Text from data, made fit to be shown: it cannot steer a terminal or turn its line around."""

from __future__ import annotations

import re

#: Control characters (without tab and newline), bidirectional overrides and isolates, and what is
#: no text at all.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def visible(text: str) -> str:
    """``text`` with a replacement character for each that would act instead of show."""
    return _STEERING.sub("\ufffd", text)
