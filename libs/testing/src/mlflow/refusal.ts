/** What an MLflow server refuses, with its code. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const invalid = (message: string): Refusal => new Refusal(400, 'INVALID_PARAMETER_VALUE', message);
export const unknown = (message: string): Refusal => new Refusal(404, 'RESOURCE_DOES_NOT_EXIST', message);
export const exists = (message: string): Refusal => new Refusal(400, 'RESOURCE_ALREADY_EXISTS', message);
