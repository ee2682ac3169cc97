"""ISO 4217 codes with their minor digits, and the currency signs that values are written with.

The codes are those of ``lib/base/currency.cpp`` (a test compares the two).
"""

from __future__ import annotations

from salespipe.errors import InvalidArgumentError
from salespipe.tables.model import NO_CURRENCY

_CODES_BY_DIGITS: dict[int, str] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF BYR",
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
        "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
        "GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK "
        "LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO "
        "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS "
        "SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST "
        "XAD XCD XCG YER ZAR ZMW ZWG ANG BGN CUC EEK HRK LTL LVL MRO SLL STD USS VEF ZMK ZWL"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

MINOR_DIGITS: dict[str, int] = {
    code: digits for digits, codes in _CODES_BY_DIGITS.items() for code in codes.split()
}

#: Signs that amounts carry, and the currencies that each may mean. More than one: not settled.
SIGNS: dict[str, tuple[str, ...]] = {
    "€": ("EUR",),
    "£": ("GBP", "EGP", "FKP", "GIP", "SHP"),
    "$": ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "TWD", "ARS", "CLP", "COP"),
    "US$": ("USD",),
    "A$": ("AUD",),
    "AU$": ("AUD",),
    "C$": ("CAD",),
    "CA$": ("CAD",),
    "NZ$": ("NZD",),
    "HK$": ("HKD",),
    "S$": ("SGD",),
    "R$": ("BRL",),
    "¥": ("JPY", "CNY"),
    "￥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₩": ("KRW",),
    "₺": ("TRY",),
    "₽": ("RUB",),
    "₴": ("UAH",),
    "₪": ("ILS",),
    "₫": ("VND",),
    "฿": ("THB",),
    "₱": ("PHP",),
    "₦": ("NGN",),
    "zł": ("PLN",),
    "Kč": ("CZK",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "kr.": ("DKK", "SEK", "NOK", "ISK"),
    "Ft": ("HUF",),
    "Fr.": ("CHF",),
}


def minor_digits(currency: str) -> int:
    """Digits after the decimal point of the minor unit; 2 for "no currency"."""
    return 2 if currency == NO_CURRENCY else MINOR_DIGITS[currency]


def check_currency(text: str) -> str:
    """The upper-case ISO 4217 code that ``text`` names, or InvalidArgumentError."""
    code = text.strip().upper()
    if code != NO_CURRENCY and code not in MINOR_DIGITS:
        raise InvalidArgumentError(
            f"'{text}' is not an ISO 4217 currency code; write three letters such as EUR or USD"
        )
    return code


def currencies_of_sign(sign: str) -> tuple[str, ...]:
    """The currencies that a sign or code beside an amount may mean; empty when it means none."""
    if sign in SIGNS:
        return SIGNS[sign]
    code = sign.upper()
    return (code,) if code in MINOR_DIGITS else ()
