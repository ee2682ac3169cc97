import { useId, useState } from "preact/hooks";
import { change } from "../actions";
import { daysBetween } from "../columns";
import { moment } from "../days";
import { describe } from "../events";
import { t } from "../i18n";
import { open, type State } from "../store";
import type { BookEvent, DealPage, Pipeline } from "../types";
import { Form } from "./Frame";
import { TaskRow } from "./TodayDialog";

interface Props {
  page: DealPage;
  pipeline: Pipeline;
  state: State;
}

const TABS = ["timeline", "tasks", "history"] as const;
type Tab = (typeof TABS)[number];

export function DealTabs(props: Props) {
  const [tab, setTab] = useState<Tab>("timeline");
  const id = useId();
  const count = props.page.tasks.filter((task) => task.state === "open").length;
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length]!;
    setTab(next);
    document.getElementById(`${id}-${next}`)?.focus();
    event.preventDefault();
  };
  return (
    <div class="tabbed">
      <div class="tabs" role="tablist" aria-label={t("deal.tabs")} onKeyDown={onKey}>
        {TABS.map((one) => (
          <button
            type="button"
            role="tab"
            key={one}
            id={`${id}-${one}`}
            aria-selected={tab === one}
            aria-controls={`${id}-panel`}
            tabIndex={tab === one ? 0 : -1}
            onClick={() => setTab(one)}
          >
            {t(`deal.${one}`)}
            {one === "tasks" && count > 0 && <span class="count">{count}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`} tabIndex={0}>
        {tab === "timeline" && <Timeline {...props} />}
        {tab === "tasks" && <Tasks {...props} />}
        {tab === "history" && <History {...props} />}
      </div>
    </div>
  );
}

const CONTACTS = ["note", "call", "meeting", "email_out"] as const;

function Timeline({ page, pipeline }: Props) {
  const [type, setType] = useState<string>("note");
  const [summary, setSummary] = useState("");
  const undone = new Set(page.undone);
  return (
    <>
      <Form
        class="note"
        onSubmit={() => {
          if (!summary.trim()) return;
          setSummary("");
          void change(t("contact.logged"), {
            command: "log_interaction",
            opportunity: page.deal.id,
            type,
            summary: summary.trim(),
          });
        }}
      >
        <select
          aria-label={t("contact.type")}
          value={type}
          onChange={(event) => setType(event.currentTarget.value)}
        >
          {CONTACTS.map((one) => (
            <option key={one} value={one}>
              {t(`contact.${one}`)}
            </option>
          ))}
        </select>
        <textarea
          rows={2}
          aria-label={t("contact.summary")}
          placeholder={t("contact.summary")}
          value={summary}
          onInput={(event) => setSummary(event.currentTarget.value)}
        />
        <button type="submit" disabled={!summary.trim()}>
          {t("contact.log")}
        </button>
      </Form>
      <ol class="timeline">
        {[...page.events].reverse().map((event) => (
          <Entry
            key={event.sequence}
            event={event}
            pipeline={pipeline}
            isUndone={undone.has(event.sequence)}
          />
        ))}
      </ol>
    </>
  );
}

function Entry(props: { event: BookEvent; pipeline: Pipeline; isUndone: boolean }) {
  const { event, pipeline, isUndone } = props;
  const { what, detail } = describe(event, pipeline);
  return (
    <li class={`entry ${event.type}${isUndone ? " undone" : ""}`}>
      <p>
        <strong>{what}</strong>
        {isUndone && <span class="tag">{t("event.was_undone")}</span>}
      </p>
      {detail && <p class="detail">{detail}</p>}
      <small>
        {event.occurred_at ? moment(event.occurred_at) : t("event.no_time")}
        {event.actor && ` · ${event.actor}`}
      </small>
    </li>
  );
}

function Tasks({ page }: Props) {
  const waiting = page.tasks.filter((task) => task.state === "open");
  const over = page.tasks.filter((task) => task.state !== "open").reverse();
  return (
    <>
      <div class="buttons start">
        <button type="button" onClick={() => open({ kind: "task", id: page.deal.id })}>
          {t("task.new")}
        </button>
      </div>
      {page.tasks.length === 0 && <p class="none">{t("card.no_task")}</p>}
      <ul class="list">
        {[...waiting, ...over].map((task) => (
          <TaskRow key={task.id} task={task} />
        ))}
      </ul>
    </>
  );
}

/** The stages that the deal was in, and how long. What was undone is not there. */
function History({ page, pipeline, state }: Props) {
  const undone = new Set(page.undone);
  const visits = page.events
    .filter((event) => event.stream.kind === "opportunity" && !undone.has(event.sequence))
    .filter((event) =>
      ["opportunity_created", "stage_entered", "moved_to_pipeline"].includes(event.type),
    );
  const dayOf = (event: BookEvent | undefined) => event?.occurred_at?.slice(0, 10);
  return (
    <table class="history">
      <thead>
        <tr>
          <th scope="col">{t("history.when")}</th>
          <th scope="col">{t("history.what")}</th>
          <th scope="col" class="number">
            {t("history.days")}
          </th>
          <th scope="col">{t("history.who")}</th>
        </tr>
      </thead>
      <tbody>
        {visits.map((event, i) => {
          const from = dayOf(event);
          const isLast = i === visits.length - 1;
          const isOver =
            isLast && (page.deal.stage_kind === "won" || page.deal.stage_kind === "lost");
          const to = isLast ? state.board!.today : dayOf(visits[i + 1]);
          const { what, detail } = describe(event, pipeline);
          return (
            <tr key={event.sequence}>
              <td>{event.occurred_at ? moment(event.occurred_at) : t("event.no_time")}</td>
              <td>
                {what}
                {detail && <small> {detail}</small>}
              </td>
              <td class="number">
                {from && to && !isOver ? Math.max(0, daysBetween(from, to)) : ""}
              </td>
              <td>{event.actor}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
