import { TerminalError } from '@streamforge/contracts/errors';

/** Stands where a port would that the contract does not grant: whatever is asked of it is refused. */
export const withheld = <Port extends object>(name: string): Port => new Proxy({} as Port, {
  get: (_, method) => method === 'then' ? undefined : () => {
    throw new TerminalError('INTERNAL', `The contract grants no service of this process the port "${name}" (${String(method)}).`);
  },
});
