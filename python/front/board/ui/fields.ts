import type { Command } from "../types";

/** The command that gives a field of a deal its value; an empty text takes the value away. */
export function fieldCommand(
  opportunity: string,
  field: string,
  value: string,
  currency: string,
): Command {
  switch (field) {
    case "name":
      return { command: "rename", opportunity, name: value };
    case "value":
      return {
        command: "change_value",
        opportunity,
        ...(value ? { value: withCurrency(value, currency) } : {}),
      };
    case "owner":
      return { command: "change_owner", opportunity, ...(value ? { owner: value } : {}) };
    case "expected_close":
      return { command: "change_expected_close", opportunity, ...(value ? { day: value } : {}) };
    case "tags":
      return { command: "tag", opportunity, tag: value };
    default:
      return { command: "set_field", opportunity, field, value };
  }
}

/** "12000" or "500/month x 24" as the library reads them; people leave the currency out. */
export function withCurrency(text: string, currency: string): string {
  const value = text.trim();
  if (/[A-Z]{3}/i.test(value)) return value;
  const [amount, ...rest] = value.split("/");
  const tail = rest.length > 0 ? `/${rest.join("/")}` : "";
  return `${amount!
    .trim()
    .replace(/[\s\u00a0\u202f]/g, "")
    .replace(",", ".")} ${currency}${tail}`;
}
