/** Ports by service name: what a system's table of services has of names that people know. */
const SERVICE_PORTS: ReadonlyMap<string, number> = new Map([
  ["ftp-data", 20],
  ["ftp", 21],
  ["ssh", 22],
  ["telnet", 23],
  ["smtp", 25],
  ["domain", 53],
  ["dns", 53],
  ["bootps", 67],
  ["bootpc", 68],
  ["tftp", 69],
  ["http", 80],
  ["kerberos", 88],
  ["pop3", 110],
  ["sunrpc", 111],
  ["ntp", 123],
  ["epmap", 135],
  ["netbios-ns", 137],
  ["netbios-dgm", 138],
  ["netbios-ssn", 139],
  ["imap", 143],
  ["imap2", 143],
  ["snmp", 161],
  ["snmp-trap", 162],
  ["bgp", 179],
  ["irc", 194],
  ["ldap", 389],
  ["https", 443],
  ["microsoft-ds", 445],
  ["submissions", 465],
  ["syslog", 514],
  ["submission", 587],
  ["ipp", 631],
  ["ldaps", 636],
  ["rsync", 873],
  ["ftps", 990],
  ["imaps", 993],
  ["pop3s", 995],
  ["socks", 1080],
  ["openvpn", 1194],
  ["ms-sql-s", 1433],
  ["mqtt", 1883],
  ["nfs", 2049],
  ["docker", 2375],
  ["etcd-client", 2379],
  ["etcd-server", 2380],
  ["mysql", 3306],
  ["ms-wbt-server", 3389],
  ["svn", 3690],
  ["sip", 5060],
  ["sip-tls", 5061],
  ["xmpp-client", 5222],
  ["mdns", 5353],
  ["postgresql", 5432],
  ["amqp", 5672],
  ["x11", 6000],
  ["redis", 6379],
  ["ircd", 6667],
  ["http-alt", 8080],
  ["git", 9418],
  ["memcached", 11211],
  ["mongodb", 27017],
]);

const MAX_PORT = 65535;

/** A port by its number or its service's name; undefined for what is neither. */
export function parsePort(text: string): number | undefined {
  const known = SERVICE_PORTS.get(text);
  if (known !== undefined) return known;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= MAX_PORT ? port : undefined;
}

/** Names that `parsePort` knows. */
export function serviceNames(): Iterable<string> {
  return SERVICE_PORTS.keys();
}
