import { useState } from "preact/hooks";
import { eachOf } from "../actions";
import { t } from "../i18n";
import { close, type State } from "../store";
import { Buttons, Field, Form, Frame } from "./Frame";

interface Props {
  ids: string[];
  isTop: boolean;
  state: State;
}

export function AssignDialog({ ids, isTop, state }: Props) {
  const [owner, setOwner] = useState(
    ids.length === 1 ? (state.cards.get(ids[0]!)?.owner ?? "") : "",
  );
  return (
    <Frame title={t("assign.title", { count: ids.length })} isTop={isTop}>
      <Form
        onSubmit={() => {
          close();
          void eachOf(ids, (opportunity) => ({
            command: "change_owner",
            opportunity,
            ...(owner.trim() ? { owner: owner.trim() } : {}),
          }));
        }}
      >
        <Field
          label={t("field.owner")}
          value={owner}
          onInput={setOwner}
          list={state.board!.owners}
          hint={t("assign.hint")}
          hasFocus
        />
        <Buttons action={t("assign.button")} />
      </Form>
    </Frame>
  );
}

export function TagDialog({ ids, isTop, state }: Props) {
  const [tag, setTag] = useState("");
  const known = new Set<string>();
  for (const card of state.cards.values()) for (const one of card.tags ?? []) known.add(one);
  const worn = [...new Set(ids.flatMap((id) => state.cards.get(id)?.tags ?? []))].sort();
  return (
    <Frame title={t("tag.title", { count: ids.length })} isTop={isTop}>
      <Form
        onSubmit={() => {
          close();
          void eachOf(ids, (opportunity) => ({ command: "tag", opportunity, tag: tag.trim() }));
        }}
      >
        <Field
          label={t("field.tag")}
          value={tag}
          onInput={setTag}
          list={[...known].sort()}
          isRequired
          hasFocus
        />
        {worn.length > 0 && (
          <div class="choices" role="group" aria-label={t("tag.remove")}>
            {worn.map((one) => (
              <button
                type="button"
                key={one}
                onClick={() => {
                  close();
                  void eachOf(
                    ids.filter((id) => state.cards.get(id)?.tags?.includes(one)),
                    (opportunity) => ({ command: "untag", opportunity, tag: one }),
                  );
                }}
              >
                {t("tag.take_off", { tag: one })}
              </button>
            ))}
          </div>
        )}
        <Buttons action={t("tag.button")} isOff={!tag.trim()} />
      </Form>
    </Frame>
  );
}
