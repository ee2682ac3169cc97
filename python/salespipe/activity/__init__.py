"""Mail, calendars, call logs and tracking events into a book, as interactions.

``mail`` reads mbox, Maildir and EML by their headers, ``calendars`` iCalendar, ``logs`` tables.
``directory`` knows whom an address belongs to, ``recording`` appends what is not there yet.
"""

from salespipe.activity.calendars import import_calendar
from salespipe.activity.logs import import_log
from salespipe.activity.mail import import_mail

__all__ = ["import_calendar", "import_log", "import_mail"]
