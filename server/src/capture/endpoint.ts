/** Where an AMI server is and how it is reached. */
export interface Endpoint {
  /** A name, or an address of IPv4 or IPv6. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** A file of PEM certificates to trust instead of the system's. */
  readonly ca?: string;
  /** The name that the certificate must bear, where it is not `host`. */
  readonly servername?: string;
  /** Accept any certificate. */
  readonly insecure?: boolean;
  /** Accept the certificate with this SHA-256 fingerprint (`AA:BB:…`) and no other, whoever signed it. */
  readonly fingerprint?: string;
}
