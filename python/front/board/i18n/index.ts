// Words of the page in the person's language. A new language is a file beside en.ts and a line in LANGUAGES; the
// compiler says which texts it lacks.
import { state } from "../store";
import { en, type Key, type Text } from "./en";
import { sv } from "./sv";

export const LANGUAGES = { en: { name: "English", texts: en }, sv: { name: "Svenska", texts: sv } };
export type Language = keyof typeof LANGUAGES;

export function isLanguage(name: string): name is Language {
  return Object.hasOwn(LANGUAGES, name);
}

/** The first of the wishes that there are texts for: "sv-SE" is served by "sv". */
export function pickLanguage(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const language = wish.toLowerCase().split("-")[0]!;
    if (isLanguage(language)) return language;
  }
  return "en";
}

/** How numbers, amounts and days are written: the language of the page as the browser's region has it. */
export function locale(): string {
  const own = navigator.languages.find((one) => one.toLowerCase().split("-")[0] === state.language);
  return own ?? state.language;
}

type Values = Record<string, string | number>;

const plurals = new Map<string, Intl.PluralRules>();

function fill(text: Text, values: Values, language: string): string {
  let form: string;
  if (typeof text === "string") {
    form = text;
  } else {
    if (!plurals.has(language)) plurals.set(language, new Intl.PluralRules(language));
    const kind = plurals.get(language)!.select(Number(values["count"]));
    form = kind === "one" ? text.one : text.other;
  }
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? value.toLocaleString(locale()) : value;
  });
}

function texts(): Record<string, Text> {
  return LANGUAGES[isLanguage(state.language) ? state.language : "en"].texts;
}

export function t(key: Key, values: Values = {}): string {
  return fill(texts()[key]!, values, state.language);
}

/** A text whose key is made of data; undefined where there is none. */
t.maybe = (key: string, values: Values = {}): string | undefined => {
  const all = texts();
  return Object.hasOwn(all, key) ? fill(all[key]!, values, state.language) : undefined;
};
