/**
 * Makes the database, the collections with their indexes, and the named graph, where they are missing. Two processes may do so at once:
 * what another made meanwhile is taken as made.
 */
import { collectionNames, collections, type CollectionName } from '@streamforge/contracts/collections';
import { RetryableError } from '@streamforge/contracts/errors';
import type { Database } from 'arangojs/databases';
import type { ArangoClient } from './client.ts';
import { errorNumberOf, errorNumbers } from './failure.ts';
import type { ArangoSettings } from './settings.ts';

/** The graph of assets: vertices of `assets`, edges of `relations`. */
export const graphName = 'assets';

const documentType = 2;
const edgeType = 3;
const oldest = [3, 11] as const;

/** Creates, and takes it as done when another did so first. */
const created = async (create: () => Promise<unknown>, existsAlready: readonly number[]): Promise<void> => {
  try {
    await create();
  } catch (error) {
    const number = errorNumberOf(error);
    if (number === undefined || !existsAlready.includes(number)) throw error;
  }
};

interface Said {
  readonly server?: unknown;
  readonly version?: unknown;
}

/** What answers says of itself; undefined when it has no such database. */
const saidBy = (client: ArangoClient, name: string): Promise<Said | undefined> => client.ask('opening', async (database) => {
  try {
    const said: unknown = await database.version(false);
    return typeof said === 'object' && said !== null ? said : {};
  } catch (error) {
    if (errorNumberOf(error) === errorNumbers.databaseNotFound) return undefined;
    throw error;
  }
}, name);

/** Throws `BACKEND_MISMATCH` unless what answers is ArangoDB and new enough. */
const checkServer = ({ server, version }: Said, at: string): void => {
  if (server !== 'arango' || typeof version !== 'string') {
    throw new RetryableError('BACKEND_MISMATCH', `What answers at ${at} is not ArangoDB.`);
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw new RetryableError('BACKEND_MISMATCH', `ArangoDB at ${at} is ${version}; ${oldest.join('.')} or newer is needed.`);
};

/** Only who may see `_system` may create a database: anyone else is told so, whichever way the server says it. */
const makeDatabase = async (client: ArangoClient, name: string): Promise<void> => {
  try {
    checkServer(await saidBy(client, '_system') ?? {}, client.at);
    await client.ask('opening', (system) => created(() => system.createDatabase(name), [errorNumbers.duplicateName]), '_system');
  } catch (error) {
    const code = error instanceof RetryableError ? error.code : undefined;
    if (code !== 'BACKEND_FORBIDDEN' && code !== 'BACKEND_CREDENTIALS') throw error;
    throw new RetryableError('BACKEND_FORBIDDEN', `The database ${name} at ${client.at} does not exist, and this user may not create it.`);
  }
};

const makeCollection = async (database: Database, name: CollectionName, settings: ArangoSettings): Promise<void> => {
  const { replication, writeConcern, shards } = settings;
  const options = {
    waitForSync: true,
    keyOptions: { type: 'traditional', allowUserKeys: true },
    ...(replication !== undefined && { replicationFactor: replication }),
    ...(writeConcern !== undefined && { writeConcern }),
    ...(shards !== undefined && { numberOfShards: shards }),
  } as const;
  const create = (): Promise<unknown> =>
    (collections[name].kind === 'edges' ? database.createEdgeCollection(name, options) : database.createCollection(name, options));
  await created(create, [errorNumbers.duplicateName]);
};

const makeGraph = async (database: Database): Promise<void> => {
  const definition = { collection: 'relations', from: ['assets'], to: ['assets'] };
  // Two that create it at once meet in the collection that holds the graphs: there the slower one is a conflict or a duplicate.
  const existsAlready = [errorNumbers.graphExists, errorNumbers.conflict, errorNumbers.uniqueViolated];
  await created(() => database.graph(graphName).create([definition], { waitForSync: true }), existsAlready);
};

/** Makes what is missing; says when the server was heard for the first time. Rejects with one of the `BACKEND_*` codes. */
export const setUp = async (client: ArangoClient, settings: ArangoSettings, heard: () => void): Promise<void> => {
  const said = await saidBy(client, settings.database);
  heard();
  if (said === undefined) await makeDatabase(client, settings.database);
  else checkServer(said, client.at);
  await client.ask('opening', async (database) => {
    const list = async (): Promise<ReadonlyMap<string, number>> =>
      new Map((await database.listCollections()).map(({ name, type }) => [name, type]));
    const before = await list();
    for (const name of collectionNames) if (!before.has(name)) await makeCollection(database, name, settings);
    const types = await list();
    for (const name of collectionNames) {
      const wanted = collections[name].kind === 'edges' ? edgeType : documentType;
      if (types.get(name) === wanted) continue;
      const kind = wanted === edgeType ? 'edge' : 'document';
      throw new RetryableError('BACKEND_MISMATCH', `${name} in ${settings.database} at ${client.at} is no ${kind} collection.`);
    }
    for (const name of collectionNames) {
      await database.collection(name).ensureIndex({
        type: 'persistent', name: 'by_place', fields: ['series', 'at'], storedValues: ['live'],
        unique: false, sparse: false, inBackground: true,
      });
    }
    if (!(await database.graph(graphName).exists())) await makeGraph(database);
  });
};
