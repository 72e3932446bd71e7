import { badge } from './elements.js';

/** Who decided what should be there, as a badge of its own colour; '' where nobody did. */
export function decider(by) {
  if (by === undefined || by.scope === 'none') return '';
  const text = by.name === undefined ? by.scope : `${by.scope} ${by.name}`;
  const mark = badge(text, `by-${by.scope}`);
  mark.title = 'Which scope decided what should be there';
  return [mark, document.createElement('br')];
}
