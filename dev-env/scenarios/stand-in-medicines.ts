import type { Extension, Medication } from '@medplum/fhirtypes';
import type { Page } from 'playwright-core';

/** Products in the form in which the medicines finder answers them; but for a few names, made up. */
const GENERIC = medicine('323509004', 'Amoxicillin 250mg capsules', 'VMP', [
  text('legal-category', 'POM'), text('prescribing-status', 'Valid as a prescribable product'),
], 'Amoxicillin 250 mg');
const DRUG = medicine('27658006', 'Amoxicillin', 'VTM');
const BRAND = medicine('1', 'Amoxil 250mg capsules (GlaxoSmithKline UK Ltd)', 'AMP', [text('availability', 'None'), text('legal-category', 'POM')]);
const PACK = medicine('2', 'Amoxicillin 250mg capsules (Teva UK Ltd) 21 capsule', 'AMPP', [text('pack', '21 capsule'), { url: 'urn:jenner:dmd:price', valueInteger: 108 }, { url: 'urn:jenner:dmd:discontinued', valueBoolean: true }]);
const CARBAMAZEPINE = medicine('3', 'Carbamazepine 100mg tablets', 'VMP', [text('look-alike', 'carbimazole')]);
const CARBIMAZOLE = medicine('4', 'Carbimazole 20mg tablets', 'VMP', [text('look-alike', 'carbamazepine')]);
const MANY = Array.from({ length: 40 }, (_, index) => medicine(String(100 + index), `Morphine ${index + 1}mg capsules`, 'VMP', [text('controlled-drug', 'Schedule 2 (CD)')]));
const ALL = [DRUG, GENERIC, BRAND, PACK, CARBAMAZEPINE, CARBIMAZOLE, ...MANY];

/** Answers the medicines finder of a page without dm+d. The searches asked for come back as they are made. */
export async function standInMedicines(page: Page): Promise<string[]> {
  const asked: string[] = [];
  await page.route(({ pathname }) => pathname.endsWith('/Medication/$find'), async (route) => {
    const query = new URL(route.request().url()).searchParams;
    asked.push(query.toString());
    const words = (query.get('text') ?? '').toLowerCase().split(/\s+/);
    const found = ALL.filter((one) => words.every((word) => nameOf(one).toLowerCase().includes(word)) && (one !== PACK || query.get('packs') === 'true'));
    await route.fulfill({ json: bundle(found.slice(0, Number(query.get('_count'))), found.length) });
  });
  await page.route(({ pathname }) => pathname.endsWith('/Medication/$product'), async (route) => {
    await route.fulfill({ json: bundle([GENERIC, DRUG, BRAND, PACK], 4) });
  });
  return asked;
}

function medicine(code: string, display: string, level: string, extension: Extension[] = [], ingredient?: string): Medication {
  return {
    resourceType: 'Medication', code: { coding: [{ system: 'https://dmd.nhs.uk', code, display }], text: display },
    ...(level === 'VMP' ? { form: { text: display.endsWith('tablets') ? 'Tablet' : 'Capsule' } } : {}),
    ...(ingredient === undefined ? {} : { ingredient: [{ itemCodeableConcept: { text: ingredient } }] }),
    extension: [{ url: 'urn:jenner:dmd:level', valueCode: level }, ...extension],
  };
}

function text(name: string, valueString: string): Extension {
  return { url: `urn:jenner:dmd:${name}`, valueString };
}

const nameOf = ({ code }: Medication): string => code?.text ?? '';

function bundle(resources: readonly Medication[], total: number): object {
  return { resourceType: 'Bundle', type: 'searchset', total, entry: resources.map((resource) => ({ resource, search: { mode: 'match' } })) };
}
