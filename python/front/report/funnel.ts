import { line, marksOption, rectangle, words } from "./core";
import type { Canvas, Drawing, Mark } from "./core";
import type { Funnel } from "./spec";

const BAND = 34;
const STEP = 46;
const HEAD = 20;
const NARROW = 560;
/** Where names stand above their bands, the line across needs a place of its own. */
const LINE = 24;

/**
 * The funnel in its true shape: each band is as wide as the deals that reached the stage, and what lies between two
 * bands leads from one width to the other. The stage at which it should bend has a line across.
 */
export function funnel(spec: Funnel, { width, colours }: Canvas): Drawing {
  const isNarrow = width < NARROW;
  const names = isNarrow ? 0 : Math.min(190, width * 0.22);
  const losses = isNarrow ? 0 : Math.min(150, width * 0.17);
  const span = width - names - losses - 2;
  const centre = names + span / 2;
  const row = BAND + STEP + (isNarrow ? HEAD : 0);
  const top = 6;
  const marks: Mark[] = [];
  const gap = (place: number): number =>
    isNarrow && spec.bend !== null && place >= spec.bend.at ? LINE : 0;
  const bandTop = (place: number): number => top + place * row + gap(place) + (isNarrow ? HEAD : 0);
  spec.bands.forEach((band, place) => {
    const y = bandTop(place);
    const half = (span * band.share) / 2;
    const isAfter = spec.bend !== null && place >= spec.bend.at;
    const shapes: unknown[] = [];
    const next = spec.bands[place + 1];
    if (next !== undefined) {
      const nextHalf = (span * next.share) / 2;
      shapes.push({
        type: "polygon",
        shape: {
          points: [
            [centre - half, y + BAND],
            [centre + half, y + BAND],
            [centre + nextHalf, bandTop(place + 1)],
            [centre - nextHalf, bandTop(place + 1)],
          ],
        },
        style: { fill: colours.accentSoft },
      });
    }
    shapes.push(
      rectangle(
        centre - Math.max(half, 1),
        y,
        Math.max(2 * half, 2),
        BAND,
        isAfter || spec.bend === null ? colours.accent : colours.early,
        2,
      ),
    );
    if (isNarrow) {
      shapes.push(
        words(
          band.stage,
          0,
          y - 10,
          { colour: colours.ink, bold: true, width: span * 0.7 },
          colours,
        ),
      );
      shapes.push(
        words(band.text, width - 2, y - 10, { colour: colours.ink, align: "right" }, colours),
      );
    } else {
      const at = y + BAND / 2;
      shapes.push(
        words(
          band.stage,
          0,
          at - 8,
          { colour: colours.ink, bold: true, size: 13, width: names - 12 },
          colours,
        ),
      );
      shapes.push(words(band.text, 0, at + 9, { colour: colours.soft }, colours));
    }
    if (next !== undefined && band.next !== "") {
      const middle = y + BAND + (row - BAND - (isNarrow ? HEAD : 0)) / 2;
      const lines = band.interval === "" ? 0 : 8;
      shapes.push(
        words(
          band.next,
          centre,
          middle - lines,
          { colour: colours.ink, bold: true, size: 13, align: "center" },
          colours,
        ),
      );
      if (lines > 0)
        shapes.push(
          words(
            band.interval,
            centre,
            middle + 9,
            { colour: colours.soft, align: "center", size: 11.5 },
            colours,
          ),
        );
      if (!isNarrow) {
        shapes.push(
          words(
            band.lost,
            width - 2,
            y + BAND + 9,
            { colour: colours.soft, align: "right", width: losses - 8 },
            colours,
          ),
        );
      }
    }
    marks.push({ tip: band.tip, shapes });
  });
  if (spec.bend !== null) {
    const y = bandTop(spec.bend.at) - (isNarrow ? HEAD + 1 : 3);
    const colour = spec.bend.good ? colours.good : colours.warn;
    marks.push({
      tip: [],
      shapes: [
        line(0, y, width, y, colour, 1.5, [5, 4]),
        words(
          spec.bend.text,
          width - 2,
          y - 9,
          { colour, bold: true, align: "right", size: 11.5 },
          colours,
        ),
      ],
    });
  }
  const height = bandTop(spec.bands.length - 1) + BAND + 6;
  return { height, option: marksOption(marks, colours) };
}
