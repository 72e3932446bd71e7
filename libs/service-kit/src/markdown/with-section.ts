/**
 * Puts generated text between `<!-- NAME: generated -->` and `<!-- /NAME -->` of a Markdown document.
 * Throws when the document lacks the markers.
 */
export function withSection(document: string, name: string, text: string): string {
  const [start, end] = [`<!-- ${name}: generated -->`, `<!-- /${name} -->`];
  const [from, to] = [document.indexOf(start), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The document lacks the markers ${start} and ${end}`);
  return `${document.slice(0, from)}${start}\n\n${text}\n\n${document.slice(to)}`;
}
