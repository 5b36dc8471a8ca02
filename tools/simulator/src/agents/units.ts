/** Amounts of the quote currency in whole units, small enough for every price, lot and fee of the market, so that sums are exact. */
import { canonicalDecimal } from '@streamforge/contracts/decimal';
import { LOT_DIGITS, unitsText } from '../minute-of-trades.ts';
import type { SimulatedAsset } from '../roster.ts';

/** Digits after the point of a unit: four of the finest price, three of a lot, four of the fee’s share. */
const UNIT_DIGITS = 11;
/** The venue takes so many hundredths of a percent of every fill’s value. */
export const FEE_BASIS_POINTS = 3;

/** Value of a quantity at a price. */
export const valueOf = ({ priceDigits }: SimulatedAsset, ticks: number, lots: number): number =>
  ticks * lots * 10 ** (UNIT_DIGITS - priceDigits - LOT_DIGITS);

/** Fee of a fill of that value; values are whole multiples of ten thousand units, so that nothing is rounded. */
export const feeOf = (value: number): number => value / 10_000 * FEE_BASIS_POINTS;

/** An amount that is not negative as a decimal. */
export const amountText = (units: number): string => canonicalDecimal(unitsText(units, UNIT_DIGITS)) ?? '0';

/** An amount for people: `-12.34 USD`. */
export const spoken = (units: number): string => `${(units / 10 ** UNIT_DIGITS).toFixed(2)} USD`;
