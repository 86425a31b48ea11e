import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { EclFault } from './fault.ts';
import { parseEcl } from './parse-ecl.ts';
import { printEcl } from './print-ecl.ts';
import { randomExpressions } from './test-expressions.ts';

const VOCABULARY = { codes: ['404684003', '363698007', '900000000000207008'], refsets: ['700043003'], fields: ['mapTarget', 'mapGroup', 'targetComponentId'], words: ['heart', 'att', 'J45.9'], everything: true };

it('ECL 2.2: whatever is printed is read back as the same tree', () => {
  fc.assert(fc.property(randomExpressions(VOCABULARY, 2), (expression) => {
    // A clone, because records made at random have no prototype.
    assert.deepEqual(parseEcl(printEcl(expression)), structuredClone(expression));
  }), { numRuns: 800 });
});

it('nothing but EclFault is thrown, whatever becomes of an expression', () => {
  const pieces = ['(', ')', '{{', '}}', '{', '}', '[', ']', '"', '|', ':', '.', '^', '*', '!!>', '<<', '=', '#', '/*', '*/', '\\', '\n', 'R', 'AND', 'MINUS', 'M', '+ HISTORY', 'é', '\u{1F600}', '\0', '1'];
  const mutation = fc.tuple(fc.nat(), fc.nat({ max: 4 }), fc.constantFrom(...pieces));
  fc.assert(fc.property(randomExpressions(VOCABULARY, 1), fc.array(mutation, { minLength: 1, maxLength: 4 }), (expression, mutations) => {
    let text = printEcl(expression);
    for (const [at, length, piece] of mutations) text = text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + length);
    try {
      const read = parseEcl(text);
      assert.deepEqual(parseEcl(printEcl(read)), read);
    } catch (error) {
      assert.ok(error instanceof EclFault, String(error));
      assert.ok(error.column !== undefined && error.column >= 1 && error.column <= text.length + 1);
    }
  }), { numRuns: 1500 });
});

/** Each of these is the brief form of the other: ECL 5.1, 5.2 and the comments of 5.3. */
const FORMS: [written: string, brief: string][] = [
  ['descendantOf 404684003', '< 404684003'], ['DESCENDANTORSELFOF 404684003', '<< 404684003'], ['childOf 404684003', '<! 404684003'], ['childOrSelfOf 404684003', '<<! 404684003'],
  ['ancestorOf 404684003', '> 404684003'], ['ancestorOrSelfOf 404684003', '>> 404684003'], ['parentOf 404684003', '>! 404684003'], ['parentOrSelfOf 404684003', '>>! 404684003'],
  ['top (any)', '!!> (*)'], ['bottom (< 404684003)', '!!< (< 404684003)'], ['memberOf 700043003', '^ 700043003'], ['^[targetComponentId,mapTarget]700043003', '^ [targetComponentId, mapTarget] 700043003'], ['<<^[*]*', '<< ^ [*] *'],
  ['/* of */ 404684003|Clinical finding|/**/', '404684003 |Clinical finding|'], ['  404684003\t\r\nand 404684003', '404684003 AND 404684003'], ['404684003,404684003', '404684003 AND 404684003'],
  ['404684003:reverseOf 363698007 not = any', '404684003: R 363698007 != *'], ['*:R363698007<>*', '*: R 363698007 != *'], ['*:[0 to many]363698007=*', '*: [0..*] 363698007 = *'], ['*:[1..3]{[2..2]363698007=*}', '*: [1..3] { [2..2] 363698007 = * }'],
  ['*:((363698007=*)or(363698007=* and 363698007=*))', '*: 363698007 = * OR (363698007 = *, 363698007 = *)'], ['*:(<<363698007 MINUS 363698007)=*', '*: (<< 363698007 MINUS 363698007) = *'],
  ['*:363698007>=#+5.0', '*: 363698007 >= #+5.0'], ['*:363698007="PANADOL"', '*: 363698007 = "PANADOL"'], ['*:363698007=(match:"a" wild:"b\\*c*")', '*: 363698007 = (match:"a" wild:"b\\*c*")'], ['*:363698007=TRUE', '*: 363698007 = true'],
  ['<<LOINC#54486-6|x|', '<< LOINC#54486-6 |x|'], ['"LOINC#54486-6"', 'LOINC#54486-6'], ['"ICD#a b"', '"ICD#a b"'],
  ['*{{term="  heart   att "}}', '* {{ D term = "heart att" }}'], ['*{{Dterm=("heart"),language=SV,type=(synonym fullySpecifiedName definition)}}', '* {{ D term = "heart", language = sv, type = (syn fsn def) }}'],
  ['*{{dialect=en-GB(preferred)}}', '* {{ D dialect = en-gb (prefer) }}'], ['*{{dialect=(en-gb(prefer)en-us)(acceptable)}}', '* {{ D dialect = (en-gb (prefer) en-us (accept)) }}'],
  ['*{{typeId=(404684003 |a| 363698007)}}', '* {{ D typeId = (404684003 |a| 363698007) }}'], ['*{{dialectId=(404684003(prefer))}}', '* {{ D dialectId = 404684003 (prefer) }}'], ['*{{id!=(670169018)}}', '* {{ D id != 670169018 }}'],
  ['*{{Cactive=true,definitionStatus!=(primitive defined)}}{{ c moduleId=<<404684003}}', '* {{ C active = 1, definitionStatus != (primitive defined) }} {{ C moduleId = << 404684003 }}'], ['*{{C effectiveTime>=("20260131" "")}}', '* {{ C effectiveTime >= ("20260131" "") }}'],
  ['^700043003{{M mapGroup=#2,mapTarget=wild:"J*",active=false}}', '^ 700043003 {{ M mapGroup = #2, mapTarget = wild:"J*", active = 0 }}'], ['^700043003{{M aDate<"20260131"}}', '^ 700043003 {{ M aDate < "20260131" }}'],
  ['<<404684003{{+history_min}}', '<< 404684003 {{ + HISTORY-MIN }}'], ['*{{+HISTORY(<404684003)}}', '* {{ + HISTORY (< 404684003) }}'], ['404684003.363698007.<<363698007', '404684003 . 363698007 . << 363698007'],
];

it('ECL 5: both syntaxes, white space and comments', () => {
  for (const [written, brief] of FORMS) assert.equal(printEcl(parseEcl(written)), brief, written);
});

const FAULTS: [text: string, column: number, says: RegExp][] = [
  ['', 1, /expected a concept identifier.*ends here/], ['<<', 3, /ends here/], ['<< abc', 4, /found “abc”/], ['<< 10200004 <<', 13, /AND, OR, MINUS/], ['12345', 1, /6 to 18 digits/], ['1234567890123456789', 1, /6 to 18 digits/],
  ['404684003 |no end', 11, /no closing “\|”/], ['404684003 ||', 11, /no term/], ['/* open', 1, /not closed/],
  ['404684003 OR 404684003 AND 404684003', 24, /OR and AND stand side by side/], ['* MINUS * MINUS *', 11, /MINUS stands twice/], ['*: 363698007 = * OR 363698007 = *, 363698007 = *', 34, /side by side/],
  ['*: 363698007 = * AND < 404684003', 33, /put brackets round it/], ['* . 363698007 AND *', 15, /brackets/], ['*: [3..1] 363698007 = *', 4, /at least 3 and at most 1/], ['*: 363698007 < *', 14, /only numbers and dates/], ['*: 363698007 = #01', 17, /a number/],
  ['* {{ mapTarget = "x" }}', 6, /“M” and one on members/], ['* {{ M mapTarget = "x" }}', 6, /directly after “\^”/], ['^ * {{ C active = 1 }} {{ M active = 1 }}', 27, /before other filters/], ['* {{ C term = "x" }}', 8, /criterion on concepts/],
  ['* {{ term = "" }}', 13, /at least one word/], ['* {{ term = "a }}', 13, /closing quotation mark/], ['* {{ term = "\\n" }}', 15, /after the backslash/], ['* {{ C effectiveTime = "20261301" }}', 24, /YYYYMMDD/], ['* {{ language = eng }}', 17, /two letters/], ['* {{ + HISTORY-FULL }}', 15, /HISTORY-MIN/], ['404684003\n  AND', 16, /line 2, column 6/],
];

it('says where an expression goes wrong and what was expected', () => {
  for (const [text, column, says] of FAULTS) {
    assert.throws(() => parseEcl(text), (error) => {
      assert.ok(error instanceof EclFault, text);
      assert.deepEqual([error.reason, error.column], ['syntax', column], `${text}: ${error.message}`);
      assert.match(error.message, says);
      return true;
    });
  }
});

it('depth and length are bounded, and time grows with the length alone', () => {
  const deep = (opening: string, closing: string): string => opening.repeat(20_000) + closing;
  for (const text of [deep('(', '*'), deep('* {{ C moduleId = ', ''), deep('*: (', ''), deep('* {{ + HISTORY (', ''), deep('*: * = (', ''), deep('*: {(', '')]) assert.throws(() => parseEcl(text), EclFault);
  assert.throws(() => parseEcl(`${' '.repeat(600_000)}*`), { reason: 'too costly' });
  const many = Array.from({ length: 20_000 }, () => '404684003 |Clinical finding|').join(' OR ').slice(0, 499_000);
  assert.throws(() => parseEcl(`${many} (`), EclFault);
  assert.equal(parseEcl(Array.from({ length: 15_000 }, () => '404684003').join(' OR ')).kind, 'or');
  assert.throws(() => parseEcl(`*: ${'"'.repeat(100_000)}`), EclFault);
});
