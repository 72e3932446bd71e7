import { S3Error } from './s3-error.js';

export interface XmlNode {
  name: string;
  children: XmlNode[];
  text: string;
}

const TOKEN = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z_][\w:.-]*)((?:\s[^<>]*?)?)(\/?)>|([^<]+)/y;
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const MAX_DEPTH = 16;

/**
 * Reads the small documents that S3 clients send: elements and text; attributes are skipped; a document type,
 * and with it every entity definition, is refused. Throws MalformedXML.
 */
export function readXml(source: string): XmlNode {
  const top: XmlNode = { name: '', children: [], text: '' };
  const open: XmlNode[] = [top];
  TOKEN.lastIndex = 0;
  const body = source.replace(/^\uFEFF/, '');
  while (TOKEN.lastIndex < body.length) {
    const match = TOKEN.exec(body);
    if (match === null) throw malformed();
    const [, closing, name, , selfClosing, text] = match;
    const current = open.at(-1)!;
    if (text !== undefined) current.text += unescapeXml(text);
    else if (closing === '/') {
      if (open.length < 2 || localName(name!) !== current.name) throw malformed();
      open.pop();
    } else if (name !== undefined) {
      const node: XmlNode = { name: localName(name), children: [], text: '' };
      current.children.push(node);
      if (selfClosing !== '/' && open.push(node) > MAX_DEPTH) throw malformed();
    }
  }
  if (open.length !== 1 || top.children.length !== 1) throw malformed();
  return top.children[0]!;
}

/** Text of a direct child, or undefined. */
export const childText = (node: XmlNode, name: string): string | undefined =>
  node.children.find((child) => child.name === name)?.text;

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));/g, (whole, hex, decimal, named) => {
    if (named !== undefined) return NAMED[named as string] ?? whole;
    const code = hex === undefined ? Number(decimal) : parseInt(hex as string, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const malformed = (): S3Error => new S3Error('MalformedXML', 'The XML you provided was not well-formed.');
