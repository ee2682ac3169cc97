import { nameAxis, plainText, room, tooltip, valueAxis } from "./core";
import type { Canvas, Drawing, EChartsOption } from "./core";
import { LAYERS } from "./palette";
import type { Areas } from "./spec";

/** Layers on each other; their upper edge is the total. */
export function areas(spec: Areas, { colours }: Canvas): Drawing {
  const option = {
    animation: false,
    textStyle: plainText(colours),
    tooltip: {
      ...(tooltip(colours, "axis", (place) => spec.tips[place] ?? []) as object),
      axisPointer: { type: "line", lineStyle: { color: colours.soft } },
    },
    grid: { left: room(spec.ticks), right: 14, top: 12, bottom: 26 },
    xAxis: { ...nameAxis(spec.labels, colours), boundaryGap: false },
    yAxis: valueAxis(spec.ticks, colours),
    series: spec.layers.map((layer) => ({
      type: "line",
      name: layer.name,
      stack: "open",
      data: layer.values,
      symbol: "none",
      lineStyle: { width: 1, color: colours.card },
      areaStyle: { color: colours.layers[layer.color % LAYERS], opacity: 1 },
      emphasis: { disabled: true },
    })),
  };
  return { height: 260, option: option as unknown as EChartsOption };
}
