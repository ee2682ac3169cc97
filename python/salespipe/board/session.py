"""Who may use a board: links that work once, and the cookie that they are changed for."""

from __future__ import annotations

import hashlib
import secrets

#: Bytes of a token and of a cookie: 256 bits, which nobody guesses.
SECRET_BYTES = 32
#: Links that were made and never opened are forgotten from the oldest on.
MOST_TOKENS = 16


class Sessions:
    """The browsers that have come in. Only hashes of secrets are kept."""

    def __init__(self) -> None:
        self._tokens: dict[bytes, None] = {}
        self._cookies: set[bytes] = set()

    def new_token(self) -> str:
        """A secret for one link."""
        token = secrets.token_urlsafe(SECRET_BYTES)
        self._tokens[_hash(token)] = None
        while len(self._tokens) > MOST_TOKENS:
            del self._tokens[next(iter(self._tokens))]
        return token

    def redeem(self, token: str) -> str | None:
        """A new cookie for a token that was not used before; None for any other."""
        hashed = _hash(token)
        if hashed not in self._tokens:
            return None
        del self._tokens[hashed]
        cookie = secrets.token_urlsafe(SECRET_BYTES)
        self._cookies.add(_hash(cookie))
        return cookie

    def knows(self, cookie: str) -> bool:
        return _hash(cookie) in self._cookies


def _hash(secret: str) -> bytes:
    """What is looked up tells nothing, by the time it takes, about the secrets themselves."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
