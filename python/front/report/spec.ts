// What the page gives to be drawn. Every text is written by salespipe; the numbers beside them only say how long,
// how wide, where. Nothing is counted here.

/** The lines that a pointer over a mark reads. */
export type Tip = string[];

export interface Tick {
  at: number;
  text: string;
}

/** A column for each part of a period or each bin; `before` is a mark across it. */
export interface Columns {
  kind: "columns";
  ticks: Tick[];
  columns: { label: string; value: number | null; before: number | null; cut: boolean; tip: Tip }[];
  /** Lines across, such as a median: `at` counts in columns, 1.5 is the middle of the second. */
  marks: { at: number; text: string }[];
}

/** The bands of a funnel, the first one first. `share` is the width. */
export interface Funnel {
  kind: "funnel";
  bands: {
    stage: string;
    share: number;
    text: string;
    next: string;
    interval: string;
    lost: string;
    tip: Tip;
  }[];
  /** Where it should bend, and what is said of that. */
  bend: { at: number; text: string; good: boolean } | null;
}

/** Columns that hang where those before have led. */
export interface Waterfall {
  kind: "waterfall";
  ticks: Tick[];
  steps: {
    name: string;
    from: number;
    to: number;
    text: string;
    tone: "level" | "gain" | "loss";
    tip: Tip;
  }[];
}

/** Layers over time that add up. */
export interface Areas {
  kind: "areas";
  ticks: Tick[];
  labels: string[];
  layers: { name: string; color: number; values: number[] }[];
  tips: Tip[];
}

/** Bars of several figures side by side, a row for each name. */
export interface Bars {
  kind: "bars";
  rows: string[];
  columns: {
    title: string;
    most: number;
    bars: { value: number | null; before: number | null; text: string; tip: Tip }[];
  }[];
}

export type Spec = Columns | Funnel | Waterfall | Areas | Bars;
