/** Errors in the shape that OpenAI’s clients read: `{error: {message, type, code, param}}`. Source: OpenAI’s reference, “Errors”. */
import { errors, StreamForgeError } from '@streamforge/contracts/errors';

/** A parameter of a request that can’t be accepted. */
export class RequestFault extends StreamForgeError {
  override readonly name = 'RequestFault';
  readonly parameter: string;

  constructor(parameter: string, why: string) {
    super('REQUEST_INVALID', `${parameter === '' ? 'The body' : parameter}: ${why}.`);
    this.parameter = parameter;
  }
}

export interface ErrorBody {
  readonly error: { readonly message: string; readonly type: string; readonly param: string | null; readonly code: string };
}

/** OpenAI’s kinds of errors, by status. */
const typeOf = (status: number): string => {
  switch (status) {
    case 401: return 'authentication_error';
    case 403: return 'permission_error';
    case 404: return 'not_found_error';
    case 429: return 'rate_limit_error';
    default: return status < 500 ? 'invalid_request_error' : 'server_error';
  }
};

/** Codes that clients know by OpenAI’s name; the others are ours. */
const codeOf = ({ code }: StreamForgeError): string => code === 'LLM_MODEL_UNKNOWN' ? 'model_not_found' : code;

/** An error as OpenAI’s clients read one. */
export const errorBody = (error: StreamForgeError): ErrorBody => ({
  error: {
    message: `${error.message} ${error.fix}`,
    type: typeOf(errors[error.code].http),
    param: error instanceof RequestFault && error.parameter !== '' ? error.parameter : null,
    code: codeOf(error),
  },
});
