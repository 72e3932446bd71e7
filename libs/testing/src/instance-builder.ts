import type { FoundInstance } from '@archivesmp/contracts/agent';

/** An instance as an agent finds it on disk. */
export function aFoundInstance(difference: Partial<FoundInstance> = {}): FoundInstance {
  return {
    instanceId: '22222222-2222-4222-8222-222222222222',
    folder: 'BENT01',
    name: 'BENT01',
    friendlyName: 'BentoBox',
    platform: 'paper',
    identified: true,
    ...difference,
  };
}
