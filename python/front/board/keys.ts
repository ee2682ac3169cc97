// The board by keyboard. Keys of one letter work while a card has the keyboard, or can be switched off (WCAG 2.1.4).
import { move, stageNamed, toggle, undo } from "./actions";
import type { Column } from "./columns";
import { drop } from "./dragging";
import { t } from "./i18n";
import { open, say, set, state } from "./store";

/** Nothing has the keyboard: what had it was drawn anew, or is gone. */
export function isKeyboardFree(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** Gives the card the keyboard, once it was drawn: one that has just been moved stands elsewhere. */
export function focusCard(id: string | null | undefined, isStillWanted = () => true): void {
  if (!id) return;
  set({ active: id });
  requestAnimationFrame(() => {
    if (!isStillWanted()) return;
    const title = document.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"] .title`);
    title?.focus({ preventScroll: true });
    title?.closest(".card")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

function place(columns: Column[], id: string): { column: number; row: number } | undefined {
  for (const [column, { cards }] of columns.entries()) {
    const row = cards.findIndex((card) => card.id === id);
    if (row >= 0) return { column, row };
  }
  return undefined;
}

/** The nearest column with cards, in a direction; the same row of it, or its last. */
function beside(columns: Column[], id: string, step: number): string | undefined {
  const at = place(columns, id);
  if (!at) return undefined;
  for (let i = at.column + step; i >= 0 && i < columns.length; i += step) {
    const cards = columns[i]!.cards;
    if (cards.length > 0) return cards[Math.min(at.row, cards.length - 1)]!.id;
  }
  return undefined;
}

function within(columns: Column[], id: string, row: (at: number, last: number) => number): void {
  const at = place(columns, id);
  if (!at) return;
  const cards = columns[at.column]!.cards;
  focusCard(cards[Math.max(0, Math.min(cards.length - 1, row(at.row, cards.length - 1)))]?.id);
}

function targets(id: string): string[] {
  return state.selected.has(id) ? [...state.selected] : [id];
}

function pickUp(id: string): void {
  const card = state.cards.get(id)!;
  set({ carried: { id, to: card.stage } });
  say(t("carry.up", { name: card.name, stage: stageNamed(card, card.stage)!.name }));
}

function carry(columns: Column[], step: number): void {
  const { id, to } = state.carried!;
  const at = columns.findIndex((column) => column.stage.id === to);
  const next = columns[at + step]?.stage;
  if (!next) return;
  set({ carried: { id, to: next.id } });
  document
    .querySelector(`[data-stage="${CSS.escape(next.id)}"]`)
    ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  say(t("carry.over", { stage: next.name, at: at + step + 1, of: columns.length }));
}

export function putDown(cancel: boolean): void {
  const carried = state.carried;
  if (!carried) return;
  const card = state.cards.get(carried.id);
  set({ carried: null });
  if (cancel || !card || card.stage === carried.to) {
    say(t("carry.back", { name: card?.name ?? "" }));
  } else {
    drop(targets(carried.id), carried.to);
  }
  focusCard(carried.id);
}

/** Keys while a card has the keyboard; true: this one was ours. */
export function cardKey(event: KeyboardEvent, id: string, columns: Column[]): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (state.carried) return carriedKey(event, columns);
  const at = place(columns, id);
  switch (event.key) {
    case "ArrowDown":
      within(columns, id, (row) => row + 1);
      return true;
    case "ArrowUp":
      within(columns, id, (row) => row - 1);
      return true;
    case "PageDown":
      within(columns, id, (row) => row + 10);
      return true;
    case "PageUp":
      within(columns, id, (row) => row - 10);
      return true;
    case "Home":
      within(columns, id, () => 0);
      return true;
    case "End":
      within(columns, id, (_, last) => last);
      return true;
    case "ArrowRight":
    case "ArrowLeft": {
      const step = event.key === "ArrowRight" ? 1 : -1;
      if (event.shiftKey && at) {
        const next = columns[at.column + step]?.stage;
        if (next) {
          move(id, next.id);
          focusCard(id);
        }
      } else {
        focusCard(beside(columns, id, step));
      }
      return true;
    }
    case " ":
      pickUp(id);
      return true;
    case "Enter":
      open({ kind: "deal", id });
      return true;
  }
  return state.shortcuts && letter(event.key.toLowerCase(), id);
}

function carriedKey(event: KeyboardEvent, columns: Column[]): boolean {
  switch (event.key) {
    case "ArrowRight":
    case "ArrowLeft":
      carry(columns, event.key === "ArrowRight" ? 1 : -1);
      return true;
    case " ":
    case "Enter":
      putDown(false);
      return true;
    case "Escape":
      putDown(true);
      return true;
  }
  return event.key !== "Tab";
}

function letter(key: string, id: string): boolean {
  const card = state.cards.get(id);
  if (!card) return false;
  const ids = targets(id);
  const stages = state.board!.pipelines.find((one) => one.id === card.pipeline)!.stages;
  const first = (kind: string) => stages.find((stage) => stage.kind === kind);
  switch (key) {
    case "m":
      open({ kind: "choose", ids });
      return true;
    case "w":
    case "l":
    case "f": {
      const to = first({ w: "won", l: "lost", f: "parked" }[key]);
      if (to) drop(ids, to.id);
      return true;
    }
    case "x":
      toggle(id);
      return true;
    case "o":
      open({ kind: "assign", ids });
      return true;
    case "g":
      open({ kind: "tag", ids });
      return true;
    case "t":
      open({ kind: "task", id });
      return true;
  }
  return false;
}

/** Keys of the whole page. */
export function pageKey(event: KeyboardEvent): void {
  if (state.dialogs.length > 0) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !isTyping(event)) {
    event.preventDefault();
    void undo();
    return;
  }
  if (event.key === "Escape") {
    if (state.carried) putDown(true);
    else if (state.selected.size > 0) set({ selected: new Set() });
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || !state.shortcuts) return;
  const found: Record<string, () => void> = {
    "/": () => document.querySelector<HTMLElement>("#search")?.focus(),
    n: () => open({ kind: "new" }),
    d: () => open({ kind: "today" }),
    u: () => void undo(),
    "?": () => open({ kind: "help" }),
  };
  const act = found[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function isTyping(event: Event): boolean {
  const target = event.target as HTMLElement;
  return (
    target.isContentEditable ||
    target instanceof HTMLInputElement ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLTextAreaElement
  );
}
