/** An answer that refuses, as Qdrant words it: HTTP status and a text. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A body that the schema does not allow. The real server ignores unknown fields; here they fail, so that no request rests on being ignored. */
export const badBody = (message: string): Refusal => new Refusal(400, `Format error in JSON body: ${message}`);

/** A body that can be read and makes no sense. */
export const badInput = (message: string): Refusal => new Refusal(400, `Wrong input: ${message}`);

/** A number or name out of its range. */
export const invalid = (message: string): Refusal => new Refusal(422, `Validation error in JSON body: [${message}]`);
