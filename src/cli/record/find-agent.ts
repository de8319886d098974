import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

const PROGRAM = "scap-capture";
const SOURCES = "capture-agent";
const BUILT = join(SOURCES, ".output", PROGRAM);

/**
 * Path of the recorder: the one that the environment variable SCAP_CAPTURE names, else the one built in the package
 * that `from` is a file of, else the first on the PATH. Undefined where there is none.
 */
export function findAgent(env: NodeJS.ProcessEnv, from: string): string | undefined {
  if (env.SCAP_CAPTURE) return env.SCAP_CAPTURE;
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return [join(packageFolder(from), BUILT), ...folders.map((folder) => join(folder, PROGRAM))].find(
    isExecutable,
  );
}

/** What to do where there is none; an installed package has no sources of it. */
export function howToGetAgent(folder: string): readonly string[] {
  const sources = join(folder, SOURCES);
  const build = existsSync(sources)
    ? [
        `the recorder, ${PROGRAM}, is not built yet; once, with Debian's tools and as root for the first:`,
        `  make -C ${sources} deps`,
        `  make -C ${sources}`,
      ]
    : [`the recorder, ${PROGRAM}, is a program of its own: build it in a checkout (make -C ${SOURCES})`];
  return [...build, `or say where it is: SCAP_CAPTURE=/path/to/${PROGRAM}`];
}

/** Where a package is to be found that holds the file. */
export function packageFolder(from: string): string {
  const folder = dirname(from);
  return existsSync(join(folder, "package.json")) || folder === dirname(folder)
    ? folder
    : packageFolder(folder);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
