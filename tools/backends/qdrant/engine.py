"""Collections over Qdrant's engine: each is one shard of the package qdrant-edge-py, in a folder of its own. Requests and answers as in the HTTP API."""
import json
import struct
import threading
from pathlib import Path
from shutil import rmtree

import qdrant_edge as edge

MODES = {'upsert': edge.UpdateMode.Upsert, 'insert_only': edge.UpdateMode.InsertOnly, 'update_only': edge.UpdateMode.UpdateOnly}


class Refusal(Exception):
    """What is answered instead of a result: an HTTP status and a text."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def shortest(number):
    """A number of single precision in the fewest digits that mean it, as the server writes scores."""
    for digits in range(6, 9):
        text = f'{number:.{digits}g}'
        if struct.pack('f', float(text)) == struct.pack('f', number):
            return float(text)
    return number


def condition_of(given):
    if 'has_id' in given:
        return edge.HasIdCondition(set(given['has_id']))
    if 'key' not in given:
        return filter_of(given)
    match = given['match']
    return edge.FieldCondition(given['key'], match=edge.MatchAny(match['any']) if 'any' in match else edge.MatchValue(match['value']))


def filter_of(given):
    if given is None:
        return None
    return edge.Filter(**{clause: [condition_of(each) for each in given[clause]] for clause in ('must', 'should', 'must_not') if clause in given})


def vector_of(given):
    return edge.SparseVector(given['indices'], given['values']) if isinstance(given, dict) else given


def shown(point):
    """A point as the API answers it, with what was asked for of payload and vectors."""
    vectors = point.vector and {
        name: {'indices': each.indices, 'values': each.values} if isinstance(each, edge.SparseVector) else each for name, each in point.vector.items()}
    return {'id': str(point.id), **({} if point.payload is None else {'payload': point.payload}), **({} if point.vector is None else {'vector': vectors})}


class Collection:
    """`params` is what the collection was made with, beside the vectors that were added since."""

    def __init__(self, folder, name, params, shard):
        self.folder, self.name, self.params, self.shard = folder, name, params, shard
        self.turn = threading.Lock()

    @classmethod
    def make(cls, folder, name, params):
        dense = {vector: edge.EdgeVectorParams(each['size'], edge.Distance.Dot) for vector, each in params.get('vectors', {}).items()}
        sparse = {vector: edge.EdgeSparseVectorParams() for vector in params.get('sparse_vectors', {})}
        rmtree(folder, ignore_errors=True)
        made = cls(folder, name, {**params, 'vectors': dict(params.get('vectors', {}))}, edge.EdgeShard.create(str(folder), edge.EdgeConfig(dense, sparse)))
        made.keep()
        return made

    @classmethod
    def load(cls, note):
        folder = note.with_suffix('')
        return cls(folder, **json.loads(note.read_text()), shard=edge.EdgeShard.load(str(folder)))

    @property
    def note(self):
        return self.folder.with_suffix('.json')

    def keep(self):
        """Notes what the shard itself does not say. Without the note there is no collection."""
        half = self.folder.with_suffix('.half')
        half.write_text(json.dumps({'name': self.name, 'params': self.params}))
        half.replace(self.note)

    def drop(self):
        self.note.unlink()
        self.shard.close()
        rmtree(self.folder, ignore_errors=True)

    def apply(self, operation):
        with self.turn:
            self.shard.update(operation)
        return {'operation_id': 0, 'status': 'completed'}

    def info(self):
        info = self.shard.info()
        return {
            'status': 'green', 'optimizer_status': 'ok', 'points_count': info.points_count, 'segments_count': info.segments_count, 'config': {'params': self.params},
            'payload_schema': {field: {'data_type': 'keyword', 'points': each.points} for field, each in info.payload_schema.items()},
        }

    def add_index(self, body):
        schema = edge.KeywordIndexParams(is_tenant=body['field_schema'].get('is_tenant'))
        return self.apply(edge.UpdateOperation.create_field_index(body['field_name'], schema))

    def add_vector(self, vector, body):
        if vector in self.params['vectors']:
            raise Refusal(400, f'Wrong input: Vector name {vector} already exists')
        done = self.apply(edge.UpdateOperation.create_dense_vector(vector, body['dense']['size'], edge.Distance.Dot))
        self.params['vectors'][vector] = body['dense']
        self.keep()
        return done

    def upsert(self, body):
        points = [edge.Point(each['id'], {name: vector_of(given) for name, given in each['vector'].items()}, each.get('payload')) for each in body['points']]
        return self.apply(edge.UpdateOperation.upsert_points(points, filter_of(body.get('update_filter')), MODES[body.get('update_mode', 'upsert')]))

    def delete(self, body):
        return self.apply(edge.UpdateOperation.delete_points_by_filter(filter_of(body['filter'])))

    def retrieve(self, body):
        return [shown(point) for point in self.shard.retrieve(body['ids'], body.get('with_payload', True), body.get('with_vector', False))]

    def scroll(self, body):
        points, following = self.shard.scroll(edge.ScrollRequest(
            offset=body.get('offset'), limit=body.get('limit', 10), filter=filter_of(body.get('filter')),
            with_payload=body.get('with_payload', True), with_vector=body.get('with_vector', False)))
        return {'points': [shown(point) for point in points], 'next_page_offset': None if following is None else str(following)}

    def count(self, body):
        return {'count': self.shard.count(edge.CountRequest(filter=filter_of(body.get('filter')), exact=body.get('exact', True)))}

    def query(self, body):
        found = self.shard.query(edge.QueryRequest(
            query=edge.Query.Nearest(vector_of(body['query']), using=body['using']), filter=filter_of(body.get('filter')), limit=body.get('limit', 10),
            params=edge.SearchParams(exact=body.get('params', {}).get('exact', False)),
            with_payload=body.get('with_payload', False), with_vector=body.get('with_vector', False)))
        return {'points': [{**shown(point), 'version': point.version, 'score': shortest(point.score)} for point in found]}


class Engine:
    """All collections below a folder, by their names."""

    def __init__(self, folder):
        self.folder, self.turn = Path(folder), threading.Lock()
        self.folder.mkdir(parents=True, exist_ok=True)
        notes = sorted(self.folder.glob('*.json'))
        self.collections = {each.name: each for each in map(Collection.load, notes)}
        self.made = max((int(note.stem) for note in notes), default=0)

    def create(self, name, params):
        with self.turn:
            if name in self.collections:
                raise Refusal(409, f'Wrong input: Collection `{name}` already exists!')
            self.made += 1
            self.collections[name] = Collection.make(self.folder / str(self.made), name, params)
        return True

    def drop(self, name):
        with self.turn:
            gone = self.collections.pop(name, None)
            if gone is not None:
                gone.drop()
        return gone is not None

    def of(self, name):
        found = self.collections.get(name)
        if found is None:
            raise Refusal(404, f"Not found: Collection `{name}` doesn't exist!")
        return found

    def close(self):
        for each in self.collections.values():
            each.shard.close()
