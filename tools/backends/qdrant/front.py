"""The part of Qdrant's HTTP API that our adapter asks, on 127.0.0.1, over Qdrant's engine: front.py <port> <folder>. The engine is theirs; this is not."""
import json
import re
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from engine import Engine, Refusal

API_VERSION = '1.19.0'

ROUTES = [(method, re.compile(path), run) for method, path, run in (
    ('GET', r'/collections', lambda engine, _: {'collections': [{'name': name} for name in list(engine.collections)]}),
    ('GET', r'/collections/([^/]+)', lambda engine, _, name: engine.of(name).info()),
    ('GET', r'/collections/([^/]+)/exists', lambda engine, _, name: {'exists': name in engine.collections}),
    ('PUT', r'/collections/([^/]+)', lambda engine, body, name: engine.create(name, body)),
    ('DELETE', r'/collections/([^/]+)', lambda engine, _, name: engine.drop(name)),
    ('PUT', r'/collections/([^/]+)/index', lambda engine, body, name: engine.of(name).add_index(body)),
    ('PUT', r'/collections/([^/]+)/vectors/([^/]+)', lambda engine, body, name, vector: engine.of(name).add_vector(vector, body)),
    ('PUT', r'/collections/([^/]+)/points', lambda engine, body, name: engine.of(name).upsert(body)),
    ('POST', r'/collections/([^/]+)/points', lambda engine, body, name: engine.of(name).retrieve(body)),
    ('POST', r'/collections/([^/]+)/points/scroll', lambda engine, body, name: engine.of(name).scroll(body)),
    ('POST', r'/collections/([^/]+)/points/count', lambda engine, body, name: engine.of(name).count(body)),
    ('POST', r'/collections/([^/]+)/points/query', lambda engine, body, name: engine.of(name).query(body)),
    ('POST', r'/collections/([^/]+)/points/delete', lambda engine, body, name: engine.of(name).delete(body)),
)]


class Front(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    # A whole answer leaves at once; in two parts it would wait for the other side's acknowledgement.
    wbufsize = 65_536
    engine = None

    def log_message(self, *_):
        """Says nothing of requests that went well."""

    def answer(self, status, value):
        text = json.dumps(value).encode()
        self.send_response(status)
        self.send_header('content-type', 'application/json')
        self.send_header('content-length', str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def result(self, path, body):
        for method, pattern, run in ROUTES:
            found = pattern.fullmatch(path)
            if method == self.command and found:
                return run(self.engine, json.loads(body) if body else None, *map(unquote, found.groups()))
        raise Refusal(404, f'no route for {self.command} {path}')

    def handle_request(self):
        body = self.rfile.read(int(self.headers.get('content-length') or 0))
        path = urlsplit(self.path).path
        if path == '/':
            return self.answer(200, {'title': 'qdrant - vector search engine', 'version': API_VERSION})
        try:
            self.answer(200, {'result': self.result(path, body), 'status': 'ok', 'time': 0.0})
        except Refusal as refusal:
            self.answer(refusal.status, {'status': {'error': str(refusal)}, 'time': 0.0})
        except Exception as error:
            # The engine refuses what it can't hold by exceptions of its own.
            print(f'{self.command} {path}: {error!r}', file=sys.stderr, flush=True)
            self.answer(400, {'status': {'error': f'Wrong input: {error}'}, 'time': 0.0})

    do_GET = do_PUT = do_POST = do_DELETE = handle_request


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main(port, folder):
    Front.engine = Engine(folder)
    server = Server(('127.0.0.1', int(port)), Front)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()
    Front.engine.close()


if __name__ == '__main__':
    main(*sys.argv[1:])
