import { line, marksOption, rectangle, words } from "./core";
import type { Canvas, Drawing, Mark } from "./core";
import type { Bars } from "./spec";

const ROW = 26;
const TITLE = 26;
const GAP = 18;
const NARROWEST = 110;

/** Bars of several figures side by side, all over the same names; beneath each other where there is no room. */
export function bars(spec: Bars, { width, colours }: Canvas): Drawing {
  const longest = Math.max(...spec.rows.map((name) => name.length), 4);
  const names = Math.min(longest * 7 + 14, width * 0.34, 180);
  const together = Math.max(
    1,
    Math.min(spec.columns.length, Math.floor((width - names) / NARROWEST)),
  );
  const step = (width - names) / together;
  const block = TITLE + spec.rows.length * ROW + GAP;
  const marks: Mark[] = [];
  spec.columns.forEach((column, index) => {
    const top = Math.floor(index / together) * block;
    const left = names + (index % together) * step;
    const isFirst = index % together === 0;
    const texts = Math.max(...column.bars.map((bar) => bar.text.length)) * 7 + 8;
    const span = Math.max(step - GAP - texts, 20);
    marks.push({
      tip: [],
      shapes: [
        words(
          column.title,
          left,
          top + TITLE / 2 - 2,
          { colour: colours.soft, width: step - GAP },
          colours,
        ),
      ],
    });
    column.bars.forEach((bar, row) => {
      const y = top + TITLE + row * ROW;
      const shapes: unknown[] = [];
      // The whole cell is what a pointer hits.
      shapes.push({
        type: "rect",
        shape: { x: left, y, width: step - GAP, height: ROW },
        style: { fill: "transparent" },
      });
      if (isFirst) {
        shapes.push(
          words(
            spec.rows[row] ?? "",
            0,
            y + ROW / 2,
            { colour: colours.ink, size: 13, width: names - 10 },
            colours,
          ),
        );
      }
      const length = bar.value === null || column.most <= 0 ? 0 : (span * bar.value) / column.most;
      if (bar.value !== null)
        shapes.push(rectangle(left, y + 6, Math.max(length, 1), ROW - 12, colours.accent, 2));
      if (bar.before !== null && column.most > 0) {
        const x = left + Math.min((span * bar.before) / column.most, span);
        shapes.push(line(x, y + 3, x, y + ROW - 3, colours.before, 2.5));
      }
      shapes.push(
        words(
          bar.text,
          left + step - GAP,
          y + ROW / 2,
          { colour: colours.ink, align: "right" },
          colours,
        ),
      );
      marks.push({ tip: bar.tip, shapes });
    });
  });
  return {
    height: Math.ceil(spec.columns.length / together) * block - GAP + 4,
    option: marksOption(marks, colours),
  };
}
