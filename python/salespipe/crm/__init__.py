"""Exports of CRMs (Salesforce, HubSpot, Pipedrive, Salesflare) into a book, with their history.

What the export of a CRM looks like is data (``mappings/*.json``); one engine reads them all:
``recognise`` tells what each file is, ``table`` reads its columns, ``pipelines``, ``people``,
``deals`` and ``activities`` take up the rows, ``timeline`` makes a history of them, ``writing``
appends what the book does not have yet.
"""

from salespipe.crm.engine import import_crm
from salespipe.crm.mapping import CRMS

__all__ = ["CRMS", "import_crm"]
