"""Data for the page's script, as JSON that cannot end the block it stands in."""

from __future__ import annotations

import json
from typing import Any

from salespipe.report.markup import Markup
from salespipe.report.text import visible

#: What could close the block or open a comment in it, and the two line ends that JSON allows and
#: old scripts do not.
_ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def data_block(identity: str, value: Any) -> Markup:
    """``value`` in a block that browsers do not run; the only way data gets to the script."""
    text = json.dumps(_shown(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    written = text.translate(_ESCAPES)
    return Markup(f'<script type="application/json" id="{identity}">{written}</script>')


def _shown(value: Any) -> Any:
    """The same with every text made fit to be shown."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {visible(str(key)): _shown(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shown(entry) for entry in value]
    return value
