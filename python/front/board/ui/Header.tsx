import { useMemo, useState } from "preact/hooks";
import { load, newLink, undo } from "../actions";
import type { Column } from "../columns";
import { isLate } from "../days";
import { LANGUAGES, locale, t } from "../i18n";
import { remember } from "../memory";
import { NO_FILTERS, open, set, type Filters, type Sort, type State } from "../store";
import type { Pipeline } from "../types";
import { Icon } from "./icons";
import { Menu } from "./Menu";

export function Header(props: { state: State; pipeline: Pipeline | undefined; columns: Column[] }) {
  const { state, pipeline } = props;
  const { board, filters } = state;
  const [showsFilters, showFilters] = useState(false);
  const active = Object.entries(filters).filter(([name, value]) => name !== "text" && value).length;
  const late = useMemo(() => {
    let count = 0;
    for (const card of state.cards.values()) if (card.next?.due && isLate(card.next.due)) ++count;
    return count;
  }, [state.cards]);
  return (
    <header class="bar">
      <div class="row">
        <p class="brand">
          <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <rect x="3" y="5" width="7" height="22" rx="2.5" />
            <rect x="12.5" y="5" width="7" height="15" rx="2.5" />
            <rect x="22" y="5" width="7" height="9" rx="2.5" />
          </svg>
          <span>
            {board?.book || "salespipe"}
            {board?.actor && <small>{board.actor}</small>}
          </span>
        </p>
        {board && board.pipelines.length > 1 && (
          <select
            class="pipeline"
            aria-label={t("filter.pipeline")}
            value={state.pipeline}
            onChange={(event) =>
              set({ pipeline: event.currentTarget.value, selected: new Set(), active: null })
            }
          >
            {board.pipelines.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        )}
        <label class="search">
          <Icon name="search" />
          <input
            id="search"
            type="search"
            placeholder={t("filter.search")}
            aria-label={t("filter.search")}
            value={filters.text}
            onInput={(event) => set({ filters: { ...filters, text: event.currentTarget.value } })}
          />
        </label>
        <button
          type="button"
          class="toggle-filters"
          aria-expanded={showsFilters}
          aria-controls="filters"
          onClick={() => showFilters(!showsFilters)}
        >
          <Icon name="filter" />
          <span class="caption">{t("filter.filters")}</span>
          {active > 0 && <span class="badge">{active}</span>}
        </button>
        <span class="spring" />
        {!state.connected && (
          <span class="offline" role="status">
            {t("board.offline")}
          </span>
        )}
        <button type="button" title={t("today.title")} onClick={() => open({ kind: "today" })}>
          <Icon name="day" />
          <span class="caption">{t("today.button")}</span>
          {late > 0 && (
            <span class="badge hot" title={t("today.late", { count: late })}>
              {late.toLocaleString(locale())}
            </span>
          )}
        </button>
        <button
          type="button"
          class="primary"
          disabled={!pipeline}
          onClick={() => open({ kind: "new" })}
        >
          <Icon name="plus" />
          <span class="caption">{t("new.button")}</span>
        </button>
        <Menu label={t("menu.title")}>
          <MenuItems state={state} />
        </Menu>
      </div>
      {board && (
        <FilterRow state={state} isShown={showsFilters || active > 0} columns={props.columns} />
      )}
    </header>
  );
}

function MenuItems({ state }: { state: State }) {
  return (
    <>
      <button type="button" role="menuitem" onClick={() => open({ kind: "flush" })}>
        <Icon name="broom" /> {t("flush.menu")}
      </button>
      <button type="button" role="menuitem" onClick={() => void undo()}>
        <Icon name="undo" /> {t("undo.menu")} <kbd>Ctrl Z</kbd>
      </button>
      <button type="button" role="menuitem" onClick={() => void newLink()}>
        <Icon name="more" /> {t("link.menu")}
      </button>
      <button type="button" role="menuitem" onClick={() => open({ kind: "help" })}>
        <Icon name="search" /> {t("help.menu")} <kbd>?</kbd>
      </button>
      <hr />
      {(["", "light", "dark"] as const).map((theme) => (
        <button
          type="button"
          role="menuitemradio"
          key={theme}
          aria-checked={state.theme === theme}
          onClick={() => {
            remember({ theme });
            set({ theme });
          }}
        >
          {t(theme === "" ? "theme.system" : theme === "dark" ? "theme.dark" : "theme.light")}
        </button>
      ))}
      <hr />
      {Object.entries(LANGUAGES).map(([id, { name }]) => (
        <button
          type="button"
          role="menuitemradio"
          key={id}
          lang={id}
          aria-checked={state.language === id}
          onClick={() => {
            remember({ language: id });
            set({ language: id });
          }}
        >
          {name}
        </button>
      ))}
    </>
  );
}

function FilterRow(props: { state: State; isShown: boolean; columns: Column[] }) {
  const { state, isShown } = props;
  const { board, filters } = state;
  const tags = useMemo(() => {
    const found = new Set<string>();
    for (const card of state.cards.values()) for (const tag of card.tags ?? []) found.add(tag);
    return [...found].sort();
  }, [state.cards]);
  const pick = (change: Partial<Filters>) => set({ filters: { ...filters, ...change } });
  const isFiltered = Object.values(filters).some(Boolean);
  const shown = props.columns.reduce((sum, column) => sum + column.cards.length, 0);
  return (
    <div id="filters" class={isShown ? "row filters" : "row filters closed"}>
      <Pick
        label={t("filter.owner")}
        value={filters.owner}
        onPick={(owner) => pick({ owner })}
        options={[
          ["", t("filter.owner")],
          ...board!.owners.map((name): [string, string] => [name, name]),
          ["-", t("owner.nobody")],
        ]}
      />
      <Pick
        label={t("filter.account")}
        value={filters.account}
        onPick={(account) => pick({ account })}
        options={[
          ["", t("filter.account")],
          ...board!.accounts.map((name): [string, string] => [name, name]),
        ]}
      />
      <Pick
        label={t("filter.tag")}
        value={filters.tag}
        onPick={(tag) => pick({ tag })}
        options={[["", t("filter.tag")], ...tags.map((tag): [string, string] => [tag, tag])]}
      />
      <Pick
        label={t("filter.age")}
        value={filters.age}
        onPick={(age) => pick({ age: age as Filters["age"] })}
        options={[
          ["", t("filter.age")],
          ...["7", "14", "30", "60"].map((days): [string, string] => [
            days,
            t("filter.days", { count: Number(days) }),
          ]),
          ["rotting", t("filter.rotting")],
          ["idle", t("filter.idle")],
        ]}
      />
      <span class="spring" />
      <span class="shown" aria-live="polite">
        {isFiltered && t("filter.shown", { count: shown })}
      </span>
      {isFiltered && (
        <button type="button" class="quiet" onClick={() => set({ filters: NO_FILTERS })}>
          {t("filter.clear")}
        </button>
      )}
      <Pick
        label={t("sort.title")}
        value={state.sort}
        onPick={(sort) => {
          remember({ sort });
          set({ sort: sort as Sort });
        }}
        options={[
          ["newest", t("sort.newest")],
          ["oldest", t("sort.oldest")],
          ["value", t("sort.value")],
          ["task", t("sort.task")],
          ["close", t("sort.close")],
          ["name", t("sort.name")],
        ]}
        isPlain
      />
      <Pick
        label={t("closed.title")}
        value={String(state.closedDays ?? "all")}
        onPick={(days) => {
          set({ closedDays: days === "all" ? null : Number(days) });
          void load();
        }}
        options={[
          ["30", t("closed.days", { count: 30 })],
          ["90", t("closed.days", { count: 90 })],
          ["365", t("closed.days", { count: 365 })],
          ["all", t("closed.all")],
        ]}
        isPlain
      />
    </div>
  );
}

function Pick(props: {
  label: string;
  value: string;
  options: [string, string][];
  onPick: (value: string) => void;
  isPlain?: boolean;
}) {
  return (
    <select
      class={props.value && !props.isPlain ? "chosen" : ""}
      aria-label={props.label}
      title={props.label}
      value={props.value}
      onChange={(event) => props.onPick(event.currentTarget.value)}
    >
      {props.options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}
