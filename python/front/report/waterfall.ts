import { nameAxis, plainText, room, tooltip, valueAxis } from "./core";
import type { Canvas, Drawing, EChartsOption } from "./core";
import type { Waterfall } from "./spec";

/** Narrower columns than this have no room for their names: the waterfall lies down. */
const UPRIGHT = 86;

interface Api {
  value(dimension: number): number;
  coord(at: [number, number]): [number, number];
  size(span: [number, number]): [number, number] | number;
}

/** Columns that hang where those before have led, and threads between them. */
export function waterfall(spec: Waterfall, { width, colours }: Canvas): Drawing {
  const isUpright = (width - room(spec.ticks)) / spec.steps.length >= UPRIGHT;
  const names = nameAxis(
    spec.steps.map((step) => step.name),
    colours,
  );
  const amounts = valueAxis(spec.ticks, colours);
  const tones = { level: colours.accent, gain: colours.gain, loss: colours.loss };
  const draw = (_: unknown, api: Api): unknown => {
    const place = api.value(0);
    const step = spec.steps[place]!;
    const at = (value: number): [number, number] =>
      isUpright ? api.coord([place, value]) : api.coord([value, place]);
    const [x1, y1] = at(step.from);
    const [x2, y2] = at(step.to);
    const size = api.size(isUpright ? [1, 0] : [0, 1]);
    const band = Array.isArray(size) ? size[isUpright ? 0 : 1]! : size;
    const half = Math.min(band * 0.33, 40);
    const shape = isUpright
      ? {
          x: x1 - half,
          y: Math.min(y1, y2),
          width: 2 * half,
          height: Math.max(Math.abs(y1 - y2), 1.5),
          r: 2,
        }
      : {
          x: Math.min(x1, x2),
          y: y1 - half,
          width: Math.max(Math.abs(x1 - x2), 1.5),
          height: 2 * half,
          r: 2,
        };
    const children: unknown[] = [{ type: "rect", shape, style: { fill: tones[step.tone] } }];
    if (place + 1 < spec.steps.length) {
      const thread = isUpright
        ? { x1: x2 + half, y1: y2, x2: x2 + band - half, y2 }
        : { x1: x2, y1: y2 + half, x2, y2: y2 + band - half };
      children.push({
        type: "line",
        shape: thread,
        style: { stroke: colours.soft, lineWidth: 1 },
        silent: true,
      });
    }
    children.push({
      type: "text",
      style: {
        text: step.text,
        x: isUpright ? x1 : shape.x + shape.width + 6,
        y: isUpright ? shape.y - 9 : y1,
        textAlign: isUpright ? "center" : "left",
        textVerticalAlign: "middle",
        fill: colours.ink,
        fontFamily: colours.font,
        fontSize: 12,
        fontWeight: step.tone === "level" ? 600 : 400,
      },
    });
    return { type: "group", children };
  };
  const longest = Math.max(...spec.steps.map((step) => step.name.length));
  const labels = Math.max(...spec.steps.map((step) => step.text.length)) * 7 + 10;
  const option = {
    animation: false,
    textStyle: plainText(colours),
    tooltip: tooltip(colours, "item", (place) => spec.steps[place]?.tip ?? []),
    grid: isUpright
      ? { left: room(spec.ticks), right: 8, top: 24, bottom: 28 }
      : { left: Math.min(width * 0.36, longest * 7 + 12), right: labels, top: 4, bottom: 22 },
    xAxis: isUpright ? names : { ...amounts, splitNumber: 3 },
    yAxis: isUpright ? amounts : { ...names, inverse: true },
    series: [
      {
        type: "custom",
        data: spec.steps.map((step, place) => [place, step.to]),
        encode: isUpright ? { x: 0, y: 1 } : { x: 1, y: 0 },
        renderItem: draw,
      },
    ],
  };
  if (isUpright) (names["axisLabel"] as Record<string, unknown>)["interval"] = 0;
  else {
    (names["axisLabel"] as Record<string, unknown>)["color"] = colours.ink;
    (amounts["axisLabel"] as Record<string, unknown>)["hideOverlap"] = true;
  }
  const height = isUpright ? 300 : 34 * spec.steps.length + 30;
  return { height, option: option as unknown as EChartsOption };
}
