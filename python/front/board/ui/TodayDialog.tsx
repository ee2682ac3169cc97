import { useEffect, useId, useState } from "preact/hooks";
import { api } from "../api";
import { change, completeTask, tellFailure } from "../actions";
import { due, plusDays } from "../days";
import { t } from "../i18n";
import { open, state, type State } from "../store";
import type { Suggestion, Task, Today } from "../types";
import { Frame } from "./Frame";
import { Icon } from "./icons";

const MOST_SHOWN = 100;

/** The tasks of the day, overdue first, and what the library proposes. */
export function TodayDialog({ isTop, state }: { isTop: boolean; state: State }) {
  const [told, setTold] = useState<Today>();
  const select = useId();
  const [who, setWho] = useState(state.board!.actor);
  useEffect(() => {
    api.today().then(setTold, tellFailure);
  }, [state.revision]);
  const people = [
    ...new Set([
      ...(told?.tasks ?? []).map((task) => task.assignee ?? ""),
      ...(told?.suggestions ?? []).map((one) => one.assignee ?? ""),
    ]),
  ]
    .filter(Boolean)
    .sort();
  const isOf = (one: { assignee?: string }) => !who || one.assignee === who;
  const tasks = (told?.tasks ?? []).filter(isOf);
  const late = tasks.filter((task) => (task.days_left ?? 0) < 0);
  const now = tasks.filter((task) => task.days_left === 0);
  const soon = tasks.filter((task) => (task.days_left ?? 0) > 0);
  const suggestions = (told?.suggestions ?? []).filter(isOf);
  return (
    <Frame title={t("today.title")} size="wide" isTop={isTop}>
      <div class="field inline">
        <label for={select}>{t("today.who")}</label>
        <select id={select} value={who} onChange={(event) => setWho(event.currentTarget.value)}>
          <option value="">{t("today.everybody")}</option>
          {people.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {told && tasks.length === 0 && <p class="none">{t("today.nothing")}</p>}
      <Tasks title={t("today.overdue")} tasks={late} />
      <Tasks title={t("today.now")} tasks={now} />
      <Tasks title={t("today.soon")} tasks={soon} />
      {suggestions.length > 0 && (
        <section class="part">
          <h3>
            {t("today.suggestions")} <span class="count">{suggestions.length}</span>
          </h3>
          <ul class="list">
            {suggestions.slice(0, MOST_SHOWN).map((one) => (
              <Proposed key={one.id} one={one} />
            ))}
          </ul>
          <More of={suggestions.length} />
        </section>
      )}
    </Frame>
  );
}

function Tasks({ title, tasks }: { title: string; tasks: Task[] }) {
  if (tasks.length === 0) return null;
  return (
    <section class="part">
      <h3>
        {title} <span class="count">{tasks.length}</span>
      </h3>
      <ul class="list">
        {tasks.slice(0, MOST_SHOWN).map((task) => (
          <TaskRow key={task.id} task={task} />
        ))}
      </ul>
      <More of={tasks.length} />
    </section>
  );
}

function More({ of }: { of: number }) {
  return of > MOST_SHOWN ? <p class="hint">{t("list.more", { count: of - MOST_SHOWN })}</p> : null;
}

export function TaskRow({ task }: { task: Task }) {
  const isOpen = task.state === "open";
  return (
    <li class={isOpen ? "row" : "row over"}>
      {isOpen ? (
        <button
          type="button"
          class="quiet small tick"
          aria-label={t("task.complete", { task: task.description })}
          title={t("task.complete", { task: task.description })}
          onClick={() => void completeTask(task.id, task.opportunity)}
        >
          <Icon name="check" />
        </button>
      ) : (
        <span class="tick">
          <Icon name={task.state === "completed" ? "check" : "close"} />
        </span>
      )}
      <span class="main">
        <span>{task.description}</span>
        <small>
          {task.about && task.opportunity ? (
            <button
              type="button"
              class="link"
              onClick={() => open({ kind: "deal", id: task.opportunity! })}
            >
              {task.about}
            </button>
          ) : (
            task.about
          )}{" "}
          {task.assignee}
          {task.outcome && ` · ${task.outcome}`}
        </small>
      </span>
      {isOpen && task.due && (
        <span class={(task.days_left ?? 0) < 0 ? "when late" : "when"}>{due(task.due)}</span>
      )}
      {isOpen && (
        <label class="snooze" title={t("task.snooze")}>
          <Icon name="clock" />
          <select
            aria-label={t("task.snooze_one", { task: task.description })}
            value=""
            onChange={(event) => {
              const { value } = event.currentTarget;
              event.currentTarget.value = "";
              if (value === "dismiss") {
                void change(t("task.dismissed"), { command: "dismiss_task", task: task.id });
              } else if (value) {
                void change(t("task.snoozed"), {
                  command: "snooze_task",
                  task: task.id,
                  due: value,
                });
              }
            }}
          >
            <option value="">{t("task.snooze")}</option>
            <Later days={1} />
            <Later days={3} />
            <Later days={7} />
            <Later days={14} />
            <option value="dismiss">{t("task.dismiss")}</option>
          </select>
        </label>
      )}
    </li>
  );
}

function Later({ days }: { days: number }) {
  return (
    <option value={plusDays(state.board!.today, days)}>{t("task.in_days", { count: days })}</option>
  );
}

function Proposed({ one }: { one: Suggestion }) {
  return (
    <li class="row">
      <span class="main">
        <span>{one.description}</span>
        <small>{one.why}</small>
      </span>
      <button
        type="button"
        class="small"
        onClick={() =>
          void change(t("suggest.accepted"), { command: "accept_suggestion", suggestion: one.id })
        }
      >
        {t("suggest.accept")}
      </button>
      <button
        type="button"
        class="quiet small"
        aria-label={t("suggest.dismiss", { what: one.description })}
        title={t("suggest.dismiss", { what: one.description })}
        onClick={() =>
          void change(t("suggest.dismissed"), { command: "dismiss_suggestion", suggestion: one.id })
        }
      >
        <Icon name="close" />
      </button>
    </li>
  );
}
