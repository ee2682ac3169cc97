"""The shapes of pictures, before anything is drawn: the page of a report and the plots of a
notebook draw the same shapes.

A shape is made of documents of the engine. It places what they say (where a step of a waterfall
begins, how wide a band of a funnel is); it counts nothing of its own.
"""

from __future__ import annotations

from salespipe.report.shapes.cycle import CycleShape, cycle_shape
from salespipe.report.shapes.evolution import EvolutionShape, evolution_shape
from salespipe.report.shapes.funnel import Band, FunnelShape, funnel_shape
from salespipe.report.shapes.reps import RepsShape, reps_shape
from salespipe.report.shapes.waterfall import Step, waterfall_steps

__all__ = [
    "Band",
    "CycleShape",
    "EvolutionShape",
    "FunnelShape",
    "RepsShape",
    "Step",
    "cycle_shape",
    "evolution_shape",
    "funnel_shape",
    "reps_shape",
    "waterfall_steps",
]
