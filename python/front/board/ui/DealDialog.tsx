import { useEffect, useState } from "preact/hooks";
import { formatMoney } from "../../common/money";
import { api } from "../api";
import { messageOf, pipelineOf } from "../actions";
import { age, isRotting } from "../columns";
import { day } from "../days";
import { drop } from "../dragging";
import { locale, t } from "../i18n";
import { open, type State } from "../store";
import type { Card, DealPage, Pipeline } from "../types";
import { DealFacts } from "./DealFacts";
import { DealQualification } from "./DealQualification";
import { DealTabs } from "./DealTabs";
import { Frame } from "./Frame";
import { Icon } from "./icons";

/** Everything about a deal: facts, qualification, tasks, timeline, history. */
export function DealDialog({ id, isTop, state }: { id: string; isTop: boolean; state: State }) {
  const [page, setPage] = useState<DealPage>();
  const [failure, setFailure] = useState("");
  useEffect(() => {
    let isWanted = true;
    api.page(id).then(
      (told) => isWanted && setPage(told),
      (error: unknown) => isWanted && setFailure(messageOf(error)),
    );
    return () => {
      isWanted = false;
    };
  }, [id, state.revision]);
  const pipeline = page && pipelineOf(page.deal.pipeline);
  const name = page?.deal.name ?? state.cards.get(id)?.name ?? id;
  return (
    <Frame title={name} size="sheet" isTop={isTop}>
      {failure && (
        <p class="notice bad" role="alert">
          {failure}
        </p>
      )}
      {page && pipeline && (
        <>
          <Head page={page} pipeline={pipeline} state={state} />
          <div class="deal">
            <div class="side">
              <DealFacts page={page} pipeline={pipeline} state={state} />
              <DealQualification page={page} pipeline={pipeline} />
            </div>
            <DealTabs page={page} pipeline={pipeline} state={state} />
          </div>
        </>
      )}
    </Frame>
  );
}

/** Where it stands, and where it may go. */
function Head(props: { page: DealPage; pipeline: Pipeline; state: State }) {
  const { page, pipeline, state } = props;
  const { deal } = page;
  const stage = pipeline.stages.find((one) => one.id === deal.stage);
  const card: Card | undefined = state.cards.get(deal.id);
  const days = card && age(card, state.board!.today);
  const openStages = pipeline.stages.filter((one) => one.kind === "open");
  const at = openStages.findIndex((one) => one.id === deal.stage);
  const first = (kind: string) => pipeline.stages.find((one) => one.kind === kind);
  const [won, lost, parked] = [first("won"), first("lost"), first("parked")];
  return (
    <div class="deal-head">
      <p class="big">
        {deal.total ? (
          <strong>{formatMoney(deal.total, pipeline.currency, locale())}</strong>
        ) : (
          <span class="faint">{t("card.no_value")}</span>
        )}
        {page.account && <span>{page.account}</span>}
        <span class={`stage-name ${deal.stage_kind}`}>{stage?.name ?? deal.stage}</span>
        {card && stage && days !== undefined && deal.stage_kind === "open" && (
          <span class={isRotting(card, stage, state.board!.today) ? "age rots" : "age"}>
            <Icon name="clock" /> {t("card.age", { count: days })}
          </span>
        )}
        {deal.lost_reason && <span>{deal.lost_reason}</span>}
        {deal.wake_up && <span>{t("card.wakes", { day: day(deal.wake_up) })}</span>}
      </p>
      {card && (
        <div class="steps" role="group" aria-label={t("deal.move")}>
          {openStages.map((one, i) => (
            <button
              type="button"
              key={one.id}
              class={at >= 0 && i <= at ? "step done" : "step"}
              aria-current={one.id === deal.stage ? "step" : undefined}
              onClick={() => drop([deal.id], one.id)}
            >
              {one.name}
            </button>
          ))}
          {won && (
            <button type="button" class="step won" onClick={() => drop([deal.id], won.id)}>
              {won.name}
            </button>
          )}
          {lost && (
            <button type="button" class="step lost" onClick={() => drop([deal.id], lost.id)}>
              {lost.name}
            </button>
          )}
          {parked && (
            <button type="button" class="step parked" onClick={() => drop([deal.id], parked.id)}>
              {parked.name}
            </button>
          )}
          <button
            type="button"
            class="step"
            onClick={() => open({ kind: "choose", ids: [deal.id] })}
          >
            {t("deal.more")}
          </button>
        </div>
      )}
    </div>
  );
}
