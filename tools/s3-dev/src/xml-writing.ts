/** Children of an element: text, numbers and booleans are escaped; nested elements come as arrays of pairs. */
export type XmlChild = readonly [name: string, content: XmlContent];
export type XmlContent = string | number | boolean | undefined | readonly XmlChild[];

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as XML content. Characters that XML cannot carry become references, as S3 does it. */
export function escapeXml(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[&<>"'\u0000-\u001f]/g, (c) => ESCAPES[c] ?? `&#x${c.charCodeAt(0).toString(16)};`);
}

/** One element; an undefined child is left out, an empty list gives an empty element. */
export function element(name: string, content: XmlContent): string {
  if (content === undefined) return '';
  const inner = Array.isArray(content)
    ? content.map(([childName, child]) => element(childName, child)).join('')
    : escapeXml(String(content));
  return `<${name}>${inner}</${name}>`;
}

/** A whole answer in S3's namespace. */
export function xmlDocument(root: string, children: readonly XmlChild[]): string {
  const inner = children.map(([name, content]) => element(name, content)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${root}>`;
}
