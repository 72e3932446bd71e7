import { visibleParts, visibleText } from './visible-text.js';

const WHY = {
  unseen: 'a character that nobody sees',
  direction: 'a character that turns the direction of writing',
  'look-alike': 'a character that only looks like the one you expect',
};

/**
 * A text as nodes in which nothing hides: odd characters stand there by their number, and letters that are written from right
 * to left turn nothing around but themselves. `keepsLines`: line breaks and tabs are themselves.
 */
export const shownText = (text, keepsLines = false) =>
  visibleParts(String(text), keepsLines).map(({ text: piece, escapeReason }) => {
    if (escapeReason === undefined) return document.createTextNode(piece);
    const mark = document.createElement(escapeReason === 'right-to-left' ? 'bdi' : 'span');
    if (escapeReason === 'right-to-left') {
      mark.textContent = piece;
      return mark;
    }
    mark.className = 'odd';
    mark.textContent = `U+${piece.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    mark.title = `${mark.textContent}: ${WHY[escapeReason]}`;
    return mark;
  });

/** The same where only plain text can stand: titles, hints, names of windows. */
export const plainText = (text) => visibleText(String(text));
