/**
 * Makes the database, the collections with their indexes, and the named graph, where they are missing. Two processes may do so at once: what
 * another made meanwhile is taken as made.
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

/** Whether what answers is ArangoDB, and new enough. Throws `BACKEND_MISMATCH`, `BACKEND_CREDENTIALS`, `BACKEND_UNREACHABLE`, … */
const checkServer = async (client: ArangoClient): Promise<void> => {
  // `_system` answers whether the database exists or not; a user without access to it is told by his own database's answer instead.
  const { server, version } = await client.ask('opening', async (database): Promise<{ readonly server?: unknown; readonly version?: unknown }> => {
    const said: unknown = await database.version(false);
    return typeof said === 'object' && said !== null ? said : {};
  }, '_system').catch((error: unknown) => {
    if (error instanceof RetryableError && error.code === 'BACKEND_FORBIDDEN') return { server: 'arango', version: oldest.join('.') };
    throw error;
  });
  if (server !== 'arango' || typeof version !== 'string') {
    throw new RetryableError('BACKEND_MISMATCH', `What answers at ${client.at} is not ArangoDB.`);
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw new RetryableError('BACKEND_MISMATCH', `ArangoDB at ${client.at} is ${version}; ${oldest.join('.')} or newer is needed.`);
};

const makeDatabase = async (client: ArangoClient, name: string): Promise<void> => {
  const exists = await client.ask('opening', async (database) => {
    try {
      await database.get();
      return true;
    } catch (error) {
      if (errorNumberOf(error) === errorNumbers.databaseNotFound) return false;
      throw error;
    }
  });
  if (exists) return;
  await client.ask('opening', (system) => created(() => system.createDatabase(name), [errorNumbers.duplicateName]), '_system')
    .catch((error: unknown) => {
      if (!(error instanceof RetryableError) || error.code !== 'BACKEND_FORBIDDEN') throw error;
      throw new RetryableError('BACKEND_FORBIDDEN', `The database ${name} at ${client.at} does not exist, and this user may not create it.`);
    });
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

/** Makes what is missing. Rejects with one of the `BACKEND_*` codes. */
export const setUp = async (client: ArangoClient, settings: ArangoSettings): Promise<void> => {
  await checkServer(client);
  await makeDatabase(client, settings.database);
  await client.ask('opening', async (database) => {
    const list = async (): Promise<ReadonlyMap<string, number>> =>
      new Map((await database.listCollections()).map(({ name, type }) => [name, type]));
    const before = await list();
    for (const name of collectionNames) if (!before.has(name)) await makeCollection(database, name, settings);
    const types = await list();
    for (const name of collectionNames) {
      const wanted = collections[name].kind === 'edges' ? edgeType : documentType;
      if (types.get(name) === wanted) continue;
      throw new RetryableError('BACKEND_MISMATCH', `${name} in ${settings.database} at ${client.at} is no ${wanted === edgeType ? 'edge' : 'document'} collection.`);
    }
    for (const name of collectionNames) {
      await database.collection(name).ensureIndex({
        type: 'persistent', name: 'by_place', fields: ['series', 'at'], storedValues: ['live'], unique: false, sparse: false, inBackground: true,
      });
    }
    if (!(await database.graph(graphName).exists())) await makeGraph(database);
  });
};
