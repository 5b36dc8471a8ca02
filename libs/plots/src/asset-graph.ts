/** The graph of a model: who tells of whom, by kind of edge. */
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationLinkDatum, type SimulationNodeDatum } from 'd3-force';
import { legendOf, type LegendEntry } from './legend.ts';
import { edge, headHeight, svgOf } from './plot.ts';
import { element, shortened, type Markup } from './svg.ts';
import { drawn, filled, seriesLook, type Colour } from './theme.ts';

export interface GraphRelation {
  readonly name: string;
  /** Whether an edge says something else than its reverse would. */
  readonly directed: boolean;
  /** By index of node. */
  readonly edges: readonly { readonly from: number; readonly to: number; readonly weight: number }[];
}

export interface AssetGraph {
  readonly model: string;
  readonly nodes: readonly string[];
  readonly relations: readonly GraphRelation[];
  /** Nodes that are drawn at most, those with most edges first; default 60. */
  readonly most?: number;
}

const [WIDTH, HEIGHT, LABEL] = [760, 560, 12];
/** Steps until the forces have done their work: fewer than usual, since a service waits for it. */
const TICKS = 120;
/** What is left of their strength then. Source: d3-force’s `alphaMin`. */
const REST = 0.001;

interface Placed extends SimulationNodeDatum {
  readonly index: number;
  readonly name: string;
  readonly degree: number;
  x: number;
  y: number;
}

export const assetGraph = ({ model, nodes, relations, most = 60 }: AssetGraph): string => {
  const degrees = nodes.map(() => 0);
  for (const { from, to } of relations.flatMap(({ edges }) => edges)) {
    degrees[from] = (degrees[from] ?? 0) + 1;
    degrees[to] = (degrees[to] ?? 0) + 1;
  }
  const kept = nodes.map((_, index) => index).toSorted((a, b) => (degrees[b] as number) - (degrees[a] as number) || a - b).slice(0, most);
  const place = new Map(kept.map((node, index) => [node, index]));
  const shown = relations.map((relation) => ({ ...relation, edges: relation.edges.filter(({ from, to }) => place.has(from) && place.has(to)) }));
  const entries = shown.map(({ name, edges, directed }, index): LegendEntry =>
    ({ name: `${name}, ${edges.length} ${edges.length === 1 ? 'edge' : 'edges'}${directed ? ' →' : ''}`, mark: 'line', ...seriesLook(index), dash: undefined }));
  const negative: LegendEntry = { name: 'negative', colour: 'faint', mark: 'line', dash: '4 3' };
  const legend = legendOf([...entries, negative], edge, headHeight, WIDTH - 2 * edge);
  const top = headHeight + legend.height + 4;
  const placed = laidOut(kept.map((node, index) => ({ index, name: nodes[node] as string, degree: degrees[node] as number, x: 0, y: 0 })),
    shown.flatMap((relation) => linesOf(relation).map(({ from, to }) => ({ source: place.get(from) as number, target: place.get(to) as number }))), top);
  const at = (node: number): Placed => placed[place.get(node) as number] as Placed;
  /** Where the other ends of a node’s lines lie: above it where negative. */
  const pulls = placed.map(() => 0);
  for (const { from, to } of shown.flatMap(linesOf)) {
    const [a, b] = [at(from), at(to)];
    pulls[a.index] = (pulls[a.index] ?? 0) + b.y - a.y;
    pulls[b.index] = (pulls[b.index] ?? 0) + a.y - b.y;
  }
  const all = relations.reduce((sum, { edges }) => sum + edges.length, 0);
  const drawnEdges = shown.reduce((sum, { edges }) => sum + edges.length, 0);
  const words = kept.length === nodes.length
    ? `${nodes.length} assets and all ${all} edges`
    : `the ${kept.length} of ${nodes.length} assets with most edges, and the ${drawnEdges} of ${all} edges among them`;
  return svgOf({
    id: 'graph',
    title: `Graph of ${model}`,
    subtitle: `${words}, as fitted on the training window`,
    description: `${words}. By kind: ${relations.map(({ name, edges }) => `${edges.length} ${name}`).join(', ')}.`,
    width: WIDTH, height: top + HEIGHT + edge,
  },
  legend.drawing,
  element('defs', {}, shown.map((_, index) => arrow(index))),
  shown.map((relation, index) => element('g', {}, linesOf(relation).map(({ from, to, weight }) => edgeOf(at(from), at(to), weight, relation.directed, index)))),
  placed.map((node) => nodeOf(node, pulls[node.index] ?? 0)));
};

/** The edges that are drawn: one line where both directions say the same. */
const linesOf = ({ directed, edges }: GraphRelation): GraphRelation['edges'] => directed
  ? edges
  : [...new Map(edges.map(({ from, to, weight }) => [`${Math.min(from, to)} ${Math.max(from, to)}`, { from: Math.min(from, to), to: Math.max(from, to), weight }])).values()];

/** Where each node lies. Forces start from fixed places and draw from a generator of their own, so the same graph is always drawn alike. */
const laidOut = (nodes: readonly Placed[], links: SimulationLinkDatum<Placed>[], top: number): readonly Placed[] => {
  const room = Math.sqrt(WIDTH * HEIGHT / Math.max(1, nodes.length));
  const linked = new Set(links.flatMap(({ source, target }) => [source, target]));
  // Those without a link would be pushed out until the others have no room left.
  const inwards = (strength: number) => ({ index }: Placed): number => linked.has(index) ? strength : 4 * strength;
  const simulation = forceSimulation<Placed>([...nodes].map((node) => Object.assign(node, startOf(node.index, room))))
    .stop()
    .alphaDecay(1 - REST ** (1 / TICKS))
    .force('links', forceLink<Placed, SimulationLinkDatum<Placed>>(links).distance(room * 0.8).strength(0.25))
    .force('apart', forceManyBody<Placed>().strength(-room * 2.2))
    .force('words', forceCollide<Placed>(Math.min(30, room * 0.42)).iterations(2))
    .force('across', forceX<Placed>(0).strength(inwards(0.05)))
    .force('upright', forceY<Placed>(0).strength(inwards(0.07)));
  simulation.tick(TICKS);
  return fitted(simulation.nodes(), top);
};

/** A sunflower’s spiral. Source: Vogel, A better way to construct the sunflower head (1979). */
const startOf = (index: number, room: number): { readonly x: number; readonly y: number } => {
  const [radius, angle] = [0.5 * room * Math.sqrt(index + 0.5), index * Math.PI * (3 - Math.sqrt(5))];
  return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
};

const MARGIN = 34;

const fitted = (nodes: readonly Placed[], top: number): readonly Placed[] => {
  const bounds = (of: 'x' | 'y'): readonly [number, number] => [Math.min(...nodes.map((node) => node[of])), Math.max(...nodes.map((node) => node[of]))];
  const scaled = (value: number, [low, high]: readonly [number, number], from: number, size: number): number =>
    high > low ? from + (value - low) / (high - low) * size : from + size / 2;
  const [x, y] = [bounds('x'), bounds('y')];
  return nodes.map((node) => ({ ...node, x: scaled(node.x, x, MARGIN, WIDTH - 2 * MARGIN), y: scaled(node.y, y, top + 20, HEIGHT - MARGIN) }));
};

const colourOf = (relation: number): Colour => seriesLook(relation).colour;

const arrow = (relation: number): Markup => element('marker', {
  id: `arrow-${relation}`, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 6, markerHeight: 6, markerUnits: 'userSpaceOnUse', orient: 'auto',
}, element('path', { ...filled(colourOf(relation)), d: 'M0 0L8 4L0 8Z' }));

const radiusOf = ({ degree }: Placed): number => 3.5 + Math.min(5, Math.sqrt(degree));

/** A bow for what is directed, each way to a side of its own; lines between, so that edges of several kinds between two nodes stay apart. */
const edgeOf = (a: Placed, b: Placed, weight: number, directed: boolean, relation: number): Markup => {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy) || 1;
  const bow = Math.min(26, length * 0.09) * (directed ? 1 : 0.45 * (relation - 1));
  const middle = { x: (a.x + b.x) / 2 - dy / length * bow, y: (a.y + b.y) / 2 + dx / length * bow };
  const stop = radiusOf(b) + 2;
  const towards = Math.hypot(b.x - middle.x, b.y - middle.y) || 1;
  const end = { x: b.x - (b.x - middle.x) / towards * stop, y: b.y - (b.y - middle.y) / towards * stop };
  const point = ({ x, y }: { readonly x: number; readonly y: number }): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return element('path', {
    ...drawn(colourOf(relation), 0.8 + 1.2 * Math.min(1, Math.abs(weight))), 'stroke-opacity': 0.6,
    'stroke-dasharray': weight < 0 ? '4 3' : undefined, 'marker-end': directed ? `url(#arrow-${relation})` : undefined,
    d: `M${point(a)}Q${point(middle)} ${point(end)}`,
  });
};

/** The name stands where fewer lines come in, so that it covers no arrow. */
const nodeOf = (node: Placed, pull: number): Markup => element('g', {},
  element('title', {}, `${node.name}: ${node.degree} ${node.degree === 1 ? 'edge' : 'edges'}`),
  element('circle', { class: 'f-ink s-paper', fill: '#1c2126', stroke: '#ffffff', 'stroke-width': 1.5, cx: node.x, cy: node.y, r: radiusOf(node) }),
  element('text', {
    class: 'f-ink s-paper', fill: '#1c2126', stroke: '#ffffff', 'stroke-width': 3, 'paint-order': 'stroke', 'font-size': 10, x: node.x, y: pull < 0 ? node.y + radiusOf(node) + 12 : node.y - radiusOf(node) - 4, 'text-anchor': 'middle',
  }, shortened(node.name, LABEL)));
