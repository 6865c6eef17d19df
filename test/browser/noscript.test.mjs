// The same way without JavaScript: nothing needs it.
import test, { after, before } from "node:test";
import { checkNoSidewaysScroll } from "./harness.mjs";
import { openWalk, steps } from "./walk.mjs";

let walk;
before(async () => (walk = await openWalk({ look: checkNoSidewaysScroll, javaScriptEnabled: false, viewport: { width: 360, height: 800 } })));
after(() => walk?.close());

for (const [name, step] of steps) test(name, () => step(walk));
