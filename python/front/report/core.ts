// ECharts with no more than what the pictures of a report need.
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import type { EChartsType } from "echarts/core";
import type { EChartsOption } from "echarts";
import { SVGRenderer } from "echarts/renderers";
import type { Palette } from "./palette";
import { tipElement } from "./tip";
import type { Tick, Tip } from "./spec";

use([BarChart, CustomChart, LineChart, GridComponent, TooltipComponent, SVGRenderer]);

export { init };
export type { EChartsOption, EChartsType };

/** What a picture draws on: its width, and the colours of the page. */
export interface Canvas {
  width: number;
  colours: Palette;
}

export interface Drawing {
  height: number;
  option: EChartsOption;
}

/** A mark of a picture that places its own marks: what to draw, and what a pointer over it reads. */
export interface Mark {
  tip: Tip;
  shapes: unknown[];
}

export function plainText(colours: Palette): NonNullable<EChartsOption["textStyle"]> {
  return { fontFamily: colours.font, fontSize: 12, color: colours.soft };
}

export function tooltip(
  colours: Palette,
  trigger: "item" | "axis",
  tipOf: (place: number) => Tip,
): NonNullable<EChartsOption["tooltip"]> {
  return {
    trigger,
    confine: true,
    backgroundColor: colours.card,
    borderColor: colours.faint,
    textStyle: { color: colours.ink, fontFamily: colours.font, fontSize: 13 },
    axisPointer: { type: "shadow", shadowStyle: { color: colours.accentSoft } },
    formatter: (given: unknown) => {
      const first = (Array.isArray(given) ? given[0] : given) as { dataIndex: number } | undefined;
      const tip = first === undefined ? [] : tipOf(first.dataIndex);
      return tip.length > 0 ? tipElement(tip) : "";
    },
  } as NonNullable<EChartsOption["tooltip"]>;
}

/** A value axis whose grid lines stand where the page says, with its texts. */
export function valueAxis(ticks: Tick[], colours: Palette): Record<string, unknown> {
  const texts = new Map(ticks.map((tick) => [tick.at, tick.text]));
  const first = ticks[0]?.at ?? 0;
  const second = ticks[1]?.at ?? 1;
  return {
    type: "value",
    min: first,
    max: ticks[ticks.length - 1]?.at ?? 1,
    interval: second - first,
    axisLabel: {
      formatter: (at: number) => nearest(texts, at),
      color: colours.soft,
      fontSize: 11.5,
    },
    splitLine: { lineStyle: { color: colours.faint } },
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

// Grid lines are sums of steps: 0.1 three times is not 0.3.
function nearest(texts: Map<number, string>, at: number): string {
  for (const [place, text] of texts) {
    if (Math.abs(place - at) <= 1e-9 * Math.max(1, Math.abs(at))) return text;
  }
  return "";
}

export function nameAxis(names: string[], colours: Palette): Record<string, unknown> {
  return {
    type: "category",
    data: names,
    axisLabel: { color: colours.soft, fontSize: 11.5, hideOverlap: true },
    axisLine: { lineStyle: { color: colours.faint } },
    axisTick: { show: false },
  };
}

/** Room for the texts of a value axis. */
export function room(ticks: Tick[]): number {
  return 14 + 7 * Math.max(1, ...ticks.map((tick) => tick.text.length));
}

/** A picture that places its marks by itself. */
export function marksOption(marks: Mark[], colours: Palette): EChartsOption {
  return {
    animation: false,
    textStyle: plainText(colours),
    tooltip: tooltip(colours, "item", (place) => marks[place]?.tip ?? []),
    series: [
      {
        type: "custom",
        coordinateSystem: "none",
        data: marks.map((_, place) => place),
        renderItem: (_params: unknown, api: { value(dimension: number): number }) => ({
          type: "group",
          children: marks[api.value(0)]?.shapes ?? [],
        }),
      },
    ],
  } as unknown as EChartsOption;
}

export function rectangle(
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  radius = 0,
): unknown {
  return { type: "rect", shape: { x, y, width, height, r: radius }, style: { fill } };
}

export function line(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  stroke: string,
  width = 1,
  dash?: number[],
): unknown {
  const style: Record<string, unknown> = { stroke, lineWidth: width };
  if (dash !== undefined) style["lineDash"] = dash;
  return { type: "line", shape: { x1, y1, x2, y2 }, style, silent: true };
}

export function words(
  text: string,
  x: number,
  y: number,
  style: {
    colour: string;
    size?: number;
    bold?: boolean;
    align?: "left" | "center" | "right";
    width?: number;
  },
  colours: Palette,
): unknown {
  const { colour, size = 12, bold = false, align = "left", width } = style;
  return {
    type: "text",
    style: {
      text,
      x,
      y,
      fill: colour,
      textAlign: align,
      textVerticalAlign: "middle",
      fontFamily: colours.font,
      fontSize: size,
      fontWeight: bold ? 600 : 400,
      ...(width === undefined ? {} : { width, overflow: "truncate" }),
    },
  };
}
