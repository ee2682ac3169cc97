import { render } from "preact";
import "./board.css";

render(<main>salespipe</main>, document.getElementById("app")!);
