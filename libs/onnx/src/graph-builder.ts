/** Puts operators together: each takes names of values and answers the name of its own. */
import { attributeTypes, dataTypes, type AttributeProto, type NodeProto, type TensorProto } from './model-proto.ts';

/** Name of a value in the graph. */
export type Value = string;

export type Attributes = Readonly<Record<string, { readonly f: number } | { readonly i: number } | { readonly ints: readonly number[] } | { readonly s: string }>>;

/** A graph under construction. Names are unique and depend on nothing but the order of calls. */
export interface GraphBuilder {
  readonly nodes: readonly NodeProto[];
  /** Constants that an operator takes. */
  readonly initializers: readonly TensorProto[];
  /** An operator of the default domain with one output; an empty name is an optional input that is left out. */
  op(type: string, inputs: readonly Value[], attributes?: Attributes): Value;
  /** The same with the output named, such as one of the graph’s own, or the last of several. */
  named(type: string, inputs: readonly Value[], outputs: readonly Value[], attributes?: Attributes): void;
  /** Values that are part of the model. */
  floats(name: string, shape: readonly number[], data: ArrayLike<number>): Value;
  /** Indices and shapes; equal ones are kept once. */
  integers(name: string, shape: readonly number[], data: ArrayLike<number>): Value;
}

const attributeOf = ([name, value]: [string, Attributes[string]]): AttributeProto => {
  if ('f' in value) return { name, type: attributeTypes.float, f: value.f };
  if ('i' in value) return { name, type: attributeTypes.int, i: BigInt(value.i) };
  if ('s' in value) return { name, type: attributeTypes.string, s: new TextEncoder().encode(value.s) };
  return { name, type: attributeTypes.ints, ints: value.ints.map(BigInt) };
};

const FLOAT_BYTES = 4;
const INTEGER_BYTES = 8;

const bytesOf = (data: ArrayLike<number>, size: number, write: (view: DataView, at: number, value: number) => void): Uint8Array => {
  const view = new DataView(new ArrayBuffer(data.length * size));
  for (let index = 0; index < data.length; index += 1) write(view, index * size, data[index] as number);
  return new Uint8Array(view.buffer);
};

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((value, at) => value === b[at]);

export const graphBuilder = (): GraphBuilder => {
  const nodes: NodeProto[] = [];
  const initializers = new Map<string, TensorProto>();
  const keep = (name: string, shape: readonly number[], dataType: number, rawData: Uint8Array): Value => {
    const count = shape.reduce((product, each) => product * each, 1);
    const size = dataType === dataTypes.float ? FLOAT_BYTES : INTEGER_BYTES;
    if (count * size !== rawData.length) throw new RangeError(`the constant ${name} of ${rawData.length / size} values can't be [${shape.join(', ')}]`);
    const known = initializers.get(name);
    if (known === undefined) initializers.set(name, { name, dataType, dims: shape.map(BigInt), rawData });
    else if (!sameBytes(known.rawData, rawData)) throw new RangeError(`two constants are named ${name}`);
    return name;
  };
  const named: GraphBuilder['named'] = (opType, input, output, attributes = {}) => {
    nodes.push({ name: `${opType}_${nodes.length}`, opType, input, output, attribute: Object.entries(attributes).map(attributeOf) });
  };
  return {
    nodes,
    get initializers() {
      const used = new Set(nodes.flatMap(({ input }) => input));
      return [...initializers.values()].filter(({ name }) => used.has(name));
    },
    named,
    op: (type, inputs, attributes) => {
      const output = `${type}_${nodes.length}_out`;
      named(type, inputs, [output], attributes);
      return output;
    },
    floats: (name, shape, data) => keep(name, shape, dataTypes.float, bytesOf(data, FLOAT_BYTES, (view, at, value) => view.setFloat32(at, value, true))),
    integers: (name, shape, data) =>
      keep(name, shape, dataTypes.int64, bytesOf(data, INTEGER_BYTES, (view, at, value) => view.setBigInt64(at, BigInt(value), true))),
  };
};
