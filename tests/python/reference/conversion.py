"""What is estimated from waits and moves, in exact fractions: conversion with censored deals,
days in stage, the chain of the stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import sqrt

Ends = Sequence[tuple[int, str]]  # days waited, and how that ended: advanced, lost or waiting
NORMAL_95 = 1.959963984540054


def incidence(ends: Ends) -> dict[str, Fraction] | None:
    """Aalen and Johansen: each day's ends are shared out among those that still wait. With the
    variance of the advanced share (Dinse and Larson). None when nothing has ended."""
    days = sorted({day for day, how in ends if how != "waiting"})
    if not days:
        return None
    advanced, lost, waiting = Fraction(0), Fraction(0), Fraction(1)
    steps: list[tuple[Fraction, Fraction, int, int, int]] = []
    for day in days:
        at_risk = sum(until >= day for until, _ in ends)
        going = sum(end == (day, "advanced") for end in ends)
        dying = sum(end == (day, "lost") for end in ends)
        before = waiting
        advanced += before * Fraction(going, at_risk)
        lost += before * Fraction(dying, at_risk)
        waiting = 1 - advanced - lost
        steps.append((advanced, before, at_risk, going, dying))
    variance = Fraction(0)
    for so_far, before, at_risk, going, dying in steps:
        gone, rest = going + dying, advanced - so_far
        if rest:
            variance += rest**2 * Fraction(gone, at_risk * (at_risk - gone))
        variance += before**2 * Fraction(going * (at_risk - going), at_risk**3)
        variance -= 2 * rest * before * Fraction(going, at_risk**2)
    decided = sum(going + dying for *_, going, dying in steps)
    return {
        "advanced": advanced, "lost": lost, "waiting": waiting, "variance": variance,
        "through": Fraction(days[-1]), "decided": Fraction(decided),
    }  # fmt: skip


def interval(found: Mapping[str, Fraction]) -> tuple[float, float]:
    """Wilson's, for as many cases as would give this variance without censoring (Rothman)."""
    share, variance = found["advanced"], found["variance"]
    cases = float(share * (1 - share) / variance if variance else found["decided"])
    p, z = float(share), NORMAL_95
    half = z * sqrt(p * (1 - p) / cases + z * z / (4 * cases * cases))
    middle, scale = p + z * z / (2 * cases), 1 + z * z / cases
    return (middle - half) / scale, (middle + half) / scale


Stays = Sequence[tuple[int, bool]]  # days, and whether it has ended (else: seen through that day)


def survival(stays: Stays) -> list[tuple[int, Fraction]]:
    """Kaplan and Meier: after each day of an end, the share that stays longer."""
    left, curve = Fraction(1), []
    for day in sorted({day for day, ended in stays if ended}):
        at_risk = sum(until >= day for until, _ in stays)
        left *= 1 - Fraction(sum(stay == (day, True) for stay in stays), at_risk)
        curve.append((day, left))
    return curve


def survival_median(stays: Stays) -> int | None:
    return next((day for day, left in survival(stays) if left <= Fraction(1, 2)), None)


def survival_mean(stays: Stays) -> Fraction | None:
    """The area under the curve, day by day, up to the longest stay seen."""
    curve = survival(stays)
    if not curve:
        return None
    longest = max(day for day, _ in stays)
    shares = [
        next((left for day, left in reversed(curve) if day <= now), Fraction(1))
        for now in range(longest)
    ]
    return sum(shares, Fraction(0))


Exits = Mapping[int, Mapping[int | str, int]]  # stage -> stage, "won" or "lost" -> visits


def chain(
    exits: Exits, days: Mapping[int, Fraction | None]
) -> dict[int, tuple[Fraction, Fraction | None]]:
    """Win probability and expected days from each stage: of every stage that can be come to,
    visits have ended, and a closing can be come to from it."""
    known = [
        stage
        for stage in exits
        if all(exits[other] and closes(exits, other) for other in within(exits, stage))
    ]
    share = {
        stage: {to: Fraction(n, sum(exits[stage].values())) for to, n in exits[stage].items()}
        for stage in known
    }
    wins = {stage: share[stage].get("won", Fraction(0)) for stage in known}
    won = solved(known, share, wins)
    stays = {stage: days[stage] for stage in known}
    if any(stay is None for stay in stays.values()):
        return {stage: (won[stage], None) for stage in known}
    lasts = solved(known, share, {stage: stay or Fraction(0) for stage, stay in stays.items()})
    return {stage: (won[stage], lasts[stage]) for stage in known}


def within(exits: Exits, start: int) -> set[int]:
    """The stages that can be come to, `start` among them."""
    found, new = {start}, [start]
    while new:
        for to in exits[new.pop()]:
            if isinstance(to, int) and to not in found:
                found.add(to)
                new.append(to)
    return found


def closes(exits: Exits, start: int) -> bool:
    return any("won" in exits[one] or "lost" in exits[one] for one in within(exits, start))


def solved(
    stages: Sequence[int],
    share: Mapping[int, Mapping[int | str, Fraction]],
    gain: Mapping[int, Fraction],
) -> dict[int, Fraction]:
    """x with x[i] = gain[i] + sum of share[i][j] x[j], by eliminating one stage after another."""
    rows = {i: {j: Fraction(i == j) - share[i].get(j, Fraction(0)) for j in stages} for i in stages}
    right = dict(gain)
    for i in stages:
        lead = rows[i][i]
        for r in stages:
            if r != i and rows[r][i]:
                factor = rows[r][i] / lead
                rows[r] = {j: rows[r][j] - factor * rows[i][j] for j in stages}
                right[r] -= factor * right[i]
    return {i: right[i] / rows[i][i] for i in stages}
