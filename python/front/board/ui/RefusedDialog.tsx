import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import { fieldName, moveNow, pipelineOf, reasonText, tellFailure } from "../actions";
import { t } from "../i18n";
import { close, type Dialog, type MoveDetails, type State } from "../store";
import type { Command, DealPage, Pipeline, Reason, Stage } from "../types";
import { fieldCommand } from "./fields";
import { Buttons, Field, Form, Frame } from "./Frame";
import { assessments, Checklist, Qualification, type Findings } from "./Qualification";

type Refused = Extract<Dialog, { kind: "refused" }>;

/** Why a move was refused, with what is missing at hand. */
export function RefusedDialog(props: { refused: Refused; isTop: boolean; state: State }) {
  const { refused, isTop, state } = props;
  const card = state.cards.get(refused.id);
  const [page, setPage] = useState<DealPage>();
  const [findings, setFindings] = useState<Findings>({});
  const [ticks, setTicks] = useState<Record<string, boolean>>({});
  const [fields, setFields] = useState<Record<string, string>>({});
  const [details, setDetails] = useState<MoveDetails>(refused.details);
  useEffect(() => {
    // What was typed stays: it is given once more with the next try, which changes nothing where it is known.
    api.page(refused.id).then(setPage, tellFailure);
  }, [refused.decision]);
  const pipeline = card && pipelineOf(card.pipeline);
  if (!card || !pipeline) return null;
  const target = pipeline.stages.find((stage) => stage.id === refused.to);
  const missing = missingOf(refused.decision.reasons, pipeline);
  const canHelp =
    missing.verdict ||
    missing.steps.length > 0 ||
    missing.fields.length > 0 ||
    missing.reason ||
    missing.wakeUp;

  const submit = () => {
    if (!page) return;
    const before: Command[] = [
      ...assessments(page.deal, findings),
      ...Object.entries(ticks).map(([key, done]) => {
        const [stage, criterion] = split(key);
        return { command: "tick", opportunity: card.id, stage, criterion, done };
      }),
      ...Object.entries(fields)
        .filter(([, value]) => value.trim())
        .map(([field, value]) => fieldCommand(card.id, field, value.trim(), pipeline.currency)),
    ];
    void moveNow(card.id, refused.to, details, before).then((moved) => {
      if (moved) close();
    });
  };

  return (
    <Frame
      title={t("refused.title", { name: card.name, stage: target?.name ?? refused.to })}
      size="wide"
      isTop={isTop}
    >
      <div role="alert">
        <ul class="reasons">
          {refused.decision.reasons.map((reason) => (
            <li key={reason.code} class={reason.severity}>
              {reasonText(reason)}
            </li>
          ))}
        </ul>
      </div>
      <Form onSubmit={submit}>
        {page && missing.verdict && (
          <section class="part">
            <h3>{pipeline.framework.name}</h3>
            <Qualification
              framework={pipeline.framework}
              findings={{ ...page.deal.criteria, ...findings }}
              onChange={(id, finding) => setFindings({ ...findings, [id]: finding })}
            />
          </section>
        )}
        {page &&
          missing.steps.map(({ stage, criteria }) => (
            <section class="part" key={stage.id}>
              <h3>{t("refused.checklist", { stage: stage.name })}</h3>
              <Checklist
                stage={{ ...stage, criteria }}
                isTicked={(id) =>
                  ticks[`${stage.id}/${id}`] ?? page.deal.ticked?.[stage.id]?.includes(id) ?? false
                }
                onTick={(id, done) => setTicks({ ...ticks, [`${stage.id}/${id}`]: done })}
              />
            </section>
          ))}
        {missing.fields.map((field) => (
          <Field
            key={field}
            label={fieldName(field)}
            type={field === "expected_close" ? "date" : "text"}
            value={fields[field] ?? ""}
            onInput={(value) => setFields({ ...fields, [field]: value })}
          />
        ))}
        {missing.reason && (
          <Field
            label={t("lost.reason")}
            value={details.lost_reason ?? ""}
            list={state.board!.lost_reasons}
            onInput={(lost_reason) => setDetails({ ...details, lost_reason })}
          />
        )}
        {missing.wakeUp && (
          <Field
            label={t("park.wake_up")}
            type="date"
            value={details.wake_up ?? ""}
            onInput={(wake_up) => setDetails({ ...details, wake_up })}
          />
        )}
        {canHelp ? (
          <Buttons action={t("refused.again", { stage: target?.name ?? "" })} isOff={!page} />
        ) : (
          <div class="buttons">
            <button type="button" class="primary" onClick={close}>
              {t("dialog.close")}
            </button>
          </div>
        )}
      </Form>
    </Frame>
  );
}

/** "stage/criterion", of which either may hold a slash: the stage is one of the pipeline's. */
function split(key: string, stages?: Stage[]): [string, string] {
  const known = stages?.find((stage) => key.startsWith(`${stage.id}/`))?.id;
  const stage = known ?? key.slice(0, key.indexOf("/"));
  return [stage, key.slice(stage.length + 1)];
}

function missingOf(reasons: Reason[], pipeline: Pipeline) {
  const steps = new Map<string, { stage: Stage; criteria: Stage["criteria"] }>();
  const fields = new Set<string>();
  let verdict = false;
  let reason = false;
  let wakeUp = false;
  for (const one of reasons) {
    if (one.code === "verdict_missing") verdict = true;
    else if (one.code === "lost_reason_missing") reason = true;
    else if (one.code.startsWith("wake_up")) wakeUp = true;
    else if (one.code === "fields_missing") one.missing?.forEach((field) => fields.add(field));
    else if (one.code === "exit_criteria_open") {
      for (const key of one.missing ?? []) {
        const [stageId, criterionId] = split(key, pipeline.stages);
        const stage = pipeline.stages.find((each) => each.id === stageId);
        const criterion = stage?.criteria.find((each) => each.id === criterionId);
        if (!stage || !criterion) continue;
        if (criterion.type === "field") fields.add(criterion.field!);
        else if (criterion.type === "verdict") verdict = true;
        else {
          if (!steps.has(stageId)) steps.set(stageId, { stage, criteria: [] });
          steps.get(stageId)!.criteria.push(criterion);
        }
      }
    }
  }
  return { steps: [...steps.values()], fields: [...fields], verdict, reason, wakeUp };
}
