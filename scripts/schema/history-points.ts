/**
 * Commits of falcosecurity/libs from before its first release tag whose event tables are worth knowing: the releases of
 * sysdig that recorded with them are not in that repository.
 */
export const UNTAGGED_POINTS: readonly (readonly [tag: string, commit: string])[] = [
  ["first-import", "01ff0c79894759afbf2cbc1bdc4802d937501c50"],
  ["2014-04-03", "50e03ded597b5ef195165a03c378d0fd0153ae36"],
  ["2014-08-01", "8e10cbb19889793e19673dceab80736b6588126e"],
  ["2014-end", "0f553b32f157236cf14a88bef8d81341f6791cef"],
  ["2015-03-02", "76343cf4b84cd019892953f20ea3232b5d26ea46"],
  ["2015-end", "828a980a17169f486d6b2e20c71950386d34a8a6"],
  ["2016-end", "ddcd169d8803a308fa7b77eccaf4ea689008eb4d"],
  ["2017-end", "ce24a1dd0925c0ed5df9c3e3e290817f536715cf"],
  ["2018-end", "aa82b2fb329ea97a8ade31590954ddaa675e1728"],
  ["2019-end", "3530b9611e76ce2bd78a95cbe545274d6b639a1c"],
  ["2020-end", "05d7b3cbd5bd80156e8c278811be20607cffcc10"],
  ["2021-end", "7e832f61a05df68969697fd603594d65c4e14811"],
  ["sysdig-0.29.3", "caa0e4d0044fdaaebab086592a97f0c7f32aeaa9"],
];
