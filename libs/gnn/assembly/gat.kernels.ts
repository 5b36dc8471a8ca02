import { addSums, dot4, keptShare, leaky4, leakySlope4, softmaxOfEdges, sumInAll, sumShares, touchRows } from './attention-edges';
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

/**
 * Four heads' scores of an edge, before the slope bends: of where it comes from, where it goes, and `count` features with weights that lie
 * `step` bytes apart.
 */
@inline
function scoreOf(told: usize, telling: usize, features: usize, count: i32, weights: usize, step: usize): v128 {
  let score = f32x4.add(v128.load(told), v128.load(telling));
  for (let k = 0; k < count; k += 1) {
    score = plusProduct(score, splatAt(features + <usize>k * FLOAT), v128.load(weights + <usize>k * step));
  }
  return score;
}

export function gat(
  rows: usize, columns: usize, features: usize, count: i32, times: i32, nodes: i32, heads: i32, channels: i32,
  values: usize, source: usize, target: usize, edges: usize, featureCount: i32, threshold: u32, strengthened: f32, seed: u32,
  scores: usize, shares: usize, out: usize,
): void {
  const headsBytes = <usize>heads * FLOAT;
  const scoresBytes = 2 * headsBytes;
  const width = <usize>channels * headsBytes;
  const featuresBytes = <usize>featureCount * FLOAT;
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
          const score = scoreOf(told + by, telling + by, features + <usize>edge * featuresBytes, featureCount, edges + by, headsBytes);
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

/** `room` is for what one time adds up: gradients of scores [node × (source, target) × head], of the three weights, slopes [edge × head]. */
export function gatBack(
  rows: usize, columns: usize, features: usize, count: i32, times: i32, nodes: i32, heads: i32, channels: i32,
  values: usize, source: usize, target: usize, edges: usize, featureCount: i32, strengthened: f32, scores: usize, shares: usize, out: usize,
  gradient: usize, ofValues: usize, ofSource: usize, ofTarget: usize, ofEdges: usize, room: usize,
): void {
  const headsBytes = <usize>heads * FLOAT;
  const scoresBytes = 2 * headsBytes;
  const headBytes = <usize>channels * FLOAT;
  const width = <usize>channels * headsBytes;
  const factor = f32x4.splat(strengthened);
  const ofScores = room;
  const sourceSums = ofScores + <usize>nodes * scoresBytes;
  const targetSums = sourceSums + width;
  const edgeSums = targetSums + width;
  const slopes = edgeSums + <usize>featureCount * headsBytes;
  for (let time = 0; time < times; time += 1) {
    memory.fill(room, 0, slopes - room);
    for (let node = 0; node < nodes; node += 1) {
      const from = load<i32>(rows + <usize>node * FLOAT);
      const to = load<i32>(rows + <usize>(node + 1) * FLOAT);
      touchRows(columns, from, to, values, nodes, width, width, slopes);
      touchRows(columns, from, to, ofValues, nodes, width, width, slopes);
      for (let head = 0; head < heads; head += 1) {
        const by = <usize>head * FLOAT;
        const channelsAt = <usize>head * headBytes;
        const pulled = gradient + <usize>node * width + channelsAt;
        // What softmax takes off the slope of each edge.
        const mean = dot4(pulled, out + <usize>node * width + channelsAt, channels);
        for (let edge = from; edge < to; edge += 1) {
          const brought = <usize>load<i32>(columns + <usize>edge * FLOAT) * width + channelsAt;
          const share = splatAt(shares + <usize>edge * headsBytes + by);
          const part = keptShare(share, factor);
          const pull = channels == 8
            ? backEight(values + brought, ofValues + brought, pulled, part)
            : backAny(values + brought, ofValues + brought, pulled, part, channels);
          const slope = f32x4.sub(f32x4.mul(part, pull), f32x4.mul(f32x4.abs(share), mean));
          v128.store_lane<f32>(slopes + <usize>(edge - from) * headsBytes + by, slope, 0);
        }
      }
      for (let head = 0; head < heads; head += 4) {
        const by = <usize>head * FLOAT;
        const lanes = heads - head;
        const telling = <usize>node * scoresBytes + headsBytes + by;
        let sum = f32x4.splat(0);
        for (let edge = from; edge < to; edge += 1) {
          const told = <usize>load<i32>(columns + <usize>edge * FLOAT) * scoresBytes + by;
          const feature = features + <usize>(edge * featureCount) * FLOAT;
          const score = scoreOf(scores + told, scores + telling, feature, featureCount, edges + by, headsBytes);
          const slope = f32x4.mul(v128.load(slopes + <usize>(edge - from) * headsBytes + by), leakySlope4(score));
          sum = f32x4.add(sum, slope);
          storeUpTo(ofScores + told, f32x4.add(v128.load(ofScores + told), slope), lanes);
          for (let k = 0; k < featureCount; k += 1) {
            const at = edgeSums + <usize>k * headsBytes + by;
            storeUpTo(at, plusProduct(v128.load(at), splatAt(feature + <usize>k * FLOAT), slope), lanes);
          }
        }
        storeUpTo(ofScores + telling, sum, lanes);
      }
    }
    scoreNodesBack(values, source, target, ofScores, ofValues, sourceSums, targetSums, nodes, heads, channels);
    addSums(sourceSums, ofSource, heads * channels);
    addSums(targetSums, ofTarget, heads * channels);
    addSums(edgeSums, ofEdges, featureCount * heads);
    scores += <usize>nodes * scoresBytes;
    values += <usize>nodes * width;
    ofValues += <usize>nodes * width;
    out += <usize>nodes * width;
    gradient += <usize>nodes * width;
    shares += <usize>count * headsBytes;
  }
}
