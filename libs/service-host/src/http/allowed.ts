/** Which methods a path takes, for requests that come with another: a known path is not an unknown one. */
import type { FastifyInstance } from 'fastify';

interface Known {
  readonly method: string;
  readonly pieces: readonly string[];
}

const piecesOf = (path: string): readonly string[] => path.split('/');

const fits = (pattern: readonly string[], path: readonly string[]): boolean =>
  pattern.length === path.length && pattern.every((piece, at) => piece === path[at] || (piece.startsWith(':') && path[at] !== ''));

/** Listens to the routes that are added from here on; gives the methods that a path takes, none for an unknown path. */
export const allowedMethods = (http: FastifyInstance): ((path: string) => readonly string[]) => {
  const known: Known[] = [];
  http.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) known.push({ method: one, pieces: piecesOf(url) });
  });
  return (path) => {
    const asked = piecesOf(path);
    return [...new Set(known.filter(({ pieces }) => fits(pieces, asked)).map(({ method }) => method))].toSorted();
  };
};
