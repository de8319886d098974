#!/usr/bin/env node
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/*
 * Builds dist/: the library with its types by tsc, and the program as a bundle that runs without node_modules.
 * `--program DIR` builds the program alone, into DIR, which takes a moment only.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const [option, folder] = process.argv.slice(2);
const programFolder = option === "--program" && folder !== undefined ? folder : `${root}/dist/cli`;
const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));

/**
 * yargs composes a help for every command it runs, which we never ask for: our help is our own. What it needs for
 * that takes longer to load than all of the program, so the bundle has these instead.
 */
const HELP_STUBS = {
  cliui: 'export default () => ({ div() {}, span() {}, resetOutput() {}, toString: () => "" });',
  "string-width": "export default (text) => text.length;",
};

const withoutYargsHelp = {
  name: "without-yargs-help",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(cliui|string-width)$/ }, ({ path, importer }) =>
      /[\\/]yargs[\\/]/.test(importer) ? { path, namespace: "help-stub" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "help-stub" }, ({ path }) => ({ contents: HELP_STUBS[path] }));
  },
};

if (option === undefined) {
  rmSync(`${root}/dist`, { recursive: true, force: true });
  const tsc = `${root}/node_modules/typescript/bin/tsc`;
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], {
    cwd: root,
    stdio: "inherit",
  });
  // It has said itself what is wrong.
  if (status !== 0) process.exit(status ?? 1);
}
// Of the program tsc made single modules, which are of no use to anybody.
rmSync(programFolder, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ["src/cli/main.ts"],
  outdir: programFolder,
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  // What a command does not need is not loaded.
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  minify: true,
  legalComments: "linked",
  define: { SCAP_DUMP_VERSION: JSON.stringify(version) },
  plugins: [withoutYargsHelp],
  banner: {
    // Bundled CommonJS modules call require for the modules of Node.
    js: 'import { createRequire as createRequireHere } from "node:module"; const require = createRequireHere(import.meta.url);',
  },
  logLevel: "warning",
});
chmodSync(`${programFolder}/main.js`, 0o755);
