// Days as people write them. They are days of the book's zone already: no zone of the browser may move them.
import { daysBetween } from "./columns";
import { locale, t } from "./i18n";
import { state } from "./store";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale() + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(locale(), options)));
  return found;
}

/** "4 Dec", with its year where it is another one than today's. */
export function day(iso: string): string {
  const year =
    iso.slice(0, 4) === state.board?.today.slice(0, 4) ? {} : { year: "numeric" as const };
  return format({ day: "numeric", month: "short", timeZone: "UTC", ...year }).format(
    new Date(`${iso}T00:00:00Z`),
  );
}

/** "today", "tomorrow", "3 days late", "4 Dec". */
export function due(iso: string): string {
  const left = daysBetween(state.board!.today, iso);
  if (left < 0) return t("due.late", { count: -left });
  if (left === 0) return t("due.today");
  if (left === 1) return t("due.tomorrow");
  return day(iso);
}

export function isLate(iso: string): boolean {
  return iso < state.board!.today;
}

/** A moment, in the zone of the book. */
export function moment(iso: string): string {
  return format({
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: state.board!.timezone,
  }).format(new Date(iso));
}

export function plusDays(iso: string, days: number): string {
  return new Date(Date.parse(iso) + days * 86_400_000).toISOString().slice(0, 10);
}
