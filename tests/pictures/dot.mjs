// Lays the graph on standard input out by Graphviz and prints how many boxes and lines it drew.
import { readFileSync } from "node:fs";
import { Graphviz } from "@hpcc-js/wasm-graphviz";

const drawn = JSON.parse((await Graphviz.load()).layout(readFileSync(0, "utf8"), "json", "dot"));
const boxes = drawn.objects.filter((it) => it.nodes === undefined).length;
console.log(JSON.stringify({ boxes, lines: (drawn.edges ?? []).length }));
