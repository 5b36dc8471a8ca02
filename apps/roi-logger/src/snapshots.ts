import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import { LotMethod, type RoiSnapshot } from '@streamforge/contracts/events/roi';
import type { EquityPoint } from '@streamforge/ledger/rows';
import type { Publication } from '@streamforge/service-host/service';

/**
 * A point as events, one by each method. The id is the body’s: a point that is made again says the same or is another event, which rests on more
 * fills where a late one revised it.
 */
export const snapshotsOf = (account: string, capital: string, point: EquityPoint): readonly Publication<'roi.snapshots.v1'>[] =>
  LotMethod.options.map((method) => {
    const { time, equity, realised, unrealised, fees, roi, fills } = point;
    const value: RoiSnapshot = {
      account, time, method, capital, equity, realised: realised[method], unrealised: unrealised[method], fees, roi, fills,
    };
    const body = Buffer.from(canonicalJson(value));
    return { value, body, id: sha256(body), time };
  });
