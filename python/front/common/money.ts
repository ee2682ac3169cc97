// Amounts come as exact decimal texts and are only laid out here: a number of JavaScript would round them. Sums are
// made of whole minor units.

const formats = new Map<string, Intl.NumberFormat>();

function format(language: string, options: Intl.NumberFormatOptions): (value: string) => string {
  const key = language + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.NumberFormat(language, options)));
  // The type declarations of TypeScript lag behind: format() takes a decimal text exactly.
  return found.format.bind(found) as unknown as (value: string) => string;
}

/** An amount as the language writes it: ("1234.50", "EUR", "sv") -> "1 234,50 €". */
export function formatMoney(amount: string, currency: string, language: string): string {
  return format(language, { style: "currency", currency })(amount);
}

/** The same, without decimals where they are zero. */
export function formatShort(amount: string, currency: string, language: string): string {
  const isWhole = !/\.0*[1-9]/.test(amount);
  return format(language, {
    style: "currency",
    currency,
    ...(isWhole ? { maximumFractionDigits: 0 } : {}),
  })(amount);
}

/** Whole units of the currency, for sums that are to be read at a glance. */
export function formatWhole(amount: string, currency: string, language: string): string {
  return format(language, { style: "currency", currency, maximumFractionDigits: 0 })(amount);
}

/** ("12.50", 2) -> 1250n. */
export function minorUnits(amount: string, digits: number): bigint {
  const [whole = "0", fraction = ""] = amount.split(".");
  return BigInt(whole + fraction.padEnd(digits, "0").slice(0, digits));
}

/** (1250n, 2) -> "12.50". */
export function decimalText(minor: bigint, digits: number): string {
  const sign = minor < 0n ? "-" : "";
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, "0");
  return sign + (digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`);
}

/** A chance in parts per million of an amount, rounded half to even as the library does. */
export function share(minor: bigint, ppm: number): bigint {
  const product = minor * BigInt(ppm);
  const million = 1_000_000n;
  const sign = product < 0n ? -1n : 1n;
  const size = product * sign;
  const whole = size / million;
  const twice = (size % million) * 2n;
  const up = twice > million || (twice === million && whole % 2n === 1n);
  return sign * (up ? whole + 1n : whole);
}
