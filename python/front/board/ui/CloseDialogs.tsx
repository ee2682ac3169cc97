import { useState } from "preact/hooks";
import { moveAll } from "../actions";
import { plusDays } from "../days";
import { t } from "../i18n";
import type { Key } from "../i18n/en";
import { close, type State } from "../store";
import { Buttons, Field, Form, Frame } from "./Frame";

interface Props {
  ids: string[];
  to: string;
  isTop: boolean;
  state: State;
}

function titleOf({ ids, state }: Props, one: Key, many: Key): string {
  return ids.length === 1
    ? t(one, { name: state.cards.get(ids[0]!)?.name ?? "" })
    : t(many, { count: ids.length });
}

/** Why it was lost: what is learned from later. */
export function LostDialog(props: Props) {
  const [reason, setReason] = useState("");
  const [note, setNote] = useState("");
  const known = props.state.board!.lost_reasons;
  return (
    <Frame title={titleOf(props, "lost.title", "lost.many")} isTop={props.isTop}>
      <Form
        onSubmit={() => {
          close();
          void moveAll(props.ids, props.to, { lost_reason: reason.trim(), note: note.trim() });
        }}
      >
        <Field
          label={t("lost.reason")}
          value={reason}
          onInput={setReason}
          isRequired
          hasFocus
          list={known}
        />
        {known.length > 0 && (
          <div class="choices" role="group" aria-label={t("lost.known")}>
            {known.slice(0, 6).map((one) => (
              <button
                type="button"
                key={one}
                aria-pressed={reason === one}
                onClick={() => setReason(one)}
              >
                {one}
              </button>
            ))}
          </div>
        )}
        <Field label={t("move.note")} value={note} onInput={setNote} />
        <Buttons action={t("lost.button")} isBad isOff={!reason.trim()} />
      </Form>
    </Frame>
  );
}

const LATER = [30, 90, 180, 365];

/** Into the fridge: a good prospect at the wrong moment. */
export function ParkDialog(props: Props) {
  const { today } = props.state.board!;
  const [wakeUp, setWakeUp] = useState(plusDays(today, 90));
  const [note, setNote] = useState("");
  return (
    <Frame title={titleOf(props, "park.title", "park.many")} isTop={props.isTop}>
      <Form
        onSubmit={() => {
          close();
          void moveAll(props.ids, props.to, { wake_up: wakeUp, note: note.trim() });
        }}
      >
        <Field
          label={t("park.wake_up")}
          type="date"
          value={wakeUp}
          onInput={setWakeUp}
          min={plusDays(today, 1)}
          isRequired
          hasFocus
        />
        <div class="choices" role="group" aria-label={t("park.later")}>
          {LATER.map((days) => (
            <button
              type="button"
              key={days}
              aria-pressed={wakeUp === plusDays(today, days)}
              onClick={() => setWakeUp(plusDays(today, days))}
            >
              {t("park.days", { count: days })}
            </button>
          ))}
        </div>
        <Field label={t("move.note")} value={note} onInput={setNote} />
        <Buttons action={t("park.button")} />
      </Form>
    </Frame>
  );
}
