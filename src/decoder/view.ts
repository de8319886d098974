/**
 * Which stream of events one looks at. `recorded`: every event as the file has it, enter and exit, old and new codes,
 * numbered by event block from 1. `current`: what a current libsinsp shows, with obsolete codes rewritten, inputs of
 * enter events moved into the exit event, and its numbers.
 */
export type View = "recorded" | "current";

/**
 * Another reader whose output ours can be compared with, each for one view: sysdig 0.29.3 for the recorded one, libs HEAD
 * for the current one.
 */
export type OtherReader = "sysdig" | "libs";
