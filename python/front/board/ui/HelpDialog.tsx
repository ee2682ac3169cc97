import { t } from "../i18n";
import type { Key } from "../i18n/en";
import { remember } from "../memory";
import { set, type State } from "../store";
import { Frame } from "./Frame";

const CARD: [string, Key][] = [
  ["↑ ↓ ← →", "help.arrows"],
  ["Space", "help.space"],
  ["Shift ← →", "help.shift"],
  ["Enter", "help.enter"],
  ["M", "help.m"],
  ["W L F", "help.wlf"],
  ["X", "help.x"],
  ["T", "help.t"],
  ["O", "help.o"],
  ["G", "help.g"],
];
const PAGE: [string, Key][] = [
  ["/", "help.search"],
  ["N", "help.n"],
  ["D", "help.d"],
  ["U", "help.u"],
  ["Esc", "help.esc"],
  ["?", "help.help"],
];

export function HelpDialog({ isTop, state }: { isTop: boolean; state: State }) {
  return (
    <Frame title={t("help.title")} isTop={isTop} size="wide">
      <div class="columns">
        <Keys title={t("help.card")} keys={CARD} />
        <Keys title={t("help.page")} keys={PAGE} />
      </div>
      <label class="switch">
        <input
          type="checkbox"
          checked={state.shortcuts}
          onChange={(event) => {
            remember({ shortcuts: event.currentTarget.checked });
            set({ shortcuts: event.currentTarget.checked });
          }}
        />
        {t("help.switch")}
      </label>
    </Frame>
  );
}

function Keys({ title, keys }: { title: string; keys: [string, Key][] }) {
  return (
    <section class="part">
      <h3>{title}</h3>
      <dl class="keys">
        {keys.map(([name, what]) => (
          <div key={name}>
            <dt>
              {name.split(" ").map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function LinkDialog({ url, isTop }: { url: string; isTop: boolean }) {
  return (
    <Frame title={t("link.title")} isTop={isTop}>
      <p>{t("link.text")}</p>
      <div class="field">
        <input
          readonly
          value={url}
          aria-label={t("link.title")}
          onFocus={(event) => event.currentTarget.select()}
        />
      </div>
      <div class="buttons">
        <button
          type="button"
          class="primary"
          onClick={() => void navigator.clipboard.writeText(url)}
        >
          {t("link.copy")}
        </button>
      </div>
    </Frame>
  );
}
