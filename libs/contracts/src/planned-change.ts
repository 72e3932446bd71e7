import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { KeyPath } from './vocabulary.js';
import { KEY_PATH } from './json-value.js';

/** One side of a change: what can be said of a content without showing it. */
export class PlannedContentView {
  @ApiProperty() sha256!: string;
  @ApiPropertyOptional({ description: 'bytes; left out when the content is not at hand' }) size?: number;
  @ApiPropertyOptional({ example: 'text', description: 'what it is, by its first bytes' }) kind?: string;
}

/** How a key comes out of a change. */
export const PLANNED_KEY_CHANGES = ['removed', 'added', 'changed', 'reordered'] as const;
export type PlannedKeyChange = (typeof PLANNED_KEY_CHANGES)[number];

/** One key whose meaning changes. Values are JSON text; a secret is a mask without quotes. */
export class PlannedKeyView {
  @ApiProperty({ ...KEY_PATH, example: ['ReSpawn', 'Enabled'] }) path!: KeyPath;
  @ApiProperty({ enum: PLANNED_KEY_CHANGES, enumName: 'PlannedKeyChange' }) change!: PlannedKeyChange;
  @ApiPropertyOptional({ example: 'false', description: 'left out: the key is not there now' })
  before?: string;
  @ApiPropertyOptional({ example: 'true', description: 'left out: the key goes' }) after?: string;
  @ApiProperty({ description: 'whether a secret, which is masked, changes with it' }) hidden!: boolean;
  @ApiPropertyOptional({ description: 'why, where the plan names the key; left out: it changes along' })
  because?: string;
}

/** What happens to a file. */
export const PLANNED_FILE_CHANGES = ['deleted', 'new', 'replaced', 'edited', 'jar'] as const;
export type PlannedFileChange = (typeof PLANNED_FILE_CHANGES)[number];

/** What a plan does to one file, made from its contents before and after. Secrets are masked; equal marks are equal secrets. */
export class PlannedFileView {
  @ApiProperty({ example: 'plugins/CMI/config.yml', description: 'relative to the server folder' })
  path!: string;
  @ApiProperty({ example: 'CMI' }) plugin!: string;
  @ApiProperty({ enum: PLANNED_FILE_CHANGES, enumName: 'PlannedFileChange' }) what!: PlannedFileChange;
  @ApiPropertyOptional() because?: string;
  @ApiPropertyOptional({ type: PlannedContentView, description: 'left out: there is no file now' })
  before?: PlannedContentView;
  @ApiPropertyOptional({ type: PlannedContentView, description: 'left out: there will be no file' })
  after?: PlannedContentView;
  @ApiPropertyOptional({
    type: [PlannedKeyView],
    description:
      'every key whose meaning changes, removed ones first; left out where a side cannot be read by key',
  })
  keys?: PlannedKeyView[];
  @ApiPropertyOptional({ description: 'unified diff of the text' }) diff?: string;
  @ApiPropertyOptional({ description: 'the whole text of a file that comes or goes' }) text?: string;
  @ApiPropertyOptional({ description: 'whether a secret changes; left out when the keys do not tell' })
  hiddenChanges?: boolean;
  @ApiProperty({ type: [String], description: 'why something is not shown, and what no text shows' })
  notes!: string[];
}

/** What a plan does to one instance, file by file: what an approval of its hash approves there. */
export class PlannedChangesView {
  @ApiProperty() planId!: string;
  @ApiProperty({ description: 'of the plan that was read' }) hash!: string;
  @ApiProperty() instanceId!: string;
  @ApiProperty({ example: 'BENT01' }) instance!: string;
  @ApiProperty({ type: [PlannedFileView], description: 'files that are deleted first' })
  files!: PlannedFileView[];
}
