import type { Coordinates, TopicPartition } from '../../port.ts';
import type { Call } from '../connection.ts';
import { refuse } from '../failure.ts';
import { readBuffer, readByTopic, readText, writeArray, writeByTopic } from './arrays.ts';

/** Who acts for a group. A seek from outside has generation -1 and no member: brokers take it while the group has no members. */
export interface Membership {
  readonly group: string;
  readonly generation: number;
  readonly member: string;
}

/** The broker that keeps a group. */
export const findCoordinator = (group: string): Call<number> => ({
  key: 10, version: 2, name: 'FindCoordinator', limitMs: 3_000,
  write: (encoder) => encoder.writeString(group).writeInt8(0),
  read: (decoder) => {
    decoder.readInt32();
    refuse(decoder.readInt16(), decoder.readString());
    return decoder.readInt32();
  },
});

export interface JoinOptions {
  readonly group: string;
  readonly member: string;
  readonly sessionMs: number;
  readonly rebalanceMs: number;
  readonly protocol: string;
  readonly metadata: Uint8Array;
}

export interface Joined {
  readonly errorCode: number;
  readonly generation: number;
  readonly leader: string;
  readonly member: string;
  /** All members, for the leader; empty for the others. */
  readonly members: readonly { readonly member: string; readonly metadata: Buffer }[];
}

/** Asks to be in the next generation of a group; answered when all members have asked. */
export const joinGroup = ({ group, member, sessionMs, rebalanceMs, protocol, metadata }: JoinOptions): Call<Joined> => ({
  key: 11, version: 5, name: 'JoinGroup', brokerMs: rebalanceMs + 5_000,
  write: (encoder) => writeArray(
    encoder.writeString(group).writeInt32(sessionMs).writeInt32(rebalanceMs).writeString(member).writeString(null).writeString('consumer'),
    [protocol], (out, name) => out.writeString(name).writeBytes(metadata),
  ),
  read: (decoder) => {
    decoder.readInt32();
    const errorCode = decoder.readInt16();
    const generation = decoder.readInt32();
    decoder.readString();
    const leader = readText(decoder);
    const member = readText(decoder);
    const members = decoder.readArray(() => {
      const id = readText(decoder);
      decoder.readString();
      return { member: id, metadata: readBuffer(decoder) };
    });
    return { errorCode, generation, leader, member, members };
  },
});

/** Brings the leader's assignments to the broker and each member's own back. */
export const syncGroup = (
  { group, generation, member }: Membership, assignments: readonly (readonly [member: string, assignment: Uint8Array])[], waitMs: number,
): Call<Buffer> => ({
  key: 14, version: 3, name: 'SyncGroup', brokerMs: waitMs,
  write: (encoder) => writeArray(
    encoder.writeString(group).writeInt32(generation).writeString(member).writeString(null),
    assignments, (out, [to, assignment]) => out.writeString(to).writeBytes(assignment),
  ),
  read: (decoder) => {
    decoder.readInt32();
    refuse(decoder.readInt16());
    return readBuffer(decoder);
  },
});

/** Tells the coordinator that the member lives; refused while the group is being divided. */
export const heartbeat = ({ group, generation, member }: Membership): Call<void> => ({
  key: 12, version: 3, name: 'Heartbeat',
  write: (encoder) => encoder.writeString(group).writeInt32(generation).writeString(member).writeString(null),
  read: (decoder) => {
    decoder.readInt32();
    refuse(decoder.readInt16());
  },
});

/** Gives up the member’s place. */
export const leaveGroup = ({ group, member }: Membership): Call<void> => ({
  key: 13, version: 3, name: 'LeaveGroup', limitMs: 3_000,
  write: (encoder) => encoder.writeString(group).writeInt32(1).writeString(member).writeString(null),
  read: (decoder) => {
    decoder.readInt32();
    refuse(decoder.readInt16());
  },
});

/** Makes offsets the group's, of several partitions at once. Throws BrokerError when the first of them is refused. */
export const offsetCommit = ({ group, generation, member }: Membership, offsets: readonly Coordinates[]): Call<void> => ({
  key: 8, version: 7, name: 'OffsetCommit',
  write: (encoder) => writeByTopic(
    encoder.writeString(group).writeInt32(generation).writeString(member).writeString(null),
    offsets, (out, { partition, offset }) => out.writeInt32(partition).writeInt64(offset).writeInt32(-1).writeString(''),
  ),
  read: (decoder) => {
    decoder.readInt32();
    readByTopic(decoder, (_, { topic }) => refuse(decoder.readInt16(), topic));
  },
});

/** Committed offsets of a group, of these partitions or of all that it has; -1 where there is none. */
export const offsetFetch = (group: string, partitions: readonly TopicPartition[] | null): Call<readonly Coordinates[]> => ({
  key: 9, version: 5, name: 'OffsetFetch',
  write: (encoder) => partitions === null
    ? encoder.writeString(group).writeInt32(-1)
    : writeByTopic(encoder.writeString(group), partitions, (out, { partition }) => out.writeInt32(partition)),
  read: (decoder) => {
    decoder.readInt32();
    const offsets = readByTopic(decoder, (_, at) => {
      const offset = Number(decoder.readInt64());
      decoder.readInt32();
      decoder.readString();
      refuse(decoder.readInt16(), at.topic);
      return { ...at, offset };
    });
    refuse(decoder.readInt16());
    return offsets;
  },
});

/** Names of the groups that a broker keeps. */
export const listGroups = (): Call<readonly string[]> => ({
  key: 16, version: 2, name: 'ListGroups',
  write: (encoder) => encoder,
  read: (decoder) => {
    decoder.readInt32();
    refuse(decoder.readInt16());
    return decoder.readArray(() => {
      const group = readText(decoder);
      decoder.readString();
      return group;
    });
  },
});
