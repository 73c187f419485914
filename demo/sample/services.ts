import { feeds, shadowserver } from './feeds.ts';
import { type Class, type Lifetimes, type Problem, seenBy, type Source } from './problem.ts';
import { sampleStory } from './story.ts';

const amplifier: Class = ['vulnerable', 'ddos-amplifier'];
const accessible: Class = ['vulnerable', 'potentially-unwanted-accessible'];
const disclosure: Class = ['vulnerable', 'information-disclosure'];
const vulnerable: Class = ['vulnerable', 'vulnerable-system'];
const crypto: Class = ['vulnerable', 'weak-crypto'];

type Row = readonly [
  identifier: string,
  report: string,
  application: string,
  transport: 'tcp' | 'udp',
  port: number,
  type: Class,
];

/** Four identifiers make 60 % of all events. */
const leading: ReadonlyArray<readonly [weight: number, ...Row]> = [
  [26, 'ssl-poodle', 'SSL-POODLE-Vulnerable-Servers', 'https', 'tcp', 443, crypto],
  [12.5, 'dns-open-resolver', 'DNS-Open-Resolvers', 'dns', 'udp', 53, amplifier],
  [11, 'open-snmp', 'Open-SNMP', 'snmp', 'udp', 161, vulnerable],
  [10.5, 'open-telnet', 'Accessible-Telnet', 'telnet', 'tcp', 23, accessible],
];

/** The others, largest first. */
const others: readonly Row[] = [
  ['open-portmapper', 'Open-Portmapper', 'portmapper', 'udp', 111, amplifier],
  ['open-rdp', 'Accessible-RDP', 'rdp', 'tcp', 3389, accessible],
  ['open-cwmp', 'Accessible-CWMP', 'cwmp', 'tcp', 7547, accessible],
  ['vulnerable-isakmp', 'Vulnerable-ISAKMP', 'ipsec', 'udp', 500, vulnerable],
  ['ntp-version', 'NTP-Version', 'ntp', 'udp', 123, amplifier],
  ['accessible-ftp', 'Accessible-FTP', 'ftp', 'tcp', 21, accessible],
  ['ssl-freak', 'SSL-FREAK-Vulnerable-Servers', 'https', 'tcp', 443, crypto],
  ['open-smb', 'Accessible-SMB', 'smb', 'tcp', 445, accessible],
  ['open-netbios-nameservice', 'Open-NetBIOS-Nameservice', 'netbios-nameservice', 'udp', 137, amplifier],
  ['open-mdns', 'Open-mDNS', 'mdns', 'udp', 5353, amplifier],
  ['accessible-http', 'Accessible-HTTP', 'http', 'tcp', 80, accessible],
  ['open-mysql', 'Accessible-MySQL', 'mysql', 'tcp', 3306, accessible],
  ['open-ldap', 'Open-LDAP', 'ldap', 'udp', 389, amplifier],
  ['open-ssdp', 'Open-SSDP', 'ssdp', 'udp', 1900, amplifier],
  ['open-vnc', 'Accessible-VNC', 'vnc', 'tcp', 5900, accessible],
  ['accessible-sip', 'Accessible-SIP', 'sip', 'udp', 5060, accessible],
  ['open-natpmp', 'NAT-PMP', 'natpmp', 'udp', 5351, vulnerable],
  ['ntp-monitor', 'NTP-Monitor', 'ntp', 'udp', 123, amplifier],
  ['accessible-ubiquiti', 'Accessible-Ubiquiti-Discovery-Service', 'ubiquiti', 'udp', 10001, amplifier],
  ['open-ipmi', 'Open-IPMI', 'ipmi', 'udp', 623, vulnerable],
  ['open-mssql', 'Open-MSSQL', 'mssql', 'udp', 1434, amplifier],
  ['open-tftp', 'Open-TFTP', 'tftp', 'udp', 69, accessible],
  ['accessible-rsync', 'Accessible-Rsync', 'rsync', 'tcp', 873, disclosure],
  ['accessible-ard', 'Accessible-ARD', 'ard', 'udp', 3283, amplifier],
  ['open-postgresql', 'Accessible-PostgreSQL', 'postgres', 'tcp', 5432, accessible],
  ['open-mqtt', 'Open-MQTT', 'mqtt', 'tcp', 1883, disclosure],
  ['accessible-smtp', 'Accessible-SMTP', 'smtp', 'tcp', 25, accessible],
  ['open-ipp', 'Open-IPP', 'ipp', 'tcp', 631, disclosure],
  ['open-redis', 'Open-Redis', 'redis', 'tcp', 6379, disclosure],
  ['open-elasticsearch', 'Open-Elasticsearch', 'elasticsearch', 'tcp', 9200, disclosure],
  ['open-mongodb', 'Open-MongoDB', 'mongodb', 'tcp', 27017, disclosure],
  ['open-memcached', 'Open-Memcached', 'memcached', 'udp', 11211, amplifier],
  ['accessible-cisco-smart-install', 'Accessible-Cisco-Smart-Install', 'cisco-smart-install', 'tcp', 4786, vulnerable],
  ['accessible-afp', 'Accessible-AFP', 'afp', 'tcp', 548, disclosure],
  ['vulnerable-exchange', 'Vulnerable-Exchange-Server', 'https', 'tcp', 443, vulnerable],
  ['accessible-coap', 'Accessible-CoAP', 'coap', 'udp', 5683, amplifier],
  ['accessible-ics', 'Accessible-ICS', 'modbus', 'tcp', 502, accessible],
  ['accessible-amqp', 'Accessible-AMQP', 'amqp', 'tcp', 5672, accessible],
  ['open-xdmcp', 'Open-XDMCP', 'xdmcp', 'udp', 177, amplifier],
  ['open-netis', 'Netis-Router', 'netis', 'udp', 53413, vulnerable],
  ['accessible-ws-discovery', 'Accessible-WS-Discovery-Service', 'ws-discovery', 'udp', 3702, amplifier],
  ['accessible-socks', 'Accessible-SOCKS4/5-Proxy', 'socks5', 'tcp', 1080, accessible],
  ['accessible-adb', 'Accessible-ADB', 'adb', 'tcp', 5555, vulnerable],
  ['accessible-stun', 'Accessible-STUN-Service', 'stun', 'udp', 3478, amplifier],
  ['accessible-kubernetes', 'Accessible-Kubernetes-API', 'https', 'tcp', 6443, accessible],
  ['accessible-docker', 'Accessible-Docker-Service', 'docker', 'tcp', 2375, vulnerable],
  ['accessible-hadoop', 'Accessible-Hadoop', 'hadoop', 'tcp', 50070, disclosure],
  ['accessible-radmin', 'Accessible-Radmin', 'radmin', 'tcp', 4899, accessible],
  ['open-couchdb', 'Accessible-CouchDB', 'couchdb', 'tcp', 5984, disclosure],
  ['accessible-epmd', 'Accessible-Erlang-Port-Mapper', 'epmd', 'tcp', 4369, accessible],
  ['accessible-bgp', 'Accessible-BGP', 'bgp', 'tcp', 179, accessible],
  ['dvr-dhcpdiscover', 'DVR-DHCPDiscover', 'dvrdhcpdiscover', 'udp', 37810, amplifier],
  ['accessible-slp', 'Accessible-SLP-Service', 'slp', 'tcp', 427, amplifier],
  ['open-db2', 'Open-DB2-Discovery-Service', 'db2', 'udp', 523, amplifier],
  ['open-chargen', 'Open-Chargen', 'chargen', 'udp', 19, amplifier],
  ['open-qotd', 'Open-QOTD', 'qotd', 'udp', 17, amplifier],
  ['accessible-quic', 'Accessible-QUIC', 'quic', 'udp', 443, accessible],
  ['accessible-msmq', 'Accessible-MSMQ-Service', 'msmq', 'tcp', 1801, accessible],
  ['accessible-activemq', 'Accessible-ActiveMQ-Service', 'activemq', 'tcp', 61616, vulnerable],
  ['accessible-gtp', 'Accessible-GTP', 'gtp', 'udp', 2123, accessible],
  ['open-smtp-relay', 'Vulnerable-SMTP', 'smtp', 'tcp', 25, vulnerable],
  ['vulnerable-ddos-middlebox', 'Vulnerable-DDoS-Middlebox', 'http', 'tcp', 80, amplifier],
  ['synful-knock', 'Synful-Knock', 'http', 'tcp', 80, vulnerable],
  ['open-ssh-weak', 'Accessible-SSH', 'ssh', 'tcp', 22, crypto],
  ['badsecrets', 'Badsecrets', 'https', 'tcp', 443, disclosure],
  ...[
    'git-config-exposed',
    'vpn-path-traversal',
    'firewall-management-open',
    'nas-backup-rce',
    'mail-gateway-rce',
    'wiki-template-injection',
    'load-balancer-rce',
    'router-default-login',
    'camera-auth-bypass',
    'printer-firmware-old',
    'hypervisor-heap-overflow',
    'file-transfer-sqli',
    'remote-support-bypass',
  ].map((identifier): Row => [identifier, 'Vulnerable-HTTP', 'https', 'tcp', 443, vulnerable]),
];

/** Few cases last for days, most for weeks, and some for ever. */
const lifetimes: Lifetimes = [
  [0.3, 5],
  [0.5, 40],
  [0.2, 220],
];

const remoteAccess = ['open-rdp', 'open-smb', 'open-vnc', 'accessible-radmin', 'accessible-ics', 'open-ipmi'];
const web = ['vulnerable-exchange', 'open-elasticsearch', 'open-mongodb', 'open-redis', 'accessible-kubernetes'];
const exchanged = ['open-ldap', 'open-memcached', 'open-mqtt', 'accessible-rsync', 'open-postgresql'];

function sourcesOf(identifier: string, report: string): Source[] {
  return seenBy(
    [shadowserver(report, 'scan'), 0.92],
    [feeds.nationalScan, remoteAccess.includes(identifier) ? 0.75 : 0],
    [feeds.nationalWeb, web.includes(identifier) || report === 'Vulnerable-HTTP' ? 0.65 : 0],
    [feeds.cymruResolver, identifier === 'dns-open-resolver' ? 0.07 : 0],
    [feeds.partner, exchanged.includes(identifier) ? 0.8 : 0]
  ).filter(({ coverage }) => coverage > 0);
}

function service(weight: number, [identifier, report, application, transport, port, type]: Row): Problem {
  return {
    weight,
    class: type,
    identifier,
    application,
    transport,
    port,
    sources: sourcesOf(identifier, report),
    lifetimes,
    // A few hosts offer the same service on two ports.
    repeats: 0.02,
    extra: [
      `{"severity": "medium", "tag": "${identifier}"}`,
      `{"severity": "high", "hostname_source": "ptr", "tag": "${identifier}"}`,
    ],
  };
}

function tail(): number[] {
  const parts = others.map((_, index) => 1 / (index + 4));
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => (30 * part) / sum);
}

/** Services that scans find: 90 % of all events. */
export const services: readonly Problem[] = [
  ...leading.map(([weight, ...row]) => service(weight, row)),
  ...tail().map((weight, index) => service(weight, others[index]!)),
];

/** The wave of a new vulnerability; its weight is the story's. */
export const wave: Problem = service(0, [
  sampleStory.wave.identifier,
  sampleStory.wave.feed,
  'https',
  'tcp',
  443,
  vulnerable,
]);
