import { textParam } from "../../state/system-call.ts";
import type { FieldSpec } from "../field.ts";
import { field } from "./define.ts";

const SHOWN_ID_LENGTH = 12;

/** What events of a Docker daemon tell, which very old captures hold. */
export const DOCKER_EVENT_FIELDS: readonly FieldSpec[] = [
  dockerField("evt.infra.docker.name", "Name of what happened", "Event"),
  dockerField("evt.infra.docker.container.id", "First 12 characters of the container's id", "ID", (id) =>
    id.slice(0, SHOWN_ID_LENGTH),
  ),
  dockerField("evt.infra.docker.container.name", "Name of the container", "name"),
  dockerField(
    "evt.infra.docker.container.image",
    "Image of the container, without digest",
    "Image",
    (image) => image.replace(/@.*$/s, ""),
  ),
];

/** Descriptions are `Key: value` pairs behind one another, with `;` between them. */
function dockerField(
  name: string,
  what: string,
  key: string,
  shorten: (value: string) => string = (value) => value,
): FieldSpec {
  return field(
    name,
    "string",
    `${what}, for events of a Docker daemon.`,
    (event) => {
      if (event.spec?.name !== "infra") return undefined;
      const description = textParam({ exit: event, enter: undefined }, "description") ?? "";
      const pair = description
        .split(";")
        .map((text) => text.trim())
        .find((text) => text.startsWith(`${key}:`));
      return pair && shorten(pair.slice(key.length + 1).trim());
    },
    { cost: 3 },
  );
}
