import { canonicalDecimal } from '@streamforge/contracts/decimal';
import { Account } from '@streamforge/contracts/events/fields';
import { intervals } from '@streamforge/contracts/interval';
import { z } from 'zod';

const SAYS = 'must be an amount above zero, such as 10000';

const amount = (text: string): string | null => {
  const canonical = canonicalDecimal(text.trim());
  return canonical === null || canonical === '0' || canonical.startsWith('-') || !/^\d{1,18}(\.\d{1,18})?$/.test(canonical) ? null : canonical;
};

const Capital = z.string().transform((text, context) => {
  const read = amount(text);
  if (read !== null) return read;
  context.addIssue({ code: 'custom', input: text, message: SAYS });
  return z.NEVER;
});

/** `ada=5000,bob=200` → by account. */
const Capitals = z.string().transform((text, context) => {
  const found = new Map<string, string>();
  for (const part of text.split(',').map((each) => each.trim()).filter((each) => each !== '')) {
    const at = part.indexOf('=');
    const [account, capital] = [part.slice(0, at), amount(part.slice(at + 1))];
    if (at > 0 && Account.safeParse(account).success && capital !== null) found.set(account, capital);
    else context.addIssue({ code: 'custom', input: text, message: `"${part.slice(0, 80)}" must be account=amount; the amount ${SAYS}` });
  }
  return found;
});

/** Settings of roi-logger beside the host's. */
export const RoiConfig = z.object({
  ROI_EQUITY_INTERVAL: z.enum(intervals).default('1m')
    .describe('Points of an account’s equity lie on the starts of this interval, from its first fill on. Taken when that fill is booked.'),
  ROI_CAPITAL: Capital.prefault('10000').describe('What an account begins with, in its quote asset. Taken when its first fill is booked.'),
  ROI_CAPITALS: Capitals.prefault('').describe('Accounts that begin with another amount: account=amount, comma-separated.'),
  ROI_GATHER_MS: z.coerce.number().int().min(0).max(10_000).default(500)
    .describe('How long bars are gathered before the accounts that hold their symbols are valued again.'),
});
export type RoiConfig = z.output<typeof RoiConfig>;
