import { useState } from "preact/hooks";
import { change, give } from "../actions";
import { t } from "../i18n";
import type { DealPage, Pipeline } from "../types";
import { assessments, Checklist, Qualification, type Findings } from "./Qualification";

/** What the framework makes of the deal, and the checklist of its stage. */
export function DealQualification({ page, pipeline }: { page: DealPage; pipeline: Pipeline }) {
  const { deal } = page;
  const [changed, setChanged] = useState<Findings>({});
  const commands = assessments(deal, changed);
  const stage = pipeline.stages.find((one) => one.id === deal.stage);
  const steps = stage?.criteria.filter((one) => one.type === "task") ?? [];
  return (
    <>
      {stage && steps.length > 0 && (
        <section class="part">
          <h3>{t("refused.checklist", { stage: stage.name })}</h3>
          <Checklist
            stage={stage}
            isTicked={(id) => deal.ticked?.[stage.id]?.includes(id) ?? false}
            onTick={(criterion, done) =>
              void give([
                { command: "tick", opportunity: deal.id, stage: stage.id, criterion, done },
              ])
            }
          />
        </section>
      )}
      <section class="part">
        <h3>
          {pipeline.framework.name}{" "}
          <span class={`verdict ${deal.verdict}`}>
            {t.maybe(`verdict.${deal.verdict}`) ?? deal.verdict}
          </span>
        </h3>
        {deal.assessment.question && deal.stage_kind === "open" && (
          <p class="hint">{t("qualify.ask", { question: deal.assessment.question })}</p>
        )}
        <Qualification
          framework={pipeline.framework}
          findings={{ ...deal.criteria, ...changed }}
          onChange={(id, finding) => setChanged({ ...changed, [id]: finding })}
        />
        {commands.length > 0 && (
          <div class="buttons">
            <button type="button" onClick={() => setChanged({})}>
              {t("dialog.cancel")}
            </button>
            <button
              type="button"
              class="primary"
              onClick={() =>
                void change(t("deal.saved"), ...commands).then((done) => done && setChanged({}))
              }
            >
              {t("qualify.save")}
            </button>
          </div>
        )}
      </section>
    </>
  );
}
