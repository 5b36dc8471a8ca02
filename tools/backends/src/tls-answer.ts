import { request } from 'node:https';

/** Resolves when something answers HTTPS there, whoever signed its certificate. */
export const tlsAnswer = (host: string, port: number): Promise<void> => new Promise((resolve, reject) => {
  const sent = request({ host, port, path: '/', rejectUnauthorized: false, timeout: 2000 }, (response) => {
    response.resume();
    response.once('end', resolve);
  });
  sent.once('timeout', () => sent.destroy(new Error('no answer in 2 s')));
  sent.once('error', reject);
  sent.end();
});
