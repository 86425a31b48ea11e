import type { SimulatedPerson } from './simulator.ts';

type Shown = readonly SimulatedPerson[] | { person: SimulatedPerson; question: string; agree: string } | { form: string } | { said: string };

/** A page of a simulator. It says what it is, first and in words, and bears no logo of the service it stands in for. */
export function choicePage(service: string, shown: Shown): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated ${escape(service)}</title>
<style>
  body { font: 1.1875rem/1.5 Arial, sans-serif; color: #212b32; background: #f0f4f5; margin: 0; }
  header { background: #fff4c2; border-bottom: 4px solid #d5a700; padding: .75rem 1rem; } header p, main { max-width: 40rem; margin: 0 auto; }
  main { padding: 1rem; } h1 { font-size: 1.5rem; } ul { list-style: none; padding: 0; display: grid; gap: .5rem; }
  .who, button { display: block; width: 100%; box-sizing: border-box; text-align: left; font: inherit; color: #212b32; background: #fff; border: 1px solid #4c6272; border-radius: 4px; padding: .5rem .75rem; text-decoration: none; cursor: pointer; }
  .who strong { display: block; color: #005eb8; text-decoration: underline; } .who:focus-visible, button:focus-visible { outline: 4px solid #ffeb3b; box-shadow: 0 0 0 6px #212b32; }
</style>
</head>
<body>
<header><p><strong>Simulated.</strong> This is not ${escape(service)}. It stands in for it in a demonstration with made-up people.</p></header>
<main>
${content(service, shown)}
</main>
</body>
</html>`;
}

function content(service: string, shown: Shown): string {
  if ('said' in shown) return `<h1>Simulated ${escape(service)}</h1><p>${escape(shown.said)}</p>`;
  if ('form' in shown) return `<h1>End the session at the simulated ${escape(service)}?</h1>${shown.form}<p><button form="op.logoutForm" name="logout" value="yes">End it, everywhere it is used</button></p>`;
  if ('question' in shown) {
    const { person, question, agree } = shown;
    return `<h1>${escape(question)}</h1><ul><li><a class="who" href="?person=${encodeURIComponent(person.id)}&amp;agreed=yes"><strong>${escape(agree)}</strong>${escape(person.name)}</a></li></ul>`;
  }
  const people = shown.map(({ id, name, detail }) => `<li><a class="who" href="?person=${encodeURIComponent(id)}"><strong>${escape(name)}</strong>${escape(detail)}</a></li>`);
  return `<h1>Who do you want to be?</h1><ul>${people.join('\n')}</ul>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
