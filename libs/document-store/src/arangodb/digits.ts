/**
 * Text and orders as digits. ArangoDB compares text by the rules of a language, under which upper case follows lower case, accents weigh
 * little and some pairs of letters are one; digits alone keep their order under all of them. Each byte becomes three digits, 001 to 256, so
 * that 000 can end a text that another follows: what sorts first by bytes sorts first as digits, a prefix before what it begins.
 */
const digitsOfByte: readonly string[] = Array.from({ length: 256 }, (_, byte) => String(byte + 1).padStart(3, '0'));

/** Ends a text inside a longer code. No byte has it. */
export const end = '000';

/** What sorts directly after a code: nothing lies between it and the code itself. */
export const after = (code: string): string => `${code}001`;

/** Sorts above every code that begins with this one. */
export const beyond = (code: string): string => `${code}9`;

/** A text as digits, three for each byte of its UTF-8. */
export const textDigits = (text: string): string => {
  let digits = '';
  for (const byte of Buffer.from(text)) digits += digitsOfByte[byte];
  return digits;
};

/** The text of such digits. */
export const textOfDigits = (digits: string): string => {
  const bytes = Buffer.alloc(digits.length / 3);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = Number(digits.slice(index * 3, index * 3 + 3)) - 1;
  return bytes.toString();
};

/** Texts in one code that sorts by the first, then by the second and so on. */
export const textsDigits = (texts: readonly string[]): string => texts.map(textDigits).join(end);

/** The texts of a code of several. */
export const textsOfDigits = (digits: string): readonly string[] => {
  const texts: string[] = [];
  let start = 0;
  for (let index = 0; index <= digits.length; index += 3) {
    if (index < digits.length && digits.slice(index, index + 3) !== end) continue;
    texts.push(textOfDigits(digits.slice(start, index)));
    start = index + 3;
  }
  return texts;
};

const zero = 2n ** 53n;
const orderLength = 17;

/** An integer within ±2^53 as 17 digits. */
export const orderDigits = (order: number): string => (BigInt(order) + zero).toString().padStart(orderLength, '0');

/** The order that a code begins with. */
export const orderOfDigits = (digits: string): number => Number(BigInt(digits.slice(0, orderLength)) - zero);

/** The id that follows the order in a code. */
export const idOfDigits = (digits: string): string => textOfDigits(digits.slice(orderLength));

/** The code of an entry's place within its series: it sorts by order, then by the bytes of the id. */
export const placeDigits = (order: number, id: string): string => `${orderDigits(order)}${textDigits(id)}`;

/** Where the orders from `bound` on begin; any number, also one that is no order. */
export const boundDigits = (bound: number): string => {
  if (bound <= -(2 ** 53)) return '';
  return bound <= 2 ** 53 ? orderDigits(Math.ceil(bound)) : beyond('');
};
