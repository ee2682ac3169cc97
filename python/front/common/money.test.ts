import { expect, test } from "vitest";
import { decimalText, formatMoney, formatShort, minorUnits, share } from "./money";

test("an amount that no number of JavaScript can hold keeps its last cent", () => {
  expect(formatMoney("90071992547409931.07", "EUR", "en")).toBe("€90,071,992,547,409,931.07");
});

test("decimals are shown where there are some", () => {
  expect(formatShort("12000.00", "EUR", "en")).toBe("€12,000");
  expect(formatShort("12000.50", "EUR", "en")).toBe("€12,000.50");
  expect(formatShort("12000", "JPY", "en")).toBe("¥12,000");
});

test("amounts become minor units and decimal texts again", () => {
  for (const text of ["0.00", "0.07", "12.50", "-3.05", "90071992547409931.07"]) {
    expect(decimalText(minorUnits(text, 2), 2)).toBe(text);
  }
  expect(decimalText(minorUnits("1200", 0), 0)).toBe("1200");
});

test("a share is rounded half to even", () => {
  expect(share(5n, 100_000)).toBe(0n); // 0.5
  expect(share(15n, 100_000)).toBe(2n); // 1.5
  expect(share(25n, 100_000)).toBe(2n); // 2.5
  expect(share(-15n, 100_000)).toBe(-2n);
  expect(share(90071992547409931n, 1_000_000)).toBe(90071992547409931n);
});
