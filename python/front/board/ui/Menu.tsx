import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icons";

/** A button with a menu: arrows go through it, Escape and a choice close it. */
export function Menu({ label, children }: { label: string; children: ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const items = () => [...root.current!.querySelectorAll<HTMLElement>(".menu button")];

  useEffect(() => {
    if (!isOpen) return;
    items()[0]?.focus();
    const elsewhere = (event: Event) => {
      if (!root.current!.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", elsewhere);
    return () => document.removeEventListener("pointerdown", elsewhere);
  }, [isOpen]);

  const onKey = (event: KeyboardEvent) => {
    if (!isOpen) return;
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to: Record<string, number> = {
      ArrowDown: (at + 1) % all.length,
      ArrowUp: (at - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    };
    const next = to[event.key];
    if (next !== undefined) {
      all[next]?.focus();
    } else if (event.key === "Escape") {
      setOpen(false);
      button.current!.focus();
    } else if (event.key === "Tab") {
      setOpen(false);
      return;
    } else {
      // Letters are not shortcuts of the page while a menu is open.
      event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="menu-root" ref={root} onKeyDown={onKey}>
      <button
        ref={button}
        type="button"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={label}
        title={label}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="more" />
      </button>
      {isOpen && (
        <div
          class="menu"
          role="menu"
          aria-label={label}
          onClick={(event) => {
            if (!(event.target as Element).closest("button")) return;
            setOpen(false);
            // A dialog that opens takes the keyboard itself and gives it back here.
            button.current!.focus();
          }}
        >
          {children}
        </div>
      )}
    </div>
  );
}
