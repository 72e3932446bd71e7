import type { TypeOption } from '../../edit/typed-value.js';
import type { OnlineFlags } from '../hub-command.js';

export interface PlanFlags extends OnlineFlags {
  readonly finding?: readonly string[];
  readonly delete?: readonly string[];
  readonly expectDeletions?: string;
  readonly drift?: readonly string[];
  readonly desired?: readonly string[];
  readonly prepare?: true;
  readonly asIs?: true;
  readonly plugin?: readonly string[];
  readonly set?: readonly string[];
  readonly insert?: true;
  readonly type?: TypeOption;
  readonly unset?: readonly string[];
  readonly file?: string;
  readonly title?: string;
  readonly full?: true;
}
