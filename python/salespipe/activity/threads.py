"""Which mails belong to one conversation, by the ids that they answer."""

from __future__ import annotations

from collections.abc import Iterable


class Threads:
    """Messages joined by In-Reply-To and References; those that nobody has are nodes too."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def add(self, key: str, answered: Iterable[str]) -> None:
        for other in answered:
            one, two = self.root(key), self.root(other)
            if one != two:
                self._parents[max(one, two)] = min(one, two)

    def root(self, key: str) -> str:
        """One and the same id for all messages of a conversation."""
        path = []
        while (parent := self._parents.get(key, key)) != key:
            path.append(key)
            key = parent
        for step in path:
            self._parents[step] = key
        return key
