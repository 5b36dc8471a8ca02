import { addSums, dot4, keptShare, leaky4, leakySlope4, softmaxOfEdges, sumInAll, sumShares, touchRows } from './attention-edges';
import { firstOf, FLOAT, plusProduct, splatAt, storeUpTo, sumOf } from './lanes';

/** Four channels plus what `count` features of an edge add, whose weights lie `step` bytes apart. */
@inline
function plusTerm(both: v128, features: usize, count: i32, weights: usize, step: usize): v128 {
  for (let k = 0; k < count; k += 1) {
    both = plusProduct(both, splatAt(features + <usize>k * FLOAT), v128.load(weights + <usize>k * step));
  }
  return both;
}

/**
 * Scores of one head of a node's edges, a · leaky(what one tells + what the other is told + edge). Rows of values lie `stride` bytes apart;
 * features of an
 * edge are `count`, their weights half a stride apart.
 */
function scoreAny(
  columns: usize, from: i32, to: i32, values: usize, stride: usize, telling: usize, features: usize, count: i32, edges: usize,
  scorer: usize, shares: usize, step: usize, channels: i32,
): void {
  for (let edge = from; edge < to; edge += 1) {
    const told = values + <usize>load<i32>(columns + <usize>edge * FLOAT) * stride;
    const feature = features + <usize>(edge * count) * FLOAT;
    let sum = f32x4.splat(0);
    for (let channel = 0; channel < channels; channel += 4) {
      const by = <usize>channel * FLOAT;
      const both = plusTerm(f32x4.add(v128.load(told + by), v128.load(telling + by)), feature, count, edges + by, stride >> 1);
      sum = f32x4.add(sum, firstOf(f32x4.mul(v128.load(scorer + by), leaky4(both)), channels - channel));
    }
    store<f32>(shares, sumOf(sum));
    shares += step;
  }
}

/** The same of eight channels, which stay in registers. */
function scoreEight(
  columns: usize, from: i32, to: i32, values: usize, stride: usize, telling: usize, features: usize, count: i32, edges: usize,
  scorer: usize, shares: usize, step: usize,
): void {
  const t0 = v128.load(telling), t1 = v128.load(telling, 16);
  const a0 = v128.load(scorer), a1 = v128.load(scorer, 16);
  for (let edge = from; edge < to; edge += 1) {
    const told = values + <usize>load<i32>(columns + <usize>edge * FLOAT) * stride;
    const feature = features + <usize>(edge * count) * FLOAT;
    const b0 = plusTerm(f32x4.add(v128.load(told), t0), feature, count, edges, stride >> 1);
    const b1 = plusTerm(f32x4.add(v128.load(told, 16), t1), feature, count, edges + 16, stride >> 1);
    store<f32>(shares, sumOf(plusProduct(f32x4.mul(a0, leaky4(b0)), a1, leaky4(b1))));
    shares += step;
  }
}

export function gatv2(
  rows: usize, columns: usize, features: usize, count: i32, times: i32, nodes: i32, heads: i32, channels: i32,
  values: usize, scorer: usize, edges: usize, featureCount: i32, threshold: u32, strengthened: f32, seed: u32, shares: usize, out: usize,
): void {
  const headsBytes = <usize>heads * FLOAT;
  const headBytes = <usize>channels * FLOAT;
  const width = <usize>channels * headsBytes;
  for (let time = 0; time < times; time += 1) {
    const base = time * count * heads;
    for (let node = 0; node < nodes; node += 1) {
      const from = load<i32>(rows + <usize>node * FLOAT);
      const to = load<i32>(rows + <usize>(node + 1) * FLOAT);
      const first = base + from * heads;
      const own = shares + <usize>first * FLOAT;
      const telling = values + <usize>(2 * node + 1) * width;
      for (let head = 0; head < heads; head += 1) {
        const by = <usize>head * headBytes;
        const share = own + <usize>head * FLOAT;
        if (channels == 8) {
          scoreEight(
            columns, from, to, values + by, 2 * width, telling + by, features, featureCount, edges + by, scorer + by, share, headsBytes,
          );
        } else {
          scoreAny(
            columns, from, to, values + by, 2 * width, telling + by, features, featureCount, edges + by,
            scorer + by, share, headsBytes, channels,
          );
        }
      }
      softmaxOfEdges(own, to - from, heads, first, threshold, seed);
      sumShares(
        columns, <usize>from * FLOAT, <usize>to * FLOAT, values, 2 * width, own, strengthened, heads, channels, out + <usize>node * width,
      );
    }
    values += <usize>(2 * nodes) * width;
    out += <usize>nodes * width;
  }
}

/** The way back of one head of a node's edges. `mean` is what softmax takes off the slope of each. */
function backAny(
  columns: usize, from: i32, to: i32, values: usize, ofValues: usize, stride: usize, telling: usize, ofTelling: usize,
  features: usize, count: i32, edges: usize, ofEdges: usize, scorer: usize, ofScorer: usize, pulled: usize, mean: v128,
  shares: usize, step: usize, strengthened: v128, channels: i32,
): void {
  for (let edge = from; edge < to; edge += 1) {
    const source = <usize>load<i32>(columns + <usize>edge * FLOAT) * stride;
    const feature = features + <usize>(edge * count) * FLOAT;
    const share = splatAt(shares);
    const part = keptShare(share, strengthened);
    const slope = f32x4.sub(f32x4.mul(part, dot4(pulled, values + source, channels)), f32x4.mul(f32x4.abs(share), mean));
    for (let channel = 0; channel < channels; channel += 4) {
      const at = <usize>channel * FLOAT;
      const lanes = channels - channel;
      const both = plusTerm(f32x4.add(v128.load(values + source + at), v128.load(telling + at)), feature, count, edges + at, stride >> 1);
      const back = f32x4.mul(f32x4.mul(slope, v128.load(scorer + at)), leakySlope4(both));
      storeUpTo(ofScorer + at, plusProduct(v128.load(ofScorer + at), slope, leaky4(both)), lanes);
      const into = ofValues + source + at;
      storeUpTo(into, f32x4.add(plusProduct(v128.load(into), part, v128.load(pulled + at)), back), lanes);
      storeUpTo(ofTelling + at, f32x4.add(v128.load(ofTelling + at), back), lanes);
      for (let k = 0; k < count; k += 1) {
        const weight = ofEdges + <usize>k * (stride >> 1) + at;
        storeUpTo(weight, plusProduct(v128.load(weight), splatAt(feature + <usize>k * FLOAT), back), lanes);
      }
    }
    shares += step;
  }
}

/** The same of eight channels, which stay in registers. */
function backEight(
  columns: usize, from: i32, to: i32, values: usize, ofValues: usize, stride: usize, telling: usize, ofTelling: usize,
  features: usize, count: i32, edges: usize, ofEdges: usize, scorer: usize, ofScorer: usize, pulled: usize, mean: v128,
  shares: usize, step: usize, strengthened: v128,
): void {
  const t0 = v128.load(telling), t1 = v128.load(telling, 16);
  const a0 = v128.load(scorer), a1 = v128.load(scorer, 16);
  const g0 = v128.load(pulled), g1 = v128.load(pulled, 16);
  let ofT0 = f32x4.splat(0), ofT1 = f32x4.splat(0), ofA0 = f32x4.splat(0), ofA1 = f32x4.splat(0);
  for (let edge = from; edge < to; edge += 1) {
    const source = <usize>load<i32>(columns + <usize>edge * FLOAT) * stride;
    const x0 = v128.load(values + source), x1 = v128.load(values + source, 16);
    const share = splatAt(shares);
    const part = keptShare(share, strengthened);
    const pull = sumInAll(plusProduct(f32x4.mul(g0, x0), g1, x1));
    const slope = f32x4.sub(f32x4.mul(part, pull), f32x4.mul(f32x4.abs(share), mean));
    const feature = features + <usize>(edge * count) * FLOAT;
    const b0 = plusTerm(f32x4.add(x0, t0), feature, count, edges, stride >> 1);
    const b1 = plusTerm(f32x4.add(x1, t1), feature, count, edges + 16, stride >> 1);
    ofA0 = plusProduct(ofA0, slope, leaky4(b0));
    ofA1 = plusProduct(ofA1, slope, leaky4(b1));
    const back0 = f32x4.mul(f32x4.mul(slope, a0), leakySlope4(b0)), back1 = f32x4.mul(f32x4.mul(slope, a1), leakySlope4(b1));
    ofT0 = f32x4.add(ofT0, back0);
    ofT1 = f32x4.add(ofT1, back1);
    const into = ofValues + source;
    v128.store(into, f32x4.add(plusProduct(v128.load(into), part, g0), back0));
    v128.store(into, f32x4.add(plusProduct(v128.load(into, 16), part, g1), back1), 16);
    for (let k = 0; k < count; k += 1) {
      const told = splatAt(feature + <usize>k * FLOAT);
      const weight = ofEdges + <usize>k * (stride >> 1);
      v128.store(weight, plusProduct(v128.load(weight), told, back0));
      v128.store(weight, plusProduct(v128.load(weight, 16), told, back1), 16);
    }
    shares += step;
  }
  v128.store(ofTelling, f32x4.add(v128.load(ofTelling), ofT0));
  v128.store(ofTelling, f32x4.add(v128.load(ofTelling, 16), ofT1), 16);
  v128.store(ofScorer, f32x4.add(v128.load(ofScorer), ofA0));
  v128.store(ofScorer, f32x4.add(v128.load(ofScorer, 16), ofA1), 16);
}

/** `room` is for what one time adds up: gradients of the scorer and of the weights of features; and a value that does not matter. */
export function gatv2Back(
  rows: usize, columns: usize, features: usize, count: i32, times: i32, nodes: i32, heads: i32, channels: i32,
  values: usize, scorer: usize, edges: usize, featureCount: i32, strengthened: f32, shares: usize, out: usize,
  gradient: usize, ofValues: usize, ofScorer: usize, ofEdges: usize, room: usize,
): void {
  const headsBytes = <usize>heads * FLOAT;
  const headBytes = <usize>channels * FLOAT;
  const width = <usize>channels * headsBytes;
  const factor = f32x4.splat(strengthened);
  const scorerSums = room;
  const edgeSums = scorerSums + width;
  const seen = edgeSums + <usize>featureCount * width;
  for (let time = 0; time < times; time += 1) {
    memory.fill(room, 0, seen - room);
    for (let node = 0; node < nodes; node += 1) {
      const from = load<i32>(rows + <usize>node * FLOAT);
      const to = load<i32>(rows + <usize>(node + 1) * FLOAT);
      touchRows(columns, from, to, values, nodes, 2 * width, width, seen);
      touchRows(columns, from, to, ofValues, nodes, 2 * width, width, seen);
      for (let head = 0; head < heads; head += 1) {
        const by = <usize>head * headBytes;
        const pulled = gradient + <usize>node * width + by;
        const mean = dot4(pulled, out + <usize>node * width + by, channels);
        const told = <usize>(2 * node + 1) * width + by;
        const share = shares + <usize>(from * heads + head) * FLOAT;
        if (channels == 8) {
          backEight(
            columns, from, to, values + by, ofValues + by, 2 * width, values + told, ofValues + told, features, featureCount,
            edges + by, edgeSums + by, scorer + by, scorerSums + by, pulled, mean, share, headsBytes, factor,
          );
        } else {
          backAny(
            columns, from, to, values + by, ofValues + by, 2 * width, values + told, ofValues + told, features, featureCount,
            edges + by, edgeSums + by, scorer + by, scorerSums + by, pulled, mean, share, headsBytes, factor, channels,
          );
        }
      }
    }
    addSums(scorerSums, ofScorer, heads * channels);
    addSums(edgeSums, ofEdges, featureCount * heads * channels);
    values += <usize>(2 * nodes) * width;
    ofValues += <usize>(2 * nodes) * width;
    out += <usize>nodes * width;
    gradient += <usize>nodes * width;
    shares += <usize>count * headsBytes;
  }
}
