/** What `from` does tells of `to`; both are indices of assets. The weight is their correlation, with its sign, or 1 where declared. */
export interface SnapshotEdge {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}
