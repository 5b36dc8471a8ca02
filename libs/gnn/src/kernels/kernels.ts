/**
 * What an engine computes. Kernels take typed arrays of their engine and sizes; they check nothing but that the arrays are long enough.
 * Matrices are row-major. The same input gives the same bits. A name that ends in `Back` is the way back of the kernel of that name.
 * Each family is written twice, in `typescript/` and in `assembly/`.
 */
import type { Csr } from '../csr.ts';
import type { AttentionKernels } from './attention-kernels.ts';
import type { RankingKernels } from './ranking-kernels.ts';
import type { TemporalKernels } from './temporal-kernels.ts';

/** A block of columns in a wider row-major matrix. */
export interface Columns {
  /** Values of a whole row. */
  readonly stride: number;
  /** First column of the block. */
  readonly offset: number;
}

/** Products of dense matrices. Each adds to what `out` holds, so that gradients of several uses sum up. */
export interface DenseKernels {
  /** out[rows × columns] += a[rows × inner] · b[inner × columns]. */
  matmul(a: Float32Array, b: Float32Array, out: Float32Array, rows: number, inner: number, columns: number): void;
  /** out[inner × columns] += aᵀ · b, of a[rows × inner] and b[rows × columns]: the gradient of weights. */
  matmulOfTransposed(a: Float32Array, b: Float32Array, out: Float32Array, rows: number, inner: number, columns: number): void;
  /** out[rows × inner] += a · bᵀ, of a[rows × columns] and b[inner × columns]: the gradient of inputs. */
  matmulByTransposed(a: Float32Array, b: Float32Array, out: Float32Array, rows: number, inner: number, columns: number): void;
}

/** Moving values and adding them up. */
export interface ArrayKernels {
  /** out = 0. */
  clear(out: Float32Array, length: number): void;
  /** out += x. */
  add(x: Float32Array, out: Float32Array, length: number): void;
  /** Sets a block of columns to another: out[row, into] = x[row, from], `width` columns of each row. */
  copyColumns(x: Float32Array, from: Columns, out: Float32Array, into: Columns, rows: number, width: number): void;
  /** out[row] += bias, for every row. */
  addBias(bias: Float32Array, out: Float32Array, rows: number, columns: number): void;
  /** out += the sum of all rows of a matrix: the gradient of a bias. */
  addRows(matrix: Float32Array, out: Float32Array, rows: number, columns: number): void;
}

/** Products with sparse matrices: edges, or features of which most are 0. */
export interface SparseKernels {
  /**
   * out += A · x for every time of a batch: x and out are [time × node × …], of which `width` columns are used. A has as many columns as
   * rows unless there is one time. Each node takes what its incoming edges bring.
   */
  spmm(csr: Csr, x: Float32Array, from: Columns, out: Float32Array, into: Columns, times: number, width: number): void;
  /** out += Aᵀ · x, likewise: it carries gradients back, without the transposed matrix. */
  spmmOfTransposed(csr: Csr, x: Float32Array, from: Columns, out: Float32Array, into: Columns, times: number, width: number): void;
  /** Dropout of a sparse matrix: `into` (arrays as long as those of `csr`) gets the entries that stay, and nothing of those that do not. */
  thin(csr: Csr, into: Csr, share: number, seed: number): void;
}

/** Functions of single values. All set `out`, which may be `x` or the gradient itself. */
export interface ActivationKernels {
  /** max(x, 0). */
  relu(x: Float32Array, out: Float32Array, length: number): void;
  /** The gradient where x (or relu of x) is above 0, else 0. */
  reluBack(x: Float32Array, gradient: Float32Array, out: Float32Array, length: number): void;
  /** x above 0, else e^x − 1. Source: Clevert et al., ELU (2016), with α = 1. */
  elu(x: Float32Array, out: Float32Array, length: number): void;
  /** The gradient by what elu gave: times 1 above 0, else times y + 1. */
  eluBack(y: Float32Array, gradient: Float32Array, out: Float32Array, length: number): void;
  /**
   * Leaves out a share of values and strengthens the rest by 1 / (1 − share), so that their mean stays. Value i stays when number i of
   * mulberry32(seed) is not below the share, in both engines. Its way back is itself, with the same seed.
   * Source: Srivastava et al., Dropout (2014), in its inverted form.
   */
  dropout(x: Float32Array, out: Float32Array, length: number, share: number, seed: number): void;
}

/** Normalisation of each row. Source: Ba et al., Layer normalization (2016), equation 4. */
export interface NormKernels {
  /** out = scale · (x − mean) / √(variance + ε) + shift. Sets `moments` [row × (mean, 1 / √(variance + ε))] for the way back. */
  layerNorm(x: Float32Array, scale: Float32Array, shift: Float32Array, out: Float32Array, moments: Float32Array, rows: number, width: number): void;
  /** Sets `back`; adds to the gradients of scale and shift. */
  layerNormBack(
    x: Float32Array, scale: Float32Array, moments: Float32Array, gradient: Float32Array,
    back: Float32Array, scaleGradient: Float32Array, shiftGradient: Float32Array, rows: number, width: number,
  ): void;
}

/** Losses: each returns the sum over its samples and, where `gradient` is given, sets it to `scale` times the gradient of that sum. */
export interface LossKernels {
  /** −ln softmax(logits)[label], over the chosen rows of logits [row × class]; rows not chosen have gradient 0. */
  crossEntropy(
    logits: Float32Array, labels: Int32Array, chosen: Int32Array, gradient: Float32Array | undefined, rows: number, classes: number, scale: number,
  ): number;
  /**
   * Direction and return of samples: out [sample × (logit of up, expected return)]. Logistic loss of the logit plus half the squared error
   * of the return, over the samples whose `counts` is 1; the others have gradient 0.
   */
  directionLoss(
    out: Float32Array, up: Float32Array, moved: Float32Array, counts: Int32Array, gradient: Float32Array | undefined, samples: number, scale: number,
  ): number;
}

/** What one step of Adam needs beside the arrays. */
export interface AdamStep {
  readonly learningRate: number;
  /** Decoupled: the step takes this share, times the learning rate, off the values. */
  readonly decay: number;
  /** Plain L2, as a part of the gradient: this times the values. */
  readonly l2: number;
  /** Steps taken, this one included: from 1. */
  readonly step: number;
}

export interface OptimiserKernels {
  /**
   * One step of Adam against the gradient, in place; `first` and `second` are its moments.
   * Source: Kingma and Ba, Adam (2015), algorithm 1; Loshchilov and Hutter, Decoupled weight decay regularization (2019), algorithm 2.
   */
  adam(value: Float32Array, gradient: Float32Array, first: Float32Array, second: Float32Array, length: number, step: AdamStep): void;
}

export interface Kernels
  extends DenseKernels, ArrayKernels, SparseKernels, ActivationKernels, NormKernels, AttentionKernels, TemporalKernels, LossKernels,
  RankingKernels, OptimiserKernels {}
