/** An answer that refuses, as ArangoDB words it: HTTP status, error number, message. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly errorNum: number;

  constructor(status: number, errorNum: number, message: string) {
    super(message);
    this.status = status;
    this.errorNum = errorNum;
  }
}

/** What the published API does not allow. The real server ignores some of it; here it fails, so that no request rests on being ignored. */
export const badParameter = (message: string): Refusal => new Refusal(400, 10, `bad parameter: ${message}`);
