// The board: a page that `salespipe board` serves. File names without hashes, since the package names them and the
// server says how long they may be kept.
import { defineConfig } from "vite";

export default defineConfig({
  root: "board",
  base: "./",
  build: {
    outDir: "../../salespipe/board/static",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0, // the page's policy allows no data: addresses
    chunkSizeWarningLimit: 300,
    rollupOptions: {
      output: {
        entryFileNames: "board.js",
        chunkFileNames: "[name].js",
        assetFileNames: "board.[ext]",
      },
    },
  },
});
