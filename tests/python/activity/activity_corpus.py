"""Mail as it is found in real mailboxes, written for these tests: bad dates, wrong charsets,
folded and missing headers, things that are no mail at all."""

from __future__ import annotations

from datetime import datetime, timezone

NOW = datetime(2024, 6, 1, 9, tzinfo=timezone.utc)
DAY = b"Date: Tue, 5 Mar 2024 10:00:00 +0100\n"
TO_US = b"To: ann@us.example\n"

#: (name, bytes, the interaction: type, account, UTC time, subject; or the code of what it is not)
ODD: list[tuple[str, bytes, tuple[str, str, str, str] | str]] = [
    (
        "plain",
        b"From: Al Pha <al@alpha.example>\n" + TO_US + DAY + b"Message-ID: <1@alpha.example>\n"
        b"Subject: Offer\n\nHello\n",
        ("email_in", "alpha", "2024-03-05T09:00:00Z", "Offer"),
    ),
    (
        "carriage_returns",
        b"From: al@alpha.example\r\nTo: ann@us.example\r\nDate: Tue, 5 Mar 2024 10:01:00 +0100\r\n"
        b"Message-ID: <2@alpha.example>\r\nSubject: =?utf-8?Q?Pr=C3=A9cis?=\r\n\r\nbody\r\n",
        ("email_in", "alpha", "2024-03-05T09:01:00Z", "Précis"),
    ),
    (
        "folded_headers",
        b"From: =?iso-8859-1?Q?Al?=\n =?iso-8859-1?Q?_Ph=E4?=\n <al@alpha.example>\n"
        b"To: Somebody <x@us.example>,\n\tann@us.example\n"
        b"Date: Tue,\n 5 Mar 2024\n 10:02:00 +0100\n"
        b"Message-ID:\n <3@alpha.example>\nSubject: A long\n subject that\n\tis folded\n\n",
        ("email_in", "alpha", "2024-03-05T09:02:00Z", "A long subject that is folded"),
    ),
    (
        "comma_in_an_encoded_name",
        b"From: =?utf-8?B?UGhhLCBBbA==?= <al@alpha.example>\n"
        + TO_US
        + b"Date: Tue, 5 Mar 2024 10:03:00 +0100\nMessage-ID: <4@alpha.example>\n\n",
        ("email_in", "alpha", "2024-03-05T09:03:00Z", ""),
    ),
    (
        "unknown_charset",
        b"From: al@alpha.example\n" + TO_US + b"Date: Tue, 5 Mar 2024 10:04:00 +0100\n"
        b"Message-ID: <5@alpha.example>\nSubject: =?x-klingon?Q?Caf=C3=A9?=\n\n",
        ("email_in", "alpha", "2024-03-05T09:04:00Z", "Café"),
    ),
    (
        "broken_base64",
        b"From: al@alpha.example\n" + TO_US + b"Date: Tue, 5 Mar 2024 10:05:00 +0100\n"
        b"Message-ID: <6@alpha.example>\nSubject: =?utf-8?B?A?=\n\n",
        ("email_in", "alpha", "2024-03-05T09:05:00Z", "=?utf-8?B?A?="),
    ),
    (
        "raw_latin_1",
        b"From: al@alpha.example\n" + TO_US + b"Date: Tue, 5 Mar 2024 10:06:00 +0100\n"
        b"Message-ID: <7@alpha.example>\nSubject: Caf\xe9\n\n",
        ("email_in", "alpha", "2024-03-05T09:06:00Z", "Café"),
    ),
    (
        "raw_utf_8",
        b"From: al@alpha.example\n" + TO_US + b"Date: Tue, 5 Mar 2024 10:07:00 +0100\n"
        b"Message-ID: <8@alpha.example>\nSubject: Caf\xc3\xa9\n\n",
        ("email_in", "alpha", "2024-03-05T09:07:00Z", "Café"),
    ),
    (
        "date_without_a_zone",
        b"From: al@alpha.example\n" + TO_US + b"Date: 5 Mar 2024 10:08:00\n"
        b"Message-ID: <9@alpha.example>\n\n",
        ("email_in", "alpha", "2024-03-05T10:08:00Z", ""),
    ),
    (
        "date_with_a_named_zone_and_comment",
        b"From: al@alpha.example\n" + TO_US + b"Date: Tue, 5 Mar 2024 04:09:00 -0500 (EST)\n"
        b"Message-ID: <10@alpha.example>\n\n",
        ("email_in", "alpha", "2024-03-05T09:09:00Z", ""),
    ),
    (
        "nonsense_date_but_received",
        b"Received: from a by b; Tue, 5 Mar 2024 10:10:00 +0100\nFrom: al@alpha.example\n"
        + TO_US
        + b"Date: yesterday-ish\nMessage-ID: <11@alpha.example>\n\n",
        ("email_in", "alpha", "2024-03-05T09:10:00Z", ""),
    ),
    (
        "date_from_before_mail",
        b"Received: from a by b; Tue, 5 Mar 2024 10:11:00 +0100\nFrom: al@alpha.example\n"
        + TO_US
        + b"Date: Fri, 1 Jan 0001 00:00:00 +0000\nMessage-ID: <12@alpha.example>\n\n",
        ("email_in", "alpha", "2024-03-05T09:11:00Z", ""),
    ),
    (
        "date_in_the_future",
        b"Received: from a by b; Tue, 5 Mar 2024 10:12:00 +0100\nFrom: al@alpha.example\n"
        + TO_US
        + b"Date: Mon, 1 Jan 2044 00:00:00 +0000\nMessage-ID: <13@alpha.example>\n\n",
        ("email_in", "alpha", "2024-03-05T09:12:00Z", ""),
    ),
    (
        "impossible_offset_and_no_other_date",
        b"From: al@alpha.example\n" + TO_US + b"Date: Tue, 5 Mar 2024 10:13:00 +9999\n"
        b"Message-ID: <14@alpha.example>\n\n",
        "unreadable_date",
    ),
    (
        "no_date",
        b"From: al@alpha.example\n" + TO_US + b"Message-ID: <15@alpha.example>\n\n",
        "unreadable_date",
    ),
    (
        "no_message_id",
        b"From: al@alpha.example\n" + TO_US + b"Date: Tue, 5 Mar 2024 10:15:00 +0100\n"
        b"Subject: No id\n\n",
        ("email_in", "alpha", "2024-03-05T09:15:00Z", "No id"),
    ),
    (
        "no_sender",
        TO_US + DAY + b"Message-ID: <17@alpha.example>\n\n",
        "no_sender",
    ),
    (
        "sender_of_an_old_mail_system",
        b"From: Pha, Al </O=ALPHA/OU=NA/CN=RECIPIENTS/CN=APHA>\n" + TO_US + DAY + b"\n",
        "no_sender",
    ),
    (
        "quoted_sender_with_stray_marks",
        b"From: \"'al@alpha.example'\" <'al@alpha.example'>\n"
        + TO_US
        + b"Date: Tue, 5 Mar 2024 10:18:00 +0100\nMessage-ID: <19@alpha.example>\n\n",
        ("email_in", "alpha", "2024-03-05T09:18:00Z", ""),
    ),
    (
        "undisclosed_recipients",
        b"From: al@alpha.example\nTo: undisclosed-recipients:;\n"
        b"Date: Tue, 5 Mar 2024 10:19:00 +0100\nMessage-ID: <20@alpha.example>\n\n",
        ("email_in", "alpha", "2024-03-05T09:19:00Z", ""),
    ),
    (
        "upper_case_and_a_subdomain",
        b"FROM: New.Person@EU.Alpha.Example\nTO: ANN@US.EXAMPLE\n"
        b"DATE: Tue, 5 Mar 2024 10:20:00 +0100\nMESSAGE-ID: <21@alpha.example>\n\n",
        ("email_in", "alpha", "2024-03-05T09:20:00Z", ""),
    ),
    (
        "free_mail_of_a_contact",
        b"From: gus.gamma@gmail.com\n" + TO_US + b"Date: Tue, 5 Mar 2024 10:21:00 +0100\n"
        b"Message-ID: <22@gmail.com>\n\n",
        ("email_in", "gamma", "2024-03-05T09:21:00Z", ""),
    ),
    (
        "free_mail_of_a_stranger",
        b"From: stranger@gmail.com\n" + TO_US + DAY + b"Message-ID: <23@gmail.com>\n\n",
        "unknown_address",
    ),
    (
        "absence_note",
        b"From: al@alpha.example\n" + TO_US + DAY + b"Auto-Submitted: auto-replied\n"
        b"Message-ID: <24@alpha.example>\n\n",
        "automatic",
    ),
    (
        "bounce",
        b"From: MAILER-DAEMON@alpha.example\n"
        + TO_US
        + DAY
        + b"Message-ID: <25@alpha.example>\n\n",
        "automatic",
    ),
    (
        "among_ourselves",
        b"From: bob@us.example\n" + TO_US + DAY + b"Message-ID: <26@us.example>\n\n",
        "internal",
    ),
    (
        "sent_by_us",
        b"From: Ann <ann@us.example>\nTo: alma@alpha.example\nCc: bob@us.example\n"
        b"Date: Tue, 5 Mar 2024 10:26:00 +0100\nMessage-ID: <27@us.example>\n"
        b"Subject: Re: Offer\n\n",
        ("email_out", "alpha", "2024-03-05T09:26:00Z", "Re: Offer"),
    ),
    (
        "header_without_a_colon_and_a_zero_byte",
        b"this is no header\nFrom: al@alpha.example\n"
        + TO_US
        + b"Date: Tue, 5 Mar 2024 10:27:00 +0100\nSubject: a\0b\n\n",
        "no_sender",
    ),
    ("empty", b"\n", "no_sender"),
    ("not_mail", bytes(range(256)) * 4, "no_sender"),
]
