/**
 * Who may import whom, and nothing else. Dependencies point one way: apps → wiring → host → ports → adapters and pure libraries →
 * contracts. A package names its layer with the Nx tag `layer:<name>`.
 */
export const layers = ['contracts', 'pure', 'adapter', 'port', 'host', 'wiring', 'app', 'testing', 'tool'] as const;

export type Layer = (typeof layers)[number];

/** What the sources of a layer may import: layers, and single packages of layers that are closed to them otherwise. */
export const allowedEdges: Readonly<Record<Layer, { readonly layers: readonly Layer[]; readonly packages: readonly string[] }>> = {
  contracts: { layers: [], packages: [] },
  pure: { layers: ['contracts'], packages: ['@streamforge/determinism', '@streamforge/codec'] },
  adapter: { layers: ['contracts'], packages: ['@streamforge/determinism', '@streamforge/codec', '@streamforge/directory'] },
  port: { layers: ['contracts', 'adapter'], packages: ['@streamforge/determinism', '@streamforge/codec', '@streamforge/directory'] },
  host: { layers: ['contracts', 'pure', 'port'], packages: [] },
  wiring: { layers: ['contracts', 'pure', 'port', 'adapter', 'host'], packages: [] },
  app: { layers: ['contracts', 'pure', 'port', 'host', 'wiring'], packages: [] },
  testing: { layers: ['contracts', 'pure', 'port', 'adapter', 'host', 'wiring'], packages: [] },
  tool: { layers: ['contracts', 'pure', 'port', 'adapter', 'host', 'wiring', 'testing', 'tool'], packages: [] },
};

/** Edges between two packages that their layers alone would forbid, each with its reason. */
export const exceptions: readonly { readonly from: string; readonly to: string; readonly because: string }[] = [
  { from: '@streamforge/dead-letters', to: '@streamforge/event-log', because: 'a dead letter is a record of the log' },
  { from: '@streamforge/onnx', to: '@streamforge/gnn', because: 'it writes the models that the engine trains' },
  { from: '@streamforge/mappers', to: '@streamforge/market', because: 'a mapper judges its file by the market’s intervals' },
  { from: '@streamforge/streamforge', to: '@streamforge/simulator', because: '`up --demo` plays the simulated market' },
];

/** Importing an app means composing its service: only these do, and only through this one door. */
export const composition: { readonly composers: readonly string[]; readonly door: string } = { composers: ['@streamforge/streamforge'], door: 'service' };

/** Tests, conformance suites and tools run real parts, so they may import every layer; apps still only through the door. */
export const isTestFile = (path: string): boolean => /(^|\/)test\/|\.test\.ts$|(^|\/)conformance(\/|\.ts$|-)/.test(path);

/** What the root provides and tests use without declaring them. */
export const testPackages: readonly string[] = ['vitest'];
