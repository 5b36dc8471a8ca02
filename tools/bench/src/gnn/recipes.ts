import { gatRecipe, gatv2Recipe, kipfRecipe, type NodeRecipe } from '@streamforge/gnn/nodes/node-recipe';
import type { Kind } from './run.ts';

export const recipes: Readonly<Record<Kind, NodeRecipe>> = { gcn: kipfRecipe, gat: gatRecipe, gatv2: gatv2Recipe };
