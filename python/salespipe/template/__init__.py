"""The workbook for people without a CRM: deals, tasks, settings, a dashboard in live formulas.

``layout`` knows where everything lies, ``rows`` the formulas beside each row, ``figures`` those of
the dashboard by their names in the catalogue; ``writing`` puts a workbook down, ``reading`` takes
one apart, ``from_book`` and ``into_book`` stand between it and a book.
"""

from salespipe.template.content import (
    ActivityRow,
    Content,
    DealRow,
    PeriodChoice,
    QuotaRow,
    StageRow,
    TaskRow,
)
from salespipe.template.writing import write_template

__all__ = [
    "ActivityRow",
    "Content",
    "DealRow",
    "PeriodChoice",
    "QuotaRow",
    "StageRow",
    "TaskRow",
    "write_template",
]
