// The state of the page, in one place. Values are replaced, never changed, so that what did not change is not drawn.
import { useEffect, useState } from "preact/hooks";
import { daysBetween } from "./columns";
import type { BoardDocument, Card, Changes, Decision } from "./types";

export type Sort = "newest" | "oldest" | "value" | "task" | "close" | "name";

export interface Filters {
  text: string;
  owner: string;
  tag: string;
  account: string;
  age: "" | "7" | "14" | "30" | "60" | "rotting" | "idle";
}

export const NO_FILTERS: Filters = { text: "", owner: "", tag: "", account: "", age: "" };

export type Dialog =
  | { kind: "deal"; id: string }
  | { kind: "refused"; id: string; to: string; details: MoveDetails; decision: Decision }
  | { kind: "choose"; ids: string[] }
  | { kind: "lost"; ids: string[]; to: string }
  | { kind: "park"; ids: string[]; to: string }
  | { kind: "assign"; ids: string[] }
  | { kind: "tag"; ids: string[] }
  | { kind: "task"; id: string; asked?: boolean; step?: string }
  | { kind: "new"; stage?: string }
  | { kind: "today" }
  | { kind: "flush" }
  | { kind: "help" }
  | { kind: "link"; url: string };

export interface MoveDetails {
  lost_reason?: string;
  wake_up?: string;
  note?: string;
}

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "bad";
  /** Event ids: the toast offers to take them back. */
  undo?: string[];
}

export interface State {
  board: BoardDocument | null;
  cards: Map<string, Card>;
  pipeline: string;
  filters: Filters;
  sort: Sort;
  closedDays: number | null;
  selected: ReadonlySet<string>;
  /** The card that has the keyboard. */
  active: string | null;
  /** The card that was picked up with the keyboard, and the stage it is held over. */
  carried: { id: string; to: string } | null;
  dialogs: Dialog[];
  toasts: Toast[];
  said: string;
  connected: boolean;
  failure: string;
  language: string;
  theme: "" | "light" | "dark";
  shortcuts: boolean;
  /** Grows whenever something of a deal changed, for what shows more than cards. */
  revision: number;
}

export let state: State = {
  board: null,
  cards: new Map(),
  pipeline: "",
  filters: NO_FILTERS,
  sort: "newest",
  closedDays: 30,
  selected: new Set(),
  active: null,
  carried: null,
  dialogs: [],
  toasts: [],
  said: "",
  connected: true,
  failure: "",
  language: "en",
  theme: "",
  shortcuts: true,
  revision: 0,
};

const listeners = new Set<() => void>();

export function set(change: Partial<State>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

export function useStore(): State {
  const [seen, see] = useState(state);
  useEffect(() => {
    const listener = () => see(state);
    listeners.add(listener);
    listener();
    return () => void listeners.delete(listener);
  }, []);
  return seen;
}

/** What the server says became of the cards. */
export function take(changes: Changes): void {
  const cards = new Map(state.cards);
  for (const card of changes.cards) {
    // A deal that was closed long ago is not on the board, whatever becomes of it.
    if (isLongClosed(card)) cards.delete(card.id);
    else cards.set(card.id, card);
  }
  for (const id of changes.gone) cards.delete(id);
  const selected = changes.gone.some((id) => state.selected.has(id))
    ? new Set([...state.selected].filter((id) => !changes.gone.includes(id)))
    : state.selected;
  set({ cards, selected, board: withNames(changes.cards), revision: state.revision + 1 });
}

function isLongClosed(card: Card): boolean {
  return (
    state.closedDays !== null &&
    card.closed !== undefined &&
    daysBetween(card.closed, state.board?.today ?? card.closed) > state.closedDays
  );
}

/** The board with the owners and accounts that came along, for filters and forms. */
function withNames(cards: Card[]): BoardDocument | null {
  const { board } = state;
  if (!board) return null;
  const add = (known: string[], names: (string | undefined)[]): string[] => {
    const fresh = names.filter((name): name is string => !!name && !known.includes(name));
    return fresh.length > 0 ? [...new Set([...known, ...fresh])].sort() : known;
  };
  const owners = add(
    board.owners,
    cards.map((card) => card.owner),
  );
  const accounts = add(
    board.accounts,
    cards.map((card) => card.account),
  );
  return owners === board.owners && accounts === board.accounts
    ? board
    : { ...board, owners, accounts };
}

export function put(card: Card): void {
  set({ cards: new Map(state.cards).set(card.id, card) });
}

// Dialogs lie on each other: the last one is on top.

export function open(dialog: Dialog): void {
  set({ dialogs: [...state.dialogs, dialog] });
}

export function close(): void {
  set({ dialogs: state.dialogs.slice(0, -1) });
}

/** In place of the one on top. */
export function replace(dialog: Dialog): void {
  set({ dialogs: [...state.dialogs.slice(0, -1), dialog] });
}

// Telling people.

let toasts = 0;
/** Long enough to read and to reach the button; the menu undoes later. */
const TOAST_MS = 12_000;

export function say(text: string): void {
  // The same text again must be read again: a change is needed.
  set({ said: state.said === text ? text + "\u00a0" : text });
}

export function toast(text: string, more: { tone?: Toast["tone"]; undo?: string[] } = {}): void {
  const id = ++toasts;
  const made: Toast = { id, text, tone: more.tone ?? "plain" };
  if (more.undo?.length) made.undo = more.undo;
  set({ toasts: [...state.toasts.slice(-2), made] });
  say(text);
  setTimeout(() => dismiss(id), TOAST_MS);
}

export function dismiss(id: number): void {
  if (state.toasts.some((one) => one.id === id)) {
    set({ toasts: state.toasts.filter((one) => one.id !== id) });
  }
}
