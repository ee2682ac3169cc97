// What a person does, as commands of the book. A move shows at once and is taken back when the book refuses it.
import { api, ApiError } from "./api";
import { t } from "./i18n";
import { close, open, put, replace, say, set, state, take, toast, type MoveDetails } from "./store";
import type { BoardDocument, Card, Command, Outcome, Pipeline, Reason, Stage } from "./types";

// One after the other: the second move of a card must know the version that the first one made.
let last: Promise<unknown> = Promise.resolve();
const undoable: string[][] = [];

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work, work);
  last = turn.catch(() => undefined);
  return turn;
}

/** Gives commands, all in one; undefined when they failed, which people have been told then. */
export function give(commands: Command[]): Promise<Outcome | undefined> {
  return inTurn(async () => {
    try {
      const outcome = await api.commands(commands);
      if (outcome.undo.length > 0) undoable.push(outcome.undo);
      await took(outcome);
      return outcome;
    } catch (error) {
      tellFailure(error);
      if (error instanceof ApiError && error.code === "conflict") await load();
      return undefined;
    }
  });
}

export async function took(outcome: Outcome): Promise<void> {
  if (outcome.reload) await load();
  else take(outcome);
}

export async function load(): Promise<void> {
  try {
    const board: BoardDocument = await api.board(state.closedDays);
    const known = board.pipelines.some((one) => one.id === state.pipeline);
    set({
      board,
      cards: new Map(board.cards.map((card) => [card.id, card])),
      pipeline: known ? state.pipeline : (board.pipelines[0]?.id ?? ""),
      failure: "",
      revision: state.revision + 1,
    });
  } catch (error) {
    set({ failure: messageOf(error) });
  }
}

export function messageOf(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error);
  if (error.code === "offline") return t("error.offline");
  if (error.code === "no_session") return t("error.session");
  if (error.code === "conflict") return t("error.conflict");
  if (error.code === "not_allowed") return t("error.not_allowed");
  return t("error.other", { message: error.message });
}

export function tellFailure(error: unknown): void {
  toast(messageOf(error), { tone: "bad" });
}

// Where things are.

export function pipelineOf(id: string): Pipeline | undefined {
  return state.board?.pipelines.find((one) => one.id === id);
}

export function stageOf(card: Card): Stage | undefined {
  return pipelineOf(card.pipeline)?.stages.find((one) => one.id === card.stage);
}

export function stageNamed(card: Card, id: string): Stage | undefined {
  return pipelineOf(card.pipeline)?.stages.find((one) => one.id === id);
}

export function firstStage(card: Card, kind: Stage["kind"]): Stage | undefined {
  return pipelineOf(card.pipeline)?.stages.find((one) => one.kind === kind);
}

// Moves.

/** Towards a stage: asks first for what that stage always needs. */
export function move(id: string, to: string): void {
  const card = state.cards.get(id);
  const stage = card && stageNamed(card, to);
  if (!card || !stage || card.stage === to) return;
  if (stage.kind === "lost") open({ kind: "lost", ids: [id], to });
  else if (stage.kind === "parked") open({ kind: "park", ids: [id], to });
  else void moveNow(id, to, {});
}

/** `before`: commands that the move may need, given first. True when the deal is there now. */
export async function moveNow(
  id: string,
  to: string,
  details: MoveDetails,
  before: Command[] = [],
): Promise<boolean> {
  const card = state.cards.get(id);
  const stage = card && stageNamed(card, to);
  if (!card || !stage) return false;
  const shown: Card = { ...card, stage: to, entered: state.board!.today };
  put(shown);
  const outcome = await inTurn(async () => {
    try {
      const known = state.cards.get(id)?.version ?? card.version;
      const command: Command = { command: "move", opportunity: id, to, ...said(details) };
      // What goes before it makes versions of its own.
      if (before.length === 0) command.expected_version = known;
      return await api.commands([...before, command]);
    } catch (error) {
      takeBack(shown, card);
      tellFailure(error);
      if (error instanceof ApiError && error.code === "conflict") await load();
      return undefined;
    }
  });
  if (!outcome) return false;
  const decision = outcome.answers.at(-1)!.decision!;
  if (!decision.allowed) takeBack(shown, card);
  if (outcome.undo.length > 0) undoable.push(outcome.undo);
  await took(outcome);
  if (!decision.allowed) {
    say(t("move.refused", { name: card.name, stage: stage.name }));
    const refused = { kind: "refused", id, to, details, decision } as const;
    if (state.dialogs.at(-1)?.kind === "refused") replace(refused);
    else open(refused);
    return false;
  }
  const warned = decision.reasons.map(reasonText).join(" ");
  toast(t("move.done", { name: card.name, stage: stage.name }) + (warned ? ` ${warned}` : ""), {
    undo: outcome.undo,
  });
  return true;
}

/** Unless the card has become another one meanwhile. */
function takeBack(shown: Card, card: Card): void {
  if (state.cards.get(card.id) === shown) put(card);
}

function said(details: MoveDetails): MoveDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value));
}

/** Several deals at once, in one that can be undone as one; who is refused stays. */
export async function moveAll(ids: string[], to: string, details: MoveDetails): Promise<void> {
  if (ids.length === 1) {
    await moveNow(ids[0]!, to, details);
    return;
  }
  const commands = ids.map((id) => ({ command: "move", opportunity: id, to, ...said(details) }));
  const outcome = await give(commands);
  if (!outcome) return;
  const refused = outcome.answers.filter((answer) => answer.decision?.allowed === false);
  const moved = ids.length - refused.length;
  const first = refused[0]?.decision?.reasons[0];
  toast(
    t("bulk.moved", { count: moved }) +
      (first ? ` ${t("bulk.stayed", { count: refused.length, why: reasonText(first) })}` : ""),
    { undo: outcome.undo, tone: refused.length ? "bad" : "plain" },
  );
  set({ selected: new Set() });
}

/** The same command for each deal, as one change. */
export async function eachOf(ids: string[], make: (id: string) => Command): Promise<boolean> {
  const outcome = await give(ids.map(make));
  if (!outcome) return false;
  toast(t("bulk.changed", { count: ids.length }), { undo: outcome.undo });
  return true;
}

/** One change, told when it is made. */
export async function change(text: string, ...commands: Command[]): Promise<Outcome | undefined> {
  const outcome = await give(commands);
  if (outcome) toast(text, { undo: outcome.undo });
  return outcome;
}

export async function undo(events?: string[]): Promise<void> {
  const wanted = events ?? undoable.at(-1);
  if (!wanted) {
    toast(t("undo.nothing"));
    return;
  }
  const at = undoable.findIndex((one) => one.join() === wanted.join());
  if (at >= 0) undoable.splice(at, 1);
  const outcome = await inTurn(async () => {
    try {
      return await api.commands([{ command: "undo", events: wanted }]);
    } catch (error) {
      tellFailure(error);
      return undefined;
    }
  });
  if (!outcome) return;
  await took(outcome);
  const undoing = outcome.answers[0]!.undoing!;
  if (undoing.allowed) toast(t("undo.done"));
  else
    toast(t("undo.refused", { why: undoing.reasons.map(reasonText).join(" ") }), { tone: "bad" });
}

/** A reason in the words of the page's language; the library's own where there are none. */
export function reasonText(reason: Reason): string {
  const key = `reason.${reason.code}`;
  const text = t.maybe(key, { missing: (reason.missing ?? []).map(fieldName).join(", ") });
  return text ?? sentence(reason.message);
}

export function fieldName(field: string): string {
  return t.maybe(`field.${field}`) ?? field;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

export async function completeTask(task: string, deal?: string): Promise<void> {
  const outcome = await change(t("task.completed"), { command: "complete_task", task });
  const asks = outcome?.answers[0]?.decision?.reasons[0];
  if (asks && deal) open({ kind: "task", id: deal, asked: true, step: asks.missing?.[0] ?? "" });
}

export function toggle(id: string): void {
  const selected = new Set(state.selected);
  if (!selected.delete(id)) selected.add(id);
  set({ selected });
  say(t("select.count", { count: selected.size }));
}

export async function newLink(): Promise<void> {
  try {
    open({ kind: "link", url: (await api.link()).url });
  } catch (error) {
    tellFailure(error);
  }
}

export { close };
