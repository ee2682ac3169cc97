// Which cards stand in which column, in which order, and what they are worth together.
import { decimalText, minorUnits, share } from "../common/money";
import type { Filters, Sort } from "./store";
import type { Card, Pipeline, Stage } from "./types";

export interface Column {
  stage: Stage;
  cards: Card[];
  /** Exact decimal texts. */
  value: string;
  weighted: string;
  rotting: number;
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** Days in the present stage; undefined: not known. */
export function age(card: Card, today: string): number | undefined {
  return card.entered ? Math.max(0, daysBetween(card.entered, today)) : undefined;
}

/** Longer in its stage than the stage allows. */
export function isRotting(card: Card, stage: Stage, today: string): boolean {
  return (
    stage.kind === "open" && stage.max_age_days > 0 && (age(card, today) ?? 0) > stage.max_age_days
  );
}

/** What a search looks at; a card never changes, so it is made once. */
const texts = new WeakMap<Card, string>();

function searched(card: Card): string {
  let text = texts.get(card);
  if (text === undefined) {
    text = [card.name, card.account, card.owner, ...(card.tags ?? []), card.next?.text]
      .join("\n")
      .toLowerCase();
    texts.set(card, text);
  }
  return text;
}

function fits(card: Card, filters: Filters, words: string[], stage: Stage, today: string): boolean {
  if (filters.owner && (card.owner ?? "") !== (filters.owner === "-" ? "" : filters.owner)) {
    return false;
  }
  if (filters.tag && !card.tags?.includes(filters.tag)) return false;
  if (filters.account && card.account !== filters.account) return false;
  if (filters.age === "rotting") {
    if (!isRotting(card, stage, today)) return false;
  } else if (filters.age === "idle") {
    if (card.next || stage.kind !== "open") return false;
  } else if (filters.age && (age(card, today) ?? 0) < Number(filters.age)) {
    return false;
  }
  if (words.length === 0) return true;
  const text = searched(card);
  return words.every((word) => text.includes(word));
}

const LAST = "9999-99-99";
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function order(sort: Sort, kind: Stage["kind"], digits: number): (a: Card, b: Card) => number {
  if (kind === "parked" && (sort === "newest" || sort === "task")) {
    return (a, b) => byText(a.wake_up ?? LAST, b.wake_up ?? LAST);
  }
  switch (sort) {
    case "newest":
      return (a, b) => byText(b.entered ?? "", a.entered ?? "");
    case "oldest":
      return (a, b) => byText(a.entered ?? "", b.entered ?? "");
    case "value":
      return (a, b) => {
        const [one, other] = [
          minorUnits(a.value ?? "0", digits),
          minorUnits(b.value ?? "0", digits),
        ];
        return one < other ? 1 : one > other ? -1 : 0;
      };
    case "task":
      return (a, b) => byText(a.next?.due ?? LAST, b.next?.due ?? LAST);
    case "close":
      return (a, b) => byText(a.close ?? LAST, b.close ?? LAST);
    case "name":
      return (a, b) => a.name.localeCompare(b.name);
  }
}

export function columnsOf(
  pipeline: Pipeline,
  cards: Iterable<Card>,
  filters: Filters,
  sort: Sort,
  today: string,
): Column[] {
  const stages = new Map(pipeline.stages.map((stage) => [stage.id, stage]));
  const found = new Map<string, Card[]>(pipeline.stages.map((stage) => [stage.id, []]));
  const words = filters.text.toLowerCase().split(/\s+/).filter(Boolean);
  for (const card of cards) {
    const stage = card.pipeline === pipeline.id ? stages.get(card.stage) : undefined;
    if (stage && fits(card, filters, words, stage, today)) found.get(card.stage)!.push(card);
  }
  return pipeline.stages.map((stage) => {
    const of = found.get(stage.id)!.sort(order(sort, stage.kind, pipeline.digits));
    let value = 0n;
    let weighted = 0n;
    let rotting = 0;
    for (const card of of) {
      const worth = minorUnits(card.value ?? "0", pipeline.digits);
      value += worth;
      weighted += share(worth, stage.probability_ppm);
      if (isRotting(card, stage, today)) ++rotting;
    }
    return {
      stage,
      cards: of,
      value: decimalText(value, pipeline.digits),
      weighted: decimalText(weighted, pipeline.digits),
      rotting,
    };
  });
}
