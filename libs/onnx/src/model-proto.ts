/** An ONNX file as data, in the names of its schema. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { modelSchema } from './schema.ts';

/** `TensorProto.DataType` of what we write. */
export const dataTypes = { float: 1, int64: 7 } as const;

/** `AttributeProto.AttributeType` of what we write. */
export const attributeTypes = { float: 1, int: 2, string: 3, floats: 6, ints: 7 } as const;

export interface AttributeProto {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: bigint;
  readonly s?: Uint8Array;
  readonly floats?: readonly number[];
  readonly ints?: readonly bigint[];
}

export interface NodeProto {
  readonly name: string;
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeProto[];
}

export interface TensorProto {
  readonly name: string;
  readonly dataType: number;
  readonly dims: readonly bigint[];
  /** Little-endian, without gaps. */
  readonly rawData: Uint8Array;
}

export interface ValueInfoProto {
  readonly name: string;
  readonly docString: string;
  readonly type: {
    readonly tensorType: { readonly elemType: number; readonly shape: { readonly dim: readonly ({ readonly dimValue: bigint } | { readonly dimParam: string })[] } };
  };
}

export interface ModelProto {
  readonly irVersion: bigint;
  readonly producerName: string;
  readonly docString: string;
  readonly opsetImport: readonly { readonly domain: string; readonly version: bigint }[];
  readonly metadataProps: readonly { readonly key: string; readonly value: string }[];
  readonly graph: {
    readonly name: string;
    readonly node: readonly NodeProto[];
    readonly initializer: readonly TensorProto[];
    readonly input: readonly ValueInfoProto[];
    readonly output: readonly ValueInfoProto[];
  };
}

/** The file’s bytes; the same model gives the same ones. */
export const modelToBytes = (model: ModelProto): Uint8Array => toBinary(modelSchema, create(modelSchema, { ...model }));

/** What a file holds of what we write; throws where the bytes are no protobuf. */
export const modelFromBytes = (bytes: Uint8Array): ModelProto => fromBinary(modelSchema, bytes) as unknown as ModelProto;
