import type { PackageName } from './name.ts';

/** The next HTTP port that the contract's `services.ts` leaves free. */
export const nextHttpPort = (contract: string): number =>
  Math.max(8_100, ...[...contract.matchAll(/\bhttp: (\d+)/g)].map(([, port]) => Number(port)).filter((port) => port < 8_200)) + 1;

const entry = ({ kebab, title }: PackageName, http: number): string => `  ${kebab.includes('-') ? `'${kebab}'` : kebab}: service({
    says: '${title}: says what it makes of the clean bars.',
    consumes: { 'market.bars.v1': { group: '${kebab}', lagTarget: 5_000 } },
    produces: [],
    ports: ['events'],
    http: ${http},
  }),
`;

/** The contract's `services.ts` with one more service, which consumes the clean bars; it gets the next free HTTP port. */
export const withService = (contract: string, name: PackageName): string => {
  const end = contract.indexOf('} as const;', contract.indexOf('export const services'));
  if (end === -1) throw new Error('libs/contracts/src/services.ts has no closing `} as const;` of its services');
  return `${contract.slice(0, end)}${entry(name, nextHttpPort(contract))}${contract.slice(end)}`;
};
