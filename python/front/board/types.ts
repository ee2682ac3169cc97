// What the server says (python/salespipe/board) as types. Days are "2026-07-01", amounts decimal texts.

export type Kind = "open" | "won" | "lost" | "parked";
export type CriterionState = "unknown" | "met" | "partly_met" | "unmet";

export interface ExitCriterion {
  id: string;
  type: "task" | "field" | "verdict";
  description?: string;
  field?: string;
  verdict?: string;
}

export interface Stage {
  id: string;
  name: string;
  kind: Kind;
  probability_ppm: number;
  max_age_days: number;
  criteria: ExitCriterion[];
}

export interface Framework {
  name: string;
  criteria: { id: string; name: string; question?: string }[];
}

export interface Pipeline {
  id: string;
  name: string;
  currency: string;
  digits: number;
  framework: Framework;
  stages: Stage[];
}

/** A deal on the board; what is empty is left out. */
export interface Card {
  id: string;
  version: number;
  name: string;
  pipeline: string;
  stage: string;
  account?: string;
  owner?: string;
  value?: string;
  entered?: string;
  created?: string;
  tags?: string[];
  close?: string;
  closed?: string;
  wake_up?: string;
  lost_reason?: string;
  verdict?: string;
  tasks?: number;
  next?: { id: string; text: string; due?: string };
}

export interface BoardDocument {
  actor: string;
  today: string;
  timezone: string;
  book: string;
  language: string;
  closed_days: number | null;
  pipelines: Pipeline[];
  owners: string[];
  accounts: string[];
  lost_reasons: string[];
  cards: Card[];
}

export interface Reason {
  severity: "refuse" | "warn";
  code: string;
  message: string;
  missing?: string[];
}

export interface Decision {
  allowed: boolean;
  reasons: Reason[];
}

/** A command of docs/schemas/command.schema.json without what the server says itself. */
export type Command = { command: string } & Record<string, unknown>;

export interface Answer {
  id?: string;
  decision?: Decision;
  undoing?: Decision;
  deals?: StaleDeal[];
}

export interface Changes {
  cards: Card[];
  gone: string[];
  reload: boolean;
}

export interface Outcome extends Changes {
  answers: Answer[];
  undo: string[];
}

export interface Task {
  id: string;
  description: string;
  state: "open" | "completed" | "dismissed";
  opportunity?: string;
  assignee?: string;
  due?: string;
  days_left?: number;
  outcome?: string;
  about?: string;
}

export interface Suggestion {
  id: string;
  description: string;
  why: string;
  opportunity?: string;
  assignee?: string;
  about?: string;
}

export interface Today {
  today: string;
  tasks: Task[];
  suggestions: Suggestion[];
}

export interface BookEvent {
  id: string;
  sequence: number;
  type: string;
  actor?: string;
  occurred_at?: string;
  stream: { kind: string; id: string };
  payload: Record<string, unknown>;
}

export interface Finding {
  state: CriterionState;
  evidence?: string;
  by?: string;
  at?: string;
}

export interface Deal {
  id: string;
  version: number;
  name: string;
  pipeline: string;
  stage: string;
  stage_kind: Kind;
  owner?: string;
  value?: string;
  total?: string | null;
  expected_close?: string;
  source?: string;
  product?: string;
  tags?: string[];
  fields?: Record<string, string>;
  lost_reason?: string;
  wake_up?: string;
  verdict: string;
  reopen_count?: number;
  criteria?: Record<string, Finding>;
  ticked?: Record<string, string[]>;
  assessment: { verdict: string; question?: string };
}

export interface DealPage {
  deal: Deal;
  account: string;
  contacts: { id: string; name: string; email?: string }[];
  tasks: Task[];
  events: BookEvent[];
  last_activity?: string;
  conversations: {
    owner?: string;
    contact?: string;
    inbound: number;
    outbound: number;
    mutual: number;
    last?: string;
  }[];
  undone: number[];
}

export interface StaleDeal {
  opportunity: string;
  name: string;
  owner?: string;
  last_activity?: string;
  reasons: string[];
  decision: Decision;
}
