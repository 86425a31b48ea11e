import { ALL_KINDS, type Asker, canary, type Kind, KINDS, type Target, TARGETS } from './axes.ts';

/**
 * What everybody may do, written by hand from the issue, safety.md and the national RBAC job roles. It must never import
 * the policy it judges: the two agree because both are right, or the matrix shows where they are not.
 */

type Level = 'clinical' | 'limited' | 'administrative' | 'patient' | 'nothing';
export type Ability = 'breakGlass' | 'manageAccess' | 'manageApps' | 'readAudit' | 'findPatients';
export type Work = 'clinical' | 'office' | 'directory';

const ROLE: Record<Asker['role'], { level: Level; may: readonly Ability[]; writes: readonly Work[] }> = {
  gp: { level: 'clinical', may: ['breakGlass', 'readAudit', 'findPatients'], writes: ['clinical', 'office', 'directory'] },
  nurse: { level: 'clinical', may: ['breakGlass', 'readAudit', 'findPatients'], writes: ['clinical', 'office', 'directory'] },
  'health-professional': { level: 'clinical', may: ['breakGlass', 'readAudit', 'findPatients'], writes: ['clinical', 'office', 'directory'] },
  student: { level: 'limited', may: ['findPatients'], writes: [] },
  'medical-secretary': { level: 'limited', may: ['findPatients'], writes: ['office'] },
  manager: { level: 'administrative', may: ['manageAccess', 'manageApps', 'readAudit', 'findPatients'], writes: ['office', 'directory'] },
  receptionist: { level: 'administrative', may: ['findPatients'], writes: ['office'] },
  clerical: { level: 'administrative', may: ['findPatients'], writes: ['office'] },
  'information-officer': { level: 'administrative', may: ['findPatients'], writes: [] },
  'systems-support': { level: 'nothing', may: ['manageApps'], writes: [] },
  'privacy-officer': { level: 'administrative', may: ['manageAccess', 'readAudit', 'findPatients'], writes: [] },
  'caldicott-guardian': { level: 'clinical', may: ['breakGlass', 'manageAccess', 'readAudit', 'findPatients'], writes: [] },
  patient: { level: 'patient', may: [], writes: [] },
  system: { level: 'clinical', may: ['findPatients'], writes: ['clinical', 'office', 'directory'] },
  none: { level: 'nothing', may: [], writes: [] },
};

const SEEN_BY: Record<Kind, readonly Level[]> = {
  name: ['clinical', 'limited', 'administrative', 'patient'],
  contact: ['clinical', 'limited', 'administrative', 'patient'],
  'contact-before': ['clinical', 'limited', 'administrative', 'patient'],
  related: ['clinical', 'limited', 'administrative', 'patient'],
  booking: ['clinical', 'limited', 'administrative', 'patient'],
  'restricted-booking': ['clinical'],
  normal: ['clinical', 'limited', 'patient'],
  'normal-before': ['clinical', 'limited', 'patient'],
  nopat: ['clinical', 'limited'],
  'nopat-before': ['clinical', 'limited'],
  restricted: ['clinical'],
  'very-restricted': ['clinical'],
  encounter: ['clinical'],
  flag: ['clinical', 'limited'],
};

/** Withheld of a restricted patient from everybody who has not broken the glass, the patient too. */
const WITHHELD_BY_S_FLAG = new Set<Kind>(['contact', 'contact-before', 'related']);

/** What only a person may do, never a program, nor an app that acts for somebody. */
const IN_PERSON = new Set<Ability>(['breakGlass', 'manageAccess', 'manageApps']);

export function isStranger({ link }: Asker): boolean {
  return link === 'stranger' || link === 'ended-sharing';
}

function levelOf({ role, link }: Asker): Level {
  const { level } = ROLE[role];
  return link === 'shared' && level === 'clinical' ? 'limited' : level;
}

/** Whether a token's scopes cover an interaction on a type; somebody signed in needs none. */
function inScope({ scopes }: Asker, letter: string, type: string): boolean {
  return scopes === null || scopes.some((scope) => {
    const [, of = '', letters = ''] = /^\w+\/([\w*]+)\.(\w+)$/.exec(scope) ?? [];
    return (of === '*' || of === type) && letters.includes(letter);
  });
}

/** Whether the record is open to them at all: nobody else's, and not guarded without a grant in force. */
function isOpen(asker: Asker, { id, sensitivity }: Target): boolean {
  if (asker.own !== null && !asker.own.includes(id)) return false;
  if (levelOf(asker) === 'patient' || (sensitivity !== 'high-profile' && sensitivity !== 'sealed')) return true;
  return asker.link === 'care-team' || asker.link === 'break-glass';
}

/** Whether they may see that kind of thing of that patient. */
export function sees(asker: Asker, target: Target, kind: Kind): boolean {
  if (asker.kind === 'nobody' || isStranger(asker)) return false;
  if (!SEEN_BY[kind].includes(levelOf(asker)) || !isOpen(asker, target)) return false;
  if (!inScope(asker, 'r', KINDS[kind]) && !inScope(asker, 's', KINDS[kind])) return false;
  return target.sensitivity !== 's-flag' || asker.link === 'break-glass' || !WITHHELD_BY_S_FLAG.has(kind);
}

/** Every canary that may appear in any answer to them. */
export function visibleCanaries(asker: Asker): ReadonlySet<string> {
  return new Set(TARGETS.flatMap((target) => ALL_KINDS.filter((kind) => sees(asker, target, kind)).map((kind) => canary(target.id, kind))));
}

/** `dangling`: what is written refers to somebody who, as far as they are told, is not here. */
export type Verdict = 'allowed' | 'forbidden' | 'not-found' | 'dangling' | 'unauthenticated';

/** What a request asks for, in the oracle's words. */
export type Need =
  | { is: 'public' }
  | { is: 'own'; browser: boolean }
  | { is: 'ability'; ability: Ability; scope?: readonly [letter: string, type: string] }
  | { is: 'audit' } // who was in this patient's record
  | { is: 'whole-audit' } // what was done at all; a patient is told of their own record
  | { is: 'item'; letter: string; kind: Kind }
  | { is: 'search'; letter: string; types: readonly string[] }
  | { is: 'entries' } // judged each by itself
  | { is: 'record' } // the whole of it
  | { is: 'feed' }
  | { is: 'write'; letters: string; type: string; work: Work; on?: 'restricted' | 'patient' | 'newcomer' | 'nobody'; unseen?: 'does-nothing' | 'dangling' }
  | { is: 'export'; type: string } // bulk, of a type, or of whatever the scopes let through: programs alone
  | { is: 'exported'; account?: string }; // what an account has exported; without one, nobody has

/** What must come of the request. */
export function judge(asker: Asker, target: Target, need: Need): Verdict {
  if (need.is === 'public') return 'allowed';
  if (asker.kind === 'nobody') return 'unauthenticated';
  if (need.is === 'own') return need.browser && asker.kind !== 'person' ? 'forbidden' : 'allowed';
  if (isStranger(asker)) return 'not-found';
  switch (need.is) {
    case 'entries':
      return 'allowed';
    case 'ability':
      return hasAbility(asker, need.ability) && (need.scope === undefined || inScope(asker, ...need.scope)) ? 'allowed' : 'forbidden';
    case 'audit':
    case 'whole-audit':
      return judgeAudit(asker, target, need.is === 'whole-audit');
    case 'write':
      return judgeWrite(asker, target, need);
    case 'export':
    case 'exported':
      return judgeExport(asker, need);
    default:
      return levelOf(asker) === 'nothing' ? 'forbidden' : judgeRead(asker, target, need);
  }
}

function hasAbility(asker: Asker, ability: Ability): boolean {
  if (asker.link === 'shared' && ability !== 'findPatients') return false;
  return ROLE[asker.role].may.includes(ability) && (asker.kind === 'person' || !IN_PERSON.has(ability));
}

function judgeRead(asker: Asker, target: Target, need: Need & { is: 'item' | 'search' | 'feed' | 'record' }): Verdict {
  if (need.is === 'item') return !inScope(asker, need.letter, KINDS[need.kind]) ? 'forbidden' : sees(asker, target, need.kind) ? 'allowed' : 'not-found';
  if (need.is === 'search') return need.types.every((type) => inScope(asker, need.letter, type)) ? 'allowed' : 'forbidden';
  if (!inScope(asker, 'r', '*')) return 'forbidden';
  return need.is === 'feed' || isOpen(asker, target) ? 'allowed' : 'not-found';
}

/** Staff ask about a patient, and those who keep access about everything; a patient about themselves. */
function judgeAudit(asker: Asker, target: Target, isWhole: boolean): Verdict {
  const level = levelOf(asker);
  if (level === 'nothing' || !inScope(asker, 's', 'AuditEvent')) return 'forbidden';
  if (level === 'patient') return (isWhole ? asker.own?.length === 1 : isOpen(asker, target)) ? 'allowed' : 'not-found';
  if (!hasAbility(asker, 'readAudit') || !inScope(asker, 'r', 'AuditEvent')) return 'forbidden';
  if (isWhole) return hasAbility(asker, 'manageAccess') ? 'allowed' : 'forbidden';
  return isOpen(asker, target) || ROLE[asker.role].may.includes('manageAccess') ? 'allowed' : 'not-found';
}

/** People do not export, nor do apps for them; and a program learns of its own exports alone. */
function judgeExport(asker: Asker, need: Need & { is: 'export' | 'exported' }): Verdict {
  if (asker.kind !== 'program') return 'forbidden';
  if (need.is === 'exported') return asker.account === need.account ? 'allowed' : 'not-found';
  const covers = need.type === '*' ? asker.scopes?.some((scope) => (scope.split('.')[1] ?? '').includes('r')) === true : inScope(asker, 'r', need.type);
  return covers ? 'allowed' : 'forbidden';
}

function judgeWrite(asker: Asker, target: Target, { letters, type, work, on, unseen }: Need & { is: 'write' }): Verdict {
  if (asker.link === 'shared' || !ROLE[asker.role].writes.includes(work) || !letters.split('').every((letter) => inScope(asker, letter, type))) return 'forbidden';
  if (work === 'directory') return asker.own === null ? 'allowed' : 'forbidden';
  if (on === 'nobody') return 'allowed';
  if (on === 'newcomer') return asker.own === null ? 'allowed' : 'not-found';
  const isSeen = isOpen(asker, target) && (on !== 'restricted' || levelOf(asker) === 'clinical');
  if (!isSeen) return unseen === 'does-nothing' ? 'allowed' : (unseen ?? 'not-found');
  // To delete a restricted patient is to lift the restriction.
  if (type === 'Patient' && letters === 'd' && target.sensitivity === 's-flag' && asker.link !== 'break-glass') return 'forbidden';
  return target.standing === 'past' && on !== 'patient' ? 'forbidden' : 'allowed';
}
