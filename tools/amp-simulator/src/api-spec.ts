import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SimulatedProcess } from './amp-process.js';
import { isComplex, type ApiMethod } from './api-method.js';

type MethodSpec = Record<string, unknown>;
/** Methods by module and name, as Core/GetAPISpec answers them. */
export type ApiSpec = Record<string, Record<string, MethodSpec>>;

/** Methods that a real panel shows before the login, beside the ones this panel plays. */
const OPEN = [
  'GetAPISpec',
  'Login',
  'GetModuleInfo',
  'GetAuthenticationRequirements',
  'GetWebauthnChallenge',
];

/** Where the project's reference data lie: ARCHIVESMP_SHARED, or `shared` beside the checkout. */
export function referenceDir(env: NodeJS.ProcessEnv = process.env): string {
  return env['ARCHIVESMP_SHARED'] ?? path.resolve(import.meta.dirname, '../../../../shared');
}

/** The published specification of an AMP version, served as it is when the reference data are on this machine. */
export class PublishedSpec {
  private constructor(
    private readonly spec: ApiSpec,
    private readonly inheritance: Record<string, string[]>,
  ) {}

  static load(dir = path.join(referenceDir(), 'data', 'amp')): PublishedSpec | undefined {
    const file = path.join(dir, 'APISpec.json');
    if (!existsSync(file)) return undefined;
    const read = (name: string): unknown => JSON.parse(readFileSync(path.join(dir, name), 'utf8'));
    return new PublishedSpec(
      read('APISpec.json') as ApiSpec,
      read('ModuleInheritance.json') as Record<string, string[]>,
    );
  }

  forModule(module: string): ApiSpec {
    const modules = this.inheritance[module] ?? this.inheritance['Minecraft'] ?? [];
    return Object.fromEntries(modules.map((name) => [name, this.spec[name] ?? {}]));
  }
}

/** The specification of what this panel itself plays, for machines without the reference data. */
function ownSpec(methods: readonly ApiMethod[]): ApiSpec {
  const spec: ApiSpec = {};
  for (const method of methods)
    (spec[method.module] ??= {})[method.name] = {
      Description: null,
      Returns: null,
      Parameters: method.parameters.map((parameter) => ({
        Name: parameter.name,
        TypeName: parameter.type,
        Description: '',
        Optional: parameter.optional === true,
        ParamEnumValues: null,
      })),
      ReturnTypeName: method.returns,
      IsComplexType: isComplex(method.returns),
    };
  return spec;
}

/** The answer of Core/GetAPISpec for one process: everything when logged in, the open methods of Core otherwise. */
export function apiSpecOf(
  process: SimulatedProcess,
  published: PublishedSpec | undefined,
  loggedIn: boolean,
): ApiSpec {
  const full = published?.forModule(process.identity.module) ?? ownSpec(process.methods);
  if (loggedIn) return full;
  return {
    Core: Object.fromEntries(Object.entries(full['Core'] ?? {}).filter(([name]) => OPEN.includes(name))),
  };
}
