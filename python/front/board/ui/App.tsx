import { useEffect, useMemo } from "preact/hooks";
import { columnsOf } from "../columns";
import { useDrops } from "../dragging";
import { t } from "../i18n";
import { pageKey } from "../keys";
import { keepAddress } from "../memory";
import { useStore } from "../store";
import { BoardView } from "./BoardView";
import { Dialogs } from "./Dialogs";
import { Header } from "./Header";
import { SelectionBar } from "./SelectionBar";
import { Toasts } from "./Toasts";

export function App() {
  const state = useStore();
  const { board, cards, filters, sort, language, theme } = state;
  const pipeline = board?.pipelines.find((one) => one.id === state.pipeline);
  const columns = useMemo(
    () => (pipeline ? columnsOf(pipeline, cards.values(), filters, sort, board!.today) : []),
    [pipeline, cards, filters, sort, board?.today],
  );
  useDrops();
  useEffect(() => {
    document.addEventListener("keydown", pageKey);
    return () => document.removeEventListener("keydown", pageKey);
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
    if (theme) document.documentElement.dataset["theme"] = theme;
    else delete document.documentElement.dataset["theme"];
    document.title = board?.book ? `${board.book} · salespipe` : "salespipe";
  }, [language, theme, board?.book]);
  useEffect(() => {
    if (board) keepAddress(state);
  }, [board, state.pipeline, filters, state.dialogs]);

  return (
    <>
      <Header state={state} pipeline={pipeline} columns={columns} />
      <main>
        <h1 class="unseen">
          {pipeline ? t("board.title", { pipeline: pipeline.name }) : "salespipe"}
        </h1>
        {state.failure ? (
          <p class="notice bad" role="alert">
            {state.failure}
          </p>
        ) : !board ? (
          <p class="notice">{t("board.loading")}</p>
        ) : !pipeline ? (
          <p class="notice">{t("board.empty")}</p>
        ) : (
          <BoardView state={state} pipeline={pipeline} columns={columns} />
        )}
      </main>
      <SelectionBar state={state} />
      <Dialogs state={state} />
      {state.dialogs.length === 0 && <Toasts />}
    </>
  );
}
