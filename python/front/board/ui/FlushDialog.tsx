import { useState } from "preact/hooks";
import { api } from "../api";
import { give, reasonText, tellFailure } from "../actions";
import { moment, plusDays } from "../days";
import { t } from "../i18n";
import { close, toast, type State } from "../store";
import type { StaleDeal } from "../types";
import { Field, Form, Frame } from "./Frame";

const MOST_SHOWN = 200;

/** Cleaning the pipeline: which deals nobody works on, why, and closing them in one go. */
export function FlushDialog({ isTop, state }: { isTop: boolean; state: State }) {
  const board = state.board!;
  const [inactive, setInactive] = useState("90");
  const [passed, setPassed] = useState("");
  const [before, setBefore] = useState("");
  const [owner, setOwner] = useState("");
  const [to, setTo] = useState<"lost" | "fridge">("lost");
  const [reason, setReason] = useState(t("flush.inactive_reason"));
  const [wakeUp, setWakeUp] = useState(plusDays(board.today, 90));
  const [found, setFound] = useState<StaleDeal[]>();
  const pipeline = board.pipelines.find((one) => one.id === state.pipeline)!;
  const hasFridge = pipeline.stages.some((stage) => stage.kind === "parked");

  const conditions = {
    pipeline: pipeline.id,
    to,
    reason,
    ...(inactive ? { inactive_days: Number(inactive) } : {}),
    ...(passed ? { close_date_passed_days: Number(passed) } : {}),
    ...(before ? { created_before: before } : {}),
    ...(owner ? { owner } : {}),
    ...(to === "fridge" ? { wake_up: wakeUp } : {}),
  };
  const isAsked = Boolean(inactive || passed || before);
  const look = () => {
    api.stale(conditions).then((told) => setFound(told.deals), tellFailure);
  };
  // What was listed under other conditions must not be what is closed.
  const changed =
    <T,>(setter: (value: T) => void) =>
    (value: T) => {
      setter(value);
      setFound(undefined);
    };
  const flush = async () => {
    const outcome = await give([{ command: "flush", ...conditions }]);
    if (!outcome) return;
    close();
    const moved = (outcome.answers[0]!.deals ?? []).filter((one) => one.decision.allowed).length;
    toast(t(to === "lost" ? "flush.lost" : "flush.parked", { count: moved }), {
      undo: outcome.undo,
    });
  };
  const going = (found ?? []).filter((one) => one.decision.allowed).length;

  return (
    <Frame title={t("flush.title", { pipeline: pipeline.name })} size="wide" isTop={isTop}>
      <p class="hint">{t("flush.hint")}</p>
      <Form onSubmit={look}>
        <div class="pair">
          <Field
            label={t("flush.inactive")}
            type="number"
            value={inactive}
            onInput={changed(setInactive)}
            min="1"
            hasFocus
          />
          <Field
            label={t("flush.passed")}
            type="number"
            value={passed}
            onInput={changed(setPassed)}
            min="0"
          />
        </div>
        <div class="pair">
          <Field
            label={t("flush.before")}
            type="date"
            value={before}
            onInput={changed(setBefore)}
          />
          <Field
            label={t("flush.owner")}
            value={owner}
            onInput={changed(setOwner)}
            list={board.owners}
          />
        </div>
        <fieldset class="plain">
          <legend>{t("flush.to")}</legend>
          <div class="segments">
            <label>
              <input
                type="radio"
                name="flush-to"
                checked={to === "lost"}
                onChange={() => changed(setTo)("lost")}
              />
              <span>{t("flush.to_lost")}</span>
            </label>
            {hasFridge && (
              <label>
                <input
                  type="radio"
                  name="flush-to"
                  checked={to === "fridge"}
                  onChange={() => changed(setTo)("fridge")}
                />
                <span>{t("flush.to_fridge")}</span>
              </label>
            )}
          </div>
        </fieldset>
        {to === "lost" ? (
          <Field
            label={t("lost.reason")}
            value={reason}
            onInput={changed(setReason)}
            list={board.lost_reasons}
            isRequired
          />
        ) : (
          <Field
            label={t("park.wake_up")}
            type="date"
            value={wakeUp}
            onInput={changed(setWakeUp)}
            min={plusDays(board.today, 1)}
            isRequired
          />
        )}
        <div class="buttons">
          <button type="submit" class={found ? "" : "primary"} disabled={!isAsked}>
            {t("flush.look")}
          </button>
        </div>
      </Form>
      {found && (
        <section class="part" aria-live="polite">
          <h3>{t("flush.found", { count: found.length })}</h3>
          <ul class="list">
            {found.slice(0, MOST_SHOWN).map((one) => (
              <li class="row" key={one.opportunity}>
                <span class="main">
                  <span>{one.name}</span>
                  <small>
                    {[one.owner, one.reasons.join("; ")].filter(Boolean).join(" · ")}
                    {one.last_activity &&
                      ` · ${t("flush.last", { at: moment(one.last_activity) })}`}
                  </small>
                </span>
                {!one.decision.allowed && (
                  <span class="bad">
                    {t("flush.stays", {
                      why: one.decision.reasons
                        .filter((why) => why.severity === "refuse")
                        .map(reasonText)
                        .join(" "),
                    })}
                  </span>
                )}
              </li>
            ))}
          </ul>
          {found.length > MOST_SHOWN && (
            <p class="hint">{t("list.more", { count: found.length - MOST_SHOWN })}</p>
          )}
          <div class="buttons">
            <button type="button" onClick={close}>
              {t("dialog.cancel")}
            </button>
            <button
              type="button"
              class="danger"
              disabled={going === 0}
              onClick={() => void flush()}
            >
              {t(to === "lost" ? "flush.close" : "flush.park", { count: going })}
            </button>
          </div>
        </section>
      )}
    </Frame>
  );
}
