import { dot4, keptShare, leaky4, leakySlope4, softmaxOfEdges, sumInAll, sumShares } from './attention-edges';
import { FLOAT, plusProduct, splatAt, storeUpTo } from './lanes';

/** scores [row × (source, target) × head] of values [row × head × channel]. */
function scoreNodes(values: usize, source: usize, target: usize, scores: usize, rows: i32, heads: i32, channels: i32): void {
  const step = <usize>channels * FLOAT;
  for (let row = 0; row < rows; row += 1) {
    for (let head = 0; head < heads; head += 1) {
      const by = <usize>head * step;
      v128.store_lane<f32>(scores + <usize>head * FLOAT, dot4(values + by, source + by, channels), 0);
      v128.store_lane<f32>(scores + <usize>(heads + head) * FLOAT, dot4(values + by, target + by, channels), 0);
    }
    values += <usize>heads * step;
    scores += <usize>(2 * heads) * FLOAT;
  }
}

export function gat(
  rows: usize, columns: usize, count: i32, times: i32, nodes: i32, heads: i32, channels: i32,
  values: usize, source: usize, target: usize, edges: usize, featured: i32, threshold: u32, strengthened: f32, seed: u32,
  scores: usize, shares: usize, out: usize,
): void {
  const headsBytes = <usize>heads * FLOAT;
  const scoresBytes = 2 * headsBytes;
  const width = <usize>channels * headsBytes;
  scoreNodes(values, source, target, scores, times * nodes, heads, channels);
  for (let time = 0; time < times; time += 1) {
    const base = time * count * heads;
    for (let node = 0; node < nodes; node += 1) {
      const from = load<i32>(rows + <usize>node * FLOAT);
      const to = load<i32>(rows + <usize>(node + 1) * FLOAT);
      const first = base + from * heads;
      const own = shares + <usize>first * FLOAT;
      const telling = scores + <usize>node * scoresBytes + headsBytes;
      let share = own;
      for (let edge = from; edge < to; edge += 1) {
        const told = scores + <usize>load<i32>(columns + <usize>edge * FLOAT) * scoresBytes;
        for (let head = 0; head < heads; head += 4) {
          const by = <usize>head * FLOAT;
          let score = f32x4.add(v128.load(told + by), v128.load(telling + by));
          if (featured) score = f32x4.add(score, v128.load(edges + <usize>edge * headsBytes + by));
          storeUpTo(share + by, leaky4(score), heads - head);
        }
        share += headsBytes;
      }
      softmaxOfEdges(own, to - from, heads, first, threshold, seed);
      sumShares(
        columns, <usize>from * FLOAT, <usize>to * FLOAT, values, width, own, strengthened, heads, channels, out + <usize>node * width,
      );
    }
    scores += <usize>nodes * scoresBytes;
    values += <usize>nodes * width;
    out += <usize>nodes * width;
  }
}

/** Adds what the gradients of the scores give those of the values and of the vectors that score. */
function scoreNodesBack(
  values: usize, source: usize, target: usize, ofScores: usize, ofValues: usize, ofSource: usize, ofTarget: usize,
  rows: i32, heads: i32, channels: i32,
): void {
  for (let row = 0; row < rows; row += 1) {
    for (let head = 0; head < heads; head += 1) {
      const bySource = v128.load_splat<f32>(ofScores + <usize>head * FLOAT);
      const byTarget = v128.load_splat<f32>(ofScores + <usize>(heads + head) * FLOAT);
      for (let channel = 0; channel < channels; channel += 4) {
        const by = <usize>(head * channels + channel) * FLOAT;
        const lanes = channels - channel;
        const value = v128.load(values + by);
        const back = plusProduct(v128.load(ofValues + by), bySource, v128.load(source + by));
        storeUpTo(ofValues + by, plusProduct(back, byTarget, v128.load(target + by)), lanes);
        storeUpTo(ofSource + by, plusProduct(v128.load(ofSource + by), bySource, value), lanes);
        storeUpTo(ofTarget + by, plusProduct(v128.load(ofTarget + by), byTarget, value), lanes);
      }
    }
    values += <usize>(heads * channels) * FLOAT;
    ofValues += <usize>(heads * channels) * FLOAT;
    ofScores += <usize>(2 * heads) * FLOAT;
  }
}

/** Adds what one edge takes back of a gradient to that of what it brought; returns their product, which is its pull, in every lane. */
@inline
function backAny(brought: usize, ofBrought: usize, pulled: usize, part: v128, channels: i32): v128 {
  for (let channel = 0; channel < channels; channel += 4) {
    const at = <usize>channel * FLOAT;
    storeUpTo(ofBrought + at, plusProduct(v128.load(ofBrought + at), part, v128.load(pulled + at)), channels - channel);
  }
  return dot4(pulled, brought, channels);
}

/** The same of eight channels. */
@inline
function backEight(brought: usize, ofBrought: usize, pulled: usize, part: v128): v128 {
  const g0 = v128.load(pulled), g1 = v128.load(pulled, 16);
  v128.store(ofBrought, plusProduct(v128.load(ofBrought), part, g0));
  v128.store(ofBrought, plusProduct(v128.load(ofBrought, 16), part, g1), 16);
  return sumInAll(plusProduct(f32x4.mul(g0, v128.load(brought)), g1, v128.load(brought, 16)));
}

/** One value += the first lane. */
@inline
function plusOne(at: usize, four: v128): void {
  store<f32>(at, load<f32>(at) + f32x4.extract_lane(four, 0));
}

/** ofScores: room for the gradient of scores. */
export function gatBack(
  rows: usize, columns: usize, count: i32, times: i32, nodes: i32, heads: i32, channels: i32,
  values: usize, source: usize, target: usize, edges: usize, featured: i32, strengthened: f32, scores: usize, shares: usize, out: usize,
  gradient: usize, ofValues: usize, ofSource: usize, ofTarget: usize, ofEdges: usize, ofScores: usize,
): void {
  const headsBytes = <usize>heads * FLOAT;
  const scoresBytes = 2 * headsBytes;
  const headBytes = <usize>channels * FLOAT;
  const width = <usize>channels * headsBytes;
  const factor = f32x4.splat(strengthened);
  memory.fill(ofScores, 0, <usize>(times * nodes) * scoresBytes);
  let valuesNow = values;
  let ofValuesNow = ofValues;
  let ofScoresNow = ofScores;
  for (let time = 0; time < times; time += 1) {
    for (let node = 0; node < nodes; node += 1) {
      const from = load<i32>(rows + <usize>node * FLOAT);
      const to = load<i32>(rows + <usize>(node + 1) * FLOAT);
      for (let head = 0; head < heads; head += 1) {
        const by = <usize>head * FLOAT;
        const own = <usize>node * scoresBytes + headsBytes + by;
        const channelsAt = <usize>head * headBytes;
        const pulled = gradient + <usize>node * width + channelsAt;
        const mean = dot4(pulled, out + <usize>node * width + channelsAt, channels);
        const telling = splatAt(scores + own);
        const values = valuesNow + channelsAt;
        const ofValues = ofValuesNow + channelsAt;
        let sum = f32x4.splat(0);
        for (let edge = from; edge < to; edge += 1) {
          const column = <usize>load<i32>(columns + <usize>edge * FLOAT);
          const share = splatAt(shares + <usize>edge * headsBytes + by);
          const part = keptShare(share, factor);
          const brought = column * width;
          const told = column * scoresBytes + by;
          let score = f32x4.add(splatAt(scores + told), telling);
          if (featured) score = f32x4.add(score, splatAt(edges + <usize>edge * headsBytes + by));
          const pull = channels == 8
            ? backEight(values + brought, ofValues + brought, pulled, part)
            : backAny(values + brought, ofValues + brought, pulled, part, channels);
          const slope = f32x4.mul(f32x4.sub(f32x4.mul(part, pull), f32x4.mul(f32x4.abs(share), mean)), leakySlope4(score));
          sum = f32x4.add(sum, slope);
          plusOne(ofScoresNow + told, slope);
          if (featured) plusOne(ofEdges + <usize>edge * headsBytes + by, slope);
        }
        v128.store_lane<f32>(ofScoresNow + own, sum, 0);
      }
    }
    scores += <usize>nodes * scoresBytes;
    ofScoresNow += <usize>nodes * scoresBytes;
    valuesNow += <usize>nodes * width;
    ofValuesNow += <usize>nodes * width;
    out += <usize>nodes * width;
    gradient += <usize>nodes * width;
    shares += <usize>count * headsBytes;
  }
  scoreNodesBack(values, source, target, ofScores, ofValues, ofSource, ofTarget, times * nodes, heads, channels);
}
