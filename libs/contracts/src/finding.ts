/** What an examination found out about one thing: a machine, a setting, a backend. */
export interface Finding {
  readonly about: string;
  readonly state: 'ok' | 'warning' | 'wrong';
  readonly says: string;
  /** What to do; absent when all is well. */
  readonly fix?: string;
}

/** Nothing is to be done. */
export const ok = (about: string, says: string): Finding => ({ about, state: 'ok', says });

/** It works, and somebody should look. */
export const warning = (about: string, says: string, fix: string): Finding => ({ about, state: 'warning', says, fix });

/** It does not work until somebody does what `fix` says. */
export const wrong = (about: string, says: string, fix: string): Finding => ({ about, state: 'wrong', says, fix });
