/** Names come from sources and files: nothing of them may become a link, a tag or a column. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\r\n\t]+/g, " ").replace(/[\\`*[\]<>|#~!&]/g, "\\$&");
}
