// Talking to the server. Every failure becomes an ApiError that can be shown to a person.
import type {
  BoardDocument,
  Command,
  DealPage,
  Decision,
  Outcome,
  StaleDeal,
  Today,
} from "./types";

/** Tells the server which page a change comes from, so that its own stream leaves it out. */
const PAGE = crypto.randomUUID();

export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, { ...init, credentials: "same-origin", cache: "no-store" });
  } catch {
    throw new ApiError("offline", "", 0);
  }
  const document: unknown = await answer.json().catch(() => null);
  if (answer.ok) return document as T;
  const error = (document as { error?: { code?: string; message?: string } } | null)?.error;
  throw new ApiError(error?.code ?? "http", error?.message ?? answer.statusText, answer.status);
}

function post<T>(path: string, body: object): Promise<T> {
  return request<T>(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-page": PAGE },
    body: JSON.stringify(body),
  });
}

const of = (deal: string) => `/api/deals/${encodeURIComponent(deal)}`;

export const api = {
  board: (closedDays: number | null) =>
    request<BoardDocument>(`/api/board?closed_days=${closedDays ?? "all"}`),
  page: (deal: string) => request<DealPage>(`${of(deal)}/page`),
  moves: (deal: string) => request<{ moves: Record<string, Decision> }>(`${of(deal)}/moves`),
  today: () => request<Today>("/api/today"),
  commands: (commands: Command[]) => post<Outcome>("/api/commands", { commands }),
  stale: (conditions: object) => post<{ deals: StaleDeal[] }>("/api/stale", conditions),
  link: () => post<{ url: string }>("/api/link", {}),
};

export interface Listener {
  changes(changes: Outcome): void;
  today(today: string): void;
  connected(yes: boolean): void;
}

/** Changes that other browsers and programs make; the browser connects again by itself. */
export function listen(listener: Listener): void {
  const stream = new EventSource("/api/events");
  stream.addEventListener("open", () => listener.connected(true));
  stream.addEventListener("error", () => listener.connected(false));
  for (const name of ["hello", "pulse"]) {
    stream.addEventListener(name, (event) =>
      listener.today((JSON.parse(event.data as string) as { today: string }).today),
    );
  }
  stream.addEventListener("changes", (event) => {
    const told = JSON.parse(event.data as string) as Outcome & { by: string };
    if (told.by !== PAGE) listener.changes(told);
  });
}
