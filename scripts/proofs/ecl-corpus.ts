import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateEcl } from '../../platform/terminology/ecl/evaluate-ecl.ts';
import { EclFault } from '../../platform/terminology/ecl/fault.ts';
import type { Edition } from '../../platform/terminology/edition.ts';
import { conceptOfExpression, EXPRESSION } from './ecl-corpus-expression.ts';
import { type CorpusRelease, openCorpusRelease, readCorpusRelease } from './ecl-corpus-release.ts';
import type { Proof } from './proof.ts';

interface Pair {
  name: string;
  operation: string;
  description: string;
  request: string;
  response: string;
}

/** Why an answer of ours that differs from the corpus is right; by test. Each is shown in the proof with both answers. */
const CHILD = 'The test says of itself that the expression is in the set. It stands directly below its focus concept, so it is a child of it (ECL 6.1 "Child of").';
const ANY = 'The test says of itself "All active concepts". The release has active modules whose is-a links were left out when the extract was made, so that they stand below no root; the corpus counts what is below the root. In a whole release the two are one.';
const rootless = (edition: Edition, codes: readonly string[]): boolean => codes.every((code) => edition.parentsOf(edition.ordinalOf(code)).length === 0);
const EXPLAINED: Readonly<Record<string, string>> = {
  'snomed-expand-ecl-wildcard': ANY,
  'snomed-expand-ecl-wildcard-minus': ANY,
  'snomed-validate-ecl-children-expr-in': CHILD,
  'snomed-validate-ecl-childrenOrSelf-expr-in': CHILD,
};

/**
 * The expression constraints of the FHIR terminology ecosystem's conformance suite, asked of the release they are
 * written for: a checked-out copy of HL7/fhir-tx-ecosystem-ig is named on the command line.
 */
export const eclCorpus: Proof = {
  title: 'Expression constraints are answered as the FHIR terminology ecosystem expects',
  run(say) {
    const folder = process.argv[3];
    if (folder === undefined) throw new Error('Usage: npm run prove -- ecl-corpus <checked-out copy of HL7/fhir-tx-ecosystem-ig>');
    const release = readCorpusRelease(join(folder, 'tx-source', 'snomed'));
    const edition = openCorpusRelease(release);
    say(`${edition.active} active of ${edition.size} concepts`);
    const pairs = pairsOf(folder);
    const compared = pairs.map((pair) => ({ pair, ...compare(folder, pair, release, edition) }));
    const misses = compared.filter(({ expected, answered }) => expected !== answered);
    const explanation = ({ pair, expected, answered }: (typeof compared)[number]): string | undefined => {
      const said = EXPLAINED[pair.name];
      return said !== ANY || (without(expected, answered).length === 0 && rootless(edition, without(answered, expected))) ? said : undefined;
    };
    const unexplained = misses.filter((miss) => explanation(miss) === undefined);
    return Promise.resolve({
      ok: pairs.length > 0 && unexplained.length === 0,
      lines: [
        `Suite \`sct-ecl\` of HL7/fhir-tx-ecosystem-ig, asked of its own extract of SNOMED CT (${edition.size} concepts). ${pairs.length} pairs: ${pairs.length - misses.length} as expected, ${misses.length - unexplained.length} where the corpus contradicts itself, ${unexplained.length} wrong.`,
        '',
        'An expansion is compared code by code. An expression that names a code which is not in the release counts as refused: the evaluator reports the code, and FHIR wants an error. A postcoordinated expression is asked as a concept of the release, below its focus concept, with the attributes of both.',
        '',
        ...(misses.length === 0 ? [] : ['| test | constraint | corpus | here | why |', '| --- | --- | --- | --- | --- |']),
        ...misses.map((miss) => `| ${miss.pair.name} | \`${miss.ecl}\` | ${short(miss.expected, miss.answered)} | ${short(miss.answered, miss.expected)} | ${explanation(miss) ?? '**wrong**'} |`),
      ],
    });
  },
};

function pairsOf(folder: string): Pair[] {
  const { suites } = JSON.parse(readFileSync(join(folder, 'tests', 'test-cases.json'), 'utf8')) as { suites: { name: string; tests: Pair[] }[] };
  return suites.find(({ name }) => name === 'sct-ecl')?.tests ?? [];
}

interface Parameter { name: string; valueCode?: string; valueBoolean?: boolean; resource?: { compose: { include: { filter: { value: string }[] }[] } } }
interface Answer { resourceType: string; parameter?: Parameter[]; expansion?: { contains?: { code: string }[] } }

function compare(folder: string, { operation, request, response }: Pair, release: CorpusRelease, edition: Edition): { ecl: string; expected: string; answered: string } {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, 'tests', file), 'utf8'));
  const { parameter } = read(request) as { parameter: Parameter[] };
  const ecl = parameter.find(({ name }) => name === 'valueSet')?.resource?.compose.include[0]?.filter[0]?.value ?? '';
  const code = parameter.find(({ name }) => name === 'code')?.valueCode ?? '';
  const expected = expectation(read(response) as Answer);
  if (operation === 'expand') return { ecl, expected, answered: expand(edition, ecl) };
  const isExpression = !/^\d+$/.test(code);
  const asked = isExpression ? openCorpusRelease(release, [conceptOfExpression(release, code)]) : edition;
  const { concepts } = evaluateEcl(asked, ecl);
  return { ecl, expected, answered: String(concepts.has(asked.ordinalOf(isExpression ? EXPRESSION : code))) };
}

function expectation({ resourceType, parameter, expansion }: Answer): string {
  if (resourceType === 'OperationOutcome') return 'refused';
  if (resourceType === 'Parameters') return String(parameter?.find(({ name }) => name === 'result')?.valueBoolean);
  return (expansion?.contains ?? []).map(({ code }) => code).sort().join(' ');
}

function expand(edition: Edition, ecl: string): string {
  try {
    const { concepts, unknown } = evaluateEcl(edition, ecl);
    return unknown.length > 0 ? 'refused' : [...concepts].map((concept) => edition.codeOf(concept)).sort().join(' ');
  } catch (error) {
    if (error instanceof EclFault) return 'refused';
    throw error;
  }
}

const without = (codes: string, others: string): string[] => {
  const gone = new Set(others.split(' '));
  return codes.split(' ').filter((code) => !gone.has(code));
};

/** Long lists as their length and what the other has not. */
function short(codes: string, other: string): string {
  if (!/\d/.test(codes)) return codes === '' ? 'none' : codes;
  const only = without(codes, other);
  return `${codes.split(' ').length} concepts${only.length === 0 ? '' : `, among them ${only.slice(0, 5).join(', ')}`}`;
}
