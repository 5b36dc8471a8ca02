import type { Layer } from './layer.ts';
import { scratch } from './scratch.ts';

/** max(x, 0). Its slope at 0 is taken as 0. */
export const relu = (): Layer => {
  const [toY, toBack] = [scratch(), scratch()];
  let seen: Float32Array = new Float32Array(0);
  return {
    parameters: [],
    forward: (x) => {
      seen = x;
      const y = toY(x.length);
      for (let at = 0; at < x.length; at += 1) y[at] = Math.max(x[at] as number, 0);
      return y;
    },
    backward: (gradient) => {
      const back = toBack(gradient.length);
      for (let at = 0; at < gradient.length; at += 1) back[at] = (seen[at] as number) > 0 ? gradient[at] as number : 0;
      return back;
    },
  };
};
