/** Examines every server that the settings name, all at once; what is embedded is left alone. */
import { parseEndpoint, type Endpoint } from '@streamforge/contracts/endpoint';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { wrong, type Finding } from '@streamforge/contracts/finding';
import type { Clock } from '@streamforge/determinism/clock';
import { endpointOf, type Role } from '@streamforge/service-host/config/endpoint-settings';
import type { HostSettings } from '@streamforge/service-host/config/host-settings';
import { isEmbedded, optionOf, schemeOf } from '../roles/role.ts';
import { certificateFindings } from './certificate.ts';
import { neededTopics, needsOfUser } from './log-needs.ts';

const roles: readonly (readonly [role: Role, about: string])[] = [
  ['EVENT_LOG', 'event log'], ['DOCUMENTS', 'documents'], ['RELATIONAL', 'relational'], ['OBJECTS', 'objects'], ['VECTORS', 'vectors'],
];

const ports: Readonly<Record<string, number>> = { kafka: 9_092, postgres: 5_432, s3: 9_000, arangodb: 8_529, qdrant: 6_333 };

interface Examined {
  readonly role: Role;
  readonly about: string;
  readonly endpoint: Endpoint;
  readonly clock: Clock;
}

const examinedServer = async ({ role, about, endpoint, clock }: Examined): Promise<readonly Finding[]> => {
  switch (`${role} ${schemeOf(endpoint)}`) {
    case 'EVENT_LOG kafka': {
      const prefix = optionOf(endpoint, 'prefix') ?? '';
      const needs = needsOfUser(endpoint.user, prefix);
      return await (await import('@streamforge/event-log/kafka-diagnosis')).diagnoseKafka({ endpoint, clock, about, needs, topics: neededTopics(prefix, needs) });
    }
    case 'DOCUMENTS postgres': return await (await import('@streamforge/document-store/postgres-diagnosis')).diagnosePostgresDocumentStore({ endpoint, clock, about });
    case 'DOCUMENTS arangodb': return await (await import('@streamforge/document-store/arangodb-diagnosis')).diagnoseArango({ endpoint, clock, about });
    case 'RELATIONAL postgres': return await (await import('@streamforge/postgres/diagnosis')).diagnosePostgres({ endpoint, clock, about });
    case 'OBJECTS s3': return await (await import('@streamforge/object-store/s3-diagnosis')).diagnoseS3({ endpoint, clock, about });
    case 'VECTORS qdrant': return await (await import('@streamforge/vector-store/qdrant/diagnose')).diagnoseQdrant({ endpoint, clock, about });
    default: return [wrong(about, `${role}_URL names no kind of server that this role can have`, 'See `npm run service -- --help` and the settings’ descriptions.')];
  }
};

const examined = async (options: Examined): Promise<readonly Finding[]> => {
  const { about, endpoint, clock } = options;
  const scheme = schemeOf(endpoint);
  try {
    const defaultPort = ports[scheme];
    const certificates = defaultPort === undefined ? [] : certificateFindings(parseEndpoint(endpoint, { scheme, defaultPort }), about, clock.now());
    return (await Promise.all([examinedServer(options), certificates])).flat();
  } catch (error) {
    if (error instanceof StreamForgeError) return [wrong(about, `${error.code}: ${error.message}`, error.fix)];
    return [wrong(about, error instanceof Error ? error.message : String(error), 'Correct the cause, and ask again.')];
  }
};

/** Whether any role is embedded, so that the data directory matters. */
export const anyEmbedded = (settings: HostSettings): boolean => roles.some(([role]) => isEmbedded(endpointOf(settings, role)));

/**
 * Examines each role's server within ten seconds: reachability, version, credentials, rights, the shape of topics, clock, certificate. It
 * changes nothing but for one small object that it puts into the object store and removes again.
 */
export const diagnoseBackends = async (settings: HostSettings, clock: Clock): Promise<readonly Finding[]> => {
  const findings = await Promise.all(roles.map(async ([role, about]) => {
    const endpoint = endpointOf(settings, role);
    return isEmbedded(endpoint) ? [] : await examined({ role, about, endpoint, clock });
  }));
  return findings.flat();
};
