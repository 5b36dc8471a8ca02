/** One named dense vector of many points, side by side in memory. Removing moves the last one into the gap. */
const firstRows = 64;
const growth = 1.5;
/** What the index of a point costs beside its numbers, roughly: its number, and its entry in the map. */
const bytesPerRow = 72;

export class VectorMatrix {
  readonly size: number;
  #numbers: Float32Array<ArrayBuffer>;
  #points: Float64Array<ArrayBuffer>;
  readonly #rows = new Map<number, number>();

  constructor(size: number) {
    this.size = size;
    this.#numbers = new Float32Array(firstRows * size);
    this.#points = new Float64Array(firstRows);
  }

  /** How many vectors it holds. */
  get length(): number {
    return this.#rows.size;
  }

  /** Roughly what it takes in memory. */
  get bytes(): number {
    return this.#numbers.byteLength + this.length * bytesPerRow;
  }

  set(point: number, vector: Float32Array): void {
    const row = this.#rows.get(point) ?? this.#append(point);
    this.#numbers.set(vector, row * this.size);
  }

  delete(point: number): void {
    const row = this.#rows.get(point);
    if (row === undefined) return;
    const last = this.length - 1;
    const moved = Number(this.#points[last]);
    this.#numbers.copyWithin(row * this.size, last * this.size, (last + 1) * this.size);
    this.#points[row] = moved;
    this.#rows.set(moved, row);
    this.#rows.delete(point);
  }

  /** Row of a point, undefined when it has no such vector. */
  rowOf(point: number): number | undefined {
    return this.#rows.get(point);
  }

  /** The points by row. */
  get points(): Float64Array {
    return this.#points.subarray(0, this.length);
  }

  pointAt(row: number): number {
    return Number(this.#points[row]);
  }

  /** Inner product with the vector of a row, summed in double precision from the first number to the last. */
  score(row: number, query: Float32Array): number {
    return innerProduct(this.#numbers, row * this.size, query);
  }

  /** Room for so many bytes more would be taken by the next vector. */
  get nextBytes(): number {
    return this.length < this.#points.length ? this.bytes : this.bytes + this.#numbers.byteLength * (growth - 1);
  }

  #append(point: number): number {
    const row = this.length;
    if (row === this.#points.length) this.#grow();
    this.#points[row] = point;
    this.#rows.set(point, row);
    return row;
  }

  #grow(): void {
    const rows = Math.ceil(this.#points.length * growth);
    const numbers = new Float32Array(rows * this.size);
    numbers.set(this.#numbers);
    const points = new Float64Array(rows);
    points.set(this.#points);
    this.#numbers = numbers;
    this.#points = points;
  }
}

/** Sum of products in double precision, so that the same vectors have the same score in whatever place they lie. */
export const innerProduct = (numbers: Float32Array, start: number, query: Float32Array): number => {
  let sum = 0;
  for (let at = 0; at < query.length; at += 1) sum += (numbers[start + at] ?? 0) * (query[at] ?? 0);
  return sum;
};
