import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AddressPseudonyms, isKeptAddress } from "../../../src/edit/redact/address-pseudonyms.ts";
import { keyedHash } from "../../../src/edit/redact/keyed-hash.ts";
import { PRESETS, parsePolicy, type RedactPolicy } from "../../../src/edit/redact/policy.ts";
import { KeyedPseudonyms, OriginalNames } from "../../../src/edit/redact/pseudonyms.ts";
import { Redactor } from "../../../src/edit/redact/redactor.ts";
import { SpecError } from "../../../src/edit/spec/spec-error.ts";
import { parseIp } from "../../../src/filter/ip-literal.ts";

const KEY = new Uint8Array(32).fill(1);

function redactor(policy: RedactPolicy = PRESETS.share): Redactor {
  return new Redactor(policy, new KeyedPseudonyms(KEY));
}

function shared(text: string): string {
  return redactor().text("f", "path", text);
}

describe("text", () => {
  it.each([
    "/usr/lib/x86_64-linux-gnu/libc.so.6",
    "/proc/1234567/fd/12",
    "pipe:[4026531836]",
    "-la",
    "127.0.0.1:80",
    "::1",
    "../..",
    "(NULL)",
    "kworker/0:1",
    "/system.slice/docker.service",
    "12:34:56",
  ])("keeps what everybody has: %s", (text) => {
    expect(shared(text)).toBe(text);
  });

  it("gives the same word the same pseudonym wherever it stands, and others others", () => {
    const masker = redactor();
    const home = masker.text("a", "path", "/home/alice/.ssh");
    const [, name = ""] = /^\/home\/(x[a-z2-7]{8})\/\.ssh$/.exec(home) ?? [];
    expect(name).not.toBe("");
    expect(masker.text("b", "user", "alice")).toBe(name);
    expect(masker.text("b", "argument", "--user=alice,bob")).toMatch(
      new RegExp(`^--user=${name},x[a-z2-7]{8}$`),
    );
    expect(masker.text("b", "user", "Alice")).not.toBe(name);
    expect(
      new Redactor(PRESETS.share, new KeyedPseudonyms(new Uint8Array(32))).text("b", "user", "alice"),
    ).not.toBe(name);
  });

  it("keeps shapes: container ids with their short form, UUIDs, MAC addresses", () => {
    const id = "3f2a".repeat(16);
    const masked = shared(`/docker/${id}`);
    expect(masked).toMatch(/^\/docker\/[0-9a-f]{64}$/);
    expect(masked.slice(8, 20)).toBe(shared(id.slice(0, 12)));
    expect(masked).not.toContain(id.slice(0, 12));
    expect(shared("kubepods/pod0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f")).toMatch(
      /^kubepods\/pod[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
    expect(shared("ether 52:54:00:12:34:56")).not.toContain("12:34:56");
  });

  it("replaces addresses in texts as it does elsewhere", () => {
    const masker = redactor();
    const [a = 0, b = 0, c = 0, d = 0] = masker.address("x", Uint8Array.of(192, 168, 7, 9));
    expect(masker.text("f", "argument", "http://192.168.7.9:80/")).toBe(`http://${a}.${b}.${c}.${d}:80/`);
    expect([a, b]).toEqual([192, 168]);
  });

  it("keeps bytes that are no text apart from each other", () => {
    expect(shared("a\udcff\udcfe")).not.toBe(shared("a\udcff\udcfd"));
  });

  it("undoes what it did", () => {
    const pseudonyms = new KeyedPseudonyms(KEY);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        const masked = new Redactor(PRESETS.share, pseudonyms).text("f", "path", text);
        const back = new Redactor(PRESETS.share, new OriginalNames(KEY, pseudonyms.mapping));
        if (!masked.includes("[secret]")) expect(back.text("f", "path", masked)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});

describe("secrets", () => {
  const lean = (text: string) => redactor(PRESETS["payload-free"]).text("f", "argument", text);

  it.each([
    ["PGPASSWORD=hunter2", "PGPASSWORD=[secret]"],
    ["AWS_SECRET_ACCESS_KEY=abc/def+ghi", "AWS_SECRET_ACCESS_KEY=[secret]"],
    ["postgres://bob:s3cr3t@db/x", "postgres://bob:[secret]@db/x"],
    ["Authorization: Bearer abc.def", "Authorization: Bearer [secret]"],
    ['{"api_key": "12345"}', '{"api_key": "[secret]"}'],
    ["id AKIAIOSFODNN7EXAMPLE ok", "id [secret] ok"],
    ["ghp_0123456789abcdefABCDEF0123456789abcd", "[secret]"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_def", "[secret]"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----", "[secret]"],
    ["--config=/etc/x.conf", "--config=/etc/x.conf"],
    ["PATH=/bin", "PATH=/bin"],
  ])("are found in %j", (text, expected) => {
    expect(lean(text)).toBe(expected);
  });

  it("are found behind an option that says so", () => {
    expect(
      redactor(PRESETS["payload-free"]).list("f", "argument", ["mysql", "--password", "1234", "-u", "bob"]),
    ).toEqual(["mysql", "--password", "[secret]", "-u", "bob"]);
  });

  it("are covered up in payloads without moving what is around them", () => {
    const policy = {
      ...PRESETS["payload-free"],
      actions: { ...PRESETS["payload-free"].actions, payload: "secrets" },
    } as const;
    const bytes = Buffer.from("\xffpassword=hunter2\n\x00end", "latin1");
    const masked = Buffer.from(redactor(policy).payload("f", bytes)).toString("latin1");
    expect(masked).toBe("\xffpassword=XXXXXXX\n\x00end");
  });

  it("are sought in time linear in the text", () => {
    for (const piece of [
      "token",
      "a",
      "eyJ",
      "-----BEGIN PRIVATE KEY-----",
      "://a:",
      "password=",
      "authorization: ",
    ]) {
      const text = piece.repeat(60_000 / piece.length);
      expect(lean(text).length).toBeLessThanOrEqual(text.length + 10 ** 6);
    }
  }, 20_000);
});

describe("JSON", () => {
  it("stays JSON: strings are replaced, keys that libs writes and all other numbers stay", () => {
    const json = `{"container": {"Mounts":[],"id":"web","image":"acme/shop:1","ip":"10.1.2.3","cpu_shares": 12345678901234567890,
      "labels":{"owner":"Bob\\n"},"port_mappings":[{"HostIp":167837955,"HostPort":80}]}}\0`;
    const masked = redactor().json("f", "container", json) ?? "";
    expect(masked.endsWith("}}\0")).toBe(true);
    expect(masked).toContain(`"cpu_shares": 12345678901234567890`);
    for (const word of ["web", "acme", "shop", "owner", "Bob", "10.1.2.3", "167837955"])
      expect(masked).not.toContain(word);
    const { container } = JSON.parse(masked.slice(0, -1));
    expect(Object.keys(container)).toEqual([
      "Mounts",
      "id",
      "image",
      "ip",
      "cpu_shares",
      "labels",
      "port_mappings",
    ]);
    expect(container.port_mappings[0].HostPort).toBe(80);
    expect(Object.values(container.labels)[0]).toMatch(/^x[a-z2-7]{8}\n$/);
  });

  it("is left out when it is none, for nothing is known of it", () => {
    expect(redactor().json("f", "container", '{"a": ')).toBeUndefined();
  });
});

describe("addresses", () => {
  const pseudonyms = new AddressPseudonyms(keyedHash(KEY));
  const bits = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const common = (a: Uint8Array, b: Uint8Array) => {
    const [x, y] = [bits(a), bits(b)];
    let length = 0;
    while (length < x.length && x[length] === y[length]) length++;
    return length;
  };

  it.each([4, 16])("share exactly the bits that the originals share (%i bytes)", (size) => {
    const address = fc.uint8Array({ minLength: size, maxLength: size });
    fc.assert(
      fc.property(address, address, fc.nat(size), (a, b, shared) => {
        b.set(a.subarray(0, shared));
        fc.pre(!isMapped(a) && !isMapped(b));
        expect(common(pseudonyms.pseudonym(a), pseudonyms.pseudonym(b))).toBe(common(a, b));
        expect(pseudonyms.original(pseudonyms.pseudonym(a))).toEqual(a);
      }),
    );
  });

  it.each([
    ["10.1.2.3", 8],
    ["192.168.1.1", 16],
    ["172.20.0.1", 12],
    ["169.254.1.1", 16],
    ["fe80::1", 64],
    ["fc00::1", 7],
  ])("stay in their special range: %s", (text, length) => {
    const address = parseIp(text) as Uint8Array;
    expect(common(pseudonyms.pseudonym(address), address)).toBeGreaterThanOrEqual(length);
    expect(isKeptAddress(address)).toBe(false);
  });

  it.each([
    "127.0.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "224.0.0.251",
    "::",
    "::1",
    "ff02::fb",
    "::ffff:127.0.0.1",
  ])("are kept where everybody has them: %s", (text) => {
    const address = parseIp(text) as Uint8Array;
    expect(isKeptAddress(address)).toBe(true);
    expect(pseudonyms.pseudonym(address)).toEqual(address);
  });

  it("are the same in their mapped form", () => {
    const plain = pseudonyms.pseudonym(parseIp("8.8.4.4") as Uint8Array);
    expect(pseudonyms.pseudonym(parseIp("::ffff:8.8.4.4") as Uint8Array).subarray(12)).toEqual(plain);
  });

  function isMapped(address: Uint8Array): boolean {
    return address.length === 16 && address.subarray(0, 10).every((byte) => byte === 0);
  }
});

describe("policies", () => {
  it("extend a preset", () => {
    const policy = parsePolicy(
      "extends: gdpr\npath: keep\npayload: secrets\npayloadBytes: 16\nkeep: [acme-shop]\nsecrets: ['CUST-[0-9]+']\n",
    );
    expect(policy.actions).toMatchObject({
      path: "keep",
      payload: "secrets",
      uid: "pseudonym",
      environment: "drop",
    });
    const masker = redactor(policy);
    expect(masker.text("f", "user", "acme-shop")).toBe("acme-shop");
    expect(masker.text("f", "text", "CUST-123")).toBe("[secret]");
    expect(masker.payload("f", Buffer.from("a".repeat(100))).length).toBe(16);
  });

  it.each([
    ["path: hide", 'line 1, column 7: path: "hide" is none of keep, secrets, pseudonym, drop'],
    ["a: 1", 'line 1, column 4: a: "a" is not known here'],
    ["secrets: ['(']", "line 1, column 11: secrets[0]: "],
    ["payload: pseudonym", "is none of keep, secrets, drop"],
    ["", "one YAML document"],
  ])("say where they are wrong: %s", (text, message) => {
    expect(() => parsePolicy(text)).toThrow(SpecError);
    expect(() => parsePolicy(text)).toThrow(message);
  });
});
