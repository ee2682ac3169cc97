import { useId } from "preact/hooks";
import { moment } from "../days";
import { t } from "../i18n";
import type { CriterionState, Deal, Finding, Framework, Stage } from "../types";

export type Findings = Record<string, Finding>;

const STATES: CriterionState[] = ["met", "partly_met", "unmet", "unknown"];

/** The form of the pipeline's framework: BANT unless it has another. */
export function Qualification(props: {
  framework: Framework;
  findings: Findings;
  onChange: (criterion: string, finding: Finding) => void;
  only?: string[];
}) {
  const group = useId();
  const shown = props.framework.criteria.filter(
    (one) => props.only === undefined || props.only.includes(one.id),
  );
  return (
    <div class="criteria">
      {shown.map((criterion) => {
        const finding = props.findings[criterion.id] ?? { state: "unknown" };
        const name = `${group}-${criterion.id}`;
        return (
          <fieldset key={criterion.id} class={`criterion ${finding.state}`}>
            <legend>{criterion.name}</legend>
            {criterion.question && <p class="hint">{criterion.question}</p>}
            <div class="finding">
              <div class="segments">
                {STATES.map((state) => (
                  <label key={state}>
                    <input
                      type="radio"
                      name={name}
                      checked={finding.state === state}
                      onChange={() => props.onChange(criterion.id, said({ ...finding, state }))}
                    />
                    <span>{t(`state.${state}`)}</span>
                  </label>
                ))}
              </div>
              <input
                type="text"
                aria-label={t("qualify.evidence", { criterion: criterion.name })}
                placeholder={t("qualify.evidence_hint")}
                value={finding.evidence ?? ""}
                autocomplete="off"
                onInput={(event) =>
                  props.onChange(
                    criterion.id,
                    said({ ...finding, evidence: event.currentTarget.value }),
                  )
                }
              />
            </div>
            {finding.at && (
              <small class="hint">
                {[finding.by, moment(finding.at)].filter(Boolean).join(" · ")}
              </small>
            )}
          </fieldset>
        );
      })}
    </div>
  );
}

/** What is being said now has no author and no time yet. */
function said({ state, evidence = "" }: Finding): Finding {
  return { state, evidence };
}

/** The commands that make the findings of a deal what the form says. */
export function assessments(deal: Deal, changed: Findings) {
  return Object.entries(changed)
    .filter(([criterion, { state, evidence = "" }]) => {
      const before = deal.criteria?.[criterion];
      return state !== (before?.state ?? "unknown") || evidence !== (before?.evidence ?? "");
    })
    .map(([criterion, { state, evidence }]) => ({
      command: "assess",
      opportunity: deal.id,
      criterion,
      state,
      ...(evidence ? { evidence } : {}),
    }));
}

/** The steps of a stage's checklist. */
export function Checklist(props: {
  stage: Stage;
  isTicked: (criterion: string) => boolean;
  onTick: (criterion: string, done: boolean) => void;
}) {
  return (
    <ul class="checklist">
      {props.stage.criteria
        .filter((one) => one.type === "task")
        .map((one) => (
          <li key={one.id}>
            <label>
              <input
                type="checkbox"
                checked={props.isTicked(one.id)}
                onChange={(event) => props.onTick(one.id, event.currentTarget.checked)}
              />
              <span>{one.description}</span>
            </label>
          </li>
        ))}
    </ul>
  );
}
