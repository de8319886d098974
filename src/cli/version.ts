/** Put in by scripts/build.mjs from package.json. */
declare const SCAP_DUMP_VERSION: string | undefined;

/** Version of the package; `dev` where the program runs from its sources. */
export const VERSION: string = typeof SCAP_DUMP_VERSION === "string" ? SCAP_DUMP_VERSION : "dev";
