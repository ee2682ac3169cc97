"""Colours and frames of plots. Texts and ground are those of matplotlib's style in force, so that a
dark style gives dark plots."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from salespipe.errors import UnsupportedError

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes
else:
    Axes: TypeAlias = Any

#: Stand out from white and from black, and from each other for every kind of colour-blindness.
ACCENT = "#3a85b5"
EARLY = "#93bfd6"
GAIN = "#4a9a9a"
LOSS = "#cc6b2c"
BEFORE = "#d08a2e"
LAYERS = (
    "#c3dbe8", "#a3c8dd", "#7fb2cf", "#5b9cc0", "#3a83ad", "#24688f", "#174e70", "#0e3750",
)  # fmt: skip


def axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    """``ax``, or that of a new figure. Raises UnsupportedError without matplotlib."""
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        raise UnsupportedError("plots need matplotlib: pip install 'salespipe[plots]'") from None
    if ax is not None:
        return ax
    _, made = plt.subplots(figsize=size, layout="constrained")
    return made


def text_colour() -> Any:
    import matplotlib as mpl

    return mpl.rcParams["text.color"]


def plain(ax: Axes, *, grid: Literal["x", "y"] = "y") -> None:
    """Only what is needed to read a value."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_alpha(0.3)
    ax.tick_params(length=0)
    ax.grid(axis=grid, alpha=0.2, linewidth=0.8)
    ax.set_axisbelow(True)


def shown(text: str) -> str:
    """A text from data as it stands: matplotlib would read what is between dollar signs as
    mathematics."""
    return text.replace("$", r"\$")


def short(value: float, _place: float = 0) -> str:
    """An axis label in few letters."""
    from salespipe.report.charts import short_number

    return short_number(value)


def amount(value: Decimal, currency: str, *, signed: bool = False) -> str:
    """An amount for people: "1,251,928 USD"."""
    from salespipe.report.document import MetricInfo
    from salespipe.report.figures import figure_text

    text = figure_text(MetricInfo("", "", "money"), str(abs(value)))
    sign = "" if not signed or value == 0 else "+" if value > 0 else "−"
    return f"{sign}{text} {currency}".rstrip()
