import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import { change, pipelineOf, reasonText, tellFailure } from "../actions";
import { drop } from "../dragging";
import { t } from "../i18n";
import { close, type State } from "../store";
import type { Decision } from "../types";
import { Frame } from "./Frame";

/** Where to? Every stage with what the pipeline would say to it, and the other pipelines. */
export function ChooseDialog({
  ids,
  isTop,
  state,
}: {
  ids: string[];
  isTop: boolean;
  state: State;
}) {
  const [moves, setMoves] = useState<Record<string, Decision>>({});
  const first = state.cards.get(ids[0]!);
  useEffect(() => {
    if (ids.length === 1) api.moves(ids[0]!).then((told) => setMoves(told.moves), tellFailure);
  }, []);
  if (!first) return null;
  const pipeline = pipelineOf(first.pipeline)!;
  const kind = pipeline.stages.find((stage) => stage.id === first.stage)?.kind;
  const others = state.board!.pipelines.filter((one) => one.id !== pipeline.id);
  const title =
    ids.length === 1
      ? t("choose.title", { name: first.name })
      : t("choose.title", { name: t("select.deals", { count: ids.length }) });
  return (
    <Frame title={title} isTop={isTop}>
      <ul class="options">
        {pipeline.stages.map((stage) => {
          const isHere = ids.length === 1 && stage.id === first.stage;
          const decision = moves[stage.id];
          const said = isHere ? undefined : decision?.reasons[0];
          return (
            <li key={stage.id}>
              <button
                type="button"
                class={`option ${stage.kind}`}
                aria-current={isHere ? "true" : undefined}
                disabled={isHere}
                onClick={() => {
                  close();
                  drop(ids, stage.id);
                }}
              >
                <span>{stage.name}</span>
                {isHere && <small>{t("choose.here")}</small>}
                {said && (
                  <small class={said.severity === "refuse" ? "bad" : "warn"}>
                    {reasonText(said)}
                  </small>
                )}
              </button>
            </li>
          );
        })}
      </ul>
      {others.map((other) => (
        <section key={other.id} class="part">
          <h3>{other.name}</h3>
          <ul class="options">
            {other.stages
              .filter((stage) => stage.kind === kind)
              .map((stage) => (
                <li key={stage.id}>
                  <button
                    type="button"
                    class={`option ${stage.kind}`}
                    onClick={() => void switchTo(ids, other.id, stage.id, stage.name)}
                  >
                    {stage.name}
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </Frame>
  );
}

async function switchTo(ids: string[], pipeline: string, to: string, name: string): Promise<void> {
  const outcome = await change(
    t("choose.switched", { stage: name }),
    ...ids.map((opportunity) => ({ command: "move_to_pipeline", opportunity, pipeline, to })),
  );
  const refused = outcome?.answers.find((answer) => answer.decision?.allowed === false)?.decision;
  if (refused) tellFailure(refused.reasons.map(reasonText).join(" "));
  else if (outcome) close();
}
