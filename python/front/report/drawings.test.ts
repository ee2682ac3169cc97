import { describe, expect, test } from "vitest";
import { bars } from "./bars";
import { valueAxis } from "./core";
import { funnel } from "./funnel";
import type { Palette } from "./palette";
import type { Bars, Funnel, Waterfall } from "./spec";
import { waterfall } from "./waterfall";

const colours = new Proxy({ layers: [] as string[] } as unknown as Palette, {
  get: (target, name) => (name === "layers" ? target.layers : `colour of ${String(name)}`),
});

interface Shape {
  type: string;
  shape?: { width: number; height: number };
  style?: { fill?: string; text?: string };
}

/** The shapes of a picture that places its own marks. */
function shapes(option: unknown): Shape[] {
  const { series } = option as {
    series: {
      data: number[];
      renderItem: (params: unknown, api: unknown) => { children: Shape[] };
    }[];
  };
  const { data, renderItem } = series[0]!;
  return data.flatMap((place) => renderItem({}, { value: () => place }).children);
}

function band(stage: string, share: number): Funnel["bands"][number] {
  return { stage, share, text: "", next: "", interval: "", lost: "", tip: [] };
}

describe("a funnel", () => {
  const spec: Funnel = {
    kind: "funnel",
    bands: [band("Lead", 1), band("Qualified", 0.5), band("Won", 0.1)],
    bend: { at: 1, text: "qualified", good: true },
  };

  test.each([1000, 350])("has bands as wide as their shares, on %i pixels", (width) => {
    const found = shapes(funnel(spec, { width, colours }).option).filter(
      (shape) => shape.type === "rect",
    );
    const widths = found.map((shape) => shape.shape!.width);
    expect(widths).toHaveLength(3);
    expect(widths[1]! / widths[0]!).toBeCloseTo(0.5, 6);
    expect(widths[2]! / widths[0]!).toBeCloseTo(0.1, 6);
  });

  test("has other colours before the stage at which it bends than from it on", () => {
    const found = shapes(funnel(spec, { width: 1000, colours }).option).filter(
      (shape) => shape.type === "rect",
    );
    expect(found.map((shape) => shape.style!.fill)).toEqual([
      "colour of early",
      "colour of accent",
      "colour of accent",
    ]);
  });

  test("that bends nowhere has no line across", () => {
    const drawn = shapes(funnel({ ...spec, bend: null }, { width: 1000, colours }).option);
    expect(drawn.some((shape) => shape.type === "line")).toBe(false);
  });
});

test("a waterfall lies down where its names would have no room", () => {
  const step = (name: string): Waterfall["steps"][number] => ({
    name,
    from: 0,
    to: 1,
    text: "1",
    tone: "gain",
    tip: [],
  });
  const spec: Waterfall = {
    kind: "waterfall",
    ticks: [
      { at: 0, text: "0" },
      { at: 1, text: "1" },
    ],
    steps: ["Open", "Created", "Won", "Lost", "Open"].map(step),
  };
  const axisOf = (width: number): string =>
    (waterfall(spec, { width, colours }).option as { xAxis: { type: string } }).xAxis.type;
  expect(axisOf(900)).toBe("category");
  expect(axisOf(350)).toBe("value");
});

test("bars stand beneath each other where there is no room beside", () => {
  const bar = { value: 1, before: null, text: "1", tip: [] };
  const spec: Bars = {
    kind: "bars",
    rows: ["ann", "bob"],
    columns: ["Revenue", "Win rate", "Cycle"].map((title) => ({
      title,
      most: 1,
      bars: [bar, bar],
    })),
  };
  const wide = bars(spec, { width: 1000, colours });
  const narrow = bars(spec, { width: 250, colours });
  expect(narrow.height).toBeGreaterThan(2.5 * wide.height);
  const names = shapes(narrow.option).filter((shape) => shape.style?.text === "ann");
  expect(names).toHaveLength(3); // once for each figure
});

test("grid lines have the texts of the page, also where sums of steps are not exact", () => {
  const ticks = [0, 0.1, 0.2, 0.3].map((at) => ({ at, text: `${at * 100}%` }));
  const { axisLabel } = valueAxis(ticks, colours) as {
    axisLabel: { formatter: (at: number) => string };
  };
  expect(axisLabel.formatter(0.1 + 0.2)).toBe("30%");
  expect(axisLabel.formatter(0.05)).toBe("");
});
