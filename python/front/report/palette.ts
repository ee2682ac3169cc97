// The colours are those of the page (page.css), read anew whenever it turns dark, light or to paper.

export interface Palette {
  ink: string;
  soft: string;
  faint: string;
  card: string;
  accent: string;
  accentSoft: string;
  before: string;
  early: string;
  gain: string;
  loss: string;
  good: string;
  warn: string;
  layers: string[];
  font: string;
}

export const LAYERS = 8;

export function palette(page: HTMLElement): Palette {
  const style = getComputedStyle(page);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: read("ink"),
    soft: read("soft"),
    faint: read("faint"),
    card: read("card"),
    accent: read("accent"),
    accentSoft: read("accent-soft"),
    before: read("before"),
    early: read("early"),
    gain: read("gain"),
    loss: read("loss"),
    good: read("good"),
    warn: read("warn"),
    layers: Array.from({ length: LAYERS }, (_, place) => read(`layer-${place}`)),
    font: style.fontFamily,
  };
}
