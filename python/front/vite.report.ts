// The charts of a report: one classic script without imports, which the page of a report holds inline.
import { defineConfig } from "vite";

export default defineConfig({
  define: { "process.env.NODE_ENV": JSON.stringify("production") }, // a library build leaves it to who takes it in
  build: {
    outDir: "../salespipe/report/static",
    emptyOutDir: true,
    target: "es2020",
    lib: {
      entry: "report/main.ts",
      formats: ["iife"],
      name: "salespipeReport",
      fileName: () => "report.js",
    },
    chunkSizeWarningLimit: 1500,
  },
  publicDir: false,
});
