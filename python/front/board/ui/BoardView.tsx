import { useRef, useState } from "preact/hooks";
import { formatMoney, formatWhole } from "../../common/money";
import { toggle } from "../actions";
import type { Column } from "../columns";
import { useDropTarget } from "../dragging";
import { locale, t } from "../i18n";
import { cardKey } from "../keys";
import { open, set, type State } from "../store";
import type { Pipeline } from "../types";
import { CardView } from "./CardView";
import { Icon } from "./icons";

/** Cards of a column that are drawn at first, and how many more when one comes near their end: what is out of sight
 *  costs the browser time with every move. */
const FIRST_SHOWN = 40;
const MORE_SHOWN = 60;
const NEAR_END_PX = 900;

export function BoardView(props: { state: State; pipeline: Pipeline; columns: Column[] }) {
  const { state, pipeline, columns } = props;
  const isShown = columns.some((column) => column.cards.some((card) => card.id === state.active));
  // One stop for the Tab key; arrows go from there.
  const active = isShown ? state.active : columns.find((one) => one.cards.length > 0)?.cards[0]?.id;

  const cardOf = (event: Event): string | undefined =>
    (event.target as Element).closest<HTMLElement>("[data-card]")?.dataset["card"];

  return (
    <div
      class="board"
      onKeyDown={(event) => {
        const id = cardOf(event);
        // Other controls of a card keep their keys.
        if (id === undefined || !(event.target as Element).matches(".title")) return;
        if (cardKey(event, id, columns)) event.preventDefault();
      }}
      onKeyUp={(event) => {
        // A button would be pressed when Space comes up; Space carries.
        if (event.key === " " && (event.target as Element).matches(".title"))
          event.preventDefault();
      }}
      onClick={(event) => {
        const id = cardOf(event);
        if (id === undefined) return;
        if ((event.target as Element).closest(".pick")) return;
        if (event.ctrlKey || event.metaKey || event.shiftKey) toggle(id);
        else open({ kind: "deal", id });
      }}
      onFocusIn={(event) => {
        const id = cardOf(event);
        if (id !== undefined && id !== state.active) set({ active: id });
      }}
    >
      {columns.map((column) => (
        <ColumnView
          key={column.stage.id}
          column={column}
          pipeline={pipeline}
          state={state}
          active={active ?? null}
        />
      ))}
    </div>
  );
}

function ColumnView(props: {
  column: Column;
  pipeline: Pipeline;
  state: State;
  active: string | null;
}) {
  const { column, pipeline, state, active } = props;
  const { stage, cards } = column;
  const element = useRef<HTMLElement>(null);
  const isOver = useDropTarget(element, stage.id);
  const isCarriedOver = state.carried?.to === stage.id;
  const [limit, setLimit] = useState(FIRST_SHOWN);
  // The keyboard may be further down than anybody has scrolled.
  const activeAt = active === null ? -1 : cards.findIndex((card) => card.id === active);
  const shown = cards.slice(0, Math.max(limit, activeAt + FIRST_SHOWN / 2));
  const more = () => setLimit(shown.length + MORE_SHOWN);
  const heading = `stage-${stage.id}`;
  const money = (amount: string) => formatWhole(amount, pipeline.currency, locale());
  const exact = (amount: string) => formatMoney(amount, pipeline.currency, locale());
  return (
    <section
      ref={element}
      class={`column ${stage.kind}${isOver || isCarriedOver ? " over" : ""}`}
      data-stage={stage.id}
      aria-labelledby={heading}
    >
      <header>
        <div class="head">
          <h2 id={heading}>{stage.name}</h2>
          <span class="count">
            <span aria-hidden="true">{cards.length.toLocaleString(locale())}</span>
            <span class="unseen">{t("column.count", { count: cards.length })}</span>
          </span>
          {stage.kind === "open" && (
            <button
              type="button"
              class="quiet small"
              aria-label={t("column.add", { stage: stage.name })}
              title={t("column.add", { stage: stage.name })}
              onClick={() => open({ kind: "new", stage: stage.id })}
            >
              <Icon name="plus" />
            </button>
          )}
        </div>
        <p class="sum" title={exact(column.value)}>
          <span class="unseen">{t("column.value")} </span>
          {money(column.value)}
        </p>
        {stage.kind === "open" ? (
          <p class="weighted" title={exact(column.weighted)}>
            {t("column.weighted", {
              value: money(column.weighted),
              chance: new Intl.NumberFormat(locale(), { style: "percent" }).format(
                stage.probability_ppm / 1e6,
              ),
            })}
          </p>
        ) : (
          <p class="weighted">
            {stage.kind === "parked"
              ? t("column.parked")
              : state.closedDays === null
                ? t("column.closed_all")
                : t("column.closed_days", { count: state.closedDays })}
          </p>
        )}
        {column.rotting > 0 && (
          <p class="rots">
            <Icon name="clock" /> {t("column.rotting", { count: column.rotting })}
          </p>
        )}
      </header>
      {cards.length > 0 ? (
        <ul
          class="cards"
          onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
            const isNearEnd = scrollTop + clientHeight > scrollHeight - NEAR_END_PX;
            if (isNearEnd && shown.length < cards.length) more();
          }}
        >
          {shown.map((card) => (
            <CardView
              key={card.id}
              card={card}
              stage={stage}
              pipeline={pipeline}
              today={state.board!.today}
              language={state.language}
              isSelected={state.selected.has(card.id)}
              isActive={card.id === active}
              isCarried={state.carried?.id === card.id}
            />
          ))}
          {shown.length < cards.length && (
            <li class="more">
              <button type="button" class="quiet" onClick={more}>
                {t("column.more", { count: cards.length - shown.length })}
              </button>
            </li>
          )}
        </ul>
      ) : (
        <p class="none">{t("column.none")}</p>
      )}
    </section>
  );
}
