// Prints an initial access token.
import { initialToken } from "./world.mjs";

console.log(await initialToken());
