/** The dense products for those who have no engine yet. */
import { denseKernels } from './typescript/dense.ts';

export const { matmul, matmulOfTransposed, matmulByTransposed } = denseKernels;
