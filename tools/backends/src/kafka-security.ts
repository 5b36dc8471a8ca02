/** How a secured Kafka lets clients in: users with passwords, and certificates. */
import type { CertificateFiles } from './certificates.ts';

export interface KafkaSecurity {
  readonly files: CertificateFiles;
  /** SCRAM-SHA-512 users and their passwords. `admin` may do everything; anyone else only what an ACL allows. */
  readonly users: Readonly<Record<string, string>>;
  /** Presents a server certificate that has expired. */
  readonly expired?: boolean;
}
