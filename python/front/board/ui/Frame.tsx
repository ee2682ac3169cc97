import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { close } from "../store";
import { Icon } from "./icons";
import { Toasts } from "./Toasts";

interface Props {
  title: string;
  size?: "small" | "wide" | "sheet";
  isTop: boolean;
  children: ComponentChildren;
}

/** A dialog of the browser: it keeps the keyboard inside, and Escape closes it. */
export function Frame({ title, size = "small", isTop, children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const isGone = useRef(false);
  const heading = useId();
  useLayoutEffect(() => {
    const dialog = element.current!;
    dialog.showModal();
    // Not on the button that closes: it is read out from the top, unless a field asks for the keyboard.
    dialog.focus();
    // Closed before it goes, so that the browser gives the keyboard back to where it was.
    return () => {
      isGone.current = true;
      dialog.close();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={size}
      tabIndex={-1}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClose={() => {
        // A browser may close it without asking, when Escape comes twice.
        if (!isGone.current) close();
      }}
      onPointerDown={(event) => {
        if (event.target === element.current) close();
      }}
    >
      <div class="frame">
        <header>
          <h2 id={heading}>{title}</h2>
          <button type="button" class="quiet small" aria-label={t("dialog.close")} onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
      {isTop && <Toasts />}
    </dialog>
  );
}

/** The buttons at the end of a form. */
export function Buttons(props: { action: string; isBad?: boolean; isOff?: boolean }) {
  return (
    <div class="buttons">
      <button type="button" onClick={close}>
        {t("dialog.cancel")}
      </button>
      <button type="submit" class={props.isBad ? "danger" : "primary"} disabled={props.isOff}>
        {props.action}
      </button>
    </div>
  );
}

/** A form whose answer is not a page: the browser sends nothing anywhere. */
export function Form(props: { onSubmit: () => void; children: ComponentChildren; class?: string }) {
  return (
    <form
      class={props.class ?? ""}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {props.children}
    </form>
  );
}

export function Field(props: {
  label: string;
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "date" | "number";
  isRequired?: boolean;
  list?: string[];
  hint?: string;
  hasFocus?: boolean;
  min?: string;
}) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (props.hasFocus) input.current!.focus();
  }, []);
  return (
    <div class="field">
      <label for={id}>
        {props.label}
        {props.isRequired && <span class="needed"> *</span>}
      </label>
      <input
        ref={input}
        id={id}
        type={props.type ?? "text"}
        value={props.value}
        required={props.isRequired}
        min={props.min}
        list={props.list ? `${id}-list` : undefined}
        aria-describedby={props.hint ? `${id}-hint` : undefined}
        autocomplete="off"
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      {props.list && (
        <datalist id={`${id}-list`}>
          {props.list.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {props.hint && (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
    </div>
  );
}
