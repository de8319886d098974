import { stringify } from "yaml";
import type { CaptureSpec } from "../../edit/synth/capture-spec.ts";

/**
 * A description for synth as YAML. A module of its own, so that YAML is loaded only where it is asked for: imported on
 * demand itself, the package has no named exports in the built program.
 */
export function specYaml(spec: CaptureSpec): string {
  return stringify(spec, { collectionStyle: "any", lineWidth: 0, aliasDuplicateObjects: false });
}
