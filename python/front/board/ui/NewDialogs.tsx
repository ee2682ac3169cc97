import { useId, useState } from "preact/hooks";
import { change, give } from "../actions";
import { plusDays } from "../days";
import { t } from "../i18n";
import { focusCard } from "../keys";
import { close, toast, type Dialog, type State } from "../store";
import { withCurrency } from "./fields";
import { Buttons, Field, Form, Frame } from "./Frame";

export function NewDialog(props: { stage: string | undefined; isTop: boolean; state: State }) {
  const { isTop, state } = props;
  const board = state.board!;
  const pipeline = board.pipelines.find((one) => one.id === state.pipeline)!;
  const open = pipeline.stages.filter((stage) => stage.kind === "open");
  const [name, setName] = useState("");
  const [account, setAccount] = useState("");
  const [value, setValue] = useState("");
  const [owner, setOwner] = useState(board.actor);
  const [close_, setClose] = useState("");
  const select = useId();
  const [stage, setStage] = useState(props.stage ?? open[0]?.id ?? "");

  const submit = async () => {
    const outcome = await give([
      {
        command: "create_opportunity",
        pipeline: pipeline.id,
        name: name.trim(),
        stage,
        ...(account.trim() ? { account_name: account.trim() } : {}),
        ...(owner.trim() ? { owner: owner.trim() } : {}),
        ...(value.trim() ? { value: withCurrency(value, pipeline.currency) } : {}),
        ...(close_ ? { expected_close: close_ } : {}),
      },
    ]);
    if (!outcome) return;
    close();
    toast(t("new.done", { name: name.trim() }));
    focusCard(outcome.answers[0]!.id);
  };

  return (
    <Frame title={t("new.title")} isTop={isTop}>
      <Form onSubmit={() => void submit()}>
        <Field label={t("field.name")} value={name} onInput={setName} isRequired hasFocus />
        <Field
          label={t("field.account")}
          value={account}
          onInput={setAccount}
          list={board.accounts}
        />
        <div class="pair">
          <Field
            label={t("field.value_in", { currency: pipeline.currency })}
            value={value}
            onInput={setValue}
            hint={t("new.value_hint")}
          />
          <Field label={t("field.expected_close")} type="date" value={close_} onInput={setClose} />
        </div>
        <div class="pair">
          <Field label={t("field.owner")} value={owner} onInput={setOwner} list={board.owners} />
          <div class="field">
            <label for={select}>{t("field.stage")}</label>
            <select
              id={select}
              value={stage}
              onChange={(event) => setStage(event.currentTarget.value)}
            >
              {open.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </div>
        </div>
        <Buttons action={t("new.create")} isOff={!name.trim()} />
      </Form>
    </Frame>
  );
}

type Asks = Extract<Dialog, { kind: "task" }>;

/** A task for a deal. `asked`: its last one was completed just now, and the pipeline proposes the step. */
export function TaskDialog(props: { asks: Asks; isTop: boolean; state: State }) {
  const { asks, isTop, state } = props;
  const { id, asked = false } = asks;
  const card = state.cards.get(id);
  const [description, setDescription] = useState(asks.step ?? "");
  const [due, setDue] = useState(plusDays(state.board!.today, 1));
  const [assignee, setAssignee] = useState(card?.owner ?? "");
  if (!card) return null;
  return (
    <Frame title={t(asked ? "task.next_title" : "task.title", { name: card.name })} isTop={isTop}>
      <Form
        onSubmit={() => {
          close();
          void change(t("task.added"), {
            command: "add_task",
            opportunity: id,
            description: description.trim(),
            ...(due ? { due } : {}),
            ...(assignee.trim() ? { assignee: assignee.trim() } : {}),
          });
        }}
      >
        <Field
          label={t("task.description")}
          value={description}
          onInput={setDescription}
          isRequired
          hasFocus
        />
        <div class="pair">
          <Field label={t("task.due")} type="date" value={due} onInput={setDue} />
          <Field
            label={t("task.assignee")}
            value={assignee}
            onInput={setAssignee}
            list={state.board!.owners}
          />
        </div>
        <Buttons action={t("task.add")} isOff={!description.trim()} />
      </Form>
    </Frame>
  );
}
