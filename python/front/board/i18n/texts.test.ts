import { expect, test, vi } from "vitest";
import { LANGUAGES, pickLanguage, t } from ".";
import { set } from "../store";
import { en, type Key, type Text } from "./en";

const forms = (text: Text): string[] =>
  typeof text === "string" ? [text] : [text.one, text.other];
const holes = (text: Text): string[] =>
  [...new Set(forms(text).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort();

test("every language has every text, with the same things filled in", () => {
  for (const [language, { texts }] of Object.entries(LANGUAGES)) {
    expect(Object.keys(texts).sort(), language).toEqual(Object.keys(en).sort());
    for (const key of Object.keys(en) as Key[]) {
      expect(holes(texts[key]), `${language} ${key}`).toEqual(holes(en[key]));
      expect(typeof texts[key], `${language} ${key}`).toBe(typeof en[key]);
      expect(
        forms(texts[key]).every((form) => form.trim()),
        `${language} ${key}`,
      ).toBe(true);
    }
  }
});

test("a text that counts has a form for one, and what is filled in is text", () => {
  vi.stubGlobal("navigator", { languages: ["en-GB", "sv-SE"] });
  set({ language: "en" });
  expect(t("column.count", { count: 1 })).toBe("1 deal");
  expect(t("column.count", { count: 1200 })).toBe("1,200 deals");
  expect(t("move.done", { name: "{stage} <b>", stage: "Won" })).toBe("{stage} <b> moved to Won.");
  set({ language: "sv" });
  expect(t("column.count", { count: 1 })).toBe("1 affär");
  expect(t.maybe("reason.nothing_known")).toBeUndefined();
  expect(t.maybe("constructor")).toBeUndefined();
});

test("the first wish that there are texts for is the language", () => {
  expect(pickLanguage(["de-DE", "sv-FI", "en"])).toBe("sv");
  expect(pickLanguage(["en-US", "sv"])).toBe("en");
  expect(pickLanguage(["fr"])).toBe("en");
  expect(pickLanguage([])).toBe("en");
});
