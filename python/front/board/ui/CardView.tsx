import { memo } from "preact/compat";
import { useRef } from "preact/hooks";
import { formatShort } from "../../common/money";
import { toggle } from "../actions";
import { age, isRotting } from "../columns";
import { day, due, isLate } from "../days";
import { useDraggable } from "../dragging";
import { locale, t } from "../i18n";
import type { Card, Pipeline, Stage } from "../types";
import { Icon } from "./icons";

interface Props {
  card: Card;
  stage: Stage;
  pipeline: Pipeline;
  today: string;
  /** Only so that the card is drawn anew when it changes. */
  language: string;
  isSelected: boolean;
  isActive: boolean;
  isCarried: boolean;
}

/** Drawn again only when something of it has changed: a board may have thousands. */
export const CardView = memo(function CardView(props: Props) {
  const { card, stage, pipeline, today } = props;
  const element = useRef<HTMLLIElement>(null);
  useDraggable(element, card.id);
  const days = age(card, today);
  const rots = isRotting(card, stage, today);
  const classes = ["card"];
  if (rots) classes.push("rotting");
  if (props.isSelected) classes.push("selected");
  if (props.isCarried) classes.push("carried");
  const about = `about-${card.id}`;
  return (
    <li ref={element} class={classes.join(" ")} data-card={card.id}>
      <div class="top">
        <button
          type="button"
          class="title"
          tabIndex={props.isActive ? 0 : -1}
          aria-describedby={about}
          aria-keyshortcuts="Space Enter"
        >
          {card.name}
        </button>
        <label class="pick">
          <input
            type="checkbox"
            tabIndex={-1}
            checked={props.isSelected}
            aria-label={t("card.select", { name: card.name })}
            onChange={() => toggle(card.id)}
          />
        </label>
      </div>
      <div id={about}>
        {card.account && <p class="account">{card.account}</p>}
        <p class="worth">
          {card.value !== undefined ? (
            <strong>{formatShort(card.value, pipeline.currency, locale())}</strong>
          ) : (
            <span class="faint">{t("card.no_value")}</span>
          )}
          {days !== undefined && (
            <span class={rots ? "age rots" : "age"} title={rots ? t("card.rotting") : undefined}>
              {rots && <Icon name="clock" />}
              {t("card.age", { count: days })}
              {rots && <span class="unseen">, {t("card.rotting")}</span>}
            </span>
          )}
        </p>
        <Line card={card} stage={stage} />
        {(card.tags || card.owner) && (
          <p class="foot">
            {card.tags?.map((tag) => (
              <span key={tag} class="tag">
                {tag}
              </span>
            ))}
            {card.owner && <Owner name={card.owner} />}
          </p>
        )}
      </div>
    </li>
  );
});

/** What comes next, or how it ended. */
function Line({ card, stage }: { card: Card; stage: Stage }) {
  if (stage.kind === "won") {
    return card.closed ? <p class="line">{t("card.won", { day: day(card.closed) })}</p> : null;
  }
  if (stage.kind === "lost") {
    return <p class="line">{card.lost_reason || t("card.no_reason")}</p>;
  }
  if (stage.kind === "parked") {
    return card.wake_up ? (
      <p class={isLate(card.wake_up) ? "line late" : "line"}>
        <Icon name="snow" />
        {t("card.wakes", { day: day(card.wake_up) })}
      </p>
    ) : null;
  }
  if (!card.next) return <p class="line idle">{t("card.no_task")}</p>;
  return (
    <p class={card.next.due && isLate(card.next.due) ? "line late" : "line"}>
      <Icon name="task" />
      <span class="what">{card.next.text}</span>
      {card.next.due && <span class="when">{due(card.next.due)}</span>}
    </p>
  );
}

const HUES = 8;

/** Initials; the name itself for whoever points at them or has the page read out. */
export function Owner({ name }: { name: string }) {
  const initials = name
    .split(/[\s._-]+/)
    .filter(Boolean)
    .map((word) => [...word][0]!.toUpperCase());
  const short =
    initials.length > 1 ? initials[0]! + initials.at(-1)! : [...name].slice(0, 2).join("");
  let hash = 0;
  for (const char of name) hash = (hash * 31 + char.codePointAt(0)!) >>> 0;
  return (
    <span class={`owner hue${hash % HUES}`} title={name}>
      <span aria-hidden="true">{short}</span>
      <span class="unseen">{t("card.owner", { name })}</span>
    </span>
  );
}
