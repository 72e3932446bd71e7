import { button, make } from './make.js';
import { shownText } from './shown-text.js';

/** A field of a dialog: its words above, a hint below. */
export const field = (words, input, hint) =>
  make('label', {}, words, input, hint !== undefined && make('small', {}, hint));

/** What was filled in of number fields; an empty one is left out, so that the settings decide. */
export const numbers = (said) =>
  Object.fromEntries(
    Object.entries(said)
      .filter(([, text]) => text !== '')
      .map(([name, text]) => [name, Number(text)]),
  );

/**
 * Asks before something is done. `action` is the text of the button and names count and target; `typed`: what has to be typed
 * first; `fields`: inputs with a name each; `run` does it, and what it refuses is shown in the dialog.
 * Gives what `run` gave, or undefined when nothing was done.
 */
export function askFirst({ title, text = [], fields = [], action, danger = false, typed, run }) {
  return new Promise((settle) => {
    let given;
    const failure = make('p', { class: 'failure', role: 'alert' });
    const proof =
      typed === undefined ? undefined : make('input', { autocomplete: 'off', inputmode: 'numeric' });
    const go = make('button', { type: 'submit', class: danger ? 'danger' : 'main' }, action);
    const back = button('Cancel', () => dialog.close());
    const form = make(
      'form',
      {},
      make('h2', { id: 'dialog-title' }, title),
      text.filter((part) => part !== undefined).map((part) => make('p', {}, part)),
      fields,
      proof !== undefined && field(`Type ${typed} to go on`, proof),
      failure,
      make('div', { class: 'buttons' }, go, back),
    );
    const dialog = make('dialog', { 'aria-labelledby': 'dialog-title' }, form);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (go.disabled) return;
      if (proof !== undefined && proof.value.trim() !== String(typed))
        return void (failure.textContent = `Type ${typed}: then it is sure that you mean all of them.`);
      go.disabled = true;
      failure.textContent = '';
      try {
        given = await run(Object.fromEntries(new FormData(form)));
        dialog.close();
      } catch (error) {
        failure.replaceChildren(...shownText(error.message));
        if (error.errors?.length > 0) failure.append(problemList(error.errors));
        go.disabled = false;
        // What was done in part is not offered again.
        go.hidden = error.done === true;
        if (go.hidden) back.textContent = 'Close';
      }
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      settle(given);
    });
    document.body.append(dialog);
    dialog.showModal();
    (form.querySelector('input, textarea') ?? back).focus();
  });
}

/** What was wrong where; differences over several lines keep their form. */
export const problemList = (errors) =>
  make(
    'ul',
    { class: 'problems' },
    errors.map(({ field: place, message }) => {
      const [first, ...rest] = message.split('\n');
      const more = rest.length > 0 && make('pre', {}, rest.join('\n'));
      return make('li', {}, make('strong', {}, place), `: ${first}`, more);
    }),
  );
