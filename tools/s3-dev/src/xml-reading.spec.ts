import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childText, readXml } from './xml-reading.js';
import { xmlDocument } from './xml-writing.js';

describe('XML', () => {
  it('gives any key back as it was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(childText(readXml(xmlDocument('Delete', [['Key', text]])), 'Key')).toBe(text);
      }),
    );
  });

  it('reads namespaces, attributes, comments and references', () => {
    const source =
      '<?xml version="1.0"?><!-- c --><s3:Delete xmlns:s3="x"><Object a="1"><Key>a&amp;b&#x20;&#233;</Key></Object><Quiet/></s3:Delete>';
    const document = readXml(source);
    expect(document.name).toBe('Delete');
    expect(childText(document.children[0]!, 'Key')).toBe('a&b é');
    expect(childText(document, 'Quiet')).toBe('');
  });

  it.each([
    '',
    'text',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '</a>',
    '<a><b></a></b>',
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    '<a>'.repeat(50) + '</a>'.repeat(50),
  ])('refuses %j', (source) => {
    expect(() => readXml(source)).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
  });
});
