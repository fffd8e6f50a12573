// The desk: reads what the page brought and binds one behaviour after the other.
import { Arrangement } from "./desk/arrangement.js";
import { bindBack } from "./desk/back.js";
import { bindDividers } from "./desk/divider.js";
import { bindKeys } from "./desk/keys.js";
import { bindMarks } from "./desk/marks.js";
import { bindOpening } from "./desk/opening.js";
import { bindPaneActions } from "./desk/pane-actions.js";
import { bindPaneDrag } from "./desk/pane-drag.js";
import { PaneLayer } from "./desk/pane-layer.js";
import { bindRefresh } from "./desk/refresh.js";
import { bindReports } from "./desk/reports.js";
import { bindResume } from "./desk/resume.js";
import { bindSaving, restore } from "./desk/saving.js";
import { bindServer } from "./desk/server.js";
import { bindSessionEnd } from "./desk/session-end.js";
import { bindShapes } from "./desk/shapes.js";
import { bindSpoken } from "./desk/spoken.js";
import { bindWindows } from "./desk/windows.js";
import { bindZonePlaces } from "./desk/zone-places.js";
import "./page.js";

const layer = document.querySelector("[data-panes]");
const island = JSON.parse(document.querySelector("#desk-data").textContent);

const arrangement = new Arrangement(island.apps);
const panes = new PaneLayer(layer, arrangement);
bindZonePlaces(layer, arrangement, panes);
bindDividers(layer, arrangement, panes);
bindPaneDrag(layer, arrangement, panes);
bindPaneActions(layer, arrangement);
bindOpening(arrangement);
bindShapes(arrangement);
bindKeys(arrangement, panes);
bindMarks(arrangement);
bindResume(arrangement);
bindWindows(arrangement);
bindReports(arrangement, panes, island);
bindSessionEnd(arrangement, panes);
bindServer();
bindRefresh(arrangement, island.version);
restore(arrangement, island.layout);
const wanted = new URLSearchParams(location.search).get("open");
if (wanted) {
  history.replaceState(null, "", location.pathname);
  if (arrangement.apps[wanted]?.frame) arrangement.open(wanted);
}
bindBack(arrangement);
bindSpoken(arrangement, island.words);
bindSaving(arrangement);
document.documentElement.dataset.ready = "";
performance.mark("unidash:ready");
