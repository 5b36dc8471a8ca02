/**
 * The messages of an ONNX file that we write, as protobuf knows them. Names and numbers are those of the published `onnx.proto`; what we
 * never write is left out, which the wire format allows.
 */
import { create, createFileRegistry, type DescMessage } from '@bufbuild/protobuf';
import { FieldDescriptorProto_Label as Label, FieldDescriptorProto_Type as Type, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';

type Field = readonly [name: string, number: number, type: Type | string, many?: 'many'];

const messages: Readonly<Record<string, readonly Field[]>> = {
  ModelProto: [
    ['ir_version', 1, Type.INT64], ['producer_name', 2, Type.STRING], ['producer_version', 3, Type.STRING], ['doc_string', 6, Type.STRING],
    ['graph', 7, 'GraphProto'], ['opset_import', 8, 'OperatorSetIdProto', 'many'], ['metadata_props', 14, 'StringStringEntryProto', 'many'],
  ],
  OperatorSetIdProto: [['domain', 1, Type.STRING], ['version', 2, Type.INT64]],
  StringStringEntryProto: [['key', 1, Type.STRING], ['value', 2, Type.STRING]],
  GraphProto: [
    ['node', 1, 'NodeProto', 'many'], ['name', 2, Type.STRING], ['initializer', 5, 'TensorProto', 'many'],
    ['input', 11, 'ValueInfoProto', 'many'], ['output', 12, 'ValueInfoProto', 'many'],
  ],
  NodeProto: [
    ['input', 1, Type.STRING, 'many'], ['output', 2, Type.STRING, 'many'], ['name', 3, Type.STRING], ['op_type', 4, Type.STRING],
    ['attribute', 5, 'AttributeProto', 'many'],
  ],
  AttributeProto: [
    ['name', 1, Type.STRING], ['f', 2, Type.FLOAT], ['i', 3, Type.INT64], ['s', 4, Type.BYTES], ['floats', 7, Type.FLOAT, 'many'],
    ['ints', 8, Type.INT64, 'many'], ['type', 20, Type.INT32],
  ],
  TensorProto: [['dims', 1, Type.INT64, 'many'], ['data_type', 2, Type.INT32], ['name', 8, Type.STRING], ['raw_data', 9, Type.BYTES]],
  ValueInfoProto: [['name', 1, Type.STRING], ['type', 2, 'TypeProto'], ['doc_string', 3, Type.STRING]],
  TypeProto: [['tensor_type', 1, 'TensorTypeProto']],
  // In the published schema it is nested in TypeProto; nesting leaves no trace in the bytes.
  TensorTypeProto: [['elem_type', 1, Type.INT32], ['shape', 2, 'TensorShapeProto']],
  TensorShapeProto: [['dim', 1, 'DimensionProto', 'many']],
  DimensionProto: [['dim_value', 1, Type.INT64], ['dim_param', 2, Type.STRING]],
};

const described = createFileRegistry(create(FileDescriptorProtoSchema, {
  name: 'onnx.proto',
  package: 'onnx',
  syntax: 'proto2',
  messageType: Object.entries(messages).map(([name, fields]) => ({
    name,
    field: fields.map(([field, number, type, many]) => ({
      name: field,
      number,
      label: many === undefined ? Label.OPTIONAL : Label.REPEATED,
      ...typeof type === 'string' ? { type: Type.MESSAGE, typeName: `.onnx.${type}` } : { type },
    })),
  })),
}), () => undefined);

/** What a whole file is. */
export const modelSchema: DescMessage = (() => {
  const found = described.getMessage('onnx.ModelProto');
  if (found === undefined) throw new Error('the schema of ONNX lacks its root');
  return found;
})();
