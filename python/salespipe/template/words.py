"""The words of the sheets. English is the key; other languages are tables of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from salespipe.errors import InvalidArgumentError
from salespipe.template.swedish import SWEDISH

#: Language -> English -> its word.
LANGUAGES: dict[str, Mapping[str, str]] = {"en": {}, "sv": SWEDISH}


def words_of(language: str) -> Callable[[str], str]:
    """A function from the English word to that of a language."""
    if language not in LANGUAGES:
        known = ", ".join(sorted(LANGUAGES))
        raise InvalidArgumentError(f"no template in the language '{language}'; there are {known}")
    table = LANGUAGES[language]
    return lambda text: table.get(text, text)


def code_of(text: str, codes: tuple[str, ...]) -> str:
    """Which of these English words a word of any language is; an empty text when none."""
    wanted = text.strip().casefold()
    for table in LANGUAGES.values():
        for code in codes:
            if wanted and wanted in (code.casefold(), table.get(code, code).casefold()):
                return code
    return ""
