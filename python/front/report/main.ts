// The charts of a report. The page is whole without them: each stands beside a table that says the same, and a page
// on which this never runs shows the tables.
import { areas } from "./areas";
import { bars } from "./bars";
import { columns } from "./columns";
import { init } from "./core";
import type { Canvas, Drawing, EChartsType } from "./core";
import { definitions } from "./definitions";
import { funnel } from "./funnel";
import { palette } from "./palette";
import type { Spec } from "./spec";
import { allowStyles } from "./styles";
import { waterfall } from "./waterfall";

/** What fits between the margins of a sheet of A4, in pixels of CSS. */
const SHEET = 655;
const HALF_SHEET = 300;

interface Picture {
  box: HTMLElement;
  spec: Spec;
  chart: EChartsType;
  width: number;
}

function draw(spec: Spec, canvas: Canvas): Drawing {
  switch (spec.kind) {
    case "columns":
      return columns(spec, canvas);
    case "funnel":
      return funnel(spec, canvas);
    case "waterfall":
      return waterfall(spec, canvas);
    case "areas":
      return areas(spec, canvas);
    case "bars":
      return bars(spec, canvas);
  }
}

function show(picture: Picture, page: HTMLElement, width: number): void {
  const { height, option } = draw(picture.spec, { width, colours: palette(page) });
  picture.box.style.height = `${height}px`;
  picture.chart.resize({ width, height });
  picture.chart.setOption(option, { notMerge: true });
  picture.width = width;
}

function start(page: HTMLElement): void {
  const block = document.getElementById("salespipe-pictures");
  if (block === null) return;
  const specs = JSON.parse(block.textContent ?? "{}") as Record<string, Spec>;
  const pictures: Picture[] = [];
  for (const box of page.querySelectorAll<HTMLElement>("[data-picture]")) {
    const spec = specs[box.dataset["picture"] ?? ""];
    if (spec === undefined) continue;
    box.hidden = false;
    const chart = init(box, null, { renderer: "svg", width: box.clientWidth, height: 100 });
    const picture = { box, spec, chart, width: 0 };
    show(picture, page, box.clientWidth);
    pictures.push(picture);
    const table = box.closest("section")?.querySelector("details");
    if (table) table.open = false;
  }
  page.dataset["drawn"] = String(pictures.length);

  const all = (width?: number): void => {
    for (const picture of pictures) show(picture, page, width ?? picture.box.clientWidth);
  };
  let wasOpen: HTMLDetailsElement[] | null = null;
  const print = (): void => {
    if (wasOpen !== null) return;
    const tables = [...page.querySelectorAll("details")];
    wasOpen = tables.filter((table) => table.open);
    for (const table of tables) table.open = true;
    page.classList.add("on-paper");
    for (const picture of pictures) {
      show(picture, page, picture.box.closest(".pair") === null ? SHEET : HALF_SHEET);
    }
  };
  const endPrint = (): void => {
    if (wasOpen === null) return;
    for (const table of page.querySelectorAll("details")) table.open = wasOpen.includes(table);
    wasOpen = null;
    page.classList.remove("on-paper");
    all();
  };
  addEventListener("beforeprint", print);
  addEventListener("afterprint", endPrint);
  matchMedia("print").addEventListener("change", (event) => (event.matches ? print() : endPrint()));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => all());
  const sizes = new ResizeObserver(() => {
    if (wasOpen !== null) return;
    for (const picture of pictures) {
      const width = picture.box.clientWidth;
      if (width > 0 && width !== picture.width) show(picture, page, width);
    }
  });
  for (const picture of pictures) sizes.observe(picture.box);
}

const page = document.querySelector<HTMLElement>("body.salespipe");
if (page !== null) {
  allowStyles();
  definitions(page);
  start(page);
}
