// What a pointer over a mark reads: built of text nodes, so that no text from data is ever read as HTML.
import type { Tip } from "./spec";

export function tipElement(lines: Tip): HTMLElement {
  const box = document.createElement("div");
  lines.forEach((line, place) => {
    const element = document.createElement(place === 0 ? "strong" : "div");
    element.textContent = line;
    box.append(element);
  });
  return box;
}
