import { expect, test } from "vitest";
import { age, columnsOf, isRotting } from "./columns";
import { NO_FILTERS } from "./store";
import type { Card, Pipeline, Stage } from "./types";

const stage = (id: string, more: Partial<Stage> = {}): Stage => ({
  id,
  name: id,
  kind: "open",
  probability_ppm: 100_000,
  max_age_days: 30,
  criteria: [],
  ...more,
});

const pipeline: Pipeline = {
  id: "sales",
  name: "Sales",
  currency: "EUR",
  digits: 2,
  framework: { name: "BANT", criteria: [] },
  stages: [
    stage("lead"),
    stage("proposal", { probability_ppm: 600_000, max_age_days: 0 }),
    stage("won", { kind: "won", probability_ppm: 1_000_000 }),
    stage("fridge", { kind: "parked", probability_ppm: 0 }),
  ],
};
const TODAY = "2026-07-31";

const card = (id: string, more: Partial<Card> = {}): Card => ({
  id,
  version: 1,
  name: id,
  pipeline: "sales",
  stage: "lead",
  ...more,
});

const of = (cards: Card[], filters = {}, sort: Parameters<typeof columnsOf>[3] = "newest") =>
  columnsOf(pipeline, cards, { ...NO_FILTERS, ...filters }, sort, TODAY);

test("a column adds up its cards to the cent, weighted by its chance to win", () => {
  const [lead, proposal] = of([
    card("a", { value: "0.10" }),
    card("b", { value: "0.20" }),
    card("c"),
    card("d", { stage: "proposal", value: "90071992547409931.07" }),
  ]);
  expect([lead!.cards.length, lead!.value, lead!.weighted]).toEqual([3, "0.30", "0.03"]);
  expect(proposal!.weighted).toBe("54043195528445958.64");
});

test("a deal rots on the day after the last that its stage allows", () => {
  expect(isRotting(card("a", { entered: "2026-07-01" }), pipeline.stages[0]!, TODAY)).toBe(false);
  expect(isRotting(card("a", { entered: "2026-06-30" }), pipeline.stages[0]!, TODAY)).toBe(true);
  expect(isRotting(card("a", { entered: "2020-01-01" }), pipeline.stages[1]!, TODAY)).toBe(false);
  expect(age(card("a"), TODAY)).toBeUndefined();
});

test("all filters must fit, and every word of a search", () => {
  const cards = [
    card("Acme seats", { owner: "ann", tags: ["big"], account: "Acme", entered: "2026-07-01" }),
    card("Bolt seats", { owner: "bob", account: "Bolt", entered: "2026-07-30" }),
    card("Crisp", { next: { id: "t", text: "Call about seats" } }),
  ];
  const ids = (filters: object) =>
    of(cards, filters)[0]!
      .cards.map((one) => one.id)
      .sort();
  expect(ids({ owner: "ann" })).toEqual(["Acme seats"]);
  expect(ids({ owner: "-" })).toEqual(["Crisp"]);
  expect(ids({ tag: "big" })).toEqual(["Acme seats"]);
  expect(ids({ account: "Bolt" })).toEqual(["Bolt seats"]);
  expect(ids({ age: "14" })).toEqual(["Acme seats"]);
  expect(ids({ age: "idle" })).toEqual(["Acme seats", "Bolt seats"]);
  expect(ids({ text: "SEATS" })).toEqual(["Acme seats", "Bolt seats", "Crisp"]);
  expect(ids({ text: "seats bolt" })).toEqual(["Bolt seats"]);
  expect(ids({ text: "seats", owner: "bob" })).toEqual(["Bolt seats"]);
});

test("values are ordered as amounts, the fridge by its days to wake up", () => {
  const cards = [card("a", { value: "900.00" }), card("b", { value: "10000.00" }), card("c")];
  expect(of(cards, {}, "value")[0]!.cards.map((one) => one.id)).toEqual(["b", "a", "c"]);
  const parked = [
    card("a", { stage: "fridge", wake_up: "2026-09-01" }),
    card("b", { stage: "fridge", wake_up: "2026-08-01" }),
  ];
  expect(of(parked)[3]!.cards.map((one) => one.id)).toEqual(["b", "a"]);
});

test("deals of other pipelines are not there", () => {
  expect(of([card("a", { pipeline: "service" })]).every((one) => one.cards.length === 0)).toBe(
    true,
  );
});
