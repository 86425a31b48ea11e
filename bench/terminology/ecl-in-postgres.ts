import type { Edition } from '../../platform/terminology/edition.ts';
import type { Database } from '../../platform/store/database.ts';
import type { EclSubjects } from './ecl-samples.ts';

/** Ordinals stand for concepts: the smallest keys a table could have. Everything is indexed as its statements want it. */
const TABLES = [
  'create unlogged table ecl_isa (child int not null, parent int not null)',
  'create unlogged table ecl_closure (ancestor int not null, descendant int not null)',
  'create unlogged table ecl_attribute (source int not null, grp int not null, type int not null, value int not null)',
  'create unlogged table ecl_member (refset int not null, component int not null)',
];
const INDEXES = [
  'alter table ecl_isa add primary key (child, parent)', 'create index on ecl_isa (parent, child)',
  'alter table ecl_closure add primary key (ancestor, descendant)', 'create index on ecl_closure (descendant, ancestor)',
  'create index on ecl_attribute (source, type, value, grp)', 'create index on ecl_attribute (type, value, source)', 'create index on ecl_attribute (value, type, source)', 'create index on ecl_member (refset, component)',
  'analyze ecl_isa', 'analyze ecl_closure', 'analyze ecl_attribute', 'analyze ecl_member',
];

/** The same hierarchy, attributes and reference sets as tables, with the closure worked out. */
export async function fillTables(db: Database, edition: Edition): Promise<void> {
  for (const statement of TABLES) await db.query(statement, []);
  const pairs = async (table: string, of: (concept: number) => Iterable<number>): Promise<void> => {
    const [left, right]: [number[], number[]] = [[], []];
    for (let concept = 0; concept < edition.active; concept++) {
      for (const each of of(concept)) {
        left.push(concept);
        right.push(each);
      }
    }
    await insert(db, table, [left, right]);
  };
  await pairs('ecl_isa', (concept) => edition.parentsOf(concept));
  await pairs('ecl_closure', function* (concept) {
    const runs = edition.runsOf(concept);
    for (let i = 0; i < runs.length; i += 2) for (let each = runs[i] ?? 0; each < (runs[i + 1] ?? 0); each++) yield each;
  });
  const source = Uint32Array.from(edition.attributeType, () => 0);
  for (let concept = 0; concept < edition.size; concept++) source.fill(concept, edition.attributesAt[concept], edition.attributesAt[concept + 1]);
  await insert(db, 'ecl_attribute', [source, edition.attributeGroup, edition.attributeType, edition.attributeValue]);
  for (const { refset, table, from, to } of edition.refsets) await insert(db, 'ecl_member', [new Uint32Array(to - from).fill(refset), edition.sections.u32(`r${table}component`).subarray(from, to)]);
  for (const statement of INDEXES) await db.query(statement, []);
}

async function insert(db: Database, table: string, columns: readonly ArrayLike<number>[]): Promise<void> {
  const rows = columns[0]?.length ?? 0;
  for (let from = 0; from < rows; from += 200_000) {
    const texts = columns.map((column) => Array.prototype.slice.call(column, from, from + 200_000).join(','));
    await db.query(`insert into ${table} select ${columns.map((_, i) => `unnest(string_to_array($${i + 1}, ',')::int[])`).join(', ')}`, texts);
  }
}

/** The questions of eclQuestions that are the hierarchy's and the attributes', by the closure table and by recursion. */
export function statements(edition: Edition, { medium, small, huge, leaf, types, values, refset }: EclSubjects): Record<string, { closure: string; recursive: string }> {
  const ordinal = (code: string | undefined): number => edition.ordinalOf(code ?? '');
  const [h, t, u, v, w] = [ordinal(huge), ordinal(types[0]), ordinal(types[1]), ordinal(values[0]), ordinal(values[1])];
  const below = (concept: number): string => `(select descendant as concept from ecl_closure where ancestor = ${concept})`;
  const walked = (concept: number): string => `(with recursive d(concept) as (select ${concept} union select child from ecl_isa join d on parent = concept) select concept from d)`;
  const both = (write: (below: (concept: number) => string) => string): { closure: string; recursive: string } => ({ closure: write(below), recursive: write(walked) });
  const count = (concept: number): { closure: string; recursive: string } => both((set) => `select count(*)::int as found from ${set(concept)} s`);
  return {
    '<< small': count(ordinal(small)),
    '<< medium': count(ordinal(medium)),
    '<< huge': count(h),
    '>> leaf': {
      closure: `select count(*)::int as found from ecl_closure where descendant = ${ordinal(leaf)}`,
      recursive: `with recursive d(concept) as (select ${ordinal(leaf)} union select parent from ecl_isa join d on child = concept) select count(*)::int as found from d`,
    },
    'one attribute': both((set) => `select count(*)::int as found from ${set(h)} s where concept in (select source from ecl_attribute a join ${set(v)} v on v.concept = a.value where a.type = ${t})`),
    'two attributes in a group': both((set) => `select count(*)::int as found from ${set(h)} s where concept in (select a.source from ecl_attribute a join ${set(v)} v on v.concept = a.value join ecl_attribute b on b.source = a.source and b.grp = a.grp and a.grp <> 0 and b.type = ${u} join ${set(w)} w on w.concept = b.value where a.type = ${t})`),
    'cardinality [2..*]': both((set) => `select count(*)::int as found from ${set(h)} s where concept in (select source from ecl_attribute where type = ${t} group by source having count(*) >= 2)`),
    'none of it [0..0]': both((set) => `select count(*)::int as found from ${set(h)} s where not exists (select from ecl_attribute a join ${set(v)} v on v.concept = a.value where a.type = ${t} and a.source = s.concept)`),
    'reverse': both((set) => `select count(*)::int as found from ${set(v)} s where concept in (select a.value from ecl_attribute a join ${set(h)} h on h.concept = a.source where a.type = ${t})`),
    'dotted': both((set) => `select count(distinct a.value)::int as found from ${set(h)} s join ecl_attribute a on a.source = s.concept and a.type = ${t}`),
    '^ and <<': both((set) => `select count(distinct concept)::int as found from ${set(h)} s join ecl_member on refset = ${ordinal(refset)} and component = concept`),
  };
}
