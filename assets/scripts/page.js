// Small behaviours of every page: the clock, sheets, filters, copying, ordering, showing a password.
import { bindClock } from "./page/clock.js";
import { bindCopy } from "./page/copy.js";
import { bindFilter } from "./page/filter.js";
import { bindMoments } from "./page/moment.js";
import { bindOrder } from "./page/order.js";
import { bindReveal } from "./page/reveal.js";
import { bindSide } from "./page/side.js";
import { bindSheets } from "./page/sheets.js";
import { bindZoned } from "./page/zoned.js";

bindClock();
bindSheets();
bindFilter();
bindCopy();
bindMoments();
bindOrder();
bindReveal();
bindSide();
bindZoned();
