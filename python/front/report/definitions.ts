// The definition of a figure shows while its name is pointed at, focused or touched: CSS does that (page.css). What
// CSS cannot do is keep it inside the window, and let Escape put it away.

const MARGIN = 8;

export function definitions(page: HTMLElement): void {
  const place = (event: Event): void => {
    const term =
      event.target instanceof Element ? event.target.closest<HTMLElement>(".term") : null;
    const tip = term?.querySelector<HTMLElement>(".tip");
    if (!term || !tip) return;
    term.classList.remove("put-away");
    const name = term.getBoundingClientRect();
    const size = tip.getBoundingClientRect();
    const left = Math.min(
      Math.max(name.left, MARGIN),
      document.documentElement.clientWidth - size.width - MARGIN,
    );
    const below = name.bottom + 6;
    const isLow =
      below + size.height > document.documentElement.clientHeight && name.top - size.height - 6 > 0;
    tip.style.left = `${Math.max(left, MARGIN)}px`;
    tip.style.top = `${isLow ? name.top - size.height - 6 : below}px`;
  };
  page.addEventListener("pointerover", place);
  page.addEventListener("focusin", place);
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const term of page.querySelectorAll(".term:hover, .term:focus"))
      term.classList.add("put-away");
  });
}
