// The whole way of a new user in a real browser, with a real mail server: every
// page by axe at both widths, light and dark.
import test, { after, before } from "node:test";
import { look } from "./harness.mjs";
import { openWalk, steps } from "./walk.mjs";

let walk;
before(async () => (walk = await openWalk({ look })));
after(() => walk?.close());

for (const [name, step] of steps) test(name, () => step(walk));
