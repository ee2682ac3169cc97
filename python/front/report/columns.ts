import { nameAxis, plainText, room, tooltip, valueAxis } from "./core";
import type { Canvas, Drawing, EChartsOption } from "./core";
import type { Columns } from "./spec";

const TOP = 26;
const BOTTOM = 26;

/** Columns from zero up, a mark across each where it was before, and lines where a figure stands. */
export function columns(spec: Columns, { colours }: Canvas): Drawing {
  const height = 240;
  const bars = spec.columns.map((column) => ({
    value: column.value ?? "-",
    itemStyle: {
      color: colours.accent,
      opacity: column.cut ? 0.45 : 1,
      borderRadius: [2, 2, 0, 0],
    },
  }));
  const option = {
    animation: false,
    textStyle: plainText(colours),
    grid: {
      left: room(spec.ticks),
      right: 12,
      top: spec.marks.length > 0 ? TOP : 10,
      bottom: BOTTOM,
    },
    tooltip: tooltip(colours, "axis", (place) => spec.columns[place]?.tip ?? []),
    xAxis: nameAxis(
      spec.columns.map((column) => column.label),
      colours,
    ),
    yAxis: valueAxis(spec.ticks, colours),
    series: [
      { type: "bar", data: bars, barCategoryGap: spec.columns.length > 40 ? "15%" : "28%" },
      {
        type: "custom",
        silent: true,
        data: spec.columns.map((column, place) => [place, column.before ?? -1]),
        renderItem: (_: unknown, api: Api) => before(api, colours.before),
      },
      {
        type: "custom",
        silent: true,
        data: spec.marks.map((_mark, place) => [0, 0, place]),
        renderItem: (_: unknown, api: Api) => mark(spec, api, colours),
      },
    ],
  };
  return { height, option: option as unknown as EChartsOption };
}

interface Api {
  value(dimension: number): number;
  coord(at: [number, number]): [number, number];
  size(span: [number, number]): [number, number];
}

function before(api: Api, stroke: string): unknown {
  const value = api.value(1);
  if (value < 0) return null;
  const [x, y] = api.coord([api.value(0), value]);
  const half = api.size([1, 0])[0] * 0.45;
  return {
    type: "line",
    shape: { x1: x - half, x2: x + half, y1: y, y2: y },
    style: { stroke, lineWidth: 2.5 },
  };
}

function mark(spec: Columns, api: Api, colours: Canvas["colours"]): unknown {
  const place = api.value(2);
  const { at, text } = spec.marks[place]!;
  const step = api.size([1, 0])[0];
  const [middle, base] = api.coord([0, 0]);
  const x = middle - step / 2 + at * step;
  const top = TOP + 2;
  const end = middle - step / 2 + spec.columns.length * step;
  const isRight = x > end - 120;
  return {
    type: "group",
    children: [
      {
        type: "line",
        shape: { x1: x, x2: x, y1: top - 6, y2: base },
        style: { stroke: colours.before, lineWidth: 2, lineDash: place === 0 ? [] : [4, 3] },
      },
      {
        type: "text",
        style: {
          text,
          x: isRight ? x - 6 : x + 6,
          // One above the other, where they would meet.
          y: top - 14 + 15 * place,
          textAlign: isRight ? "right" : "left",
          textVerticalAlign: "middle",
          fill: colours.ink,
          fontFamily: colours.font,
          fontSize: 12,
          fontWeight: 600,
        },
      },
    ],
  };
}
