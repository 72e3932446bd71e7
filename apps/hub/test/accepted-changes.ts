import path from 'node:path';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { PlanView } from '@archivesmp/contracts/plan';
import type { TestProduct } from './test-product.js';

/** One file that a deployment may change, and how. */
export interface MayChange {
  /** Relative to the folder of the fleet. */
  readonly file: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A deployment that was accepted: everything it may do, instance by instance. */
export interface Accepted {
  readonly id: string;
  readonly kind: DeploymentView['kind'];
  readonly parts: ReadonlyMap<string, readonly MayChange[]>;
}

/** What of a plan's text is looked at here. */
interface PlanText {
  readonly waves: readonly {
    readonly instances: readonly {
      readonly instanceId: string;
      readonly host: string;
      readonly name: string;
      readonly files: readonly {
        readonly path: string;
        readonly before: string | null;
        readonly after: string | null;
      }[];
    }[];
  }[];
}

/** The plan's part of each instance, with paths as the fleet tree has them. */
export function partsOf(product: TestProduct, plan: PlanView, kind: 'apply' | 'rollback'): Accepted['parts'] {
  const { waves } = plan.plan as PlanText;
  const parts = new Map<string, readonly MayChange[]>();
  for (const { instanceId, host, name, files } of waves.flatMap((wave) => wave.instances)) {
    const root = path.relative(product.fleetDir, product.panels.get(host)!.controller.byName(name)!.appDir);
    const changes = files.map(({ path: file, before, after }) => {
      const filePath = path.join(root, file);
      return kind === 'apply'
        ? { file: filePath, before, after }
        : { file: filePath, before: after, after: before };
    });
    parts.set(instanceId, changes);
  }
  return parts;
}
