import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["{board,report,common}/**/*.test.ts"], environment: "node" },
});
