// What this browser remembers: how the page looks (local storage) and where one is (the address).
import { isLanguage, pickLanguage } from "./i18n";
import { NO_FILTERS, type Sort, type State } from "./store";

const KEY = "salespipe";
const SORTS: readonly string[] = ["newest", "oldest", "value", "task", "close", "name"];

interface Remembered {
  language?: string;
  theme?: string;
  sort?: string;
  shortcuts?: boolean;
}

function stored(): Remembered {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof found === "object" && found !== null ? found : {};
  } catch {
    return {};
  }
}

export function remember(change: Remembered): void {
  localStorage.setItem(KEY, JSON.stringify({ ...stored(), ...change }));
}

/** `served`: the language that the server was started with. */
export function remembered(served = ""): Partial<State> {
  const { language = "", theme, sort = "", shortcuts = true } = stored();
  const address = new URLSearchParams(location.hash.slice(1));
  const own = isLanguage(language) ? language : isLanguage(served) ? served : "";
  const filters = { ...NO_FILTERS };
  for (const name of ["text", "owner", "tag", "account", "age"] as const) {
    filters[name] = (address.get(name) ?? "") as never;
  }
  const deal = address.get("deal");
  return {
    language: own || pickLanguage(navigator.languages),
    theme: theme === "light" || theme === "dark" ? theme : "",
    sort: SORTS.includes(sort) ? (sort as Sort) : "newest",
    shortcuts,
    filters,
    ...(address.get("pipeline") ? { pipeline: address.get("pipeline")! } : {}),
    dialogs: deal ? [{ kind: "deal", id: deal }] : [],
  };
}

/** Keeps the address current, so that a reload shows the same. */
export function keepAddress(state: State): void {
  const address = new URLSearchParams();
  if ((state.board?.pipelines.length ?? 0) > 1) address.set("pipeline", state.pipeline);
  for (const [name, value] of Object.entries(state.filters)) {
    if (value) address.set(name, value as string);
  }
  const deal = state.dialogs.find((dialog) => dialog.kind === "deal");
  if (deal?.kind === "deal") address.set("deal", deal.id);
  const hash = address.toString();
  if (location.hash.slice(1) !== hash) history.replaceState(null, "", hash ? `#${hash}` : " ");
}
