// The package's "exports" hide its own declarations from ES modules.
declare module "binary-parser" {
  export { Parser } from "binary-parser/dist/binary_parser.js";
}
