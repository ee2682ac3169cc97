import { undo } from "../actions";
import { t } from "../i18n";
import { dismiss, useStore } from "../store";
import { Icon } from "./icons";

/** What was done, and the way back. Inside the dialog on top where there is one: a dialog makes all the rest of the
 *  page inert, for the keyboard and for who has it read out. */
export function Toasts() {
  const { toasts, said } = useStore();
  return (
    <section class="toasts" aria-label={t("toast.title")}>
      {toasts.map((one) => (
        <div key={one.id} class={`toast ${one.tone}`}>
          <span>{one.text}</span>
          {one.undo && (
            <button
              type="button"
              onClick={() => {
                dismiss(one.id);
                void undo(one.undo);
              }}
            >
              {t("undo.button")}
            </button>
          )}
          <button
            type="button"
            class="quiet small"
            aria-label={t("toast.close")}
            onClick={() => dismiss(one.id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <p class="unseen" role="status" aria-live="assertive">
        {said}
      </p>
    </section>
  );
}
