import { useEffect } from "preact/hooks";
import { focusCard, isKeyboardFree } from "../keys";
import type { Dialog, State } from "../store";
import { AssignDialog, TagDialog } from "./BulkDialogs";
import { ChooseDialog } from "./ChooseDialog";
import { DealDialog } from "./DealDialog";
import { FlushDialog } from "./FlushDialog";
import { HelpDialog, LinkDialog } from "./HelpDialog";
import { LostDialog, ParkDialog } from "./CloseDialogs";
import { NewDialog, TaskDialog } from "./NewDialogs";
import { RefusedDialog } from "./RefusedDialog";
import { TodayDialog } from "./TodayDialog";

export function Dialogs({ state }: { state: State }) {
  const count = state.dialogs.length;
  useEffect(() => {
    // The card that a dialog was opened from may have been drawn anew in another column. Who has gone elsewhere before
    // that keeps the keyboard.
    if (count === 0 && isKeyboardFree()) focusCard(state.active, isKeyboardFree);
  }, [count]);
  return (
    <>
      {state.dialogs.map((dialog, i) => (
        <One
          key={`${i} ${dialog.kind} ${"id" in dialog ? dialog.id : ""}`}
          dialog={dialog}
          isTop={i === count - 1}
          state={state}
        />
      ))}
    </>
  );
}

function One({ dialog, isTop, state }: { dialog: Dialog; isTop: boolean; state: State }) {
  switch (dialog.kind) {
    case "deal":
      return <DealDialog id={dialog.id} isTop={isTop} state={state} />;
    case "refused":
      return <RefusedDialog refused={dialog} isTop={isTop} state={state} />;
    case "choose":
      return <ChooseDialog ids={dialog.ids} isTop={isTop} state={state} />;
    case "lost":
      return <LostDialog ids={dialog.ids} to={dialog.to} isTop={isTop} state={state} />;
    case "park":
      return <ParkDialog ids={dialog.ids} to={dialog.to} isTop={isTop} state={state} />;
    case "assign":
      return <AssignDialog ids={dialog.ids} isTop={isTop} state={state} />;
    case "tag":
      return <TagDialog ids={dialog.ids} isTop={isTop} state={state} />;
    case "task":
      return <TaskDialog asks={dialog} isTop={isTop} state={state} />;
    case "new":
      return <NewDialog stage={dialog.stage} isTop={isTop} state={state} />;
    case "today":
      return <TodayDialog isTop={isTop} state={state} />;
    case "flush":
      return <FlushDialog isTop={isTop} state={state} />;
    case "help":
      return <HelpDialog isTop={isTop} state={state} />;
    case "link":
      return <LinkDialog url={dialog.url} isTop={isTop} />;
  }
}
