import { visibleText } from '@archivesmp/contracts/visible-text';

/**
 * Text of a file, or of a person, as it may be shown: nothing reaches the terminal as a command to it, and nothing makes a line
 * read otherwise than it is. The rule is that of the pages.
 */
export const printable = (text: string): string => visibleText(text);
