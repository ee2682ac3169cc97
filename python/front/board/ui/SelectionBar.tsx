import { formatWhole, decimalText, minorUnits } from "../../common/money";
import { locale, t } from "../i18n";
import { firstStage, pipelineOf } from "../actions";
import { open, set, type State } from "../store";

export function SelectionBar({ state }: { state: State }) {
  if (state.selected.size === 0) return null;
  const ids = [...state.selected];
  const pipeline = pipelineOf(state.pipeline);
  const first = state.cards.get(ids[0]!);
  if (!pipeline || !first) return null;
  const value = ids.reduce(
    (sum, id) => sum + minorUnits(state.cards.get(id)?.value ?? "0", pipeline.digits),
    0n,
  );
  const lost = firstStage(first, "lost");
  return (
    <section class="selection" aria-label={t("select.title")}>
      <div role="toolbar" aria-label={t("select.title")}>
        <strong>{t("select.count", { count: ids.length })}</strong>
        <span>{formatWhole(decimalText(value, pipeline.digits), pipeline.currency, locale())}</span>
        <button type="button" onClick={() => open({ kind: "choose", ids })}>
          {t("select.move")}
        </button>
        {lost && (
          <button type="button" onClick={() => open({ kind: "lost", ids, to: lost.id })}>
            {t("select.lose")}
          </button>
        )}
        <button type="button" onClick={() => open({ kind: "assign", ids })}>
          {t("select.assign")}
        </button>
        <button type="button" onClick={() => open({ kind: "tag", ids })}>
          {t("select.tag")}
        </button>
        <button type="button" class="quiet" onClick={() => set({ selected: new Set() })}>
          {t("select.clear")}
        </button>
      </div>
    </section>
  );
}
