// person.mjs URL UNTIL: signs Giselle in wherever the address leads; prints where the browser would go next.
import { Browser } from "./world.mjs";

const [, , url, until] = process.argv;
console.log((await new Browser().through(url, until)).next);
