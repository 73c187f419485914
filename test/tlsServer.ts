import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { atEnd } from './environment/index.ts';

/** Makes a certificate that signs itself, and its key, in a folder; gives the path of the certificate. */
export function makeCertificate(folder: string, name: string, host: string): string {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  execFileSync('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
  return certificate;
}

/** Begins as a PostgreSQL server with encryption does, and shows this certificate. Gives its port. */
export async function startTlsServer(certificate: string): Promise<number> {
  const credentials = { cert: readFileSync(certificate), key: readFileSync(certificate.replace(/crt$/, 'key')) };
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      // Yes, encryption.
      socket.write('S');
      new TLSSocket(socket, { isServer: true, ...credentials }).on('error', () => socket.destroy());
    });
  });
  atEnd(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
