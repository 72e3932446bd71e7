import { describe, expect, it } from 'vitest';
import { RevisionForm } from './revision-form.js';
import { StorageAnswer } from './storage-failure.js';

const refused = (): never => {
  throw new StorageAnswer(412, '<Code>PreconditionFailed</Code>');
};
/** A server that holds one object and takes a condition only as `takes` has it. */
function server(accepts: (match: string) => boolean, revision = 'r1') {
  const sent: string[] = [];
  return {
    sent,
    now: revision,
    async send(match: string): Promise<string> {
      sent.push(match);
      if (!accepts(match) || match.replaceAll('"', '') !== this.now) refused();
      return (this.now = 'r2');
    },
  };
}
const quoted = (match: string): boolean => match.startsWith('"');
const bare = (match: string): boolean => !quoted(match);
const replace = (form: RevisionForm, s: ReturnType<typeof server>, revision: string) =>
  form.replace(
    revision,
    (match) => s.send(match),
    () => Promise.resolve(s.now === revision),
  );

describe('a revision in If-Match', () => {
  it('is written with quotes, as servers mostly want it', async () => {
    const s = server(quoted);
    expect(await replace(new RevisionForm(), s, 'r1')).toBe('r2');
    expect(s.sent).toEqual(['"r1"']);
  });

  it('is written without where the server wants that, and from then on at once', async () => {
    const [s, form] = [server(bare), new RevisionForm()];
    expect(await replace(form, s, 'r1')).toBe('r2');
    s.now = 'r1';
    await replace(form, s, 'r1');
    expect(s.sent).toEqual(['"r1"', 'r1', 'r1']);
  });

  it.each([quoted, bare])('that has changed is reported as that', async (accepts) => {
    const s = server(accepts, 'other');
    await expect(replace(new RevisionForm(), s, 'r1')).rejects.toMatchObject({ code: 'PreconditionFailed' });
    expect(s.now).toBe('other');
  });

  it('that holds and is refused all the same is reported as a fault of the server, not as another change', async () => {
    const s = server(() => false);
    await expect(replace(new RevisionForm(), s, 'r1')).rejects.toMatchObject({
      code: 'artifacts.unsuitable',
    });
  });

  it('of a request that failed otherwise is not tried in another form', async () => {
    const s = server(() => {
      throw new StorageAnswer(503, '');
    });
    await expect(replace(new RevisionForm(), s, 'r1')).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    expect(s.sent).toHaveLength(1);
  });
});
