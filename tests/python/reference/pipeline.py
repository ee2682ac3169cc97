"""Pipelines: ordered stages and what reaching one of them means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STAGE_KINDS = ("open", "won", "lost", "parked")

StageRow = tuple[str, str, int, bool]  # name, kind, probability in ppm, qualified


@dataclass(frozen=True)
class Stage:
    name: str
    kind: str
    probability_ppm: int
    qualified: bool
    ordinal: int | None  # 1.. among the open stages; won comes after them all; lost, parked: None


@dataclass(frozen=True)
class Pipeline:
    stages: tuple[Stage, ...]

    @staticmethod
    def of(rows: Sequence[StageRow]) -> Pipeline:
        open_count = sum(kind == "open" for _, kind, _, _ in rows)
        stages: list[Stage] = []
        seen_open = 0
        for name, kind, ppm, qualified in rows:
            if kind not in STAGE_KINDS:
                raise ValueError(f"stage {name!r} has the unknown kind {kind!r}")
            seen_open += kind == "open"
            ordinal = {"open": seen_open, "won": open_count + 1}.get(kind)
            stages.append(Stage(name, kind, ppm, qualified, ordinal))
        if len({stage.name for stage in stages}) != len(stages):
            raise ValueError("two stages of one name")
        return Pipeline(tuple(stages))

    @property
    def open_stages(self) -> list[Stage]:
        return [stage for stage in self.stages if stage.kind == "open"]

    @property
    def first(self) -> Stage:
        """Where a deal stands that nobody has placed anywhere."""
        return self.open_stages[0]

    @property
    def won_ordinal(self) -> int:
        return len(self.open_stages) + 1

    @property
    def qualified_ordinal(self) -> int | None:
        """From this ordinal on a deal is qualified; None where no open stage says so."""
        return next((stage.ordinal for stage in self.open_stages if stage.qualified), None)

    def stage(self, name: str) -> Stage:
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise ValueError(f"unknown stage {name!r}")


@dataclass(frozen=True)
class Pipelines:
    """One pipeline for every deal, or one by the deal's `pipeline` column."""

    by_name: Mapping[str, Pipeline]
    single: Pipeline | None

    @staticmethod
    def of(stages: Sequence[StageRow] | Mapping[str, Sequence[StageRow]]) -> Pipelines:
        if isinstance(stages, Mapping):
            return Pipelines({name: Pipeline.of(rows) for name, rows in stages.items()}, None)
        return Pipelines({}, Pipeline.of(stages))

    @property
    def know_qualified(self) -> bool:
        """Whether some stage means that a deal is sales qualified."""
        known = [*self.by_name.values(), *([self.single] if self.single else [])]
        return any(pipeline.qualified_ordinal is not None for pipeline in known)

    @property
    def open_names(self) -> set[str]:
        known = [*self.by_name.values(), *([self.single] if self.single else [])]
        return {stage.name for pipeline in known for stage in pipeline.open_stages}

    def for_deal(self, name: str) -> Pipeline:
        if self.single is not None:
            return self.single
        if name not in self.by_name:
            raise ValueError(f"unknown pipeline {name!r}")
        return self.by_name[name]
