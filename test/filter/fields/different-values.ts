/** How many values differ from another reader's: by reader, capture and kind of difference. */
export const DIFFERENT_VALUES: Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>
> = {
  "sysdig-0.29.3": {
    "502Error": {
      "ids-of-clone": 3746,
      "parent-of-thread": 5465,
      "fd-of-more-calls": 1998,
      "listener-address": 1,
      "bound-datagram-socket": 219,
    },
    curl_google: {
      "fd-of-more-calls": 1128,
      "parent-of-thread": 158,
    },
    falco__cat_write__c140b23: {
      "fd-of-more-calls": 84,
    },
    falco__run_as_user_0_container__8912152: {
      "unknown-fd": 6,
      "unix-port": 24,
      "fd-of-more-calls": 162,
    },
    p1_render: {
      "listener-address": 4,
      "fd-of-more-calls": 14,
      "unix-port": 4,
    },
    p2_state: {
      "close-on-exec": 12,
      "parent-of-thread": 4,
      "unix-port": 8,
      "datagram-peer": 9,
      "mapped-connect": 5,
    },
  },
  "libs-head": {
    tiny_plain: {
      "process-groups": 46,
    },
    curl_google: {
      "failed-open": 1,
    },
    curl_google_comments: {
      "failed-open": 1,
    },
    falco__run_as_user_0_container__8912152: {
      "unix-socket-path": 5,
    },
    http: {
      "process-groups": 8,
    },
    large_snap65000: {
      "process-groups": 8,
      "path-base": 17,
    },
    p1_render: {
      "listener-address": 2,
      device: 4,
      "path-base": 1,
    },
    p2_state: {
      "mapped-connect": 4,
    },
    shell: {
      "process-groups": 52,
      "root-directory": 140,
      "path-base": 127,
    },
    syscalls: {
      "process-groups": 56,
      "own-names": 90,
      "failed-open": 2,
      "path-base": 8,
      "null-path": 4,
      "error-name": 8,
      disconnect: 23,
      "generic-name": 1,
      "failed-memfd": 4,
      device: 1,
    },
  },
};
