"""The written forms of an amount: sign, currency sign, digits, and what the separators may mean.

A column has one *reading*: ``.`` (decimal point; commas, spaces and apostrophes group thousands)
or ``,`` (decimal comma; points, spaces and apostrophes group thousands).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from salespipe.tables.currencies import currencies_of_sign
from salespipe.tables.text import all_true, any_true

DecimalSign = Literal[".", ","]

_SPACES = r" \x{00a0}\x{202f}\x{2009}"
_GAP = rf"[{_SPACES}]*"
_SIMPLE = r"^-?\p{Sc}?[0-9][0-9.,]*$"
_AMOUNT = (
    rf"^(?P<open>\(?){_GAP}(?P<s1>[-+\x{{2212}}]?){_GAP}"
    rf"(?P<pre>[\p{{L}}\p{{Sc}}]*\$?|\p{{L}}+\. ){_GAP}(?P<s2>[-+\x{{2212}}]?){_GAP}"
    rf"(?P<body>[.,]?\d[\d.,'’{_SPACES}]*?){_GAP}"
    rf"(?P<post>[\p{{L}}\p{{Sc}}]*\.?){_GAP}(?P<s3>[-\x{{2212}}]?){_GAP}(?P<close>\)?)$"
)
_GROUPS = ("open", "s1", "pre", "s2", "body", "post", "s3", "close")

_GROUPED = (
    r"\d+"
    r"|[1-9]\d{0,2}(?:[,]\d{3})+"
    r"|[1-9]\d{0,2}(?:[" + _SPACES + r"]\d{3})+"
    r"|[1-9]\d{0,2}(?:['’]\d{3})+"
)
_INDIAN = r"|[1-9]\d?(?:,\d{2})+,\d{3}"
_POINT = r"^(?:(?:" + _GROUPED + _INDIAN + r")(?:\.\d*)?|\.\d+)$"
_COMMA = r"^(?:(?:" + _GROUPED.replace("[,]", "[.]") + r")(?:,\d*)?|,\d+)$"


@dataclass(frozen=True)
class Amounts:
    """The parts of distinct written amounts, one element for each.

    ``body`` is the digits with their separators, null where the text is no amount; ``negative`` its
    sign; ``sign`` the currency sign or code beside it, "" without one.
    """

    body: pa.Array
    negative: pa.Array
    sign: pa.Array

    @cached_property
    def fits_point(self) -> pa.Array:
        """Whether each amount can be read with a decimal point."""
        return pc.match_substring_regex(self.body, _POINT).fill_null(False)

    @cached_property
    def fits_comma(self) -> pa.Array:
        """Whether each amount can be read with a decimal comma."""
        return pc.match_substring_regex(self.body, _COMMA).fill_null(False)

    def fits(self, decimal: DecimalSign) -> pa.Array:
        """Whether a reading fits each amount."""
        return self.fits_point if decimal == "." else self.fits_comma

    def plain(self, decimal: DecimalSign) -> pa.Array:
        """The amounts as plain decimals ("-1234.5"); null where the reading does not fit."""
        thousands = "," if decimal == "." else "."
        digits = pc.replace_substring(self.body, pattern=thousands, replacement="")
        if any_true(pc.match_substring_regex(digits, f"['’{_SPACES}]")):
            digits = pc.replace_substring_regex(digits, pattern=f"['’{_SPACES}]", replacement="")
        if decimal == ",":
            digits = pc.replace_substring(digits, pattern=",", replacement=".")
        sign = pc.if_else(self.negative, "-", "")
        text = pc.binary_join_element_wise(sign, digits, "")
        return pc.if_else(self.fits(decimal), text, pa.scalar(None, pa.string()))


def split_amounts(texts: pa.Array) -> Amounts:
    """The parts of written amounts (trimmed text)."""
    if all_true(pc.match_substring_regex(texts, _SIMPLE).fill_null(True)):
        return _split_simple(texts)
    found = pc.extract_regex(texts, _AMOUNT)
    group = {name: pc.struct_field(found, name) for name in _GROUPS}
    parens = pc.and_(pc.equal(group["open"], "("), pc.equal(group["close"], ")"))
    unpaired = pc.not_equal(pc.equal(group["open"], "("), pc.equal(group["close"], ")"))
    signs = pc.binary_join_element_wise(group["s1"], group["s2"], group["s3"], "")
    signed = pc.not_equal(signs, "")
    negative = pc.or_(parens, pc.and_(signed, pc.not_equal(signs, "+")))
    twice = pc.or_(
        pc.greater(pc.utf8_length(signs), 1),
        pc.and_(parens, signed),
    )
    pre = pc.utf8_trim_whitespace(group["pre"])
    both = pc.and_(pc.not_equal(pre, ""), pc.not_equal(group["post"], ""))
    sign = pc.if_else(pc.equal(pre, ""), group["post"], pre)
    unclear = pc.and_(  # "kr.50": half a krona, or fifty kronor?
        pc.match_substring_regex(pre, r"\p{L}$"), pc.match_substring_regex(group["body"], "^[.,]")
    )
    known = _known_sign(sign)
    wrong = pc.or_(pc.or_(unpaired, twice), pc.or_(both, unclear))
    good = pc.and_(pc.invert(wrong), known).fill_null(False)
    body = pc.if_else(good, group["body"], pa.scalar(None, pa.string()))
    return Amounts(body, negative.fill_null(False), pc.if_else(good, sign, ""))


def _split_simple(texts: pa.Array) -> Amounts:
    """The fast way for digits and separators behind at most a minus and one currency sign."""
    negative = pc.starts_with(texts, "-").fill_null(False)
    body = pc.utf8_ltrim(texts, "-")
    first = pc.utf8_slice_codeunits(body, 0, 1)
    sign = pc.if_else(pc.match_substring_regex(first, "[0-9]"), "", first)
    signs = "".join(text for text in sign.unique().to_pylist() if text)
    if signs:
        body = pc.utf8_ltrim(body, signs)
    known = _known_sign(sign)
    return Amounts(pc.if_else(known, body, pa.scalar(None, pa.string())), negative, sign)


def _known_sign(signs: pa.Array) -> pa.Array:
    """Whether each sign is none, a currency sign or a currency code."""
    known = [
        sign
        for sign in signs.unique().to_pylist()
        if sign is not None and (sign == "" or currencies_of_sign(sign))
    ]
    return pc.is_in(signs, value_set=pa.array(known, pa.string()))
