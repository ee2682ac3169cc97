// Amounts come as exact decimal texts and are only laid out here: a number of JavaScript would round them.

/** An amount as the language writes it: ("1234.50", "EUR", "sv") -> "1 234,50 €". */
export function formatMoney(amount: string, currency: string, language: string): string {
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  // The type declarations of TypeScript lag behind: format() takes a decimal text exactly.
  return (format.format as (value: string) => string)(amount);
}
