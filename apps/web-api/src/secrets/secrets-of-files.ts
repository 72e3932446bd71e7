import type { HashOfSecret, MarkedSecrets } from '@archivesmp/change-plan';
import type { SecretRules } from '@archivesmp/hub-wiring';

/** How secrets of each file are told and marked, by the rules that are saved now. */
export type MarkedSecretsOf = (plugin: string, file: string) => MarkedSecrets;

/** Judges what is secret before texts of files are shown: rules of operators and a keyed hash in one. */
export class SecretsOfFiles {
  constructor(
    private readonly rules: Pick<SecretRules, 'judgeOf'>,
    private readonly hash: HashOfSecret,
  ) {}

  /** @throws Problem `artifacts.unavailable` */
  async marked(): Promise<MarkedSecretsOf> {
    const judgeOf = await this.rules.judgeOf();
    return (plugin, file) => ({ judge: judgeOf(plugin, file), hash: this.hash });
  }
}
