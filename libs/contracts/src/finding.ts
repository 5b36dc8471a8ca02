/** What an examination found out about one thing: a machine, a setting, a backend. */
export interface Finding {
  readonly about: string;
  readonly state: 'ok' | 'warning' | 'wrong';
  readonly says: string;
  /** What to do; absent when all is well. */
  readonly fix?: string;
}

export const ok = (about: string, says: string): Finding => ({ about, state: 'ok', says });
export const warning = (about: string, says: string, fix: string): Finding => ({ about, state: 'warning', says, fix });
export const wrong = (about: string, says: string, fix: string): Finding => ({ about, state: 'wrong', says, fix });
