// What an event of the book says, in the language of the page.
import { pipelineOf } from "./actions";
import { t } from "./i18n";
import { day } from "./days";
import type { BookEvent, Pipeline } from "./types";

type Payload = Record<string, unknown>;

const text = (payload: Payload, member: string): string => {
  const value = payload[member];
  return typeof value === "string" ? value : "";
};

function stageName(payload: Payload, pipeline: Pipeline | undefined): string {
  const id = text(payload, "stage");
  const of = text(payload, "pipeline") ? pipelineOf(text(payload, "pipeline")) : pipeline;
  return of?.stages.find((stage) => stage.id === id)?.name ?? id;
}

function value(payload: Payload): string {
  const told = payload["value"] as Payload | undefined;
  if (!told) return t("event.nothing");
  const currency = text(told, "currency");
  const parts: string[] = [];
  if (told["recurring"] !== undefined) {
    const interval = t.maybe(`interval.${text(told, "interval")}`) ?? text(told, "interval");
    parts.push(`${text(told, "recurring")} ${currency}/${interval}`);
  }
  const once = text(told, "one_off");
  if (parts.length === 0 || /[1-9]/.test(once)) parts.push(`${once} ${currency}`);
  return parts.join(" + ");
}

/** What happened, and what was said about it. */
export function describe(
  event: BookEvent,
  pipeline: Pipeline | undefined,
): { what: string; detail: string } {
  const payload = event.payload;
  const stage = stageName(payload, pipeline);
  const note = text(payload, "note");
  const criterion =
    pipeline?.framework.criteria.find((one) => one.id === payload["criterion"])?.name ??
    text(payload, "criterion");
  switch (event.type) {
    case "opportunity_created":
      return { what: t("event.created", { stage }), detail: "" };
    case "stage_entered": {
      const why = [text(payload, "lost_reason"), note].filter(Boolean).join(" · ");
      const wake = text(payload, "wake_up");
      return {
        what: wake ? t("event.parked", { stage, day: day(wake) }) : t("event.entered", { stage }),
        detail: why,
      };
    }
    case "moved_to_pipeline":
      return {
        what: t("event.switched", {
          pipeline: pipelineOf(text(payload, "pipeline"))?.name ?? text(payload, "pipeline"),
          stage,
        }),
        detail: note,
      };
    case "value_changed":
      return { what: t("event.value", { value: value(payload) }), detail: "" };
    case "owner_changed":
      return {
        what: t("event.owner", { owner: text(payload, "owner") || t("owner.nobody") }),
        detail: "",
      };
    case "expected_close_changed": {
      const close = text(payload, "expected_close");
      return {
        what: t("event.close", { day: close ? day(close) : t("event.nothing") }),
        detail: "",
      };
    }
    case "renamed":
      return { what: t("event.renamed"), detail: text(payload, "name") };
    case "tag_added":
      return { what: t("event.tag", { tag: text(payload, "tag") }), detail: "" };
    case "tag_removed":
      return { what: t("event.untag", { tag: text(payload, "tag") }), detail: "" };
    case "field_set":
      return {
        what: t("event.field", { field: text(payload, "field") }),
        detail: text(payload, "value"),
      };
    case "criterion_assessed":
      return {
        what: t("event.assessed", {
          criterion,
          state: t.maybe(`state.${text(payload, "state")}`) ?? text(payload, "state"),
        }),
        detail: text(payload, "evidence"),
      };
    case "exit_criterion_ticked": {
      const step = pipeline?.stages
        .find((one) => one.id === payload["stage"])
        ?.criteria.find((one) => one.id === payload["criterion"]);
      const name = step?.description ?? text(payload, "criterion");
      return {
        what: payload["done"]
          ? t("event.ticked", { step: name })
          : t("event.unticked", { step: name }),
        detail: note,
      };
    }
    case "interaction_logged":
      return {
        what: t.maybe(`contact.${text(payload, "type")}`) ?? text(payload, "type"),
        detail: text(payload, "summary"),
      };
    case "task_added":
      return { what: t("event.task_added"), detail: text(payload, "description") };
    case "task_completed":
      return { what: t("event.task_completed"), detail: text(payload, "outcome") };
    case "task_snoozed":
      return { what: t("event.task_snoozed", { day: day(text(payload, "due")) }), detail: "" };
    case "task_assigned":
      return {
        what: t("event.task_assigned", { owner: text(payload, "assignee") || t("owner.nobody") }),
        detail: "",
      };
    case "task_edited":
      return { what: t("event.task_edited"), detail: text(payload, "description") };
    case "task_dismissed":
      return { what: t("event.task_dismissed"), detail: text(payload, "reason") };
    case "events_undone":
      return { what: t("event.undone"), detail: text(payload, "reason") };
    default:
      return { what: event.type.replaceAll("_", " "), detail: text(payload, "name") };
  }
}
