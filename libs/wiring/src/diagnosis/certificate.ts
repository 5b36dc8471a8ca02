/** How long a server's certificate still holds, whoever signed it. */
import { once } from 'node:events';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { HostAndPort, ParsedEndpoint } from '@streamforge/contracts/endpoint';
import { ok, warning, wrong, type Finding } from '@streamforge/contracts/finding';

const DAY_MS = 86_400_000;
const soonDays = 14;
const answerMs = 3_000;

/** Postgres is asked for encryption before it speaks it (PostgreSQL documentation, "SSL Session Encryption"). */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

const asked = async ({ host, port }: HostAndPort): Promise<Socket> => {
  const socket = connectPlain({ host, port, timeout: answerMs });
  socket.once('timeout', () => socket.destroy(new Error('no answer')));
  await once(socket, 'connect');
  socket.write(sslRequest);
  await once(socket, 'data');
  return socket;
};

const secured = async (place: HostAndPort, { scheme, cert, key }: ParsedEndpoint): Promise<TLSSocket> => {
  const { host, port } = place;
  const over = scheme === 'postgres' ? { socket: await asked(place) } : { host, port };
  // Whether it is trusted is told by who opens the backend; here only its dates count.
  const socket = connect({ ...over, rejectUnauthorized: false, cert, key, timeout: answerMs, ...isIP(host) === 0 && { servername: host } });
  socket.once('timeout', () => socket.destroy(new Error('no answer')));
  await once(socket, 'secureConnect');
  return socket;
};

const judged = (about: string, at: string, validTo: string, now: number): Finding => {
  const days = Math.floor((Date.parse(validTo) - now) / DAY_MS);
  if (days < 0) return wrong(about, `the certificate of ${at} expired on ${validTo}`, 'Renew it at the server.');
  const says = `the certificate of ${at} is valid for ${days} more days`;
  return days < soonDays ? warning(about, says, 'Renew it at the server before it expires.') : ok(about, says);
};

/** One finding per address of an encrypted endpoint that shows a certificate; of the others their own examination tells. */
export const certificateFindings = async (endpoint: ParsedEndpoint, about: string, now: number): Promise<readonly Finding[]> => {
  if (!endpoint.tls) return [];
  const findings = await Promise.all(endpoint.hosts.map(async (place): Promise<readonly Finding[]> => {
    const socket = await secured(place, endpoint).catch(() => undefined);
    const validTo = socket?.getPeerCertificate().valid_to;
    socket?.destroy();
    return validTo === undefined ? [] : [judged(about, `${place.host}:${place.port}`, validTo, now)];
  }));
  return findings.flat();
};
