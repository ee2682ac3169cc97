"""The pipeline dashboard: salespipe beside DuckDB, Polars and pandas, answers before times.

Every system is loaded once and asked eleven questions (pipeline_dashboard/questions.py) over and
over, in turn, so that a noisy moment of the machine hits all of them; then each starts over from
the same Arrow tables with nothing prepared. No time is taken before all answers are the same.

    ./dev bench dashboard [--opportunities N] [--threads T] [--rounds R] [--page FILE]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import salespipe

sys.path.insert(0, str(Path(__file__).parent))
from pipeline_dashboard import duck, ours, pandas_frames, polars_frames
from pipeline_dashboard.questions import MONTHS, START, difference

#: pandas is asked up to here: it needs a multiple of the memory and of the time.
PANDAS_AT_MOST = 1_000_000


def tables(opportunities: int, seed: int) -> tuple[pa.Table, pa.Table]:
    """Deals with text keys, and their history in random order."""
    deals, history = [], []
    for part in salespipe.simulate.parts(
        opportunities=opportunities, seed=seed, months=MONTHS, start=START
    ):
        deals.append(part["opportunities"])
        history.append(part["history"])
    order = np.random.default_rng(seed).permutation(sum(len(part) for part in history))
    shuffled = pa.concat_tables(history).combine_chunks().take(pa.array(order))
    return pa.concat_tables(deals).combine_chunks(), shuffled


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def bandwidth(threads: int) -> float:
    """Bytes a second that this machine reads, by that many threads, summing a large array."""
    from concurrent.futures import ThreadPoolExecutor

    parts = np.array_split(np.ones(2**26, dtype=np.int64), threads)  # 512 MiB
    with ThreadPoolExecutor(threads) as pool:
        best = min(seconds(lambda: list(pool.map(np.sum, parts)))[0] for _ in range(5))
    return sum(part.nbytes for part in parts) / best


def resident() -> int:
    """Bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def run(options: argparse.Namespace) -> dict[str, Any]:
    deals, history = tables(options.opportunities, options.seed)
    modules = [ours, duck, polars_frames]
    if options.opportunities <= PANDAS_AT_MOST:
        modules.append(pandas_frames)
    systems, load, memory = {}, {}, {}
    for module in modules:
        before = resident()
        systems[module.NAME] = module.System(options.threads)
        load[module.NAME], _ = seconds(lambda s=systems[module.NAME]: s.prepare(deals, history))
        gc.collect()
        memory[module.NAME] = resident() - before

    answers = {name: system.answers(system.ask()) for name, system in systems.items()}
    for name, theirs in answers.items():
        found = difference(answers[ours.NAME], theirs)
        if found:
            sys.exit(f"the answers of salespipe and {name} differ: {found}")

    asked: dict[str, list[float]] = {name: [] for name in systems}
    for _ in range(options.rounds):
        for name, system in systems.items():
            asked[name].append(seconds(system.ask)[0])
    for system in systems.values():
        system.close()
    systems.clear()

    cold: dict[str, list[float]] = {module.NAME: [] for module in modules}
    for _ in range(options.cold_rounds):
        for module in modules:
            system = module.System(options.threads)
            cold[module.NAME].append(
                seconds(lambda s=system: (s.prepare(deals, history), s.ask()))[0]
            )
            system.close()
    return {
        "opportunities": len(deals),
        "stage_entries": len(history),
        "input_bytes": deals.nbytes + history.nbytes,
        "threads": options.threads,
        "bandwidth": bandwidth(options.threads),
        "load": load,
        "memory": memory,
        "ask": asked,
        "cold": cold,
        "versions": {module.NAME: module.version() for module in modules},
    }


def show(found: dict[str, Any]) -> None:
    """A table for people."""
    name = ours.NAME
    deals = found["opportunities"]
    print(
        f"\n{deals:,} deals, {found['stage_entries']:,} history rows, "
        f"{found['threads']} threads, {found['input_bytes'] / 1e6:,.0f} MB of Arrow, "
        f"{found['bandwidth'] / 1e9:.1f} GB/s read; Python {platform.python_version()}"
    )
    print(f"{'':24}{'load s':>10}{'ask s':>10}{'times':>8}{'cold s':>10}{'times':>8}{'MB':>9}")
    mine = statistics.median(found["ask"][name])
    mine_cold = statistics.median(found["cold"][name] or [float("nan")])
    for system, version in found["versions"].items():
        ask = statistics.median(found["ask"][system])
        cold = statistics.median(found["cold"][system] or [float("nan")])
        print(
            f"{system + ' ' + version:24}{found['load'][system]:10.3f}{ask:10.4f}"
            f"{ask / mine:8.1f}{cold:10.3f}{cold / mine_cold:8.1f}"
            f"{found['memory'][system] / 1e6:9,.0f}"
        )


def markdown(found: dict[str, Any]) -> str:
    """The same table for docs/performance.md."""
    mine = statistics.median(found["ask"][ours.NAME])
    mine_cold = statistics.median(found["cold"][ours.NAME])
    lines = [
        f"\n{found['opportunities']:,} deals with {found['stage_entries']:,} rows of history "
        f"({found['input_bytes'] / 1e6:,.0f} MB of Arrow), {found['threads']} threads; "
        f"{found['bandwidth'] / 1e9:.1f} GB/s read.\n",
        "| system | load s | dashboard s | ratio | cold s | ratio | memory MB |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for system, version in found["versions"].items():
        ask = statistics.median(found["ask"][system])
        cold = statistics.median(found["cold"][system])
        lines.append(
            f"| {system} {version} | {found['load'][system]:.2f} | {ask:.4f} | {ask / mine:.1f} "
            f"| {cold:.2f} | {cold / mine_cold:.1f} | {found['memory'][system] / 1e6:,.0f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--opportunities", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cold-rounds", type=int, default=1)
    parser.add_argument("--json", type=Path, help="what was measured")
    parser.add_argument("--page", type=Path, help="the table as Markdown, appended")
    options = parser.parse_args()
    found = run(options)
    show(found)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    if options.page:
        with options.page.open("a", encoding="utf-8") as page:
            page.write(markdown(found))


if __name__ == "__main__":
    main()
