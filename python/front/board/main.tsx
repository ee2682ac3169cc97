import { render } from "preact";
import { load, took } from "./actions";
import { listen } from "./api";
import { remembered } from "./memory";
import { set, state } from "./store";
import { App } from "./ui/App";
import "./styles/tokens.css";
import "./styles/page.css";
import "./styles/cards.css";
import "./styles/dialogs.css";

set(remembered());
render(<App />, document.getElementById("app")!);
await load();
// The server's wish for a language is for browsers that have none of their own.
set(remembered(state.board?.language));

let wasAway = false;
listen({
  changes: (changes) => void took(changes),
  today: (today) => {
    if (state.board && state.board.today !== today) void load();
  },
  connected: (connected) => {
    // What happened while nobody listened is read anew.
    if (connected && wasAway) void load();
    wasAway = !connected;
    if (state.connected !== connected) set({ connected });
  },
});
