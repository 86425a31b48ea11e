import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xhtmlFault } from './xhtml.ts';

const messageOf = (html: string) => xhtmlFault(html)?.message.slice(0, 5);

test('txt-1: formatting passes', () => {
  const good = [
    '<div xmlns="http://www.w3.org/1999/xhtml"><p class="a" style="color: red">a &lt; b<br/>c</p></div>',
    ' <div><table border="1"><tr><td colspan=\'2\'>x</td></tr></table><!-- note --></div> ',
    '<div><a href="https://nhs.uk/a?b=1&amp;c=2">x</a><a href="#top">y</a><a href="Patient/1">z</a></div>',
    '<div><img src="data:image/png;base64,AAAA" alt="x"/></div>',
  ];
  for (const html of good) assert.equal(xhtmlFault(html), undefined, html);
});

test('txt-1: scripts are refused, in whatever disguise', () => {
  const bad = [
    '<div><script>x</script></div>', '<div><SCRIPT>x</SCRIPT></div>', '<div><p onclick="x">a</p></div>', '<div onload="x">a</div>',
    '<div><iframe src="http://x">a</iframe></div>', '<div><form>a</form></div>', '<div><object>a</object></div>', '<div><style>a</style></div>',
    '<div><a href="javascript:x">a</a></div>', '<div><a href=" java\tscript:x">a</a></div>', '<div><a href="JAVASCRIPT:x">a</a></div>',
    '<div><a href="java&#115;cript:x">a</a></div>', '<div><a href="javascript&colon;x">a</a></div>', '<div><a href="data:text/html,x">a</a></div>',
    '<div><img src="data:text/html,x"/></div>', '<div><a href="vbscript:x">a</a></div>',
  ];
  for (const html of bad) assert.equal(messageOf(html), 'txt-1', html);
});

test('txt-1: must be one balanced div', () => {
  const bad = ['<div>a', 'a</div>', '<div>a</p></div>', '<div><b><i>a</b></i></div>', '<div>a</div><div>b</div>', '<div>a</div>b', 'b<div>a</div>',
    '<p>a</p>', '<div>a < b</div>', '<div a=b>c</div>', '<div>a</div', '<div><!-- a </div>', '<div>a<![CDATA[x]]></div>', '<div>a<?php x?></div>'];
  for (const html of bad) assert.equal(messageOf(html), 'txt-1', html);
});

test('txt-2: must have some content', () => {
  assert.equal(messageOf('<div></div>'), 'txt-2');
  assert.equal(messageOf('<div> <p>\n</p></div>'), 'txt-2');
});
