/** The sum of plain decimals to the last digit, in canonical spelling. Written apart from the platform's arithmetic, which it checks. */
export const exactSum = (decimals: readonly string[]): string => {
  const scale = decimals.reduce((most, text) => Math.max(most, fractionOf(text).length), 0);
  const total = decimals.reduce((sum, text) => sum + BigInt(text.replace('.', '') + '0'.repeat(scale - fractionOf(text).length)), 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${total < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
};

const fractionOf = (text: string): string => text.split('.')[1] ?? '';
