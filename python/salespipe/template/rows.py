"""The formulas beside each row of deals, tasks, activities and quotas.

Only functions that Excel 2016, Google Sheets and LibreOffice share. Names are looked up once a row
and become numbers: sums by number cannot trip over a ``*`` or ``>`` in a name.
"""

from __future__ import annotations

from collections.abc import Callable

from salespipe.template.layout import Layout

#: The day after the last one that counts, and its like, as defined names (see ``periods.py``).
P = {"from": "sp_from", "to": "sp_to", "cut": "sp_cut"}
Q = {"from": "sp_from_prev", "to": "sp_to_prev", "cut": "sp_cut_prev"}
PERIODS = (("p", P), ("q", Q))

#: Column key -> the formula of its cell in a row.
RowFormulas = dict[str, Callable[[int], str]]


def looked_up(cell: str, names: str) -> str:
    """The place of a text in a list, 0 where it is not; signs that MATCH takes for wildcards are
    taken as they are."""
    escaped = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({cell},"~","~~"),"*","~*"),"?","~?")'
    return f'IF({cell}="",0,IFERROR(MATCH({escaped},{names},0),0))'


def deal_formulas(layout: Layout, words: Callable[[str], str]) -> RowFormulas:
    d = layout.deals

    def at(key: str, row: int) -> str:
        return d.cell(key, row)

    kinds, limits = "sp_stage_kinds", layout.stage_range("D")
    formulas: RowFormulas = {
        "stage_no": lambda r: "=" + looked_up(at("stage", r), layout.stage_range("A")),
        "kind": lambda r: f'=IF({at("stage_no", r)}=0,"",INDEX({kinds},{at("stage_no", r)}))',
        "owner_no": lambda r: "=" + looked_up(at("owner", r), layout.list_range("owners")),
        "source_no": lambda r: "=" + looked_up(at("source", r), layout.list_range("sources")),
        "reason_no": lambda r: (
            "=" + looked_up(at("lost_reason", r), layout.list_range("lost_reasons"))
        ),
        "entered": lambda r: (
            f'=IF({at("since", r)}<>"",{at("since", r)},'
            f'IF({at("created", r)}<>"",{at("created", r)},""))'
        ),
        "reached": lambda r: _reached(at, r),
        "at_first": lambda r: (
            f'=IF({at("first_value", r)}<>"",{at("first_value", r)},'
            f'IF({at("value", r)}<>"",{at("value", r)},0))'
        ),
        "account_row": lambda r: "=" + looked_up(at("account", r), d.range("account")),
        "board": lambda r: (
            f'=IF(OR({at("kind", r)}="open",{at("kind", r)}="parked"),{at("stage_no", r)},0)'
        ),
        "=status": lambda r: (
            f'=IF({at("stage_no", r)}=0,"",INDEX({layout.stage_range("B")},{at("stage_no", r)}))'
        ),
        "=age": lambda r: (
            f'=IF(OR({at("stage_no", r)}=0,{at("created", r)}=""),"",'
            f'IF(OR({at("kind", r)}="won",{at("kind", r)}="lost"),'
            f'IF({at("closed", r)}="","",INT({at("closed", r)})-INT({at("created", r)})),'
            f"MAX(0,sp_today-INT({at('created', r)}))))"
        ),
        "=weighted": lambda r: (
            f'=IF({at("kind", r)}="open",'
            f'N({at("value", r)})*INDEX({layout.stage_range("C")},{at("stage_no", r)}),"")'
        ),
        "=attention": lambda r: _attention(layout, words, r),
    }
    # Conditional formats of Google Sheets see their own sheet only, so what they ask stands here.
    formulas["is_rotting"] = lambda r: (
        f'=IF(OR({at("kind", r)}<>"open",{at("entered", r)}=""),0,'
        f"IF(N(INDEX({limits},{at('stage_no', r)}))=0,0,"
        f"IF(sp_today-INT({at('entered', r)})>INDEX({limits},{at('stage_no', r)}),1,0)))"
    )
    formulas["is_overdue"] = lambda r: (
        f'=IF(OR({at("kind", r)}<>"open",{at("expected_close", r)}=""),0,'
        f"IF({at('expected_close', r)}<sp_today,1,0))"
    )
    for suffix, period in PERIODS:
        formulas |= _by_period(layout, suffix, period, limits)
    own = f"{d.letter('account_row')}"
    formulas["account_won_p"] = lambda r: (
        f"=IF(${own}{r}=ROW()-1,ROUND(SUMIFS({d.range('value')},{d.range('account_row')},${own}{r},"
        f"{won_in(layout, P)}),4),0)"
    )
    return formulas


def won_in(layout: Layout, period: dict[str, str], kind: str = "won") -> str:
    """The conditions of SUMIFS for deals that were closed in a period."""
    d = layout.deals
    return f'{d.range("kind")},"{kind}",{in_days(d.range("closed"), period["from"], period["cut"])}'


def in_days(dates: str, first: str, last: str) -> str:
    """The conditions of SUMIFS for days from ``first`` to ``last``, times of day or not."""
    return f'{dates},">="&{first},{dates},"<"&({last}+1)'


def _reached(at: Callable[[str, int], str], r: int) -> str:
    """The day on which a deal first came to a qualified stage or beyond."""
    return (
        f'=IF(OR({at("stage_no", r)}=0,sp_qualified_stage=0),"",'
        f'IF({at("qualified", r)}<>"",{at("qualified", r)},'
        f'IF(sp_first_open>=sp_qualified_stage,IF({at("created", r)}="","",{at("created", r)}),'
        f'IF(AND({at("kind", r)}="open",{at("stage_no", r)}>=sp_qualified_stage),{at("entered", r)},'
        f'IF(AND({at("kind", r)}="won",{at("closed", r)}<>""),{at("closed", r)},"")))))'
    )


def _by_period(layout: Layout, suffix: str, period: dict[str, str], limits: str) -> RowFormulas:
    d = layout.deals
    cut = period["cut"]

    def at(key: str, row: int) -> str:
        return d.cell(key, row)

    def mine(key: str, row: int) -> str:
        return d.cell(f"{key}_{suffix}", row)

    def open_stage(r: int) -> str:
        """The open stage in which the deal stood at the end of the period; 0: in none."""
        kind, created, entered = at("kind", r), at("created", r), at("entered", r)
        return (
            f"=IF({at('stage_no', r)}=0,0,"
            f'IF(AND(OR({kind}="won",{kind}="lost"),{at("closed", r)}<{cut}+1),0,'
            f'IF({created}="",IF(AND({kind}="open",{cut}>=sp_data_through),{at("stage_no", r)},0),'
            f"IF({created}>={cut}+1,0,"
            f'IF(AND({kind}="open",{entered}<{cut}+1),{at("stage_no", r)},'
            f'IF(AND({kind}="parked",{entered}<{cut}+1),0,'
            f'IF(AND({at("qualified", r)}<>"",{at("qualified", r)}<{cut}+1,sp_qualified_stage>0),'
            f"sp_qualified_stage,sp_first_open)))))))"
        )

    def age(r: int) -> str:
        kind, created, entered = at("kind", r), at("created", r), at("entered", r)
        qualified = at("qualified", r)
        return (
            f'=IF(OR({mine("open", r)}=0,{created}=""),"",{cut}-INT('
            f'IF(AND({kind}="open",{entered}<{cut}+1),{entered},'
            f'IF(AND({qualified}<>"",{qualified}<{cut}+1),{qualified},{created}))))'
        )

    def abandoned(r: int) -> str:
        """No day of the row, and no activity about it, in the last days before the end."""
        a = layout.activities
        since = f"({cut}-sp_abandoned)"
        days = [at(key, r) for key in ("created", "qualified", "entered")]
        touched = ",".join(f"AND(N({day})>={since},N({day})<{cut}+1)" for day in days)
        return (
            f'=IF({mine("open", r)}=0,0,IF({at("created", r)}="",0,IF(OR({touched}),0,'
            f"IF(COUNTIFS({a.range('deal_row')},ROW()-1,{in_days(a.range('at'), since, cut)})=0,"
            "1,0))))"
        )

    def closed_here(r: int, kinds: str) -> str:
        closed = at("closed", r)
        return f"AND({kinds},{closed}>={period['from']},{closed}<{cut}+1)"

    def won(r: int) -> str:
        return closed_here(r, f'{at("kind", r)}="won"')

    def decided(r: int) -> str:
        return closed_here(r, f'OR({at("kind", r)}="won",{at("kind", r)}="lost")')

    def days(r: int, which: Callable[[int], str]) -> str:
        created, closed = at("created", r), at("closed", r)
        return f'=IF({created}="","",IF({which(r)},INT({closed})-INT({created}),""))'

    return {
        f"open_{suffix}": open_stage,
        f"age_{suffix}": age,
        f"rotting_{suffix}": lambda r: (
            f'=IF({mine("age", r)}="",0,'
            f"IF(N(INDEX({limits},{mine('open', r)}))=0,0,"
            f"IF({mine('age', r)}>INDEX({limits},{mine('open', r)}),1,0)))"
        ),
        f"abandoned_{suffix}": abandoned,
        f"cycle_{suffix}": lambda r: days(r, won),
        f"close_{suffix}": lambda r: days(r, decided),
        f"won_value_{suffix}": lambda r: f'=IF({won(r)},N({at("value", r)}),"")',
    }


def _attention(layout: Layout, words: Callable[[str], str], r: int) -> str:
    """The first thing that is wrong with a deal, else what needs doing."""
    d = layout.deals

    def at(key: str) -> str:
        return d.cell(key, r)

    closed = f'OR({at("kind")}="won",{at("kind")}="lost")'
    tests = (
        (f'AND({at("stage")}="",{at("name")}<>"")', "stage is missing"),
        (f'{at("stage")}=""', ""),
        (f'{at("stage_no")}=0', "unknown stage"),
        (f'AND({closed},{at("closed")}="")', "closing day is missing"),
        (f'AND({closed},{at("created")}<>"",{at("closed")}<{at("created")})', "closed before created"),
        (f'{closed}', ""),
        (f'{at("closed")}<>""', "closing day of an open deal"),
        (f'AND({at("value")}<>"",NOT(ISNUMBER({at("value")})))', "value is no number"),
        (f'AND({at("owner")}<>"",{at("owner_no")}=0)', "unknown owner"),
        (f'{at("kind")}<>"open"', ""),
        (f'{at("is_overdue")}=1', "expected close has passed"),
        (f'{at("is_rotting")}=1', "rotting: too long in its stage"),
    )  # fmt: skip
    formula = '""'
    for test, word in reversed(tests):
        formula = f'IF({test},"{words(word) if word else ""}",{formula})'
    return "=" + formula


def task_formulas(layout: Layout, words: Callable[[str], str]) -> RowFormulas:
    t, d = layout.tasks, layout.deals

    def is_open(r: int) -> str:
        state = t.cell("state", r)
        return f'OR({state}="",{state}="{words("open")}")'

    return {
        "=deal_name": lambda r: (
            f'=IF({t.cell("deal", r)}="","",IFERROR(INDEX({d.range("name")},'
            f'MATCH({t.cell("deal", r)},{d.range("id")},0)),"{words("no such deal")}"))'
        ),
        "=attention": lambda r: (
            f'=IF({t.cell("description", r)}="","",'
            f'IF(AND({is_open(r)},{t.cell("due", r)}<>"",{t.cell("due", r)}<sp_today),'
            f'"{words("overdue")}",""))'
        ),
    }


def activity_formulas(layout: Layout, words: Callable[[str], str]) -> RowFormulas:
    a, d = layout.activities, layout.deals
    return {
        "deal_row": lambda r: "=" + looked_up(a.cell("deal", r), d.range("id")),
        "owner_no": lambda r: "=" + looked_up(a.cell("owner", r), layout.list_range("owners")),
        "=deal_name": lambda r: (
            f'=IF({a.cell("deal", r)}="","",IF({a.cell("deal_row", r)}=0,'
            f'"{words("no such deal")}",INDEX({d.range("name")},{a.cell("deal_row", r)})&""))'
        ),
    }


def quota_formulas(layout: Layout) -> RowFormulas:
    q = layout.quotas

    def shared(r: int, period: dict[str, str]) -> str:
        first, last = q.cell("first", r), q.cell("last", r)
        return (
            f'=IF(OR({first}="",{last}=""),0,'
            f"MAX(0,MIN({last},{period['to']})-MAX({first},{period['from']})+1))"
        )

    def part(r: int, days: str) -> str:
        return (
            f"=IF({q.cell(days, r)}=0,0,N({q.cell('value', r)})*{q.cell(days, r)}"
            f"/({q.cell('last', r)}-{q.cell('first', r)}+1))"
        )

    return {
        # 0 is the team; a name that is not in the list is nobody's, not the team's.
        "owner_no": lambda r: (
            f'=IF({q.cell("owner", r)}="",0,IF('
            f"{looked_up(q.cell('owner', r), layout.list_range('owners'))}=0,-1,"
            f"{looked_up(q.cell('owner', r), layout.list_range('owners'))}))"
        ),
        "days_p": lambda r: shared(r, P),
        "days_q": lambda r: shared(r, Q),
        "part_p": lambda r: part(r, "days_p"),
        "part_q": lambda r: part(r, "days_q"),
    }
