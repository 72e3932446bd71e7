import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFindingKind } from './make-finding-kind.js';
import { makeJob } from './make-job.js';
import { makeRoute } from './make-route.js';
import { makeService } from './make-service.js';
import { CannotMake, type SourceTree } from './source-tree.js';

const USAGE = `npm run make service NAME QUEUE.JOB SECONDS
                                      a service of the hub with its first job, which comes every so many seconds
npm run make job SERVICE QUEUE.JOB    a job of a service that is there
npm run make route FEATURE NAME       GET /api/v1/NAME with its use case
npm run make finding-kind KIND ABOUT SEVERITY
                                      a kind of finding in every table that says something of each`;

const root = path.resolve(import.meta.dirname, '../../../..');
const written = new Map<string, string>();
const tree: SourceTree = {
  readSource: (file) => written.get(file) ?? readFileSync(path.join(root, file), 'utf8'),
  hasSource: (file) => written.has(file) || existsSync(path.join(root, file)),
  writeSource: (file, text) => void written.set(file, text),
};

const [kind = '', ...given] = process.argv.slice(2);
const MAKERS: Readonly<
  Record<string, { readonly takes: number; readonly make: (...given: string[]) => void }>
> = {
  service: { takes: 3, make: (name, job, every) => makeService(tree, name!, job!, every!) },
  job: { takes: 2, make: (service, job) => void makeJob(tree, service!, job!) },
  route: { takes: 2, make: (feature, name) => makeRoute(tree, feature!, name!) },
  'finding-kind': {
    takes: 3,
    make: (one, subject, severity) => makeFindingKind(tree, one!, subject!, severity!),
  },
};
try {
  const maker = MAKERS[kind];
  if (maker?.takes !== given.length) throw new CannotMake(USAGE);
  maker.make(...given);
  // What cannot be made as a whole is not begun
  for (const [file, text] of written) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
    console.log(file);
  }
  console.log(
    'Now: npm install, npm run build (it names what lacks), npx prettier --write ., npm run tables.',
  );
} catch (error) {
  if (!(error instanceof CannotMake)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
