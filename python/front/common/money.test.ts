import { expect, test } from "vitest";
import { formatMoney } from "./money";

test("an amount that no number of JavaScript can hold keeps its last cent", () => {
  expect(formatMoney("90071992547409931.07", "EUR", "en")).toBe("€90,071,992,547,409,931.07");
});
