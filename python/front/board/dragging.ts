// Drag and drop by mouse, pen or touch. The same by keyboard is in keys.ts.
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { useEffect, useState } from "preact/hooks";
import type { RefObject } from "preact";
import { move, moveAll, stageNamed } from "./actions";
import { open, set, state } from "./store";

/** The selected cards travel together when one of them is dragged. */
function carriedBy(id: string): string[] {
  return state.selected.has(id) ? [...state.selected] : [id];
}

export function useDraggable(card: RefObject<HTMLElement>, id: string): void {
  useEffect(
    () =>
      draggable({
        element: card.current!,
        getInitialData: () => ({ id }),
        onDragStart: () => {
          for (const one of carriedBy(id)) cardElement(one)?.classList.add("dragged");
        },
        onDrop: () => {
          for (const one of document.querySelectorAll(".dragged")) one.classList.remove("dragged");
        },
      }),
    [id],
  );
}

function cardElement(id: string): Element | null {
  return document.querySelector(`[data-card="${CSS.escape(id)}"]`);
}

/** True while a card is held over the column. */
export function useDropTarget(column: RefObject<HTMLElement>, stage: string): boolean {
  const [over, setOver] = useState(false);
  useEffect(
    () =>
      dropTargetForElements({
        element: column.current!,
        getData: () => ({ stage }),
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop: () => setOver(false),
      }),
    [stage],
  );
  return over;
}

export function useDrops(): void {
  useEffect(
    () =>
      monitorForElements({
        onDrop: ({ source, location }) => {
          const stage = location.current.dropTargets[0]?.data["stage"];
          const id = source.data["id"];
          if (typeof stage !== "string" || typeof id !== "string") return;
          set({ active: id }); // so that it is drawn wherever it comes to stand
          drop(carriedBy(id), stage);
        },
      }),
    [],
  );
}

export function drop(ids: string[], to: string): void {
  const moving = ids.filter((id) => state.cards.get(id)?.stage !== to);
  const first = moving[0];
  if (first === undefined) return;
  if (moving.length === 1) {
    move(first, to);
    return;
  }
  const kind = stageNamed(state.cards.get(first)!, to)?.kind;
  if (kind === "lost") open({ kind: "lost", ids: moving, to });
  else if (kind === "parked") open({ kind: "park", ids: moving, to });
  else void moveAll(moving, to, {});
}
