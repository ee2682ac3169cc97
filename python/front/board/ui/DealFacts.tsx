import { useState } from "preact/hooks";
import { change } from "../actions";
import { t } from "../i18n";
import type { Key } from "../i18n/en";
import type { State } from "../store";
import type { DealPage, Pipeline } from "../types";
import { fieldCommand } from "./fields";
import { Field, Form } from "./Frame";

const EDITED = ["name", "value", "owner", "expected_close"] as const;

/** What is known about the deal. Each field is a change of its own, which is saved with the others. */
export function DealFacts(props: { page: DealPage; pipeline: Pipeline; state: State }) {
  const { page, pipeline, state } = props;
  const { deal } = page;
  const [edited, setEdited] = useState<Record<string, string>>({});
  const [tag, setTag] = useState("");
  const known: Record<string, string> = {
    name: deal.name,
    value: deal.value ?? "",
    owner: deal.owner ?? "",
    expected_close: deal.expected_close ?? "",
    ...deal.fields,
  };
  const changed = Object.entries(edited).filter(
    ([name, value]) => value.trim() !== (known[name] ?? ""),
  );
  const save = async () => {
    const outcome = await change(
      t("deal.saved"),
      ...changed.map(([name, value]) =>
        fieldCommand(deal.id, name, value.trim(), pipeline.currency),
      ),
    );
    if (outcome) setEdited({});
  };
  const input = (name: string, label: string, type: "text" | "date" = "text") => (
    <Field
      key={name}
      label={label}
      type={type}
      value={edited[name] ?? known[name] ?? ""}
      onInput={(value) => setEdited({ ...edited, [name]: value })}
      {...(name === "owner" ? { list: state.board!.owners } : {})}
    />
  );
  return (
    <section class="part">
      <h3>{t("deal.facts")}</h3>
      <Form onSubmit={() => void save()}>
        {EDITED.map((name) =>
          input(name, t(`field.${name}` as Key), name === "expected_close" ? "date" : "text"),
        )}
        {Object.keys(deal.fields ?? {}).map((name) => input(name, name))}
        {(deal.source || deal.product) && (
          <dl class="facts">
            {deal.source && <Fact name={t("field.source")} value={deal.source} />}
            {deal.product && <Fact name={t("field.product")} value={deal.product} />}
          </dl>
        )}
        {changed.length > 0 && (
          <div class="buttons">
            <button type="button" onClick={() => setEdited({})}>
              {t("dialog.cancel")}
            </button>
            <button type="submit" class="primary">
              {t("deal.save")}
            </button>
          </div>
        )}
      </Form>
      <ul class="tags" aria-label={t("field.tags")}>
        {deal.tags?.map((one) => (
          <li key={one} class="tag">
            {one}
            <button
              type="button"
              class="quiet small"
              aria-label={t("tag.take_off", { tag: one })}
              onClick={() =>
                void change(t("deal.saved"), { command: "untag", opportunity: deal.id, tag: one })
              }
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <Form
        class="inline"
        onSubmit={() => {
          if (!tag.trim()) return;
          setTag("");
          void change(t("deal.saved"), { command: "tag", opportunity: deal.id, tag: tag.trim() });
        }}
      >
        <input
          type="text"
          aria-label={t("field.tag")}
          placeholder={t("tag.add")}
          value={tag}
          autocomplete="off"
          onInput={(event) => setTag(event.currentTarget.value)}
        />
      </Form>
      {page.contacts.length > 0 && (
        <dl class="facts">
          {page.contacts.map((contact) => (
            <Fact key={contact.id} name={contact.name} value={contact.email ?? ""} />
          ))}
        </dl>
      )}
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
