import type { AttentionKernels } from '../attention-kernels.ts';
import { gat, gatBack } from './gat.ts';
import { gatv2, gatv2Back } from './gatv2.ts';
import { meanOfHeads, meanOfHeadsBack } from './mean-of-heads.ts';

export const attentionKernels: AttentionKernels = { gat, gatBack, gatv2, gatv2Back, meanOfHeads, meanOfHeadsBack };
